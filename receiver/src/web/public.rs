//! The public listener: the form and its files, the addresses that the form uses, the partners'
//! page and the published statistics.

pub mod bundle;
mod caching;
pub(crate) mod expected;
mod files;
mod form;
mod health;
mod keys;
pub(crate) mod languages;
pub mod loaders;
mod message;
mod onion;
mod page;
mod parcels;
pub(crate) mod partners;
mod pull;
pub mod release_proof;
mod reports;
mod security_txt;
mod slug;
pub(crate) mod statistics;
mod theme;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Bytes;
use model::origin::Origin;
use model::time::{Hour, Timestamp};
use shared::api::Hotline;
use shared::signing::VerifyingKey;
use tokio::sync::watch;

use self::bundle::Bundle;
pub(crate) use self::files::file;
pub(crate) use self::form::{answers, for_people, form, partner_form, theme};
pub(crate) use self::health::health;
pub(crate) use self::keys::{directory, exchange_key, key_config, proof_of_work};
use self::loaders::Loaders;
use self::onion::AtOnion;
pub(crate) use self::onion::onion_location;
use self::page::FormPage;
pub(crate) use self::parcels::parcels;
pub(crate) use self::pull::pull;
use self::release_proof::ReleaseProof;
pub(crate) use self::release_proof::release_proof;
pub(crate) use self::reports::{askable_reports, board, reports, schema};
use self::security_txt::SecurityTxt;
pub(crate) use self::security_txt::security_txt;
use crate::clock::Clock;
use crate::config::{Onion, PartnerConfig, SecurityContact};
use crate::exchange::PublishedDirectory;
use crate::intake::Intake;
use crate::pull::Door;
use crate::records::PublishedFile;
use crate::statistics::Published;
use crate::telemetry::Metrics;
use crate::web::host::Host;

/// The state of the public listener's handlers.
pub(crate) struct Site {
    hotline: Hotline,
    origin: Origin,
    page: FormPage,
    /// The form at the onion address, if there is one.
    at_onion: Option<AtOnion>,
    bundle: Bundle,
    loaders: Loaders,
    security_txt: Option<SecurityTxt>,
    release_proof: Option<ReleaseProof>,
    /// The JSON Schema of a report.
    schema: Bytes,
    intake: Intake,
    /// The door of the desk that fetches from this intake, if one does.
    pull: Option<Arc<Door>>,
    exchange_key: PublishedFile,
    directory: PublishedDirectory,
    /// The questions to reporters, if the hotline asks any.
    board: Option<PublishedFile>,
    published: Published,
    /// The metrics that count each request.
    pub(super) metrics: Arc<Metrics>,
    /// Whether the receiver is about to end.
    is_leaving: AtomicBool,
}

/// The parts of a site.
pub(crate) struct SiteParts {
    /// The hotline's details for reporters.
    pub(crate) hotline: Hotline,
    /// The origin at which browsers reach the listener.
    pub(crate) origin: Origin,
    /// The origin in the Tor network, if there is one.
    pub(crate) onion: Option<Onion>,
    /// The public key of the hotline's root.
    pub(crate) root: VerifyingKey,
    /// Partners with rules of their own, by name.
    pub(crate) partners: BTreeMap<String, PartnerConfig>,
    /// The loaders of earlier versions.
    pub(crate) loaders: Loaders,
    /// The contact for people who found a weakness.
    pub(crate) security_contact: Option<SecurityContact>,
    /// The proof that this release is in a public log.
    pub(crate) release_proof: Option<ReleaseProof>,
    /// The clock of the process.
    pub(crate) clock: Arc<dyn Clock>,
    /// The files of the widget.
    pub(crate) bundle: Bundle,
    /// The intake, which accepts reports.
    pub(crate) intake: Intake,
    /// The door of the desk that fetches from this intake, if one does.
    pub(crate) pull: Option<Arc<Door>>,
    /// The desk's key for other hotlines.
    pub(crate) exchange_key: PublishedFile,
    /// The files of the directory that the desk verified last.
    pub(crate) directory: PublishedDirectory,
    /// The questions to reporters, if the hotline asks any.
    pub(crate) board: Option<PublishedFile>,
    /// The statistics that the desk published last.
    pub(crate) published: Published,
    /// The metrics that count each message.
    pub(crate) metrics: Arc<Metrics>,
}

impl Site {
    /// Fills in the form for this hotline.
    pub(crate) fn new(parts: SiteParts) -> Self {
        let SiteParts {
            hotline,
            origin,
            onion,
            root,
            partners,
            loaders,
            security_contact,
            release_proof,
            clock,
            bundle,
            intake,
            pull,
            exchange_key,
            directory,
            board,
            published,
            metrics,
        } = parts;
        let hotline = Hotline {
            asks: board.is_some(),
            ..hotline
        };
        let schema = format!("{:#}", shared::report::json_schema().as_value());
        let page = |origin: &Origin| FormPage::new(&bundle, &hotline, root, origin, &partners);
        Self {
            page: page(&origin),
            at_onion: onion.map(|onion| AtOnion {
                page: page(onion.origin()),
                onion,
            }),
            security_txt: security_contact
                .map(|contact| SecurityTxt::new(contact, origin.clone(), clock)),
            release_proof,
            hotline,
            origin,
            bundle,
            loaders,
            schema: schema.into(),
            intake,
            pull,
            exchange_key,
            directory,
            board,
            published,
            metrics,
            is_leaving: AtomicBool::new(false),
        }
    }

    /// The form's page at the origin of this host. Hosts that the config does not name get that of the public origin.
    fn page_at(&self, host: &Host) -> &FormPage {
        let at_onion = self.at_onion.as_ref();
        let at_onion = at_onion.filter(|at_onion| host.is(at_onion.onion.origin()));
        at_onion.map_or(&self.page, |at_onion| &at_onion.page)
    }

    /// Makes the health fail, so that load balancers send nobody here any more.
    pub(crate) fn leave(&self) {
        self.is_leaving.store(true, Ordering::Relaxed);
    }

    /// The hour of the ratchet's file.
    pub(crate) fn ratchet_hour(&self) -> Hour {
        self.intake.ratchet_hour()
    }

    /// The end of the signer's certificate.
    pub(crate) fn signer_ends(&self) -> Timestamp {
        self.intake.signer_ends()
    }

    /// The door of the desk that fetches from this intake, if one does.
    pub(crate) fn pull(&self) -> Option<Arc<Door>> {
        self.pull.clone()
    }

    /// The news that a parcel of another hotline has arrived.
    pub(crate) fn parcel_news(&self) -> watch::Receiver<()> {
        self.intake.parcel_news()
    }

    /// Does the periodic work of the intake.
    pub(crate) async fn tick(&self) {
        self.intake.tick().await;
        if let Some(door) = &self.pull {
            door.tick().await;
        }
    }
}
