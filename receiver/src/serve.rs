//! Runs both halves on their listeners, from start to shutdown.

mod connections;
mod halves;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use self::connections::run;
pub use self::halves::DeskServices;
use crate::casework;
use crate::clock::Clock;
use crate::settings::{DeskSettings, Settings};
use crate::telemetry::Metrics;
use crate::web::desk::Desk;
use crate::web::public::Site;
use crate::web::public::bundle::Bundle;
use crate::web::router;
use crate::webhooks;

/// Time for open requests to end after a shutdown was requested.
const GRACE: Duration = Duration::from_secs(10);

/// Interval of each half's periodic work.
const TICK: Duration = Duration::from_secs(60);

/// A receiver does not start, or stopped because of an error.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address of a listener is in use or does not belong to this machine.
    #[error(
        "{key} = \"{address}\": {error}\n  fix: free that port, or choose another in the config"
    )]
    Listen {
        /// The address's key in the config.
        key: &'static str,
        /// The address in the config.
        address: SocketAddr,
        /// The error of the operating system.
        error: io::Error,
    },
    /// A listener's task panicked, which is a fault of this program.
    #[error("a listener ended: {0}")]
    Listener(#[from] JoinError),
    /// The disk failed under the store.
    #[error(
        "{0}\n  fix: look at the disk, then start again; what was acknowledged before is stored"
    )]
    Store(StoreError),
}

/// The sockets of the halves that this process runs.
pub struct Listeners {
    /// The socket of the public half.
    pub intake: Option<TcpListener>,
    /// The socket of the internal half.
    pub desk: Option<TcpListener>,
    /// The socket for a monitoring system.
    pub metrics: Option<TcpListener>,
}

impl Listeners {
    /// Listens on the addresses of the config.
    pub async fn bind(settings: &Settings) -> Result<Self, ServeError> {
        let intake = settings.intake.as_ref().map(|half| half.listen);
        let desk = settings.desk.as_ref().map(|half| half.listen);
        Ok(Self {
            intake: bind("intake.listen", intake).await?,
            desk: bind("desk.listen", desk).await?,
            metrics: bind("metrics.listen", settings.metrics).await?,
        })
    }
}

/// Serves until `shutdown` completes or the store has failed permanently, then finishes open
/// requests.
pub async fn serve(
    settings: Settings,
    bundle: Bundle,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    listeners: Listeners,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let (stop, stopped) = watch::channel(());
    let mut halves = JoinSet::new();
    if let Some(listener) = listeners.metrics {
        let monitored = halves::monitored(store.clone(), clock.clone(), metrics.clone());
        halves.spawn(run(listener, router::metrics(monitored), stopped.clone()));
    }
    let mut internal = None;
    if let (Some(intake), Some(listener)) = (settings.intake, listeners.intake) {
        let (store, clock, metrics) = (store.clone(), clock.clone(), metrics.clone());
        let site = halves::site(settings.hotline, intake, bundle, store, clock, metrics);
        let site = Arc::new(site);
        tokio::spawn(look_after(site.clone(), stopped.clone()));
        halves.spawn(run(listener, router::intake(site), stopped.clone()));
    }
    if let (Some(desk), Some(listener)) = (settings.desk, listeners.desk) {
        let (desk, all_webhooks) = halves::desk(desk, store.clone(), clock, metrics);
        desk.convert().await;
        desk.restore_logins().await;
        let desk = Arc::new(desk);
        tokio::spawn(webhooks::run(all_webhooks, stopped.clone()));
        tokio::spawn(look_after(desk.clone(), stopped.clone()));
        // The process ends when the mails that are being sent have been answered.
        halves.spawn(casework::run(desk.casework.clone(), stopped.clone()));
        internal = Some(desk.clone());
        halves.spawn(run(listener, router::desk(desk), stopped));
    }
    let done = tokio::select! {
        ended = ended(&mut halves) => return ended,
        error = store.broken() => Err(ServeError::Store(error)),
        () = shutdown => Ok(()),
    };
    drop(stop);
    let done = match tokio::time::timeout(GRACE, ended(&mut halves)).await {
        Ok(ended) => done.and(ended),
        Err(_) => {
            tracing::warn!("gave up on requests that did not end in time");
            done
        }
    };
    if let Some(desk) = internal {
        desk.keep_logins().await;
    }
    done
}

/// The internal half without a listener, and its periodic work, for tests in one process.
#[doc(hidden)]
pub async fn desk_router(
    settings: DeskSettings,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
) -> (Router, DeskTick) {
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let (desk, _) = halves::desk(settings, store, clock, metrics);
    desk.convert().await;
    desk.restore_logins().await;
    let desk = Arc::new(desk);
    (router::desk(desk.clone()), DeskTick(desk))
}

/// The periodic work of such a desk.
#[doc(hidden)]
pub struct DeskTick(Arc<Desk>);

impl DeskTick {
    /// Does the work of a minute.
    pub async fn tick(&self) {
        self.0.tick().await;
    }
}

/// Waits until all halves have ended, or one has failed.
async fn ended(halves: &mut JoinSet<()>) -> Result<(), ServeError> {
    while let Some(half) = halves.join_next().await {
        half?;
    }
    Ok(())
}

/// A half with periodic work.
trait Ticking: Send + Sync {
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

/// Does a half's periodic work every minute until the sender of `stopped` is dropped.
async fn look_after(half: Arc<impl Ticking>, mut stopped: watch::Receiver<()>) {
    let mut minutes = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            _ = minutes.tick() => half.tick().await,
            _ = stopped.changed() => return,
        }
    }
}

async fn bind(
    key: &'static str,
    address: Option<SocketAddr>,
) -> Result<Option<TcpListener>, ServeError> {
    let Some(address) = address else {
        return Ok(None);
    };
    let bound = TcpListener::bind(address).await;
    bound.map(Some).map_err(|error| ServeError::Listen {
        key,
        address,
        error,
    })
}
