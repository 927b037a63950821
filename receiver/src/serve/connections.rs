//! The connections of one listener. This replaces axum's own loop, which waits forever for clients
//! that connect and send or read nothing, and closes the door before its last request is answered.

use std::convert::Infallible;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, watch};
use tokio::time::{interval, timeout};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use super::places::Places;
use super::stream::PlacedStream;
use crate::tls::Tls;

/// Time for the head of a request, both the first and later ones, and the time for which no byte of a
/// connection may move in either direction. Proxies close idle connections after 60 to 90 seconds,
/// and should do so before us.
const STILL: Duration = Duration::from_secs(120);

/// Maximum bytes of a request's start line and headers: room for what a partner pastes at `/partners`.
const HEAD_BYTES: usize = 32 * 1024;

/// Time for the handshake of TLS, also on the slowest network.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// Interval at which still connections and a new certificate are looked for.
const LOOK: Duration = Duration::from_secs(10);

/// Time for the first byte of a connection that began right before the receiver was asked to stop.
const FIRST: Duration = Duration::from_secs(1);

/// A listener of one half, and what its connections need.
pub(super) struct Door<L> {
    pub(super) listener: L,
    /// The certificate, if connections begin with TLS.
    pub(super) tls: Option<Arc<Tls>>,
    /// The routes of the half; a config that is read again replaces them.
    pub(super) routes: watch::Receiver<Router>,
    pub(super) places: Arc<Places>,
}

/// The two steps of a stop. Every connection holds the receiver of the step that ends it, so that the
/// sender sees when all have ended.
#[derive(Clone)]
pub(super) struct Stop {
    /// Whether the open connections shall end with their present request. New ones are served still,
    /// with one request each.
    pub(super) finish: watch::Receiver<bool>,
    /// Whether no new connections are served any more.
    pub(super) close: watch::Receiver<bool>,
}

impl<L: Listener> Door<L> {
    /// Serves connections until both steps of the stop were taken.
    pub(super) async fn serve(mut self, stop: Stop) {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(STILL)
            .max_header_size(HEAD_BYTES)
            // A client may end its half of the connection with the request, and gets its answer.
            .half_close(true);
        let Stop { finish, close } = stop;
        self.serve_until(finish, &http).await;
        http.keep_alive(false);
        self.serve_until(close, &http).await;
    }

    async fn serve_until(&mut self, stop: watch::Receiver<bool>, http: &http1::Builder) {
        let mut look = interval(LOOK);
        let mut stopped = pin!(is_true(stop.clone()));
        loop {
            tokio::select! {
                // axum's `accept` waits while the system has no free sockets.
                (stream, _) = Listener::accept(&mut self.listener) => {
                    self.begin(stream, stop.clone(), http).await;
                }
                _ = look.tick() => {
                    self.places.give_up_still(STILL);
                    if let Some(tls) = &self.tls {
                        tls.look();
                    }
                }
                () = &mut stopped => return,
            }
        }
    }

    /// Serves one connection in a task of its own, until it ends or is given up.
    async fn begin(&self, stream: L::Io, stop: watch::Receiver<bool>, http: &http1::Builder) {
        let (place, given_up) = self.places.take().await;
        let (stream, first_byte) = PlacedStream::new(stream, place);
        let connection = Connection {
            routes: self.routes.clone(),
            http: http.clone(),
            stop,
            given_up,
        };
        match &self.tls {
            Some(tls) => tokio::spawn(connection.serve_tls(tls.acceptor(), stream)),
            None => tokio::spawn(connection.serve(stream, first_byte)),
        };
    }
}

/// One connection.
struct Connection {
    routes: watch::Receiver<Router>,
    http: http1::Builder,
    stop: watch::Receiver<bool>,
    /// Notified when another connection gets this one's place.
    given_up: Arc<Notify>,
}

impl Connection {
    /// Serves what comes through TLS. An error is the client's, who learns of it or is gone.
    async fn serve_tls<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        acceptor: TlsAcceptor,
        stream: S,
    ) {
        let stopped = async {
            is_true(self.stop.clone()).await;
            let _ = timeout(FIRST, pending::<()>()).await;
        };
        let shaken = tokio::select! {
            shaken = timeout(HANDSHAKE, acceptor.accept(stream)) => shaken,
            () = self.given_up.notified() => return,
            () = stopped => return,
        };
        if let Ok(Ok(stream)) = shaken {
            // The first bytes were those of the handshake: the request may be still to come.
            self.serve(stream, pending::<()>()).await;
        }
    }

    /// Serves requests. `first_byte` is over when the first byte of the first one has come.
    async fn serve<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
        self,
        stream: S,
        first_byte: impl Future,
    ) {
        let routes = self.routes;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            answer(routes.borrow().clone(), request.map(Body::new))
        });
        let connection = self.http.serve_connection(TokioIo::new(stream), service);
        let mut connection = pin!(connection);
        let told = async {
            is_true(self.stop.clone()).await;
            // hyper would close a connection that has sent nothing yet.
            let _ = timeout(FIRST, first_byte).await;
        };
        // An error is the client's, who learns of it or is gone.
        tokio::select! {
            _ = connection.as_mut() => return,
            () = self.given_up.notified() => return,
            () = told => connection.as_mut().graceful_shutdown(),
        }
        tokio::select! {
            _ = connection => {}
            () = self.given_up.notified() => {}
        }
    }
}

async fn answer(routes: Router, request: Request) -> Result<axum::response::Response, Infallible> {
    routes.oneshot(request).await
}

/// Waits until the value is true, or its sender is gone.
async fn is_true(mut value: watch::Receiver<bool>) {
    let _ = value.wait_for(|value| *value).await;
}
