//! The listeners of both halves, from the first connection to the last answer.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};
use tokio::time::timeout;

use super::composed::{Composed, failed};
use super::connections::{Door, Stop};
use super::listeners::Listeners;
use super::places::Places;
use super::socket::Socket;
use crate::web::router;

/// Time for open requests to end after a stop was requested. New ones are answered meanwhile.
const GRACE: Duration = Duration::from_secs(10);

/// Time for the requests that came during that time.
const LAST: Duration = Duration::from_secs(2);

/// The open listeners.
pub(super) struct Doors {
    intake: watch::Sender<Router>,
    desk: watch::Sender<Router>,
    finish: watch::Sender<bool>,
    close: watch::Sender<bool>,
    serving: JoinSet<()>,
}

impl Doors {
    /// Opens the listeners for the routes of these halves, and for those of a monitoring system.
    pub(super) fn open(listeners: Listeners, composed: &Composed, monitored: Router) -> Self {
        let mut doors = Self {
            intake: watch::Sender::default(),
            desk: watch::Sender::default(),
            finish: watch::Sender::default(),
            close: watch::Sender::default(),
            serving: JoinSet::new(),
        };
        doors.lead_to(composed);
        let (_, monitored) = watch::channel(monitored);
        let Listeners {
            intake,
            desk,
            metrics,
        } = listeners;
        let count = intake.len() + desk.len() + metrics.len();
        let halves = [
            (intake, doors.intake.subscribe()),
            (desk, doors.desk.subscribe()),
            (metrics, monitored),
        ];
        for (sockets, routes) in halves {
            for socket in sockets {
                let places = Places::for_each_of(count);
                doors.open_one(socket, routes.clone(), places);
            }
        }
        doors
    }

    fn open_one(&mut self, socket: Socket, routes: watch::Receiver<Router>, places: Arc<Places>) {
        match socket {
            Socket::Tcp(listener) => self.serve(Door {
                listener,
                tls: None,
                routes,
                places,
            }),
            Socket::Tls(listener, tls) => self.serve(Door {
                listener,
                tls: Some(tls),
                routes,
                places,
            }),
            Socket::Unix(listener) => self.serve(Door {
                listener,
                tls: None,
                routes,
                places,
            }),
        }
    }

    fn serve(&mut self, door: Door<impl Listener + Sync>) {
        let stop = Stop {
            finish: self.finish.subscribe(),
            close: self.close.subscribe(),
        };
        self.serving.spawn(door.serve(stop));
    }

    /// Sends the next requests to these halves. Requests that have begun end where they are.
    pub(super) fn lead_to(&self, composed: &Composed) {
        for (routes, half) in [
            (&self.intake, &composed.intake),
            (&self.desk, &composed.desk),
        ] {
            drop(routes.send_replace(half.clone().unwrap_or_else(router::closed)));
        }
    }

    /// Waits until a listener fails, which is a fault of this program.
    pub(super) async fn failed(&mut self) -> JoinError {
        failed(&mut self.serving).await
    }

    /// Finishes open requests while new ones are still answered, then closes.
    pub(super) async fn shut(self) {
        self.finish.send_replace(true);
        let finished = timeout(GRACE, self.finish.closed()).await;
        self.close.send_replace(true);
        let closed = timeout(LAST, self.close.closed()).await;
        if finished.is_err() || closed.is_err() {
            tracing::warn!("gave up on requests that did not end in time");
        }
    }
}
