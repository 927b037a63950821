//! The workflow: the states of a case and all steps between them, as one table.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::rights::Right;

/// The state of a case. A report that has not been taken is no case yet; it waits in the queue.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Taken from the queue: does the hotline deal with it, and is it enough to find the content?
    Triage,
    /// The report is not enough to find the content.
    NeedsMore,
    /// The hotline does not deal with such content.
    OutOfRemit,
    /// An analyst looks at the content.
    InAssessment,
    /// Another person decides in a second review.
    SecondReview,
    /// Assessed as not illegal.
    NotIllegal,
    /// No content was found.
    NotFound,
    /// Assessed as illegal; the referral is still to be made.
    AssessedIllegal,
    /// Referred; the hotline checks until the content is gone.
    Monitoring,
    /// The host removed the content.
    Removed,
    /// The content cannot be reached any more.
    Unavailable,
    /// The content has moved to another address.
    Moved,
    /// No work is left.
    Closed,
    /// Closed, and its content scrubbed; the facts are kept.
    Anonymised,
}

impl State {
    /// The state's name in the store, in the API and in addresses.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the case still needs work.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Anonymised)
    }

    /// Whether the content was assessed as illegal, in this state or in an earlier one.
    pub fn is_assessed_illegal(self) -> bool {
        use State::{AssessedIllegal, Monitoring, Moved, Removed, Unavailable};
        matches!(
            self,
            AssessedIllegal | Monitoring | Removed | Unavailable | Moved
        )
    }
}

/// The outcome of a report, as statistics count it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Outcome {
    /// Not a real report.
    Spam,
    /// A location that an earlier report has named.
    Repeat,
    /// The hotline does not deal with such content.
    OutOfRemit,
    /// The report is not enough to find the content.
    NeedsMore,
    /// No content was found.
    NotFound,
    /// Assessed as not illegal.
    NotIllegal,
    /// Assessed as illegal.
    AssessedIllegal,
}

impl Outcome {
    /// The outcome's name in the store, in the API and in exports.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// One step of the workflow: the right that it needs, and its requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The step's name in the audit log, in the API and in addresses.
    pub name: &'static str,
    /// The state before the step.
    pub from: State,
    /// The state after the step.
    pub to: State,
    /// The right to take the step.
    pub right: Right,
    /// The requirement for the step.
    pub needs: Requirement,
    /// The step's effect on the outcome.
    pub outcome: OutcomeChange,
}

/// A requirement for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// No requirement.
    Nothing,
    /// A reason, in words.
    Reason,
    /// An assessment of each location, with one that is illegal.
    Illegal,
    /// An assessment of each location, with none that is illegal.
    Legal,
    /// At least one hand-off that has left.
    Referral,
    /// A case that was closed unread and has not been changed since.
    Unread,
}

/// The effect of a step on the outcome of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeChange {
    /// The outcome stays the same.
    Same,
    /// The outcome becomes this one.
    Set(Outcome),
    /// The outcome is removed.
    Open,
}

/// All steps of the workflow. Nothing else changes the state of a case.
#[rustfmt::skip]
pub const STEPS: &[Step] = {
    use OutcomeChange::{Open, Same, Set};
    use Requirement::{Illegal, Legal, Nothing, Reason, Referral, Unread};
    use State::*;
    const WORK: Right = Right::Work;
    const REVIEW: Right = Right::Review;
    &[
        step("spam", Triage, Closed, WORK, Nothing, Set(Outcome::Spam)),
        step("repeat", Triage, Closed, WORK, Nothing, Set(Outcome::Repeat)),
        step("rule_out", Triage, OutOfRemit, WORK, Nothing, Set(Outcome::OutOfRemit)),
        step("ask", Triage, NeedsMore, WORK, Nothing, Set(Outcome::NeedsMore)),
        step("resume", NeedsMore, Triage, WORK, Nothing, Open),
        step("begin", Triage, InAssessment, WORK, Nothing, Same),
        step("not_illegal", InAssessment, NotIllegal, WORK, Legal, Set(Outcome::NotIllegal)),
        step("not_found", InAssessment, NotFound, WORK, Nothing, Set(Outcome::NotFound)),
        step("illegal", InAssessment, AssessedIllegal, WORK, Illegal, Set(Outcome::AssessedIllegal)),
        step("doubt", InAssessment, SecondReview, WORK, Reason, Same),
        step("not_illegal", SecondReview, NotIllegal, REVIEW, Legal, Set(Outcome::NotIllegal)),
        step("not_found", SecondReview, NotFound, REVIEW, Nothing, Set(Outcome::NotFound)),
        step("illegal", SecondReview, AssessedIllegal, REVIEW, Illegal, Set(Outcome::AssessedIllegal)),
        step("monitor", AssessedIllegal, Monitoring, WORK, Referral, Same),
        step("removed", Monitoring, Removed, WORK, Nothing, Same),
        step("unavailable", Monitoring, Unavailable, WORK, Nothing, Same),
        step("moved", Monitoring, Moved, WORK, Reason, Same),
        step("reassess", Moved, InAssessment, WORK, Nothing, Open),
        step("close", OutOfRemit, Closed, WORK, Nothing, Same),
        step("close", NeedsMore, Closed, WORK, Nothing, Same),
        step("close", NotIllegal, Closed, WORK, Nothing, Same),
        step("close", NotFound, Closed, WORK, Nothing, Same),
        step("close", Removed, Closed, WORK, Nothing, Same),
        step("close", Unavailable, Closed, WORK, Nothing, Same),
        step("undo", Closed, Triage, WORK, Unread, Open),
        step("reopen", Closed, Triage, REVIEW, Reason, Open),
        step("anonymise", Closed, Anonymised, Right::Retention, Nothing, Same),
    ]
};

#[rustfmt::skip]
const fn step(
    name: &'static str, from: State, to: State,
    right: Right, needs: Requirement, outcome: OutcomeChange,
) -> Step {
    Step { name, from, to, right, needs, outcome }
}

/// The steps that start at this state.
pub fn steps_from(state: State) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.from == state)
}

/// The step with this name that starts at this state.
pub fn step_named(state: State, name: &str) -> Option<&'static Step> {
    steps_from(state).find(|step| step.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_state_is_reached_from_triage_and_leads_to_the_end() {
        let mut reached = vec![State::Triage];
        let mut at = 0;
        while let Some(state) = reached.get(at) {
            let next: Vec<State> = steps_from(*state).map(|step| step.to).collect();
            for state in next {
                if !reached.contains(&state) {
                    reached.push(state);
                }
            }
            at += 1;
        }
        for state in State::VARIANTS {
            assert!(reached.contains(state), "{state:?} is never reached");
            let leads_on = steps_from(*state).next().is_some();
            assert_eq!(leads_on, *state != State::Anonymised, "{state:?}");
        }
    }

    #[test]
    fn a_step_has_one_name_in_each_state() {
        let names: BTreeSet<_> = STEPS
            .iter()
            .map(|step| (step.from.name(), step.name))
            .collect();
        assert_eq!(names.len(), STEPS.len());
        for step in STEPS {
            assert_eq!(step_named(step.from, step.name), Some(step));
        }
    }

    #[test]
    fn what_leaves_assessment_has_been_assessed() {
        for step in STEPS {
            let decides = matches!(step.to, State::AssessedIllegal);
            assert_eq!(decides, step.needs == Requirement::Illegal, "{step:?}");
            let clears = step.to == State::NotIllegal;
            assert_eq!(clears, step.needs == Requirement::Legal, "{step:?}");
        }
    }

    #[test]
    fn only_what_nobody_read_is_opened_again_without_a_reason() {
        for step in STEPS.iter().filter(|step| step.from == State::Closed) {
            let opens = step.to.is_open();
            let is_explained = matches!(step.needs, Requirement::Reason | Requirement::Unread);
            assert_eq!(opens, is_explained, "{step:?}");
            assert_eq!(opens, step.outcome == OutcomeChange::Open, "{step:?}");
        }
        let mut undo = STEPS
            .iter()
            .filter(|step| step.needs == Requirement::Unread);
        let from = undo.next().map(|step| (step.from, step.to));
        assert_eq!(from, Some((State::Closed, State::Triage)));
        assert_eq!(undo.next(), None);
    }

    #[test]
    fn nothing_is_closed_without_an_outcome() {
        for step in STEPS.iter().filter(|step| step.to == State::Closed) {
            let before = STEPS.iter().filter(|before| before.to == step.from);
            let mut settled = before.clone().map(|before| before.outcome);
            assert!(
                matches!(step.outcome, OutcomeChange::Set(_))
                    || step.from.is_assessed_illegal()
                    || settled.all(|outcome| matches!(outcome, OutcomeChange::Set(_))),
                "{step:?}"
            );
        }
    }
}
