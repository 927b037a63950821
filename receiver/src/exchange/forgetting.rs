//! What is kept of the parcels of other hotlines until their keys are long destroyed, and forgotten then.

use std::sync::atomic::Ordering;

use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use super::unopened::Unopened;
use crate::parcel::{KEPT_SECONDS, SignedReceipt};
use crate::records::RecordError;

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
            let is_old = SignedReceipt::is_old(&kept.bytes, now);
            is_old.then_some(RecordChange::Remove(RecordKind::Receipt, key))
        });
        let unopened = self.records().all::<Unopened>(RecordKind::Unopened).await?;
        let unopened = unopened.into_iter().filter_map(|kept| {
            let is_old = kept.value.tried().plus_seconds(KEPT_SECONDS) < now;
            is_old.then_some(RecordChange::Remove(RecordKind::Unopened, kept.key))
        });
        let batch = Batch {
            records: receipts.chain(unopened).collect(),
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}
