//! The worksheet of a receiver that knew no items: one state and one assessment for a whole report.

use model::assessment::Finding;
use model::audit::{ActName, LogEntry};
use model::case::Card;
use model::follow_up::Questions;
use model::item::{Item, Review, Signed};
use model::life::{End, ItemState};
use model::name::DESK;
use model::time::Day;
use model::workflow::Outcome;
use model::worksheet::{Feedback, FeedbackState, HandOffState, HandedOff, HandoffKind, Worksheet};
use serde::Deserialize;
use shared::report::{ReportId, UntrustedReport};

/// The worksheet as it was sealed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EarlierWorksheet {
    assessment: Option<EarlierAssessment>,
    referrals: Vec<EarlierHandOff>,
    notice_on_hold: bool,
    second_review_asked_by: Option<String>,
    repeat_of: Option<ReportId>,
    #[serde(default)]
    same_since: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EarlierAssessment {
    by: String,
    on: String,
    findings: Vec<Finding>,
    explanation: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EarlierHandOff {
    kind: HandoffKind,
    to: String,
    by: String,
    at: String,
    /// A file counted as sent once it was downloaded.
    #[serde(default = "sent")]
    state: HandOffState,
    #[serde(default)]
    version: u64,
}

fn sent() -> HandOffState {
    HandOffState::Sent
}

impl EarlierWorksheet {
    /// The same in the present form: an item for each location, in the state of the whole case as
    /// far as the item's own finding fits it.
    pub(super) fn convert(
        self,
        card: &Card,
        state: &str,
        report: Option<UntrustedReport>,
        has_contact: bool,
        history: &[LogEntry],
        (today, next): (Day, Day),
    ) -> Worksheet {
        let wants_answer = report.as_ref().is_some_and(|report| report.feedback) && has_contact;
        let locations = report.map(|report| report.locations).unwrap_or_default();
        let gone = gone_as(history);
        let mut items: Vec<Item> = Vec::new();
        for (at, location) in (0..).zip(locations) {
            let mut item = Item::new(at + 1, location, Some(at));
            self.assess(&mut item, at as usize);
            let found = item.classification().is_some_and(|it| it.is_illegal());
            self.place(&mut item, card, state, found, gone, next);
            items.push(item);
        }
        let illegal = items.iter().filter(|item| item.is_illegal());
        let mut handed_off: Vec<u32> = illegal.map(|item| item.place).collect();
        if handed_off.is_empty() {
            handed_off = items.iter().map(|item| item.place).collect();
        }
        let is_closed = state == "closed";
        let (state, settled) = match is_closed {
            true => (FeedbackState::GivenUp, Some(Signed::on_day(DESK, today))),
            false => (FeedbackState::Owed, None),
        };
        let due = None;
        let feedback = wants_answer.then_some(Feedback {
            state,
            settled,
            due,
        });
        let hand_offs = self.referrals.into_iter().map(|it| HandedOff {
            kind: it.kind,
            to: it.to,
            items: handed_off.clone(),
            by: it.by,
            at: it.at,
            state: it.state,
            since: None,
            left: None,
            has_file: false,
            version: it.version,
            answer_by: None,
            answer: None,
            parcel: None,
            receipt: None,
            outcomes: Vec::new(),
            heard: 0,
        });
        Worksheet {
            taken: None,
            items,
            known: Vec::new(),
            followers: Vec::new(),
            hand_offs: hand_offs.collect(),
            feedback,
            repeat_of: self.repeat_of,
            referred: None,
            handed_over: None,
            is_disputed: false,
            is_awaited: false,
            follow_up: None,
            questions: Questions::default(),
            same_since: self.same_since,
        }
    }

    /// Gives an item its finding and the common explanation.
    fn assess(&self, item: &mut Item, at: usize) {
        let Some(assessment) = &self.assessment else {
            return;
        };
        item.finding = assessment.findings.get(at).cloned();
        item.explanation.clone_from(&assessment.explanation);
        item.assessed = item.finding.is_some().then(|| Signed {
            by: assessment.by.clone(),
            on: assessment.on.clone(),
        });
    }

    /// Puts an item into the state that follows from the state of the case.
    fn place(&self, item: &mut Item, card: &Card, state: &str, found: bool, gone: End, next: Day) {
        let ended = match state {
            "out_of_remit" => Some(End::OutOfRemit),
            "not_illegal" => Some(End::NotIllegal),
            "not_found" => Some(End::NotFound),
            "assessed_illegal" | "monitoring" | "removed" | "unavailable" if !found => {
                Some(End::NotIllegal)
            }
            "removed" => Some(End::Removed),
            "unavailable" => Some(End::Unavailable),
            "closed" => Some(closed_as(card.facts.outcome, found, gone)),
            _ => None,
        };
        item.end = ended;
        item.state = match state {
            _ if ended.is_some() => ItemState::Ended,
            "needs_more" => ItemState::NeedsMore,
            "second_review" => ItemState::SecondReview,
            "assessed_illegal" | "monitoring" if self.notice_on_hold => ItemState::Held,
            "assessed_illegal" => ItemState::Illegal,
            "monitoring" => ItemState::LookedAfter,
            _ => ItemState::ToAssess,
        };
        match item.state {
            ItemState::Held => item.held_until = Some(next.to_string()),
            ItemState::LookedAfter => item.look_again = Some(next.to_string()),
            ItemState::SecondReview => {
                let asked_by = self.second_review_asked_by.clone().unwrap_or_default();
                let decided = None;
                let is_heard = false;
                item.review = Some(Review {
                    asked_by,
                    decided,
                    is_heard,
                });
            }
            _ => {}
        }
    }
}

/// The end of an item whose case was closed.
fn closed_as(outcome: Option<Outcome>, found: bool, gone: End) -> End {
    match outcome {
        Some(Outcome::Spam) => End::Spam,
        Some(Outcome::Repeat) => End::Same,
        Some(Outcome::OutOfRemit) => End::OutOfRemit,
        Some(Outcome::NeedsMore) => End::NeverFound,
        Some(Outcome::NotFound) => End::NotFound,
        Some(Outcome::AssessedIllegal) if found => gone,
        Some(Outcome::AssessedIllegal | Outcome::NotIllegal) | None => End::NotIllegal,
    }
}

/// How illegal content went away, by the log. It was either removed or could not be reached.
fn gone_as(history: &[LogEntry]) -> End {
    let steps = history
        .iter()
        .filter(|entry| entry.what == ActName::Step.name());
    let mut ends = steps.rev().map(|entry| entry.new.as_str());
    match ends.find(|new| matches!(*new, "removed" | "unavailable")) {
        Some("removed") => End::Removed,
        _ => End::Unavailable,
    }
}
