//! The message to a webhook: a case and its state, or that reports have arrived. It has no text of the reporter, nothing that
//! leads to the content, and no person's name.

use model::case::Card;
use model::priority::Priority;
use model::time::{Hour, Timestamp};
use model::workflow::{Outcome, State};
use serde::Serialize;
use shared::report::{Category, ReportId};

/// One change of one case, or the arrival of reports, in the format of Standard Webhooks.
#[derive(Serialize)]
pub(crate) struct Event {
    #[serde(rename = "type")]
    event_type: EventType,
    timestamp: String,
    data: Data,
    #[serde(skip)]
    pub(super) at: Timestamp,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data {
    Case(CaseState),
    Arrivals(Arrivals),
}

/// The kinds of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum EventType {
    /// Reports have arrived.
    #[serde(rename = "report.received")]
    Received,
    /// A report was taken as a case.
    #[serde(rename = "case.taken")]
    Taken,
    /// A case was changed in another way.
    #[serde(rename = "case.changed")]
    Changed,
    /// A case was closed.
    #[serde(rename = "case.closed")]
    Closed,
    /// A hand-off of the case has left.
    #[serde(rename = "case.handed_off")]
    HandedOff,
}

/// The state of a case after the change.
#[derive(Serialize)]
struct CaseState {
    case: ReportId,
    state: State,
    outcome: Option<Outcome>,
    category: Category,
    priority: &'static str,
}

/// Reports of one priority that have arrived.
#[derive(Serialize)]
struct Arrivals {
    priority: &'static str,
    /// The number of reports.
    reports: u64,
}

impl Event {
    /// The event for reports of one priority that have arrived, told in this hour.
    pub(crate) fn received(priority: Priority, reports: u64, hour: Hour) -> Self {
        Self {
            event_type: EventType::Received,
            timestamp: hour.to_string(),
            data: Data::Arrivals(Arrivals {
                priority: priority.name(),
                reports,
            }),
            at: hour.begin(),
        }
    }

    /// The event for a change of a case, whose new state is in `card`.
    pub(crate) fn new(event_type: EventType, card: &Card, at: Timestamp) -> Self {
        Self {
            event_type,
            timestamp: at.to_string(),
            data: Data::Case(CaseState {
                case: card.id,
                state: card.state,
                outcome: card.facts.outcome,
                category: card.facts.category,
                priority: card.priority.name(),
            }),
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use model::case::{Facts, Waited};
    use model::month::Month;

    use super::*;

    #[test]
    fn an_event_says_where_a_case_stands_and_no_more() {
        let card = Card {
            id: ReportId::new([1; 16]),
            number: 7,
            version: 2,
            received: Hour(500_000),
            priority: Priority::Child,
            state: State::LookedAfter,
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
                origin: None,
            },
            closed: None,
            due: None,
            is_handed_over: Some(false),
        };
        let event = Event::new(EventType::HandedOff, &card, Timestamp(1_800_000_000));
        let expected = r#"{"type":"case.handed_off","timestamp":"2027-01-15T08:00:00Z","data":{"case":"01010101010101010101010101010101","state":"looked_after","outcome":null,"category":"csam","priority":"child"}}"#;
        assert_eq!(serde_json::to_string(&event).unwrap(), expected);
    }
}
