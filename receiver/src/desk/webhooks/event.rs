//! What a webhook is told: which case, and where it stands. Nothing that a reporter wrote, nothing
//! that leads to the content, nobody's name.

use serde::Serialize;
use shared::report::{Category, ReportId};

use crate::clock::Timestamp;
use crate::desk::audit::Act;
use crate::desk::case::Card;
use crate::desk::workflow::{Outcome, State};
use crate::store::desk::Batch;

/// One change of one case, in the form that Standard Webhooks asks for.
#[derive(Serialize)]
pub(super) struct Event {
    #[serde(rename = "type")]
    kind: Kind,
    timestamp: String,
    data: Standing,
    #[serde(skip)]
    pub(super) at: Timestamp,
}

#[derive(Serialize, Clone, Copy)]
enum Kind {
    #[serde(rename = "case.taken")]
    Taken,
    #[serde(rename = "case.changed")]
    Changed,
    #[serde(rename = "case.closed")]
    Closed,
    #[serde(rename = "case.handed_off")]
    HandedOff,
}

/// Where a case stands.
#[derive(Serialize)]
struct Standing {
    case: ReportId,
    state: State,
    outcome: Option<Outcome>,
    category: Category,
    priority: &'static str,
}

/// What there is to tell of a batch: each act that changed a case.
pub(super) fn events(batch: &Batch) -> Vec<Event> {
    let adopted = batch.adopted.iter().map(|adopted| &adopted.case);
    let cards = adopted.chain(&batch.cases).map(|case| &case.card);
    let events = cards.filter_map(|card| {
        let act = batch.acts.iter().find(|act| act.case == Some(card.id))?;
        Some(event(card, act))
    });
    events.collect()
}

fn event(card: &Card, act: &Act) -> Event {
    Event {
        kind: match (act.what, card.state) {
            ("hand_off", _) => Kind::HandedOff,
            ("take" | "step", State::Closed) => Kind::Closed,
            ("take", _) => Kind::Taken,
            _ => Kind::Changed,
        },
        timestamp: act.at.to_string(),
        data: Standing {
            case: card.id,
            state: card.state,
            outcome: card.facts.outcome,
            category: card.facts.category,
            priority: card.priority.name(),
        },
        at: act.at,
    }
}
