//! Composes the two halves from their settings.

use std::path::PathBuf;
use std::sync::Arc;

use shared::api::Hotline;
use shared::key_config::Trust;
use store::{BOARD, DeskStore, Part, Store};

use crate::alerts::{self, Alerts, Keyless, LockedAlerts, PublicAddress, Surroundings, Told};
use crate::anchor::Anchor;
use crate::casework::{self, Casework};
use crate::clock::Clock;
use crate::crypto::authority::Authority;
use crate::crypto::fingerprint;
use crate::crypto::vault::Vault;
use crate::exchange::{Exchange, KEY_DOCUMENT, PublishedDirectory};
use crate::heartbeat::Heartbeat;
use crate::hourly::HourlyQueue;
use crate::intake::{self, Intake};
use crate::lock::Lock;
use crate::outgoing::Outgoing;
use crate::pull::{Door, DoorParts, Fetcher, FetcherParts};
use crate::records::PublishedFile;
use crate::settings::{DeskSettings, IntakeSettings, KeylessDesk};
use crate::staff::Staff;
use crate::statistics::{Published, Tally};
use crate::telemetry::Metrics;
use crate::web::desk::Desk;
use crate::web::locked::LockedDesk;
use crate::web::metrics::Monitored;
use crate::web::public::bundle::Bundle;
use crate::web::public::{Site, SiteParts};
use crate::web::submissions::Submissions;
use crate::webhooks::Webhooks;

/// Composes the public half.
pub(super) fn site(
    hotline: Hotline,
    settings: IntakeSettings,
    bundle: Bundle,
    disk: Option<PathBuf>,
    (store, clock, metrics): (Arc<dyn Store>, Arc<dyn Clock>, Arc<Metrics>),
) -> Site {
    let root = settings.signer.authority().root;
    let sealed_to = fingerprint(&settings.desk_public_key);
    let pull = settings.pull_key.map(|key| {
        Arc::new(Door::new(DoorParts {
            key,
            sealed_to,
            store: store.clone(),
            clock: clock.clone(),
            metrics: metrics.clone(),
            disk,
        }))
    });
    let intake = Intake::new(intake::Parts {
        recipe: settings.recipe,
        desk_public_key: settings.desk_public_key,
        signer: settings.signer,
        ratchet: settings.ratchet,
        proof_of_work_floor: settings.recipe.pow_floor,
        config: settings.digest,
        store: store.clone(),
        inbox: store.clone(),
        clock: clock.clone(),
        metrics: metrics.clone(),
    });
    Site::new(SiteParts {
        hotline,
        origin: settings.public_url,
        onion: settings.onion,
        root,
        partners: settings.partners,
        loaders: settings.loaders,
        security_contact: settings.security_contact,
        release_proof: settings.release_proof,
        clock,
        bundle,
        intake,
        pull,
        exchange_key: PublishedFile::new(store.clone(), KEY_DOCUMENT),
        directory: PublishedDirectory::new(store.clone()),
        board: settings
            .asks
            .then(|| PublishedFile::new(store.clone(), BOARD)),
        published: Published::new(store),
        metrics,
    })
}

/// Composes what a monitoring system reads.
pub(super) fn monitored(
    store: Arc<dyn Store>,
    disk: Option<PathBuf>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
) -> Arc<Monitored> {
    let queue = Arc::new(HourlyQueue::new(store.clone(), clock));
    Arc::new(Monitored {
        metrics,
        queue,
        store,
        disk,
    })
}

/// Composes the alerts of a desk that is locked, if there is somebody to tell.
pub(super) fn locked_alerts(
    desk: &KeylessDesk,
    lock: &Lock,
    told: Told,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
) -> Option<LockedAlerts> {
    let places = desk.alerts.clone()?;
    let counts = Arc::new(HourlyQueue::new(store.clone(), clock.clone()));
    let calendar = desk.rules.calendar.clone();
    Some(LockedAlerts {
        keyless: Keyless::new(store.clone(), store, counts, clock.clone(), calendar),
        told,
        since: lock.since(),
        places,
        outgoing: Outgoing::new(),
        clock,
        metrics,
    })
}

/// Composes the internal half while it is locked.
pub(super) fn locked(desk: &KeylessDesk, lock: Arc<Lock>, metrics: Arc<Metrics>) -> LockedDesk {
    LockedDesk {
        hotline: desk.hotline.clone(),
        language: desk.language,
        public_url: desk.public_url.clone(),
        hosts: desk.hosts.clone(),
        calendar: desk.rules.calendar.clone(),
        lock,
        metrics,
    }
}

/// Composes the internal half and its webhooks.
pub(super) fn desk(
    settings: DeskSettings,
    anchor: Anchor,
    mut surroundings: Surroundings,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
) -> (Desk, Arc<Webhooks>, Alerts) {
    let (hotline, public_url) = (settings.hotline.clone(), settings.public_url.clone());
    let (emergency_numbers, language) = (settings.emergency_numbers.clone(), settings.language);
    let (hosts, token_sha256) = (settings.hosts.clone(), settings.token_sha256);
    let ledger = anchor.ledger.clone();
    let vault = anchor.vault.clone();
    let differences = anchor.differences.clone();
    if let Some(source) = &settings.pull {
        let address = PublicAddress::new(source.origin.clone(), trust(&settings.authority));
        surroundings.public = Some(Arc::new(address));
    }
    let services = DeskServices::new(settings, ledger, vault, clock.clone(), metrics.clone());
    let desk = Desk {
        hotline,
        emergency_numbers,
        language,
        public_url,
        hosts,
        token_sha256,
        casework: services.casework,
        exchange: services.exchange,
        fetcher: services.fetcher.clone(),
        staff: services.staff,
        tally: services.tally,
        anchor,
        clock,
        metrics,
        submissions: Submissions::default(),
    };
    surroundings.fetcher = services.fetcher;
    let alerts = services.alerts.with_differences(differences);
    let alerts = alerts.in_process(surroundings);
    (desk, services.webhooks, alerts)
}

/// What proves the keys of the intakes whose reports a desk takes.
fn trust(authority: &Authority) -> Trust {
    Trust {
        hotline: authority.hotline.clone(),
        root: authority.root,
        least_sequence: 0,
    }
}

/// The services of a desk, for its pages and the command line.
pub struct DeskServices {
    /// The service for reports and cases.
    pub casework: Arc<Casework>,
    /// The exchange with other hotlines, if the hotline takes part in it.
    pub exchange: Option<Arc<Exchange>>,
    /// Fetches from the intake, if each half has a store of its own.
    pub(crate) fetcher: Option<Arc<Fetcher>>,
    pub(crate) staff: Staff,
    pub(crate) tally: Tally,
    pub(crate) webhooks: Arc<Webhooks>,
    pub(crate) alerts: Alerts,
}

impl DeskServices {
    /// Composes the services from their settings.
    pub fn new(
        settings: DeskSettings,
        store: Arc<dyn DeskStore>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let outgoing = Outgoing::new();
        let opener = settings.opener();
        let fetcher = settings.pull.clone().map(|source| {
            Arc::new(Fetcher::new(FetcherParts {
                source,
                store: store.clone(),
                opener: settings.opener(),
                clock: clock.clone(),
                outgoing: outgoing.clone(),
                metrics: metrics.clone(),
            }))
        });
        let settings = settings.keyless;
        let webhooks = Webhooks::new(
            settings.webhooks,
            store.clone(),
            vault.clone(),
            clock.clone(),
            outgoing.clone(),
            metrics.clone(),
        );
        let queue = Arc::new(HourlyQueue::new(store.clone(), clock.clone()));
        let heartbeat = Arc::new(Heartbeat::new(
            Part::Desk,
            settings.digest,
            store.clone(),
            clock.clone(),
            metrics.clone(),
        ));
        let exchange = settings.exchange.map(|referrals| {
            let (store, vault) = (store.clone(), vault.clone());
            let exchange = Exchange::new(referrals, store, vault, clock.clone(), outgoing.clone());
            Arc::new(exchange)
        });
        let alerts = Alerts::new(alerts::Parts {
            store: store.clone(),
            vault: vault.clone(),
            clock: clock.clone(),
            metrics,
            outgoing: outgoing.clone(),
            queue: queue.clone(),
            calendar: settings.rules.calendar.clone(),
            heartbeat: heartbeat.clone(),
            exchange: exchange.clone(),
            asker: settings.asker.clone(),
            places: settings.alerts,
        });
        let staff = Staff::new(store.clone(), vault.clone(), clock.clone())
            .with_provider(settings.openid, outgoing);
        let tally = Tally::new(
            store.clone(),
            clock.clone(),
            settings.hotline,
            settings.known,
            settings.publish_statistics,
        );
        let casework = Arc::new(Casework::new(casework::Parts {
            store,
            vault,
            opener,
            clock,
            queue,
            heartbeat,
            webhooks: webhooks.clone(),
            sender: settings.handoffs,
            exchange: exchange.clone(),
            asker: settings.asker,
            rules: settings.rules,
        }));
        Self {
            alerts: alerts.with_silent(casework.silent()),
            casework,
            exchange,
            fetcher,
            staff,
            tally,
            webhooks,
        }
    }
}
