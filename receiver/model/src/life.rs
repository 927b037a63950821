//! The life of a content item: its states, its ends, and all steps between them, as one table.

use crate::choices::choices;

choices! {
    /// The state of a content item.
    pub enum ItemState {
        /// An analyst has to look at the content.
        ToAssess,
        /// The report is not enough to find the content.
        NeedsMore,
        /// Another person decides in a second review.
        SecondReview,
        /// Assessed as illegal; the hand-offs are still to be made.
        Illegal,
        /// Assessed as illegal; the police asked to wait with notices to the host.
        Held,
        /// Handed off; the hotline looks again until the content is gone.
        LookedAfter,
        /// No work is left. The item's [`End`] says why.
        Ended,
    }
}

impl ItemState {
    /// Whether the content is assessed as illegal and the item is still open.
    pub fn is_illegal(self) -> bool {
        matches!(self, Self::Illegal | Self::Held | Self::LookedAfter)
    }

    /// Whether there is a verdict.
    pub fn is_decided(self) -> bool {
        self.is_illegal() || self == Self::Ended
    }

    /// Whether findings can be recorded in this state.
    pub fn is_assessed_now(self) -> bool {
        matches!(self, Self::ToAssess | Self::SecondReview)
    }
}

choices! {
    /// The reason why no work is left on a content item.
    pub enum End {
        /// The host removed the content.
        Removed,
        /// The content cannot be reached any more.
        Unavailable,
        /// The content has moved to another address, which is an item of its own.
        Moved,
        /// The police have it.
        WithPolice,
        /// The hotline of another country has it.
        WithHotline,
        /// The host refused to remove the content.
        Refused,
        /// Nobody answered.
        NoAnswer,
        /// Assessed as not illegal.
        NotIllegal,
        /// No content was found.
        NotFound,
        /// The hotline does not deal with such content.
        OutOfRemit,
        /// The report was not enough to find the content, and nothing more came.
        NeverFound,
        /// Another item has the same address.
        Same,
        /// Not a real report.
        Spam,
    }
}

impl End {
    /// Whether the content was assessed as illegal before this end.
    pub fn is_illegal(self) -> bool {
        use End::{Moved, NoAnswer, Refused, Removed, Unavailable, WithHotline, WithPolice};
        matches!(
            self,
            Removed | Unavailable | Moved | WithPolice | WithHotline | Refused | NoAnswer
        )
    }
}

/// One step in the life of a content item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The step's name in the log, in the API and in forms.
    pub name: &'static str,
    /// The state before the step.
    pub from: ItemState,
    /// The state after the step.
    pub to: Next,
    /// The requirement for the step.
    pub needs: Requirement,
    /// The people who may take the step.
    pub by: TakenBy,
}

/// The state after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The item is open, in this state.
    Open(ItemState),
    /// The item has ended for this reason.
    End(End),
}

impl Next {
    /// The item's state.
    pub fn state(self) -> ItemState {
        match self {
            Self::Open(state) => state,
            Self::End(_) => ItemState::Ended,
        }
    }

    /// The reason of the end, if the item has ended.
    pub fn end(self) -> Option<End> {
        match self {
            Self::Open(_) => None,
            Self::End(end) => Some(end),
        }
    }

    /// The name of the state or of the end, for the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open(state) => state.name(),
            Self::End(end) => end.name(),
        }
    }
}

/// A requirement for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// No requirement.
    Nothing,
    /// A reason, in words.
    Reason,
    /// A finding that says that the content is illegal, with all that its category needs.
    Illegal,
    /// A finding that says that the content is not illegal.
    Legal,
    /// A hand-off that has left.
    HandOff,
    /// A hand-off to the police that has left.
    Police,
    /// A hand-off to another hotline that has left.
    Hotline,
    /// The day until which the police asked to wait.
    Until,
    /// The day on which to look again.
    Day,
    /// The address to which the content has moved.
    Address,
    /// An end after the content was assessed as illegal.
    WasIllegal,
}

/// The people who may take a step, among those with the right to work on cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBy {
    /// Everybody.
    Anybody,
    /// Everybody but the person who asked for the second review.
    SecondPerson,
    /// Only the person who asked for the second review.
    Asker,
}

/// The name of the step in which the police ask to wait.
pub const HOLD: &str = "hold";

/// The name of the step in which the police need nobody to wait any more.
pub const RELEASE: &str = "release";

/// The name of the step in which the content was looked for and is still there.
pub const STILL_ONLINE: &str = "still_online";

/// The name of the step in which a person sets the day on which to look again.
pub const LOOK_AGAIN: &str = "look_again";

/// The name of the step in which content that was gone is back.
pub const BACK_ONLINE: &str = "back_online";

/// The name of the step in which an item that has ended has to be assessed again.
pub const REOPEN: &str = "reopen";

/// All steps that people take. Besides them, an item ends unread as spam, until that is taken back, or
/// as the same as another when its address is corrected.
#[rustfmt::skip]
pub const STEPS: &[Step] = {
    use ItemState::*;
    use End::*;
    use Requirement::{Address, Day, HandOff, Hotline, Nothing, Police, Reason, Until, WasIllegal};
    const IF_ILLEGAL: Requirement = Requirement::Illegal;
    const IF_LEGAL: Requirement = Requirement::Legal;
    &[
        open("illegal", ToAssess, Illegal, IF_ILLEGAL),
        end("not_illegal", ToAssess, NotIllegal, IF_LEGAL),
        end("not_found", ToAssess, NotFound, Nothing),
        end("out_of_remit", ToAssess, OutOfRemit, Nothing),
        end("spam", ToAssess, Spam, Nothing),
        open("needs_more", ToAssess, NeedsMore, Nothing),
        open("doubt", ToAssess, SecondReview, Reason),

        open("resume", NeedsMore, ToAssess, Nothing),
        end("never_found", NeedsMore, NeverFound, Nothing),

        second(open("illegal", SecondReview, Illegal, IF_ILLEGAL)),
        second(end("not_illegal", SecondReview, NotIllegal, IF_LEGAL)),
        second(end("not_found", SecondReview, NotFound, Nothing)),
        second(end("out_of_remit", SecondReview, OutOfRemit, Nothing)),
        second(open("send_back", SecondReview, ToAssess, Reason)),
        asker(open("withdraw", SecondReview, ToAssess, Nothing)),

        open("look_after", Illegal, LookedAfter, HandOff),
        open(HOLD, Illegal, Held, Until),
        end("with_police", Illegal, WithPolice, Police),
        end("with_hotline", Illegal, WithHotline, Hotline),
        end("removed", Illegal, Removed, Nothing),
        end("unavailable", Illegal, Unavailable, Nothing),
        open("correct", Illegal, ToAssess, Reason),

        open(RELEASE, Held, Illegal, Nothing),
        open(HOLD, Held, Held, Until),
        end("with_police", Held, WithPolice, Police),
        end("removed", Held, Removed, Nothing),
        end("unavailable", Held, Unavailable, Nothing),
        open("correct", Held, ToAssess, Reason),

        open(STILL_ONLINE, LookedAfter, LookedAfter, Nothing),
        open(LOOK_AGAIN, LookedAfter, LookedAfter, Day),
        end("removed", LookedAfter, Removed, Nothing),
        end("unavailable", LookedAfter, Unavailable, Nothing),
        end("moved", LookedAfter, Moved, Address),
        end("with_police", LookedAfter, WithPolice, Police),
        end("with_hotline", LookedAfter, WithHotline, Hotline),
        end("refused", LookedAfter, Refused, Nothing),
        end("no_answer", LookedAfter, NoAnswer, Nothing),
        open(HOLD, LookedAfter, Held, Until),
        open("correct", LookedAfter, ToAssess, Reason),

        open(BACK_ONLINE, Ended, Illegal, WasIllegal),
        open(REOPEN, Ended, ToAssess, Reason),
    ]
};

const fn open(name: &'static str, from: ItemState, to: ItemState, needs: Requirement) -> Step {
    step(name, from, Next::Open(to), needs)
}

const fn end(name: &'static str, from: ItemState, end: End, needs: Requirement) -> Step {
    step(name, from, Next::End(end), needs)
}

const fn step(name: &'static str, from: ItemState, to: Next, needs: Requirement) -> Step {
    Step {
        name,
        from,
        to,
        needs,
        by: TakenBy::Anybody,
    }
}

const fn second(step: Step) -> Step {
    Step {
        by: TakenBy::SecondPerson,
        ..step
    }
}

const fn asker(step: Step) -> Step {
    Step {
        by: TakenBy::Asker,
        ..step
    }
}

/// The steps that start at this state.
pub fn steps_from(state: ItemState) -> impl Iterator<Item = &'static Step> {
    STEPS.iter().filter(move |step| step.from == state)
}

/// The step with this name that starts at this state.
pub fn step_named(state: ItemState, name: &str) -> Option<&'static Step> {
    steps_from(state).find(|step| step.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray;

    use super::*;

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
    fn every_state_is_reached_and_no_state_is_a_dead_end() {
        for state in ItemState::VARIANTS {
            let is_reached = *state == ItemState::ToAssess
                || STEPS
                    .iter()
                    .any(|step| step.to.state() == *state && step.from != *state);
            assert!(is_reached, "{state:?} is never reached");
            assert!(leads_to_an_end(*state), "{state:?} leads to no end");
        }
    }

    /// Whether steps that need nothing but words lead to an end from here, so that nobody has to
    /// record anything untrue: neither a finding nor a hand-off.
    fn leads_to_an_end(state: ItemState) -> bool {
        let mut reached = vec![state];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            for step in steps_from(state) {
                let needs_words = matches!(step.needs, Requirement::Nothing | Requirement::Reason);
                if needs_words && !reached.contains(&step.to.state()) {
                    reached.push(step.to.state());
                }
            }
            at += 1;
        }
        reached.contains(&ItemState::Ended)
    }

    #[test]
    fn every_end_but_one_is_the_end_of_a_step() {
        for end in End::VARIANTS {
            let is_reached = STEPS.iter().any(|step| step.to.end() == Some(*end));
            // Another item with the same address is found by correcting an address.
            assert_eq!(is_reached, *end != End::Same, "{end:?}");
        }
    }

    #[test]
    fn illegal_is_what_a_finding_says() {
        for step in STEPS {
            let enters = step.to.state().is_illegal() && !step.from.is_illegal();
            let is_proven = matches!(step.needs, Requirement::Illegal | Requirement::WasIllegal);
            assert_eq!(enters, is_proven, "{step:?}");
            if let Some(end) = step.to.end() {
                assert_eq!(end.is_illegal(), step.from.is_illegal(), "{step:?}");
            }
            let clears = step.to.end() == Some(End::NotIllegal);
            assert_eq!(clears, step.needs == Requirement::Legal, "{step:?}");
        }
    }

    #[test]
    fn every_verdict_can_be_corrected_and_every_end_reopened() {
        for state in [ItemState::Illegal, ItemState::Held, ItemState::LookedAfter] {
            let step = step_named(state, "correct").unwrap();
            assert_eq!(step.to, Next::Open(ItemState::ToAssess));
            assert_eq!(step.needs, Requirement::Reason);
        }
        let step = step_named(ItemState::Ended, "reopen").unwrap();
        assert_eq!(step.to, Next::Open(ItemState::ToAssess));
    }

    #[test]
    fn a_second_review_is_decided_by_another_person_and_withdrawn_by_who_asked() {
        for step in steps_from(ItemState::SecondReview) {
            let expected = match step.name {
                "withdraw" => TakenBy::Asker,
                _ => TakenBy::SecondPerson,
            };
            assert_eq!(step.by, expected, "{step:?}");
        }
        let others = STEPS
            .iter()
            .filter(|step| step.from != ItemState::SecondReview);
        assert!(others.clone().all(|step| step.by == TakenBy::Anybody));
    }
}
