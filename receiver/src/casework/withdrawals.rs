//! Referrals that are taken back: told to the hotline that has the items, and heard from one that has referred some.
//!
//! What is heard changes no item and no verdict: it is shown beside the claim that it takes back.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::worksheet::HandedOff;
use serde::{Deserialize, Serialize};
use shared::report::{HotlineId, ReportId};
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::outbox::{OfCase, parcel_key};
use super::taking::NotTaken;
use super::{CaseError, Casework};
use crate::handoff::Refusal;
use crate::parcel::{Contents, Kind, ParcelId, inbox_key};
use crate::webhooks::EventType;

/// What a parcel takes back of an earlier one of the same hotline.
#[derive(Serialize, Deserialize)]
struct Withdrawal {
    /// The id of the parcel with the referral.
    to: ParcelId,
    /// The items' positions in the referral, from 1.
    items: Vec<u32>,
}

impl Casework {
    /// The parcel that tells the other hotline that all items of a hand-off are taken back. Conflicts unless the
    /// hand-off went there in a parcel.
    pub(super) async fn taking_back(
        &self,
        case: ReportId,
        hand_off: &HandedOff,
    ) -> Result<RecordChange, CaseError> {
        let parcel = hand_off.parcel.as_deref();
        let to: ParcelId = parcel
            .and_then(|id| id.parse().ok())
            .ok_or(CaseError::Conflict)?;
        let of = OfCase {
            case,
            hand_off: hand_off.version,
        };
        let hotline = self.hotline_of(of, to).await?;
        let items = (1..).zip(&hand_off.items).map(|(at, _)| at);
        let withdrawal = Withdrawal {
            to,
            items: items.collect(),
        };
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        let key = parcel_key(&hotline, id);
        self.waiting_reply((hotline, id), Kind::Withdrawal, &key, &withdrawal)
    }

    /// The hotline that the parcel of a hand-off went to.
    async fn hotline_of(&self, of: OfCase, parcel: ParcelId) -> Result<HotlineId, CaseError> {
        let known = self.exchange.as_ref().map(|it| it.other_ids());
        for hotline in known.unwrap_or_default() {
            if self.hand_off_of(&hotline, parcel).await? == Some(of) {
                return Ok(hotline);
            }
        }
        Err(Refusal::UnknownHotline.into())
    }

    /// Records on a case what the hotline that referred its items takes back. If the referral itself still waits to be
    /// taken in, so does this.
    pub(super) async fn take_withdrawal(
        &self,
        contents: &Contents,
        taken: RecordChange,
    ) -> Result<(), NotTaken> {
        let withdrawal: Withdrawal = contents.body()?;
        let key = parcel_key(contents.from(), withdrawal.to);
        let change = match self.brought_in(&key).await? {
            Some(case) => self.taken_back(case, contents.from(), &withdrawal).await?,
            None if self.waits(contents.from(), withdrawal.to).await? => return Ok(()),
            // A referral that is none of theirs, or that we have not taken.
            None => Change::default(),
        };
        Ok(self.commit(change.with_records([taken])).await?)
    }

    /// Whether a parcel waits to be taken in.
    async fn waits(&self, from: &HotlineId, id: ParcelId) -> Result<bool, CaseError> {
        let key = inbox_key(from, id);
        Ok(self.store.record(RecordKind::Inbox, &key).await?.is_some())
    }

    async fn taken_back(
        &self,
        case: ReportId,
        by: &HotlineId,
        withdrawal: &Withdrawal,
    ) -> Result<Change, CaseError> {
        let mut sheet = self.sheet(case).await?;
        let hour = self.clock.now().hour().to_string();
        let referred = sheet.worksheet.as_mut().and_then(|it| it.referred.as_mut());
        let Some(referred) = referred.filter(|it| it.by == by.as_str()) else {
            // The case was scrubbed meanwhile.
            return Ok(Change::default());
        };
        let mut places = Vec::new();
        for (place, item) in (1..).zip(&mut referred.items) {
            if withdrawal.items.contains(&place) && item.taken_back.is_none() {
                item.taken_back = Some(hour.clone());
                places.push(place.to_string());
            }
        }
        if places.is_empty() {
            return Ok(Change::default());
        }
        let act = self.own_act(
            case,
            ActName::ReferralTakenBack,
            by.as_str(),
            &places.join(", "),
        );
        self.changed_beside(sheet, act, EventType::Changed)
    }
}
