//! Parcels of other hotlines that arrived and could not be opened, for the people at the desk.

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use store::{RecordChange, RecordKind};

use super::Exchange;
use crate::parcel::{NotForUs, ParcelId};
use crate::records::RecordError;

/// A parcel that could not be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Unopened {
    /// The hotline that sent it, and its id; none if nothing in it is signed by a hotline that we know.
    pub(crate) of: Option<(HotlineId, ParcelId)>,
    /// Why it could not be opened.
    pub(crate) reason: NotForUs,
    /// The second, since 1970, in which that was tried.
    tried: u64,
}

/// Parcels of one hotline that are kept as not opened, at most.
const OF_ONE: usize = 100;

/// Bytes of the key of a parcel in the inbox that name its sender.
const SENDER_BYTES: usize = 16;

impl Unopened {
    /// The time at which somebody tried to open it.
    pub(crate) fn tried(&self) -> Timestamp {
        Timestamp(self.tried)
    }
}

impl Exchange {
    /// The change that keeps for the people at the desk that the parcel under this key of the inbox could not be opened.
    pub(crate) fn unopened(
        &self,
        key: &[u8],
        of: Option<(HotlineId, ParcelId)>,
        reason: NotForUs,
    ) -> Result<RecordChange, RecordError> {
        let tried = self.clock.now().0;
        let unopened = Unopened { of, reason, tried };
        self.records().add(RecordKind::Unopened, key, &unopened)
    }

    /// Whether one more parcel is kept as not opened of the sender that is in this key of the inbox.
    pub(crate) async fn has_room_for_unopened(&self, key: &[u8]) -> Result<bool, RecordError> {
        let sender = key.get(..SENDER_BYTES).unwrap_or(key);
        let kept = self.store.keys_under(RecordKind::Unopened, sender).await?;
        Ok(kept.len() < OF_ONE)
    }

    /// All parcels that could not be opened, the last one first. Old ones are forgotten with their receipts.
    pub(crate) async fn all_unopened(&self) -> Result<Vec<Unopened>, RecordError> {
        let all = self.records().all::<Unopened>(RecordKind::Unopened).await?;
        let mut all: Vec<_> = all.into_iter().map(|kept| kept.value).collect();
        all.sort_by_key(|unopened| std::cmp::Reverse(unopened.tried));
        Ok(all)
    }
}
