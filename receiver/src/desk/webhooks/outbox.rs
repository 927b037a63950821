//! What waits for webhooks and what is dead, for an operator: counts, and another try.

use std::collections::BTreeMap;

use super::delivery::Delivery;
use crate::clock::Timestamp;
use crate::desk::records::{Kept, RecordError, Records};
use crate::store::desk::{Batch, RecordKind};

/// What lies there for one webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lying {
    /// Deliveries that are still tried.
    pub waiting: usize,
    /// Deliveries that are not.
    pub dead: usize,
    /// What an attempt has come to that failed: a status, or why there was none.
    pub last: Option<String>,
}

/// What lies there for each webhook, by name.
pub async fn lying(records: Records<'_>) -> Result<BTreeMap<String, Lying>, RecordError> {
    let mut lying: BTreeMap<String, Lying> = BTreeMap::new();
    let mut all: Vec<Kept<Delivery>> = records.all(RecordKind::Delivery).await?;
    all.sort_by_key(|kept| kept.value.due);
    for Kept { value, .. } in all {
        let is_dead = value.is_dead();
        let of = lying.entry(value.webhook).or_default();
        *(if is_dead {
            &mut of.dead
        } else {
            &mut of.waiting
        }) += 1;
        of.last = value.last.or(of.last.take());
    }
    Ok(lying)
}

/// Lets everything that is dead for a webhook be tried again. Gives how much it was.
pub async fn revive(
    records: Records<'_>,
    webhook: &str,
    now: Timestamp,
) -> Result<usize, RecordError> {
    let mut batch = Batch::default();
    let all: Vec<Kept<Delivery>> = records.all(RecordKind::Delivery).await?;
    for mut kept in all {
        if kept.value.webhook == webhook && kept.value.is_dead() {
            kept.value.revive(now);
            batch
                .records
                .push(records.put(RecordKind::Delivery, &kept)?);
        }
    }
    let revived = batch.records.len();
    records.commit(batch).await?;
    Ok(revived)
}
