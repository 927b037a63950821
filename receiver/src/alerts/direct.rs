//! A try of every place, for an operator.

use super::Places;
use super::kind::Alert;
use super::memory::Message;
use crate::clock::Clock;
use crate::outgoing::Outgoing;

/// Sends a test to every place. Returns the name of each, and the error if nothing was sent.
pub async fn send_test(places: &Places, clock: &dyn Clock) -> Vec<(String, Option<String>)> {
    let outgoing = Outgoing::new();
    let message = Message {
        alert: Alert::Test,
        count: Some(1),
    };
    let mut tried = Vec::new();
    for place in places.all() {
        let sent = place.send(&outgoing, &message, clock.now()).await;
        tried.push((place.name(), sent.err().map(|error| error.to_string())));
    }
    tried
}
