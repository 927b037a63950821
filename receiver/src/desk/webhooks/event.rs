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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Hour;
    use crate::desk::case::{Facts, Month, Waited};
    use crate::queue::Priority;
    use crate::store::desk::SealedCase;

    fn id() -> ReportId {
        ReportId::new([1; 16])
    }

    fn act(what: &'static str, case: ReportId) -> Act {
        Act {
            at: Timestamp(1_800_000_000),
            who: "anna".to_owned(),
            what,
            case: Some(case),
            old: String::new(),
            new: String::new(),
        }
    }

    fn told(what: &'static str, state: State) -> String {
        let card = Card {
            id: id(),
            version: 2,
            received: Hour(500_000),
            priority: Priority::Child,
            state,
            assignee: Some("anna".to_owned()),
            facts: Facts {
                month: Month(24_324),
                category: Category::Csam,
                language: "mt".to_owned(),
                partner: Some("school".to_owned()),
                outcome: None,
                country: Some("NL".to_owned()),
                site_type: None,
                waited: Waited::Hours,
            },
            closed: None,
        };
        let file = Vec::new();
        let batch = Batch {
            cases: vec![SealedCase { card, file }],
            acts: vec![act("step", ReportId::new([2; 16])), act(what, id())],
            ..Batch::default()
        };
        let [event] = &events(&batch)[..] else {
            panic!("not one event")
        };
        serde_json::to_string(event).unwrap()
    }

    #[test]
    fn an_event_says_where_a_case_stands_and_no_more() {
        let expected = r#"{"type":"case.handed_off","timestamp":"2027-01-15T08:00:00Z","data":{"case":"01010101010101010101010101010101","state":"monitoring","outcome":null,"category":"csam","priority":"child"}}"#;
        assert_eq!(told("hand_off", State::Monitoring), expected);
    }

    #[test]
    fn an_act_gives_an_event_its_type() {
        for (what, state, kind) in [
            ("take", State::Triage, "case.taken"),
            ("take", State::Closed, "case.closed"),
            ("step", State::InAssessment, "case.changed"),
            ("step", State::Closed, "case.closed"),
            ("scrub", State::Closed, "case.changed"),
            ("assign", State::Triage, "case.changed"),
        ] {
            let event = told(what, state);
            assert!(event.contains(&format!("\"{kind}\"")), "{what}: {event}");
        }
    }

    #[test]
    fn an_act_that_changes_no_case_is_nobodys_business() {
        let batch = Batch {
            acts: vec![act("note", id())],
            ..Batch::default()
        };
        assert!(events(&batch).is_empty());
    }
}
