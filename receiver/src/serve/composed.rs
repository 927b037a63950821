//! The halves as one reading of the config makes them, with their periodic work. When the config is
//! read again, others take their place.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use model::chain::Breaks;
use store::{Access, Store};
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use super::halves;
use super::locked::Locked;
use crate::alerts::{
    self, Alerts, AwayAlert, AwayParts, PublicAddress, RatchetHour, SignerEnds, Surroundings,
    TlsEnds, Told,
};
use crate::anchor::{Anchor, AnchorError};
use crate::casework;
use crate::clock::Clock;
use crate::exchange::Exchange;
use crate::lock::Lock;
use crate::settings::{DeskSettings, Settings};
use crate::telemetry::Metrics;
use crate::tls::Tls;
use crate::web::desk::Desk;
use crate::web::public::Site;
use crate::web::public::bundle::Bundle;
use crate::web::router;
use crate::webhooks;

/// Interval of each half's periodic work.
const TICK: Duration = Duration::from_secs(60);

/// Time for mails that are being sent to be answered after the end of their work was requested.
const MAILS: Duration = Duration::from_secs(10);

/// What the halves are made of besides the settings.
pub(super) struct Parts {
    pub(super) bundle: Bundle,
    pub(super) store: Arc<dyn Store>,
    /// The folder of the store's file, if the store is a file.
    pub(super) disk: Option<PathBuf>,
    /// The certificates that the listeners show.
    pub(super) tls: Vec<Arc<Tls>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) metrics: Arc<Metrics>,
    /// The lock of the desk, if its key is in shares.
    pub(super) lock: Option<Arc<Lock>>,
    /// What was told while the desk was locked.
    pub(super) told: Told,
}

/// The halves of one reading of the config.
pub(super) struct Composed {
    /// The routes of the public half, if there is one.
    pub(super) intake: Option<Router>,
    /// The routes of the internal half, if there is one.
    pub(super) desk: Option<Router>,
    /// Time for which the halves go on after a stop was requested.
    pub(super) drain: Duration,
    public: Option<Arc<Site>>,
    public_address: Option<Arc<PublicAddress>>,
    internal: Option<Arc<Desk>>,
    /// The internal half while it is locked.
    pub(super) locked: Option<Locked>,
    /// Work that is finished before the halves end: mails that are being sent.
    work: JoinSet<()>,
    /// Dropped to end the periodic work.
    stop: watch::Sender<()>,
}

impl Parts {
    /// Composes the halves, and begins their periodic work.
    ///
    /// # Errors
    ///
    /// Fails if there is only the desk, and its half of the store cannot be trusted. Whatever happened
    /// to the desk's data, an intake goes on.
    pub(super) async fn compose(&self, mut settings: Settings) -> Result<Composed, AnchorError> {
        let mut composed = Composed {
            intake: None,
            desk: None,
            drain: Duration::ZERO,
            public: None,
            public_address: None,
            internal: None,
            locked: None,
            work: JoinSet::new(),
            stop: watch::Sender::default(),
        };
        if let Some(key) = self.lock.as_ref().and_then(|lock| lock.key()) {
            settings.unlock(key);
        }
        if let Some(mut intake) = settings.intake {
            composed.drain = intake.drain;
            let unreviewed = self.bundle.unreviewed(&settings.hotline.languages);
            if !unreviewed.is_empty() {
                let languages = unreviewed.join(", ");
                tracing::info!("languages: no native speaker has reviewed {languages}");
            }
            let (url, trust) = (intake.public_url.clone(), intake.signer.trust());
            let has_tls = intake.tls.is_some();
            composed.public_address = Some(Arc::new(PublicAddress::new(url, trust)));
            let (bundle, disk) = (self.bundle, self.disk.clone());
            let places = intake.alerts.take();
            let site = halves::site(settings.hotline, intake, bundle, disk, self.shared());
            let site = Arc::new(site);
            if let (Some(places), Some(door)) = (places, site.pull()) {
                let (_, clock, metrics) = self.shared();
                let away = AwayAlert::new(AwayParts {
                    door,
                    places,
                    clock,
                    metrics,
                });
                tokio::spawn(look_after(Arc::new(away), composed.stop.subscribe()));
            }
            tokio::spawn(look_after(site.clone(), composed.stop.subscribe()));
            composed.public = Some(site.clone());
            composed.intake = Some(routes_of(router::intake(site), has_tls));
        }
        if let Some(desk) = settings.desk {
            match self.open_desk(&desk).await {
                Ok(anchor) => self.add_desk(&mut composed, desk, anchor).await,
                Err(error) if composed.public.is_none() => return Err(error),
                Err(error) => self.tell_of_closed(&error, &desk),
            }
        }
        if let (Some(desk), Some(lock)) = (settings.locked, &self.lock) {
            self.add_locked(&mut composed, desk, lock);
        }
        Ok(composed)
    }

    /// Opens the desk's half of the store.
    pub(super) async fn open_desk(&self, desk: &DeskSettings) -> Result<Anchor, AnchorError> {
        let now = self.clock.now();
        let anchor = desk
            .open_store(self.store.clone(), Access::Write, now)
            .await?;
        let breaks = anchor.ledger.breaks().await;
        if !breaks.is_empty() {
            tracing::warn!("the log of acts holds{}", Breaks(&breaks));
        }
        Ok(anchor)
    }

    /// Tells that the desk does not start, while the intake goes on.
    pub(super) fn tell_of_closed(&self, error: &AnchorError, desk: &DeskSettings) {
        tracing::error!(%error, "the desk does not start");
        if let Some(places) = desk.alerts.clone() {
            tokio::spawn(alerts::tell_of_closed_desk(places, self.clock.clone()));
        }
    }

    /// What alerts are told of this process.
    pub(super) fn surroundings(&self, composed: &Composed) -> Surroundings {
        let public = composed.public.clone();
        let signer_ends = |site: Arc<Site>| Box::new(move || site.signer_ends()) as SignerEnds;
        let ratchet_hour = |site: Arc<Site>| Box::new(move || site.ratchet_hour()) as RatchetHour;
        Surroundings {
            public: composed.public_address.clone(),
            ratchet_hour: public.clone().map(ratchet_hour),
            signer_ends: public.map(signer_ends),
            tls_ends: self.tls_ends(),
            disk: self.disk.clone(),
            fetcher: None,
        }
    }

    /// Composes the internal half, and begins its periodic work.
    pub(super) async fn add_desk(
        &self,
        composed: &mut Composed,
        settings: DeskSettings,
        anchor: Anchor,
    ) {
        let (_, clock, metrics) = self.shared();
        let has_tls = settings.tls.is_some();
        let surroundings = self.surroundings(composed);
        let stopped = composed.stop.subscribe();
        metrics.set_desk_locked(false);
        let (desk, all_webhooks, alerts) =
            halves::desk(settings, anchor, surroundings, clock, metrics);
        let alerts = alerts.after(self.told.clone());
        desk.convert().await;
        desk.restore_logins().await;
        let desk = Arc::new(desk);
        tokio::spawn(webhooks::run(all_webhooks, stopped.clone()));
        tokio::spawn(look_after(desk.clone(), stopped.clone()));
        tokio::spawn(look_after(Arc::new(alerts), stopped.clone()));
        let news = match (&composed.public, &desk.fetcher) {
            (Some(site), _) => Some(site.parcel_news()),
            (None, Some(fetcher)) => Some(fetcher.news()),
            (None, None) => None,
        };
        if let Some(fetcher) = desk.fetcher.clone() {
            composed.work.spawn(fetcher.run(stopped.clone()));
        }
        if let Some(exchange) = desk.exchange.clone() {
            tokio::spawn(look_after(exchange.clone(), stopped.clone()));
            let parcels = casework::exchange_with_others(
                desk.casework.clone(),
                exchange,
                news,
                stopped.clone(),
            );
            composed.work.spawn(parcels);
        }
        tokio::spawn(casework::close_repeats(
            desk.casework.clone(),
            stopped.clone(),
        ));
        let sending = casework::run(desk.casework.clone(), stopped);
        composed.work.spawn(sending);
        composed.internal = Some(desk.clone());
        composed.desk = Some(routes_of(router::desk(desk), has_tls));
    }

    /// The routes for a monitoring system. Nothing in them depends on the config.
    pub(super) fn monitored(&self) -> Router {
        let (store, clock, metrics) = self.shared();
        let disk = self.disk.clone();
        router::metrics(halves::monitored(store, disk, clock, metrics))
    }

    /// The end of the first certificate to end that the listeners show.
    fn tls_ends(&self) -> Option<TlsEnds> {
        let tls = self.tls.clone();
        let first = move || tls.iter().filter_map(|tls| tls.ends()).min();
        (!self.tls.is_empty()).then(|| Box::new(first) as TlsEnds)
    }

    pub(super) fn shared(&self) -> (Arc<dyn Store>, Arc<dyn Clock>, Arc<Metrics>) {
        (self.store.clone(), self.clock.clone(), self.metrics.clone())
    }
}

/// The routes of a half, with what a half says that does TLS itself.
pub(super) fn routes_of(routes: Router, has_tls: bool) -> Router {
    match has_tls {
        true => router::by_tls_alone(routes),
        false => routes,
    }
}

impl Composed {
    /// Says at `/health` that this receiver is about to end.
    pub(super) fn leave(&self) {
        if let Some(site) = &self.public {
            site.leave();
        }
    }

    /// Waits until a part of the work fails, which is a fault of this program.
    pub(super) async fn failed(&mut self) -> JoinError {
        failed(&mut self.work).await
    }

    /// Ends the periodic work. Waits until mails that are being sent have been answered, and until
    /// the open requests have ended.
    pub(super) async fn end(mut self, requests: impl Future<Output = ()>) {
        drop(self.stop);
        drop(self.locked);
        let mails = async { while self.work.join_next().await.is_some() {} };
        let (_, ()) = tokio::join!(timeout(MAILS, mails), requests);
        if let Some(desk) = self.internal {
            desk.keep_logins().await;
            desk.note_log().await;
        }
    }

    /// Keeps the counts of failed logins in the store.
    pub(super) async fn keep_logins(&self) {
        if let Some(desk) = &self.internal {
            desk.keep_logins().await;
        }
    }
}

/// Waits until a task fails.
pub(super) async fn failed(tasks: &mut JoinSet<()>) -> JoinError {
    loop {
        match tasks.join_next().await {
            Some(Err(error)) => return error,
            Some(Ok(())) => {}
            None => std::future::pending().await,
        }
    }
}

/// A half with periodic work.
pub(super) trait Ticking: Send + Sync {
    fn tick(&self) -> impl Future<Output = ()> + Send;
}

impl Ticking for Site {
    async fn tick(&self) {
        self.tick().await;
    }
}

impl Ticking for Desk {
    async fn tick(&self) {
        self.tick().await;
    }
}

impl Ticking for Exchange {
    async fn tick(&self) {
        self.tick().await;
    }
}

impl Ticking for AwayAlert {
    async fn tick(&self) {
        self.tick().await;
    }
}

impl Ticking for Alerts {
    async fn tick(&self) {
        self.tick().await;
    }
}

/// Does a half's periodic work every minute until the sender of `stopped` is dropped.
pub(super) async fn look_after(half: Arc<impl Ticking>, mut stopped: watch::Receiver<()>) {
    let mut minutes = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = minutes.tick() => half.tick().await,
            _ = stopped.changed() => return,
        }
    }
}
