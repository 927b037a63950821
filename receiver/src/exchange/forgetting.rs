//! What is kept of the parcels of other hotlines until their keys are long destroyed, and forgotten then.

use std::sync::atomic::Ordering;

use model::time::Timestamp;
use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use super::unopened::Unopened;
use crate::parcel::SignedReceipt;
use crate::records::RecordError;

/// Seconds for which the receipt for a parcel is kept, and that it could not be opened: 60 days. By then the key is
/// destroyed that the parcel is sealed to.
const KEPT_SECONDS: u64 = 60 * 24 * 3600;

const DAY_SECONDS: u64 = 24 * 3600;

impl Exchange {
    /// Removes what is old, once a day and only while the time is sure.
    pub(super) async fn forget(&self) -> Result<(), RecordError> {
        let now = self.clock.now();
        let today = now.0 / DAY_SECONDS;
        if !self.clock.is_sure() || self.forgot.swap(today, Ordering::Relaxed) == today {
            return Ok(());
        }
        let receipts = self.store.records_of(RecordKind::Receipt).await?;
        let receipts = receipts.into_iter().filter_map(|(key, kept)| {
            let is_old = arrived(&kept.bytes).is_none_or(|arrived| is_old(arrived, now));
            is_old.then_some(RecordChange::Remove(RecordKind::Receipt, key))
        });
        let unopened = self.records().all::<Unopened>(RecordKind::Unopened).await?;
        let unopened = unopened.into_iter().filter_map(|kept| {
            let is_old = is_old(kept.value.tried(), now);
            is_old.then_some(RecordChange::Remove(RecordKind::Unopened, kept.key))
        });
        let batch = Batch {
            records: receipts.chain(unopened).collect(),
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}

/// The hour of a receipt; none if it cannot be read.
fn arrived(receipt: &[u8]) -> Option<Timestamp> {
    SignedReceipt::claims(receipt)?.arrived.parse().ok()
}

fn is_old(kept: Timestamp, now: Timestamp) -> bool {
    kept.plus_seconds(KEPT_SECONDS) < now
}
