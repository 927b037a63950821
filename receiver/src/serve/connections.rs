//! The connections of one listener. axum's own loop would do, but for one thing: it waits for ever
//! for somebody who connects and says nothing.

use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long a connection may take to send the head of a request, at first and between two requests.
/// Proxies close idle connections after one or one and a half minutes, and should be the first to.
const HEAD: Duration = Duration::from_secs(120);

/// Serves one router until the sender of `stopped` is dropped, then finishes the requests that have
/// begun.
pub(super) async fn run(
    mut listener: TcpListener,
    router: Router,
    mut stopped: watch::Receiver<()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD);
    let graceful = GracefulShutdown::new();
    loop {
        // axum's `accept` waits while the system has no more sockets.
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
