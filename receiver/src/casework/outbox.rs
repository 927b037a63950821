//! Parcels to other hotlines, from the act that makes them until the other intake has signed for them.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::report::{HotlineId, ReportId};
use store::{RecordChange, RecordKind};

use super::{CaseError, Casework};
use crate::handoff::referral::Referral;
use crate::parcel::{Kind, ParcelId};

/// Seconds after which a parcel that has not arrived is given up: 14 days.
const LONGEST_SECONDS: u64 = 14 * 24 * 3600;

/// Seconds from the first attempt to the second. Each further pause is twice as long, up to an hour.
const FIRST_PAUSE: u64 = 60;

/// A hand-off of a case: the case, and the version that names the hand-off within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfCase {
    pub(super) case: ReportId,
    pub(super) hand_off: u64,
}

/// What we answer to a parcel of another hotline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ParcelAnswer {
    /// The id of the parcel.
    pub(super) to: ParcelId,
    /// Whether our desk has opened it.
    pub(super) opened: bool,
    /// Why it could not be opened: `key`, `unknown` or `damaged`; none if it was.
    #[serde(default)]
    pub(super) reason: Option<String>,
}

impl ParcelAnswer {
    /// Our desk has opened this parcel.
    pub(super) fn opened(parcel: ParcelId) -> Self {
        Self {
            to: parcel,
            opened: true,
            reason: None,
        }
    }
}

/// A parcel as it is stored, sealed by our vault.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingParcel {
    /// The hotline that it is for.
    pub(super) to: HotlineId,
    /// The id, which stays the same in all attempts.
    pub(super) id: ParcelId,
    /// The hand-off that it belongs to; none for an answer.
    pub(super) of: Option<OfCase>,
    /// What the parcel says.
    pub(super) body: Value,
    /// The parcel as it was sealed for the last attempt, so that the next one sends the same bytes; none before, and
    /// when it has to be sealed to a newer key.
    pub(super) sealed: Option<String>,
    attempts: u32,
    /// The earliest time of the next attempt, in seconds since 1970.
    pub(super) due: u64,
    /// The time after which it is given up, in seconds since 1970.
    until: u64,
}

impl WaitingParcel {
    /// A parcel that is due at once.
    fn new(
        to: HotlineId,
        id: ParcelId,
        of: Option<OfCase>,
        body: &impl Serialize,
        now: Timestamp,
    ) -> Self {
        Self {
            to,
            id,
            of,
            // Strings and numbers always have a JSON form.
            body: serde_json::to_value(body).unwrap_or_default(),
            sealed: None,
            attempts: 0,
            due: now.0,
            until: now.plus_seconds(LONGEST_SECONDS).0,
        }
    }

    /// What the parcel is about.
    pub(super) fn kind(&self) -> Kind {
        match self.of {
            Some(_) => Kind::Referral,
            None => Kind::Answer,
        }
    }

    /// The kind of its record.
    pub(super) fn record_kind(&self) -> RecordKind {
        match self.of {
            Some(_) => RecordKind::Outbox,
            None => RecordKind::Answer,
        }
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.due <= now.0
    }

    /// Whether it is given up.
    pub(super) fn is_overdue(&self, now: Timestamp) -> bool {
        self.until <= now.0
    }

    /// Sets the time of the next attempt. A quarter of the pause is random, so that parcels that failed together are
    /// not repeated together.
    pub(super) fn wait(&mut self, now: Timestamp) {
        let pause = (FIRST_PAUSE << self.attempts.min(6)).min(3600);
        let random = u64::from(UnwrapErr(SysRng).next_u32()) % (pause / 4);
        self.attempts += 1;
        self.due = now.plus_seconds(pause + random).0;
    }
}

/// The key of a parcel in the store: of its sender or, for one of ours, of its recipient.
pub(super) fn parcel_key(other: &HotlineId, id: ParcelId) -> Vec<u8> {
    let hash = Sha256::new().chain_update(other.as_str());
    let hash = hash.chain_update([0]).chain_update(id.as_bytes());
    hash.finalize().to_vec()
}

impl Casework {
    /// The change that remembers which hand-off a parcel of ours belongs to.
    pub(super) fn thread(
        &self,
        parcel: Option<&(HotlineId, ParcelId)>,
        of: OfCase,
    ) -> Result<Option<RecordChange>, CaseError> {
        let Some((to, id)) = parcel else {
            return Ok(None);
        };
        let key = parcel_key(to, *id);
        Ok(Some(self.records().add(RecordKind::Thread, &key, &of)?))
    }

    /// The change that adds a referral to the parcels that wait.
    pub(super) fn waiting_referral(
        &self,
        (to, id): (HotlineId, ParcelId),
        of: OfCase,
        referral: &Referral,
        now: Timestamp,
    ) -> Result<RecordChange, CaseError> {
        let key = [&of.case.as_bytes()[..], id.as_bytes()].concat();
        let waiting = WaitingParcel::new(to, id, Some(of), referral, now);
        Ok(self.records().add(RecordKind::Outbox, &key, &waiting)?)
    }

    /// The change that adds an answer to the parcels that wait.
    pub(super) fn waiting_answer(
        &self,
        to: &HotlineId,
        answer: &ParcelAnswer,
        now: Timestamp,
    ) -> Result<RecordChange, CaseError> {
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        let key = parcel_key(to, answer.to);
        let waiting = WaitingParcel::new(to.clone(), id, None, answer, now);
        Ok(self.records().add(RecordKind::Answer, &key, &waiting)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parcel_is_tried_for_two_weeks_at_most_an_hour_apart() {
        let begin = Timestamp(1_800_000_000);
        let to: HotlineId = "nl".parse().unwrap();
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        let mut parcel = WaitingParcel::new(to, id, None, &1, begin);
        let mut now = begin;
        while !parcel.is_overdue(now) {
            assert!(parcel.is_due(now));
            parcel.wait(now);
            let pause = parcel.due - now.0;
            assert!((60..=4500).contains(&pause), "{pause}");
            now = Timestamp(parcel.due);
        }
        let days = (now.0 - begin.0) / (24 * 3600);
        assert_eq!(days, 14);
        // An hour's pause is a fair number of attempts.
        assert!((250..450).contains(&parcel.attempts), "{}", parcel.attempts);
    }
}
