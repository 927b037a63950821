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
        /// The content that another hotline referred is in a third country: that hotline refers it anew.
        Elsewhere,
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
    /// A finding of another hotline that may be taken over unseen.
    Claim,
    /// The country in which the content is, for another hotline that referred it.
    Country,
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

/// The name of the step in which the hotline that referred the content is told in which country it is.
pub const ELSEWHERE: &str = "elsewhere";

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
    use Requirement::{
        Address, Claim, Country, Day, HandOff, Hotline, Nothing, Police, Reason, Until, WasIllegal,
    };
    const IF_ILLEGAL: Requirement = Requirement::Illegal;
    const IF_LEGAL: Requirement = Requirement::Legal;
    &[
        open("illegal", ToAssess, Illegal, IF_ILLEGAL),
        open("take_over", ToAssess, Illegal, Claim),
        end("not_illegal", ToAssess, NotIllegal, IF_LEGAL),
        end("not_found", ToAssess, NotFound, Nothing),
        end("out_of_remit", ToAssess, OutOfRemit, Nothing),
        end(ELSEWHERE, ToAssess, End::Elsewhere, Country),
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
mod tests;
