//! What two hotlines tell each other of the items that one has referred to the other: what is to be told of a
//! case that was made of a referral, and what is heard of a hand-off.

use shared::report::ReportId;

use crate::assessment::{Classification, Finding};
use crate::item::{Item, ItemNumber};
use crate::life::{Step, step_named};
use crate::outcome::{Became, HeardOutcome, ItemOutcome};
use crate::referred::Follower;
use crate::time::{Hour, Timestamp};
use crate::worksheet::{Answer, HandedOff, HandoffKind, Worksheet};

/// What became of the items of a referral: all that is known, each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToTell {
    /// The number of this message about the referral, from 1: a later one says more.
    pub sequence: u64,
    /// The positions of the items in the referral, from 1, with what became of each.
    pub items: Vec<(u32, ItemOutcome)>,
}

impl Worksheet {
    /// Whether another hotline referred this item.
    pub fn is_referred(&self, item: &Item) -> bool {
        self.referred.is_some() && item.reported.is_some()
    }

    /// The finding of the hotline that referred the item, if it may be taken over: it says `baseline`, the content is that of
    /// the referral, and nobody here has recorded one.
    pub fn claim_of(&self, item: &Item) -> Option<&Finding> {
        let at = usize::try_from(item.reported?).ok()?;
        let claim = &self.referred.as_ref()?.items.get(at)?.finding;
        let is_ours = item.finding.is_some() || item.new_since.is_some();
        (!is_ours && claim.classification == Classification::Baseline).then_some(claim)
    }

    /// Lets the hotline whose referral became this case hear what becomes of an item of ours.
    pub fn let_follow(&mut self, item: u32, case: ReportId) {
        let follower = Follower { item, case };
        if !self.followers.contains(&follower) {
            self.followers.push(follower);
        }
    }

    /// Notes what has become of an item of an earlier case that the referral of this case names, and that a person has
    /// looked at. Returns whether that is new.
    pub fn hear_of_known(&mut self, number: ItemNumber, outcome: Option<&ItemOutcome>) -> bool {
        let mut known = self.known.iter_mut();
        let known = known.find(|it| it.item == number && it.settled.is_some());
        let Some(known) = known.filter(|it| it.became.as_ref() != outcome) else {
            return false;
        };
        known.became = outcome.cloned();
        true
    }

    /// What the hotline that referred the items has to hear now, noted as told; none if nothing has changed since it
    /// heard last.
    pub fn tell(&mut self) -> Option<ToTell> {
        let referred = self.referred.as_ref()?;
        let before: Vec<_> = referred.items.iter().map(|item| &item.told).collect();
        let now: Vec<_> = (0..)
            .zip(&before)
            .map(|(at, told)| {
                self.became(at)
                    .or_else(|| told.as_ref().map(|_| ItemOutcome::anew()))
            })
            .collect();
        if now.iter().eq(before) {
            return None;
        }
        let referred = self.referred.as_mut()?;
        referred.messages += 1;
        for (item, now) in referred.items.iter_mut().zip(&now) {
            item.told.clone_from(now);
        }
        let items = (1..).zip(now).filter_map(|(at, now)| Some((at, now?)));
        Some(ToTell {
            sequence: referred.messages,
            items: items.collect(),
        })
    }

    /// Whether an item can take a step that follows from what was told of a hand-off, and nobody has seen.
    pub fn can_follow(&self, hand_off: &HandedOff) -> bool {
        let can = |heard: &HeardOutcome| {
            let item = self.item(heard.item);
            item.is_some_and(|item| proposed(item, hand_off.version, heard).is_some())
        };
        hand_off.news().any(can)
    }

    /// The referrals to other hotlines that were made or have left by this time, of which nothing was told since, while one
    /// of their items is open.
    pub fn silent(&self, by: Timestamp) -> impl Iterator<Item = &HandedOff> {
        self.hand_offs.iter().filter(move |it| {
            let is_silent = it.kind == HandoffKind::Hotline && it.state.awaits_answer();
            is_silent && it.began() <= Some(by) && !self.open_items(it).is_empty()
        })
    }

    /// What became of the item at this position of the referral, from 0.
    pub(crate) fn became(&self, at: u32) -> Option<ItemOutcome> {
        let item = self.items.iter().find(|item| item.reported == Some(at));
        let known = || self.known.iter().find(|known| known.reported == Some(at));
        item.map_or_else(|| known()?.became.clone(), Item::outcome)
    }

    /// Takes in what the recipient of a hand-off tells of its items; `sequence` numbers what it tells of them, and
    /// `told` has the items' positions in the hand-off, from 1. Returns whether anything is new.
    pub fn hear(
        &mut self,
        hand_off: u64,
        sequence: u64,
        told: &[(u32, ItemOutcome)],
        on: Hour,
    ) -> bool {
        let items = &self.items;
        // Not by `hand_off_mut`, which would borrow the items as well.
        let mut hand_offs = self.hand_offs.iter_mut();
        let Some(it) = hand_offs.find(|it| it.version == hand_off && it.heard < sequence) else {
            return false;
        };
        it.heard = sequence;
        let is_open = |place: u32| items.iter().any(|it| it.place == place && it.is_open());
        let mut is_new = false;
        for (at, outcome) in told {
            let place = at.checked_sub(1).and_then(|at| it.items.get(at as usize));
            if let Some(place) = place.copied() {
                is_new |= it.take_outcome(place, outcome, on, is_open(place));
            }
        }
        is_new
    }
}

impl HandedOff {
    /// Keeps the outcome of an item in the place of the one before. Returns whether it is another.
    fn take_outcome(&mut self, place: u32, outcome: &ItemOutcome, on: Hour, is_open: bool) -> bool {
        let before = self.outcomes.iter().position(|it| it.item == place);
        if before.is_some_and(|at| self.outcomes[at].outcome == *outcome) {
            return false;
        }
        let heard = HeardOutcome::new(place, outcome.clone(), on, is_open);
        match before {
            Some(at) => self.outcomes[at] = heard,
            None => self.outcomes.push(heard),
        }
        true
    }

    /// The time at which the hand-off was made or, if a person brought it later, the hour in which it left.
    fn began(&self) -> Option<Timestamp> {
        let left = self.left.as_ref().and_then(|left| left.parse().ok());
        left.max(self.at.parse().ok())
    }

    /// The answer that the outcomes of all items come to; none while one is missing.
    pub fn answer_of_outcomes(&self) -> Option<Answer> {
        let all: Option<Vec<Became>> = self.items.iter().map(|place| self.became(*place)).collect();
        let all = all?;
        let each = |is: fn(&Became) -> bool| all.iter().all(is);
        Some(
            if all.contains(&Became::Assessing) || all.contains(&Became::AtWork) {
                Answer::AtWork
            } else if each(|it| matches!(it, Became::Removed | Became::Unavailable)) {
                Answer::Removed
            } else if each(|it| matches!(it, Became::WithPolice | Became::WithHotline)) {
                Answer::PassedOn
            } else if each(|it| matches!(it, Became::OutOfRemit | Became::Elsewhere)) {
                Answer::Refused
            } else {
                Answer::Other
            },
        )
    }

    fn became(&self, place: u32) -> Option<Became> {
        Some(self.outcome_of(place)?.outcome.became)
    }

    /// What was told last of the item with this number.
    pub fn outcome_of(&self, place: u32) -> Option<&HeardOutcome> {
        self.outcomes.iter().find(|it| it.item == place)
    }

    /// The outcomes that nobody here has seen yet.
    pub fn news(&self) -> impl Iterator<Item = &HeardOutcome> {
        self.outcomes.iter().filter(|heard| heard.is_news)
    }
}

/// The step that our item may take after this outcome of the hand-off that this version of the case recorded, if it can take
/// it now.
pub fn proposed(item: &Item, hand_off: u64, heard: &HeardOutcome) -> Option<&'static Step> {
    let step = heard.outcome.became.step()?;
    step_named(item.state, step).filter(|_| item.is_of_now(hand_off))
}

#[cfg(test)]
mod tests;
