//! The receipts of our intake for parcels of other hotlines.

use std::sync::atomic::Ordering;

use model::time::Timestamp;
use serde::Deserialize;
use shared::signing::Signed;
use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use crate::parcel::Receipt;
use crate::records::RecordError;

/// Seconds for which a receipt is kept: 60 days. By then the key is destroyed that the parcel is sealed to.
const KEPT_SECONDS: u64 = 60 * 24 * 3600;

const DAY_SECONDS: u64 = 24 * 3600;

/// What is read of a stored receipt.
#[derive(Deserialize)]
struct Kept {
    receipt: Signed,
}

impl Exchange {
    /// Removes old receipts, once a day and only while the time is sure.
    pub(super) async fn forget_receipts(&self) -> Result<(), RecordError> {
        let now = self.clock.now();
        let today = now.0 / DAY_SECONDS;
        if !self.clock.is_sure() || self.forgot.swap(today, Ordering::Relaxed) == today {
            return Ok(());
        }
        let all = self.store.records_of(RecordKind::Receipt).await?;
        let old = all.into_iter().filter(|(_, kept)| is_old(&kept.bytes, now));
        let removed = old.map(|(key, _)| RecordChange::Remove(RecordKind::Receipt, key));
        let batch = Batch {
            records: removed.collect(),
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}

/// Whether a receipt is older than those that are kept; what cannot be read is.
fn is_old(bytes: &[u8], now: Timestamp) -> bool {
    let kept: Option<Kept> = serde_json::from_slice(bytes).ok();
    let receipt = kept.and_then(|kept| serde_json::from_str(kept.receipt.unverified()).ok());
    let arrived = receipt.and_then(|receipt: Receipt| receipt.arrived.parse::<Timestamp>().ok());
    arrived.is_none_or(|arrived| arrived.plus_seconds(KEPT_SECONDS) < now)
}
