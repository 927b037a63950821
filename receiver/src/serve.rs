//! Both halves on their listeners, from start to shutdown.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::Settings;
use crate::desk::Desk;
use crate::intake::Intake;
use crate::intake::bundle::Bundle;
use crate::router;
use crate::store::Store;
use crate::telemetry::Metrics;

/// How long requests that have begun may take to end after a shutdown was asked for.
const GRACE: Duration = Duration::from_secs(10);

/// A socket cannot be opened, or stopped working.
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
    /// A listener failed.
    #[error("a listener failed: {0}")]
    Listener(#[from] io::Error),
}

/// The two sockets.
pub struct Listeners {
    /// The public one.
    pub intake: TcpListener,
    /// The internal one.
    pub desk: TcpListener,
}

impl Listeners {
    /// Listens on the addresses of the config.
    pub async fn bind(settings: &Settings) -> Result<Self, ServeError> {
        Ok(Self {
            intake: bind("intake.listen", settings.config.intake.listen).await?,
            desk: bind("desk.listen", settings.config.desk.listen).await?,
        })
    }
}

/// Serves until `shutdown` is done, then finishes the requests that have begun.
pub async fn serve(
    settings: Settings,
    bundle: Bundle,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    listeners: Listeners,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let metrics = Arc::new(Metrics::new());
    let intake = Intake::new(
        &settings,
        bundle,
        store.clone(),
        clock.clone(),
        metrics.clone(),
    );
    let desk = Desk::new(settings, store, clock, metrics);
    let (stop, stopped) = watch::channel(());
    let halves = async {
        tokio::try_join!(
            run(
                listeners.intake,
                router::intake(Arc::new(intake)),
                stopped.clone()
            ),
            run(listeners.desk, router::desk(Arc::new(desk)), stopped),
        )
    };
    tokio::pin!(halves);
    tokio::select! {
        ended = &mut halves => return Ok(ended.map(|_| ())?),
        () = shutdown => drop(stop),
    }
    match tokio::time::timeout(GRACE, halves).await {
        Ok(ended) => Ok(ended.map(|_| ())?),
        Err(_) => {
            tracing::warn!("gave up on requests that did not end in time");
            Ok(())
        }
    }
}

async fn bind(key: &'static str, address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|error| ServeError::Listen {
            key,
            address,
            error,
        })
}

/// Serves one router until the sender of `stopped` is dropped.
async fn run(
    listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<()>,
) -> io::Result<()> {
    axum::serve(listener, router)
        .with_graceful_shutdown(async move { while stopped.changed().await.is_ok() {} })
        .await
}
