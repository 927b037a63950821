//! The desk's additions to a report, apart from the notes: its items, the items of other
//! cases that it names, and the hand-offs. The state and the outcome of a case follow from them.

use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use utoipa::ToSchema;

use crate::assessment::Finding;
use crate::choices::choices;
use crate::item::{Item, Known, Signed};
use crate::life::{End, ItemState};
use crate::outcome::HeardOutcome;
use crate::referred::{Follower, Referred};
use crate::time::Day;
use crate::workflow::{Outcome, State};

/// The worksheet of a case. Deleted together with the report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worksheet {
    /// The hour (RFC 3339) in which the report was taken from the queue; none in cases of earlier receivers.
    #[serde(default)]
    pub taken: Option<String>,
    /// The items that the report brought or an analyst added, in the order of their numbers.
    pub items: Vec<Item>,
    /// The items of earlier cases that the report names.
    pub known: Vec<Known>,
    /// The hand-offs made so far, in order.
    pub hand_offs: Vec<HandedOff>,
    /// The answer to the reporter; none if the reporter wants none or gave no address.
    pub feedback: Option<Feedback>,
    /// The earlier case of the same locations, if this one was closed as a repeat.
    pub repeat_of: Option<ReportId>,
    /// The referral of another hotline of which the case was made; none if a reporter sent it.
    #[serde(default)]
    pub referred: Option<Referred>,
    /// The person who handed the case to its assignee, and the day; none once the assignee has changed the case.
    #[serde(default)]
    pub handed_over: Option<Signed>,
    /// Whether another hotline classified an item differently when the case was written last.
    #[serde(default)]
    pub is_disputed: bool,
    /// Whether a child is in danger, and another hotline had said nothing of a referral when the case was written last.
    #[serde(default)]
    pub is_awaited: bool,
    /// The cases of other hotlines' referrals that name an item of this case, by the item's number.
    #[serde(default)]
    pub followers: Vec<Follower>,
    /// The way to ask the reporter; none if the reporter did not choose it, and once the case is closed.
    #[serde(default)]
    pub follow_up: Option<crate::follow_up::FollowUp>,
    /// Whether the reporter was asked and answered: for the figures, also once the way to ask is gone.
    #[serde(default)]
    pub questions: crate::follow_up::Questions,
    /// The oldest version whose forms are still valid: since then, only the hand-offs have changed. 0: the present version.
    pub same_since: u64,
}

/// The answer that a reporter waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// Whether the answer is owed, was given, or is not given.
    pub state: FeedbackState,
    /// The person who decided that, and the day; none while the answer is owed.
    #[schema(required)]
    pub settled: Option<Signed>,
    /// The day (RFC 3339) since which nothing but the answer is left to do; none before, and after it.
    #[serde(default)]
    #[schema(required)]
    pub due: Option<String>,
}

choices! {
    /// Whether a reporter has an answer.
    pub enum FeedbackState {
        /// The reporter waits.
        Owed,
        /// The reporter has been answered.
        Answered,
        /// The reporter is not answered.
        GivenUp,
    }
}

/// A hand-off that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedOff {
    /// The kind of hand-off.
    pub kind: HandoffKind,
    /// The recipient, in words.
    pub to: String,
    /// The numbers of the items within the case, from 1.
    pub items: Vec<u32>,
    /// The account or token (`token:NAME`) that handed off.
    pub by: String,
    /// The time at which the hand-off was made (RFC 3339).
    pub at: String,
    /// How far the hand-off has got.
    pub state: HandOffState,
    /// The person or the task that recorded the present state, and the time; none before.
    #[schema(required)]
    pub since: Option<Signed>,
    /// The hour (RFC 3339) in which the hand-off left; none before, and in records of earlier receivers.
    #[serde(default)]
    #[schema(required)]
    pub left: Option<String>,
    /// Whether the desk keeps its file. A mail has none.
    pub has_file: bool,
    /// The version of the case that recorded the hand-off, which names it within its case; 0 in
    /// records of earlier receivers.
    pub version: u64,
    /// The day (RFC 3339) by which the recipient should have answered; none before it has left, and if
    /// no answer is expected.
    #[serde(default)]
    #[schema(required)]
    pub answer_by: Option<String>,
    /// The answer of the recipient; none before.
    #[serde(default)]
    #[schema(required)]
    pub answer: Option<Answer>,
    /// The number of the parcel to another hotline, by which both can name it; none for others.
    #[serde(default)]
    #[schema(required)]
    pub parcel: Option<String>,
    /// The other hotline's signed receipt for the parcel, as JSON; none before.
    #[serde(default)]
    #[schema(required)]
    pub receipt: Option<String>,
    /// What the other hotline told of the items; empty for other recipients.
    #[serde(default)]
    pub outcomes: Vec<HeardOutcome>,
    /// The number of the last message in which it told so; 0 before.
    #[serde(default)]
    pub heard: u64,
}

choices! {
    /// How far a hand-off has got. Only a hand-off that has left counts.
    pub enum HandOffState {
        /// The file is made; nobody has said that it was delivered.
        Made,
        /// The mail or the parcel waits, or the other server has it and has not answered yet.
        Sending,
        /// The hand-off has left.
        Sent,
        /// The hand-off has not left, and is not tried again.
        Failed,
        /// The mail may have left: the mail server did not confirm it. It is not tried again.
        Unknown,
        /// The recipient has confirmed that it arrived.
        Arrived,
        /// The other hotline's desk has opened it.
        Opened,
        /// The other hotline's desk could not open it.
        NotOpened,
        /// The recipient has answered.
        Answered,
        /// The recipient has not answered, and nobody waits for it any more.
        NoAnswer,
        /// A person took a referral back, and the other hotline is told.
        TakenBack,
    }
}

choices! {
    /// The answer of a recipient.
    pub enum Answer {
        /// They have removed the content.
        Removed,
        /// They deal with it.
        AtWork,
        /// They refuse.
        Refused,
        /// They have passed it on to somebody else.
        PassedOn,
        /// Anything else; a note says more.
        Other,
    }
}

impl HandOffState {
    /// Whether the hand-off has left the desk.
    pub fn has_left(self) -> bool {
        matches!(
            self,
            Self::Sent | Self::Arrived | Self::Opened | Self::Answered | Self::NoAnswer
        )
    }

    /// Whether the recipient of a hand-off in this state may still answer: it is on its way to them, or there.
    pub fn awaits_answer(self) -> bool {
        matches!(
            self,
            Self::Sending | Self::Sent | Self::Arrived | Self::Opened
        )
    }

    /// Whether the other hotline's desk may say that it has opened a hand-off in this state: what a person has
    /// recorded stays.
    pub fn may_open(self) -> bool {
        matches!(
            self,
            Self::Made
                | Self::Sending
                | Self::Sent
                | Self::Arrived
                | Self::Failed
                | Self::NotOpened
        )
    }

    /// The states that a person may record next, if the hand-off is of a kind that knows them.
    pub fn next(self) -> &'static [Self] {
        match self {
            Self::Made | Self::Unknown => &[Self::Sent, Self::Failed],
            Self::Sent => &[Self::Arrived, Self::Answered, Self::NoAnswer],
            Self::Arrived | Self::Opened => &[Self::Answered, Self::NoAnswer, Self::TakenBack],
            // They may answer after all.
            Self::NoAnswer => &[Self::Answered, Self::TakenBack],
            Self::Answered => &[Self::TakenBack],
            Self::Sending | Self::Failed | Self::NotOpened | Self::TakenBack => &[],
        }
    }
}

impl HandedOff {
    /// The states that a person may record next. Only a referral to another hotline that is still at work on it can be
    /// taken back.
    pub fn next(&self) -> impl Iterator<Item = HandOffState> {
        let is_at_work = self.answer.is_none_or(|answer| answer == Answer::AtWork);
        let may_be_taken_back = self.parcel.is_some() && is_at_work;
        let next = self.state.next().iter().copied();
        next.filter(move |state| may_be_taken_back || *state != HandOffState::TakenBack)
    }
}

choices! {
    /// The kind of a hand-off: its recipient and its format.
    pub enum HandoffKind {
        /// A CSV file for SCART's import.
        ScartCsv,
        /// A mail for SCART's import.
        ScartMail,
        /// XARF version 4, for the abuse desk of a host.
        Xarf,
        /// A notice to a host under Article 16 of the Digital Services Act.
        Notice,
        /// A package for the police.
        Police,
        /// A referral to another hotline.
        Hotline,
    }
}

impl HandoffKind {
    /// Whether the analyst names the recipient.
    pub fn names_recipient(self) -> bool {
        !matches!(self, Self::ScartCsv | Self::ScartMail)
    }

    /// Whether the recipient is the host of the content.
    pub fn goes_to_host(self) -> bool {
        matches!(self, Self::Xarf | Self::Notice)
    }

    /// Whether the recipient should answer: a host, or another hotline.
    pub fn expects_answer(self) -> bool {
        self.goes_to_host() || self == Self::Hotline
    }
}

impl Worksheet {
    /// The item with this number.
    pub fn item(&self, place: u32) -> Option<&Item> {
        self.items.iter().find(|item| item.place == place)
    }

    /// The item with this number, to be changed.
    pub fn item_mut(&mut self, place: u32) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.place == place)
    }

    /// The hand-off that this version of the case recorded.
    pub fn hand_off(&self, version: u64) -> Option<&HandedOff> {
        self.hand_offs.iter().find(|it| it.version == version)
    }

    /// The hand-off that this version of the case recorded, to be changed.
    pub fn hand_off_mut(&mut self, version: u64) -> Option<&mut HandedOff> {
        self.hand_offs.iter_mut().find(|it| it.version == version)
    }

    /// The number of the next item.
    pub fn next_place(&self) -> u32 {
        self.items.last().map_or(1, |item| item.place + 1)
    }

    /// The hand-offs of an item that have left, since its address was corrected, or its content changed or came back online.
    pub fn left(&self, item: &Item) -> impl Iterator<Item = &HandedOff> {
        let is_of_item = |it: &&HandedOff| {
            item.is_of_now(it.version) && it.state.has_left() && it.items.contains(&item.place)
        };
        self.hand_offs.iter().filter(is_of_item)
    }

    /// Lets the day since which an answer to the reporter is due follow from the state: the day of the
    /// act after which nothing else is left to do.
    pub fn follow(&mut self, today: Day) {
        let is_due = self.state() == State::FeedbackOwed;
        if let Some(feedback) = &mut self.feedback {
            let since = feedback.due.take().unwrap_or_else(|| today.to_string());
            feedback.due = is_due.then_some(since);
        }
    }

    /// The state of the case.
    pub fn state(&self) -> State {
        let any = |state| self.items.iter().any(|item| item.state == state);
        if any(ItemState::ToAssess) || self.known.iter().any(|known| known.settled.is_none()) {
            return State::ToAssess;
        }
        if any(ItemState::SecondReview) {
            return State::SecondReview;
        }
        if self.items.iter().any(Item::has_news) {
            return State::Reviewed;
        }
        let by_urgency = [
            (ItemState::Illegal, State::Illegal),
            (ItemState::NeedsMore, State::NeedsMore),
            (ItemState::Held, State::Held),
            (ItemState::LookedAfter, State::LookedAfter),
        ];
        let open = by_urgency.into_iter().find(|(item, _)| any(*item));
        match open {
            Some((_, state)) => state,
            None if self.owes_feedback() => State::FeedbackOwed,
            None => State::Closed,
        }
    }

    /// The outcome of the report; none until it is known.
    pub fn outcome(&self) -> Option<Outcome> {
        if self.items.iter().any(Item::is_illegal) {
            return Some(Outcome::AssessedIllegal);
        }
        if self.state() == State::ToAssess || self.state() == State::SecondReview {
            return None;
        }
        self.outcome_of_items().or(Some(Outcome::Repeat))
    }

    /// The finding that statistics count: the first one that says illegal, or else the first.
    pub fn counted(&self) -> Option<&Finding> {
        let mut illegal = self.items.iter().filter(|item| item.is_illegal());
        let first = illegal.find_map(|item| item.finding.as_ref());
        first.or_else(|| self.items.iter().find_map(|item| item.finding.as_ref()))
    }

    /// Whether the reporter waits for an answer. The sender of spam does not.
    fn owes_feedback(&self) -> bool {
        let is_owed = |feedback: &Feedback| feedback.state == FeedbackState::Owed;
        self.feedback.as_ref().is_some_and(is_owed)
            && self.outcome_of_items() != Some(Outcome::Spam)
    }

    fn outcome_of_items(&self) -> Option<Outcome> {
        self.items.iter().filter_map(outcome).max()
    }
}

/// The outcome of a report with this item alone; none for an item that says nothing of its report.
fn outcome(item: &Item) -> Option<Outcome> {
    if item.is_illegal() {
        return Some(Outcome::AssessedIllegal);
    }
    match item.end {
        Some(End::NotIllegal) => Some(Outcome::NotIllegal),
        Some(End::NotFound) => Some(Outcome::NotFound),
        Some(End::NeverFound) => Some(Outcome::NeedsMore),
        Some(End::OutOfRemit | End::Elsewhere) => Some(Outcome::OutOfRemit),
        Some(End::Spam) => Some(Outcome::Spam),
        Some(_) => None,
        None => (item.state == ItemState::NeedsMore).then_some(Outcome::NeedsMore),
    }
}

#[cfg(test)]
mod tests;
