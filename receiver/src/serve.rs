//! Both halves on their listeners, from start to shutdown.

mod connections;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use self::connections::run;
use crate::clock::Clock;
use crate::config::Settings;
use crate::desk::{Desk, webhooks};
use crate::intake::Intake;
use crate::intake::bundle::Bundle;
use crate::router;
use crate::store::{Store, StoreError};
use crate::telemetry::Metrics;

/// How long requests that have begun may take to end after a shutdown was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// How often each half looks at the time.
const TICK: Duration = Duration::from_secs(60);

/// Why nothing is served any more.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address of a listener is taken or not ours.
    #[error(
        "{key} = \"{address}\": {error}\n  fix: free that port, or choose another in the config"
    )]
    Listen {
        /// The config's key.
        key: &'static str,
        /// What it says.
        address: SocketAddr,
        /// What the system says.
        error: io::Error,
    },
    /// A listener ended by itself, which is a fault of ours.
    #[error("a listener ended: {0}")]
    Listener(#[from] JoinError),
    /// The disk failed under the store.
    #[error(
        "{0}\n  fix: look at the disk, then start again; what was acknowledged before is stored"
    )]
    Store(StoreError),
}

/// A socket for each half that runs here.
pub struct Listeners {
    /// The public one.
    pub intake: Option<TcpListener>,
    /// The internal one.
    pub desk: Option<TcpListener>,
}

impl Listeners {
    /// Listens on the addresses of the config.
    pub async fn bind(settings: &Settings) -> Result<Self, ServeError> {
        let intake = settings.intake.as_ref().map(|half| half.config.listen);
        let desk = settings.desk.as_ref().map(|half| half.config.listen);
        Ok(Self {
            intake: bind("intake.listen", intake).await?,
            desk: bind("desk.listen", desk).await?,
        })
    }
}

/// Serves until `shutdown` is done or the store has failed for good, then finishes the requests that
/// have begun.
pub async fn serve(
    settings: Settings,
    bundle: Bundle,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    listeners: Listeners,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let metrics = Arc::new(Metrics::new());
    let hotline = &settings.hotline;
    let (stop, stopped) = watch::channel(());
    let mut halves = JoinSet::new();
    if let (Some(settings), Some(listener)) = (settings.intake, listeners.intake) {
        let (store, clock, metrics) = (store.clone(), clock.clone(), metrics.clone());
        let intake = Intake::new(hotline, settings, bundle, store, clock, metrics);
        let intake = Arc::new(intake);
        tokio::spawn(look_after(intake.clone(), stopped.clone()));
        halves.spawn(run(listener, router::intake(intake), stopped.clone()));
    }
    if let (Some(settings), Some(listener)) = (settings.desk, listeners.desk) {
        let desk = Desk::new(hotline, settings, store.clone(), clock, metrics);
        let desk = Arc::new(desk);
        tokio::spawn(webhooks::run(desk.clone(), stopped.clone()));
        tokio::spawn(look_after(desk.clone(), stopped.clone()));
        halves.spawn(run(listener, router::desk(desk), stopped));
    }
    let done = tokio::select! {
        ended = ended(&mut halves) => return ended,
        error = store.broken() => Err(ServeError::Store(error)),
        () = shutdown => Ok(()),
    };
    drop(stop);
    match tokio::time::timeout(GRACE, ended(&mut halves)).await {
        Ok(ended) => done.and(ended),
        Err(_) => {
            tracing::warn!("gave up on requests that did not end in time");
            done
        }
    }
}

/// Waits until each half has ended, or one has failed.
async fn ended(halves: &mut JoinSet<()>) -> Result<(), ServeError> {
    while let Some(half) = halves.join_next().await {
        half?;
    }
    Ok(())
}

/// Something that has to look at the time.
trait Ticking: Send + Sync {
    fn tick(&self) -> impl Future<Output = ()> + Send;
}

impl Ticking for Intake {
    async fn tick(&self) {
        self.tick().await;
    }
}

impl Ticking for Desk {
    async fn tick(&self) {
        self.tick().await;
    }
}

/// Lets a half do every minute what time asks for.
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
