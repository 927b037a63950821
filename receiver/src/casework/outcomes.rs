//! What became of referred items: told to the hotline that referred them, and heard from the one that has them.
//!
//! Whatever changes a case that was made of a referral tells the other hotline in the same commit. What is heard
//! changes no item: it proposes a step, and a person takes it.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::assessment::Classification;
use model::audit::ActName;
use model::name::DESK;
use model::outcome::{Became, HeardOutcome, ItemOutcome};
use model::recipient::is_country;
use model::told::{ToTell, proposed};
use model::worksheet::{HandOffState, HandedOff, Worksheet};
use serde::{Deserialize, Serialize};
use shared::report::{HotlineId, ReportId};
use store::RecordChange;

use super::commit::Change;
use super::outbox::{OfCase, parcel_key};
use super::taking::NotTaken;
use super::{CaseError, Casework};
use crate::parcel::{Contents, Kind, ParcelId, if_known};
use crate::webhooks::EventType;

/// What a parcel says of the items of an earlier one: all that is known, each time.
#[derive(Serialize, Deserialize)]
pub(super) struct Outcome {
    /// The id of the parcel with the referral.
    to: ParcelId,
    /// The number of this message about the referral, from 1.
    sequence: u64,
    items: Vec<ToldItem>,
}

/// What became of one item.
#[derive(Serialize, Deserialize)]
struct ToldItem {
    /// The item's position in the referral, from 1.
    item: u32,
    /// None if it is a word of a later version.
    #[serde(default, deserialize_with = "if_known")]
    became: Option<Became>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "if_known"
    )]
    classification: Option<Classification>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "if_known"
    )]
    country: Option<String>,
}

/// Messages about one referral that are heard, at most: fifty for each of its items.
const MAX_SEQUENCE: u64 = 1000;

impl Outcome {
    fn new(to: ParcelId, told: ToTell) -> Self {
        let items = told.items.into_iter().map(|(item, outcome)| ToldItem {
            item,
            became: Some(outcome.became),
            classification: outcome.classification,
            country: outcome.country,
        });
        Self {
            to,
            sequence: told.sequence,
            items: items.collect(),
        }
    }

    /// The items' positions, from 1, with what became of each, as far as this version knows the words.
    fn told(self) -> Vec<(u32, ItemOutcome)> {
        let told = self.items.into_iter().filter_map(|told| {
            let outcome = ItemOutcome {
                became: told.became?,
                classification: told.classification,
                country: told.country.filter(|country| is_country(country)),
            };
            Some((told.item, outcome))
        });
        told.collect()
    }
}

impl Casework {
    /// The parcel that tells the hotline of whose referral the case was made what has become of its items; none if it
    /// knows that. Notes on the worksheet what is told.
    pub(super) fn telling(
        &self,
        worksheet: &mut Worksheet,
    ) -> Result<Option<RecordChange>, CaseError> {
        if self.exchange.is_none() {
            return Ok(None);
        }
        let Some(told) = worksheet.tell() else {
            return Ok(None);
        };
        let referred = worksheet.referred.as_ref();
        let sender = referred.and_then(|it| Some((it.by.parse().ok()?, it.parcel.parse().ok()?)));
        let (to, parcel): (HotlineId, ParcelId) = sender.ok_or(CaseError::Text)?;
        let outcome = Outcome::new(parcel, told);
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        let key = parcel_key(&to, id);
        let waiting = self.waiting_reply((to, id), Kind::Outcome, &key, &outcome);
        Ok(Some(waiting?))
    }

    /// Records on our case what the other desk tells of the items of our parcel.
    pub(super) async fn take_outcome(
        &self,
        contents: &Contents,
        taken: RecordChange,
    ) -> Result<(), NotTaken> {
        let outcome: Outcome = contents.body()?;
        let change = match self.hand_off_of(contents.from(), outcome.to).await? {
            Some(of) if outcome.sequence <= MAX_SEQUENCE => self.heard(of, outcome).await?,
            // The items are none of ours, or too much was said of them.
            _ => Change::default(),
        };
        Ok(self.commit(change.with_records([taken])).await?)
    }

    async fn heard(&self, of: OfCase, outcome: Outcome) -> Result<Change, CaseError> {
        let mut sheet = self.sheet(of.case).await?;
        let priority = sheet.card.priority;
        let hour = self.clock.now().hour();
        let Some(worksheet) = sheet.worksheet.as_mut() else {
            return Ok(Change::default());
        };
        let (sequence, told) = (outcome.sequence, outcome.told());
        if !worksheet.hear(of.hand_off, sequence, &told, hour) {
            return Ok(Change::default());
        }
        let hand_off = worksheet.hand_off_mut(of.hand_off);
        let hand_off = hand_off.ok_or(CaseError::Conflict)?;
        match hand_off.answer_of_outcomes() {
            Some(answer) if !is_settled_by_a_person(hand_off) => {
                self.settle(hand_off, HandOffState::Answered, DESK, priority);
                hand_off.answer = Some(answer);
            }
            None if hand_off.state.may_open() => {
                self.settle(hand_off, HandOffState::Opened, DESK, priority);
            }
            _ => {}
        }
        let new = words(&hand_off.outcomes);
        let act = self.own_act(of.case, ActName::OutcomeTold, hand_off.kind.name(), &new);
        self.changed_beside(sheet, act, EventType::Changed)
    }

    /// Records that a person has looked at what became of the items of a hand-off; if `with_steps`, the items take the
    /// steps that it proposes, as far as they can. `version` is the version of the case that the person saw. Returns
    /// the case's new version.
    #[tracing::instrument(skip_all, name = "casework.see_outcomes")]
    pub(crate) async fn see_outcomes(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        hand_off: u64,
        with_steps: bool,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let taken = self.taken(actor, sheet.card.version);
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let hand_off = worksheet.hand_off_mut(hand_off);
        let hand_off = hand_off.ok_or(CaseError::Conflict)?;
        let recorded = hand_off.version;
        let news: Vec<HeardOutcome> = hand_off.news().cloned().collect();
        if news.is_empty() {
            return Err(CaseError::Conflict);
        }
        hand_off
            .outcomes
            .iter_mut()
            .for_each(|it| it.is_news = false);
        let seen = self.act(actor, id, ActName::OutcomeSeen, "", &words(&news));
        let mut steps = Vec::new();
        for heard in news.iter().filter(|_| with_steps) {
            let item = worksheet.item_mut(heard.item).ok_or(CaseError::Conflict)?;
            let Some(step) = proposed(item, recorded, heard) else {
                continue;
            };
            let old = item.standing();
            item.take(step, &taken);
            let new = format!("{} ({})", item.standing(), item.place);
            steps.push(self.act(actor, id, ActName::Step, old, &new));
        }
        let next = sheet.card.version + 1;
        sheet.card.assign_if_free(&actor.name);
        let mut change = self.changed(sheet, seen, EventType::Changed)?;
        change.batch.acts.extend(steps);
        self.commit(change).await?;
        Ok(next)
    }
}

/// Whether a person has recorded the answer to a hand-off, or taken it back: that stays.
fn is_settled_by_a_person(hand_off: &HandedOff) -> bool {
    let is_of_person = hand_off
        .since
        .as_ref()
        .is_some_and(|since| since.by != DESK);
    let is_settled = matches!(
        hand_off.state,
        HandOffState::Answered | HandOffState::TakenBack
    );
    is_settled && is_of_person
}

/// Outcomes in the log: each with the number of its item.
fn words(outcomes: &[HeardOutcome]) -> String {
    let each = outcomes
        .iter()
        .map(|it| format!("{} ({})", it.outcome.became.name(), it.item));
    each.collect::<Vec<_>>().join(", ")
}
