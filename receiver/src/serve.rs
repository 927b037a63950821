//! Runs both halves on their listeners, from start to shutdown.

mod composed;
mod connections;
mod doors;
mod halves;
mod listeners;
mod locked;
mod places;
mod socket;
mod stream;
mod supervisor;
mod waiting;

use std::io;
use std::sync::Arc;

use axum::Router;
use model::time::Timestamp;
use store::{Access, Store, StoreError};
use tokio::sync::mpsc;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use self::composed::{Composed, Parts};
use self::doors::Doors;
pub use self::halves::DeskServices;
pub use self::listeners::Listeners;
pub(crate) use self::places::Places;
pub use self::socket::Socket;
pub(crate) use self::stream::PlacedStream;
pub use self::waiting::open_when_there;
use crate::acme;
use crate::alerts::{Alerts, SignerEnds, Surroundings, Told};
use crate::anchor::AnchorError;
use crate::clock::{Clock, SystemClock};
use crate::config::{ConfigError, ListenAddress};
use crate::lock::Lock;
use crate::settings::Settings;
use crate::telemetry::Metrics;
use crate::tls::Tls;
use crate::web::desk::Desk;
use crate::web::public::bundle::Bundle;
use crate::web::router;
use crate::webhooks::Webhooks;

/// A receiver does not start, or stopped because of an error.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address of a listener is in use or does not belong to this machine.
    #[error("{key} = \"{address}\": {error}\n  fix: {}", fix(.address, .error))]
    Listen {
        /// The address's key in the config.
        key: &'static str,
        /// The address in the config.
        address: ListenAddress,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The socket of this name was handed over, and no half listens on it.
    #[error(
        "the socket {0:?} that was handed over (LISTEN_FDS) is not for a half of this config\n  fix: \
         stream sockets for the halves, with FileDescriptorName=intake, =desk or =metrics in its .socket unit"
    )]
    HandedOver(String),
    /// A listener's task panicked, which is a fault of this program.
    #[error("a listener ended: {0}")]
    Listener(#[from] JoinError),
    /// The desk's half of the store cannot be trusted.
    #[error(transparent)]
    Log(#[from] AnchorError),
    /// The disk failed under the store.
    #[error(
        "{0}\n  fix: look at the disk, then start again; what was acknowledged before is stored"
    )]
    Store(StoreError),
}

fn fix(address: &ListenAddress, error: &io::Error) -> &'static str {
    match (address, error.kind()) {
        (ListenAddress::Unix(_), io::ErrorKind::AddrInUse) => {
            "end the other receiver that listens there, or choose another path in the config"
        }
        (ListenAddress::Unix(_), _) => {
            "a path in a folder that this user can write, such as its RuntimeDirectory of systemd"
        }
        (ListenAddress::Tcp(_), io::ErrorKind::PermissionDenied) => {
            "choose a port from 1024 on, or let systemd hand over the socket"
        }
        (ListenAddress::Tcp(_), _) => "free that port, or choose another in the config",
    }
}

/// What an operator asks of a running receiver.
pub enum Order {
    /// Goes on with a config that was read again, or with the earlier one if it has an error.
    Reload(Box<Result<Settings, ConfigError>>),
    /// Finishes open requests, then ends.
    Stop,
}

/// Serves until it is ordered to stop or the store has failed permanently, then finishes open
/// requests.
pub async fn serve(
    settings: Settings,
    bundle: Bundle,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    listeners: Listeners,
    mut orders: mpsc::Receiver<Order>,
) -> Result<(), ServeError> {
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let locked = settings.locked.as_ref();
    let lock = locked.map(|desk| Arc::new(Lock::new(desk.public_key.clone(), clock.clone())));
    let parts = Parts {
        bundle,
        store,
        disk: settings.store.folder(),
        tls: settings.tls().into_iter().flatten().cloned().collect(),
        clock,
        metrics,
        lock,
        told: Told::default(),
    };
    let status = listeners.lines().join(", ");
    let certificates = keep_valid(&parts.tls);
    let mut composed = parts.compose(settings).await?;
    let mut doors = Doors::open(listeners, &composed, parts.monitored());
    supervisor::ready(&status);
    let watchdog = tokio::spawn(supervisor::keep_watchdog_calm());
    let done = loop {
        tokio::select! {
            error = doors.failed() => return Err(error.into()),
            error = composed.failed() => return Err(error.into()),
            error = parts.store.broken() => break Err(ServeError::Store(error)),
            (key, numbers) = parts.unlocked() => {
                parts.unlock(&mut composed, key, &numbers).await;
                doors.lead_to(&composed);
                parts.settle(&composed);
            }
            order = orders.recv() => match order {
                Some(Order::Reload(settings)) => {
                    supervisor::reloading();
                    reload(&parts, &mut composed, &doors, *settings).await;
                    supervisor::ready(&status);
                }
                Some(Order::Stop) | None => break Ok(()),
            },
        }
    };
    supervisor::stopping();
    composed.leave();
    if done.is_ok() {
        // A second order to stop ends this early.
        let _ = timeout(composed.drain, orders.recv()).await;
    }
    composed.end(doors.shut()).await;
    watchdog.abort();
    drop(certificates);
    done
}

/// Asks authorities for the certificates of the halves, until the set is dropped. Browsers go by the time that it is, so
/// the system's clock counts, also after a leap: a certificate too early does no harm.
fn keep_valid(tls: &[Arc<Tls>]) -> JoinSet<()> {
    let asked = tls.iter().filter_map(|tls| {
        let authority = tls.authority()?.clone();
        Some(acme::keep_valid(tls.clone(), authority, SystemClock))
    });
    asked.collect()
}

/// Replaces the halves by those of a config that was read again. Requests that have begun end in the
/// earlier halves.
async fn reload(
    parts: &Parts,
    composed: &mut Composed,
    doors: &Doors,
    settings: Result<Settings, ConfigError>,
) {
    match settings {
        Ok(settings) => {
            // What was counted of failed logins goes on from the store.
            composed.keep_logins().await;
            let next = match parts.compose(settings).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "the earlier config stays");
                    return;
                }
            };
            doors.lead_to(&next);
            let earlier = std::mem::replace(composed, next);
            tokio::spawn(earlier.end(std::future::ready(())));
            tracing::info!("the config was read again");
        }
        Err(error) => tracing::error!(%error, "the earlier config stays"),
    }
}

/// The internal half without a listener, and its periodic work, for tests in one process.
#[doc(hidden)]
pub async fn desk_router(
    settings: Settings,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
) -> (Router, DeskTick) {
    let intake = settings.intake.as_ref();
    let certified = intake.map(|intake| Timestamp(intake.signer.certificate().not_after));
    let surroundings = Surroundings {
        signer_ends: certified.map(|ends| Box::new(move || ends) as SignerEnds),
        disk: settings.store.folder(),
        public: None,
        tls_ends: None,
        ratchet_hour: None,
        fetcher: None,
    };
    #[expect(clippy::expect_used, reason = "only for tests")]
    let settings = settings.desk.expect("a desk");
    let anchor = settings.open_store(store, Access::Write, clock.now()).await;
    #[expect(clippy::expect_used, reason = "only for tests")]
    let anchor = anchor.expect("the store is as its log says");
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let (desk, webhooks, alerts) =
        halves::desk(settings, anchor, surroundings, clock, metrics.clone());
    desk.convert().await;
    desk.restore_logins().await;
    let desk = Arc::new(desk);
    let router = router::desk(desk.clone());
    let tick = DeskTick {
        desk,
        alerts,
        webhooks,
        metrics,
    };
    (router, tick)
}

/// The periodic work of such a desk.
#[doc(hidden)]
pub struct DeskTick {
    desk: Arc<Desk>,
    alerts: Alerts,
    webhooks: Arc<Webhooks>,
    metrics: Arc<Metrics>,
}

impl DeskTick {
    /// Does the work of a minute.
    pub async fn tick(&self) {
        self.desk.tick().await;
        if let Some(exchange) = &self.desk.exchange {
            exchange.tick().await;
        }
        self.alerts.tick().await;
    }

    /// Makes the attempts to tell webhooks that are due.
    pub async fn tell_webhooks(&self) {
        self.webhooks.send_all_due().await;
    }

    /// Takes in the parcels that have arrived, and attempts to deliver those that are due.
    pub async fn exchange_parcels(&self) {
        if let Some(exchange) = &self.desk.exchange {
            self.desk.casework.exchange_parcels(exchange).await;
        }
    }

    /// The metrics as text.
    pub fn metrics(&self) -> String {
        self.metrics.encode()
    }
}
