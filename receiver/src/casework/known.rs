//! Items of earlier cases that a report names: looked at by a person in the light of the report.

use model::actor::Actor;
use model::audit::ActName;
use model::item::{Item, ItemNumber, Signed, Taken};
use model::life::{BACK_ONLINE, ItemState, REOPEN, Requirement, STILL_ONLINE, step_named};
use model::outcome::{Became, ItemOutcome};
use model::worksheet::Worksheet;
use shared::report::{ReportId, UntrustedReport};
use store::RecordKind;
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use super::commit::Sheet;
use super::{CaseError, Casework, identity};
use crate::webhooks::EventType;

/// What a report says about a known item.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    EnumString,
    IntoStaticStr,
    VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Sighted {
    /// Nothing new: the item stays as it is.
    NothingNew,
    /// The content is still there. Counts for an item that is looked after.
    StillOnline,
    /// The content is back: the item is open again, with its earlier findings.
    BackOnline,
    /// The content has changed: the item has to be assessed again.
    Changed,
    /// The item is scrubbed: the location is an item of this case.
    OwnItem,
}

impl Sighted {
    /// The name in the log, in forms and in the API.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }

    /// The name of the step that the item takes; none if it stays as it is.
    fn step(self) -> Option<&'static str> {
        match self {
            Self::NothingNew | Self::OwnItem => None,
            Self::StillOnline => Some(STILL_ONLINE),
            Self::BackOnline => Some(BACK_ONLINE),
            Self::Changed => Some(REOPEN),
        }
    }

    /// Whether this can be said of an item in this state. `was_illegal`: it ended after it was
    /// assessed as illegal.
    pub(crate) fn fits(self, state: ItemState, was_illegal: bool) -> bool {
        match self {
            Self::NothingNew => true,
            Self::StillOnline => state == ItemState::LookedAfter,
            Self::BackOnline => state == ItemState::Ended && was_illegal,
            Self::Changed => state == ItemState::Ended,
            // There is no item any more.
            Self::OwnItem => false,
        }
    }
}

impl Casework {
    /// Records what a report says about an item of an earlier case. The item and the case of the
    /// report change together. Returns the new version of the report's case.
    #[tracing::instrument(skip_all, name = "casework.settle_known")]
    pub(crate) async fn settle_known(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        number: ItemNumber,
        sighted: Sighted,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let next = sheet.card.version + 1;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let mut named = worksheet.known.iter_mut();
        let known = named.find(|known| known.item == number && known.settled.is_none());
        let known = known.ok_or(CaseError::Conflict)?;
        known.settled = Some(Signed::on_day(&actor.name, self.today()));
        let (earlier, reported) = (known.case, known.reported);
        let follows = worksheet.referred.is_some() && sighted != Sighted::OwnItem;
        if follows {
            let became = self.became(earlier, number, sighted).await?;
            if let Some(known) = worksheet
                .known
                .iter_mut()
                .find(|known| known.item == number)
            {
                known.became = became;
            }
        }
        if sighted == Sighted::OwnItem {
            self.take_over(id, worksheet, earlier, number, reported)
                .await?;
        }
        let new = format!("{}: {number}", sighted.name());
        let act = self.act(actor, id, ActName::Step, "", &new);
        sheet.card.assign_if_free(&actor.name);
        let mut change = self.changed(sheet, act, EventType::Changed)?;
        let follower = follows.then_some(id);
        if sighted.step().is_some() {
            let mut earlier = self.sheet(earlier).await?;
            let_follow(&mut earlier, number, follower);
            change = change.and(self.sighted(actor, earlier, number, sighted)?);
        } else if let Some(mut earlier) = self.undamaged(earlier).await?
            && let_follow(&mut earlier, number, follower)
        {
            let place = number.place.to_string();
            let act = self.act(actor, earlier.card.id, ActName::OutcomeFollowed, "", &place);
            change = change.and(self.changed_beside(earlier, act, EventType::Changed)?);
        }
        self.commit(change).await?;
        Ok(next)
    }

    /// What a hotline that referred a known item hears of it, once a person has said this of it.
    async fn became(
        &self,
        earlier: ReportId,
        number: ItemNumber,
        sighted: Sighted,
    ) -> Result<Option<ItemOutcome>, CaseError> {
        let sheet = self.undamaged(earlier).await?;
        let worksheet = sheet.and_then(|sheet| sheet.worksheet);
        let item = worksheet.as_ref().and_then(|it| it.item(number.place));
        let Some(item) = item else {
            return Ok(None);
        };
        Ok(match sighted {
            Sighted::NothingNew => item.outcome(),
            Sighted::StillOnline | Sighted::BackOnline => Some(ItemOutcome {
                became: Became::AtWork,
                classification: item.classification(),
                country: None,
            }),
            Sighted::Changed | Sighted::OwnItem => None,
        })
    }

    /// Makes an item of the location whose known item is scrubbed or damaged.
    async fn take_over(
        &self,
        id: ReportId,
        worksheet: &mut Worksheet,
        earlier: ReportId,
        number: ItemNumber,
        reported: Option<u32>,
    ) -> Result<(), CaseError> {
        let sheet = self.undamaged(earlier).await?;
        let sheet = sheet.and_then(|sheet| sheet.worksheet);
        let is_there = sheet.is_some_and(|sheet| sheet.item(number.place).is_some());
        let report: Option<UntrustedReport> = self.part(RecordKind::Report, id).await?;
        let location = report.zip(reported).and_then(|(report, at)| {
            let at = usize::try_from(at).ok()?;
            report.locations.get(at).cloned()
        });
        match location {
            Some(location) if !is_there => {
                let digest = identity::digest(&self.vault, &location);
                let mut item = Item::new(worksheet.next_place(), location, reported);
                // A damaged case keeps the address of its item.
                item.is_seen_elsewhere = !self.known(digest.as_slice()).await?.is_empty();
                worksheet.items.push(item);
                Ok(())
            }
            _ => Err(CaseError::Conflict),
        }
    }

    /// The change of the earlier case.
    fn sighted(
        &self,
        actor: &Actor,
        mut sheet: Sheet,
        number: ItemNumber,
        sighted: Sighted,
    ) -> Result<super::commit::Change, CaseError> {
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let taken = self.taken(actor, sheet.card.version);
        let old = take_step(worksheet, number.place, sighted, &taken)?;
        sheet.card.assign_if_free(&actor.name);
        let new = format!("{} ({})", sighted.name(), number.place);
        let act = self.act(actor, sheet.card.id, ActName::Step, old, &new);
        self.changed(sheet, act, EventType::Changed)
    }
}

/// Lets the case of a referral, if there is one, follow an item of an earlier case. Returns whether it does.
fn let_follow(earlier: &mut Sheet, number: ItemNumber, follower: Option<ReportId>) -> bool {
    let worksheet = earlier.worksheet.as_mut();
    let Some((worksheet, follower)) = worksheet.zip(follower) else {
        return false;
    };
    worksheet.let_follow(number.place, follower);
    true
}

/// Lets the item take the step that follows. Returns the name of its state or end before.
fn take_step(
    worksheet: &mut Worksheet,
    place: u32,
    sighted: Sighted,
    taken: &Taken<'_>,
) -> Result<&'static str, CaseError> {
    let item = worksheet.item_mut(place).ok_or(CaseError::Conflict)?;
    if !sighted.fits(item.state, item.is_illegal()) {
        return Err(CaseError::Conflict);
    }
    let old = item.standing();
    let Some(name) = sighted.step() else {
        return Ok(old);
    };
    let step = step_named(item.state, name).ok_or(CaseError::Conflict)?;
    if step.needs == Requirement::WasIllegal && item.finding.is_none() {
        return Err(CaseError::NoFinding(place));
    }
    item.take(step, taken);
    if sighted == Sighted::Changed {
        item.is_new_in(taken.version);
    }
    Ok(old)
}
