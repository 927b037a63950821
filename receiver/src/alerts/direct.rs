//! Alerts that need no store: a try of every place, and a desk that does not start.

use std::sync::Arc;

use futures_util::future::join_all;

use super::Places;
use super::kind::Alert;
use super::memory::Message;
use crate::clock::Clock;
use crate::outgoing::Outgoing;

/// Sends a test to every place. Returns the name of each, and the error if nothing was sent.
pub async fn send_test(places: &Places, clock: &dyn Clock) -> Vec<(String, Option<String>)> {
    send(places, Alert::Test, clock).await
}

/// Asks every place whether it answers, and sends nothing. Returns the name of each, and the error if it
/// does not answer.
pub(crate) async fn ask(places: &Places) -> Vec<(String, Option<String>)> {
    let outgoing = Outgoing::new();
    let asked = places.all().map(async |place| {
        let answer = place.ask(&outgoing).await;
        (place.name(), answer.err().map(|error| error.to_string()))
    });
    join_all(asked).await
}

/// Tells every place, once, that the desk does not start.
pub(crate) async fn tell_of_closed_desk(places: Arc<Places>, clock: Arc<dyn Clock>) {
    for (place, error) in send(&places, Alert::DeskClosed, &*clock).await {
        if let Some(error) = error {
            tracing::warn!(%error, place, alert = Alert::DeskClosed.name(), "an alert was not sent");
        }
    }
}

async fn send(places: &Places, alert: Alert, clock: &dyn Clock) -> Vec<(String, Option<String>)> {
    let outgoing = Outgoing::new();
    let message = Message {
        words: places.words,
        alert,
        count: Some(1),
    };
    let mut tried = Vec::new();
    for place in places.all() {
        let sent = place.send(&outgoing, &message, clock.now()).await;
        tried.push((place.name(), sent.err().map(|error| error.to_string())));
    }
    tried
}
