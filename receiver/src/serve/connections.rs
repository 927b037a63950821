//! The connections of one listener. This replaces axum's own loop, which waits forever for clients
//! that connect and send nothing.

use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Time for the head of a request, both the first and later ones. Proxies close idle connections
/// after 60 to 90 seconds, and should do so before us.
const HEAD: Duration = Duration::from_secs(120);

/// Serves one router until the sender of `stopped` is dropped, then finishes open requests.
pub(super) async fn run(
    mut listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let graceful = GracefulShutdown::new();
    loop {
        // axum's `accept` waits while the system has no free sockets.
        let (stream, _) = tokio::select! {
            accepted = Listener::accept(&mut listener) => accepted,
            _ = stopped.changed() => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(stream), service);
        tokio::spawn(graceful.watch(connection));
    }
    drop(listener);
    graceful.shutdown().await;
}
