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
use crate::exchange::Obstacle;
use crate::handoff::referral::Referral;
use crate::parcel::{Kind, ParcelId};
use crate::records::{Kept, RecordError, TypedRecords};

/// Seconds after which a parcel that has not arrived is given up: 14 days.
const LONGEST_SECONDS: u64 = 14 * 24 * 3600;

/// Seconds from the first attempt to the second. Each further pause is twice as long, up to an hour.
const FIRST_PAUSE: u64 = 60;

/// The kinds of records that are parcels which wait.
const KINDS: [RecordKind; 2] = [RecordKind::Outbox, RecordKind::Answer];

/// The kind and the key of a waiting parcel's record.
pub(super) type ParcelRecord = (RecordKind, Vec<u8>);

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
    /// The hand-off that it belongs to; none for what is told of a parcel of theirs.
    pub(super) of: Option<OfCase>,
    /// What it tells of a parcel of theirs: an answer, unless this says more.
    #[serde(default)]
    reply: Option<Kind>,
    /// What the parcel says.
    pub(super) body: Value,
    /// The parcel as it was sealed for the last attempt, so that the next one sends the same bytes; none before, and
    /// when it has to be sealed to a newer key.
    pub(super) sealed: Option<String>,
    attempts: u32,
    /// Why the last attempt failed; none before the first one.
    #[serde(default)]
    obstacle: Option<Obstacle>,
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
        reply: Option<Kind>,
        body: &impl Serialize,
        now: Timestamp,
    ) -> Self {
        Self {
            to,
            id,
            of,
            reply,
            // Strings and numbers always have a JSON form.
            body: serde_json::to_value(body).unwrap_or_default(),
            sealed: None,
            attempts: 0,
            obstacle: None,
            due: now.0,
            until: now.plus_seconds(LONGEST_SECONDS).0,
        }
    }

    /// What the parcel is about.
    pub(super) fn kind(&self) -> Kind {
        match self.of {
            Some(_) => Kind::Referral,
            None => self.reply.unwrap_or(Kind::Answer),
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
    pub(super) fn wait(&mut self, now: Timestamp, obstacle: Obstacle) {
        self.obstacle = Some(obstacle);
        let pause = (FIRST_PAUSE << self.attempts.min(6)).min(3600);
        let random = u64::from(UnwrapErr(SysRng).next_u32()) % (pause / 4);
        self.attempts += 1;
        self.due = now.plus_seconds(pause + random).0;
    }
}

/// A parcel that another intake has not signed for yet, as the desk's pages show it.
#[derive(Debug)]
pub(crate) struct ParcelShown {
    /// The hotline that it is for.
    pub(crate) to: HotlineId,
    /// What it is about.
    pub(crate) kind: Kind,
    /// The case of a referral.
    pub(crate) case: Option<ReportId>,
    /// Number of attempts that failed.
    pub(crate) attempts: u32,
    /// Why the last attempt failed; none before the first one.
    pub(crate) obstacle: Option<Obstacle>,
    /// The earliest time of the next attempt.
    pub(crate) next: Timestamp,
}

impl From<&WaitingParcel> for ParcelShown {
    fn from(parcel: &WaitingParcel) -> Self {
        Self {
            to: parcel.to.clone(),
            kind: parcel.kind(),
            case: parcel.of.map(|of| of.case),
            attempts: parcel.attempts,
            obstacle: parcel.obstacle,
            next: Timestamp(parcel.due),
        }
    }
}

/// The parcels among these records that other intakes have not signed for yet, those that waited for longest first.
pub(crate) async fn waiting_parcels(
    records: TypedRecords<'_>,
) -> Result<Vec<ParcelShown>, RecordError> {
    let mut waiting: Vec<Kept<WaitingParcel>> = Vec::new();
    for kind in KINDS {
        waiting.extend(records.all(kind).await?);
    }
    waiting.sort_by_key(|kept| kept.value.until);
    let shown = waiting.iter().map(|kept| ParcelShown::from(&kept.value));
    Ok(shown.collect())
}

/// The key of a parcel in the store: of its sender or, for one of ours, of its recipient.
pub(super) fn parcel_key(other: &HotlineId, id: ParcelId) -> Vec<u8> {
    let hash = Sha256::new().chain_update(other.as_str());
    let hash = hash.chain_update([0]).chain_update(id.as_bytes());
    hash.finalize().to_vec()
}

impl Casework {
    /// The kinds and keys of all parcels that other intakes have not signed for yet and that may be due.
    pub(super) async fn due_parcels(&self) -> Result<Vec<ParcelRecord>, CaseError> {
        let mut waiting = Vec::new();
        for kind in KINDS {
            let keys = self.store.keys_under(kind, &[]).await?.into_iter();
            waiting.extend(keys.map(|key| (kind, key)));
        }
        Ok(self.parcels.due(waiting, self.clock.now()))
    }

    /// The parcels that waited for longest first.
    pub(crate) async fn parcels_shown(&self) -> Result<Vec<ParcelShown>, CaseError> {
        Ok(waiting_parcels(self.records()).await?)
    }

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

    /// The hand-off that a parcel of ours to this hotline belongs to; none if we have sent it no such parcel.
    pub(super) async fn hand_off_of(
        &self,
        to: &HotlineId,
        id: ParcelId,
    ) -> Result<Option<OfCase>, CaseError> {
        let key = parcel_key(to, id);
        let thread = self.records().get(RecordKind::Thread, &key).await?;
        Ok(thread.map(|thread| thread.value))
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
        let waiting = WaitingParcel::new(to, id, Some(of), None, referral, now);
        Ok(self.records().add(RecordKind::Outbox, &key, &waiting)?)
    }

    /// The change that adds an answer to the parcels that wait.
    pub(super) fn waiting_answer(
        &self,
        to: &HotlineId,
        answer: &ParcelAnswer,
    ) -> Result<RecordChange, CaseError> {
        let id = ParcelId::random(&mut UnwrapErr(SysRng));
        let key = parcel_key(to, answer.to);
        self.waiting_reply((to.clone(), id), Kind::Answer, &key, answer)
    }

    /// The change that adds what we tell of a parcel of theirs to the parcels that wait, under this key.
    pub(super) fn waiting_reply(
        &self,
        (to, id): (HotlineId, ParcelId),
        kind: Kind,
        key: &[u8],
        body: &impl Serialize,
    ) -> Result<RecordChange, CaseError> {
        let waiting = WaitingParcel::new(to, id, None, Some(kind), body, self.clock.now());
        Ok(self.records().add(RecordKind::Answer, key, &waiting)?)
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
        let mut parcel = WaitingParcel::new(to, id, None, None, &1, begin);
        let mut now = begin;
        while !parcel.is_overdue(now) {
            assert!(parcel.is_due(now));
            parcel.wait(now, Obstacle::Unreachable);
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
