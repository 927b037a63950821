//! Deliveries that have not arrived, for an operator: counts, and another try.

use std::collections::BTreeMap;

use model::audit::{Act, ActName};
use model::name::OPERATOR;
use model::time::Timestamp;
use store::{Batch, DeskStore, RecordKind};

use super::delivery::Delivery;
use crate::crypto::vault::Vault;
use crate::records::{Kept, RecordError, TypedRecords};

/// The deliveries of one webhook that have not arrived.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Number of deliveries with attempts left.
    pub waiting: usize,
    /// Number of deliveries that were given up.
    pub dead: usize,
    /// The last failure: an HTTP status, or the reason why there was none.
    pub last: Option<String>,
}

/// The outbox of every webhook in this store.
pub struct Outbox<'a>(TypedRecords<'a>);

impl<'a> Outbox<'a> {
    /// The outbox of this store; `vault` opens its records.
    pub fn new(store: &'a dyn DeskStore, vault: &'a Vault) -> Self {
        Self(TypedRecords::new(store, vault))
    }

    /// The backlog of each webhook that has one, by the webhook's name.
    pub async fn backlogs(&self) -> Result<BTreeMap<String, Backlog>, RecordError> {
        let mut backlogs: BTreeMap<String, Backlog> = BTreeMap::new();
        let mut all = self.deliveries().await?;
        all.sort_by_key(|kept| kept.value.due);
        for Kept { value, .. } in all {
            let is_dead = value.is_dead();
            let backlog = backlogs.entry(value.webhook).or_default();
            if is_dead {
                backlog.dead += 1;
            } else {
                backlog.waiting += 1;
            }
            backlog.last = value.last.or(backlog.last.take());
        }
        Ok(backlogs)
    }

    /// Makes all dead deliveries of a webhook due again, in the operator's name. Returns their number.
    pub async fn revive(&self, webhook: &str, now: Timestamp) -> Result<usize, RecordError> {
        let mut batch = Batch::from(Act::of(OPERATOR, ActName::Retry, "", webhook, now));
        for mut kept in self.deliveries().await? {
            if kept.value.webhook == webhook && kept.value.is_dead() {
                kept.value.revive(now);
                let revived = self.0.put(RecordKind::Delivery, &kept)?;
                batch.records.push(revived);
            }
        }
        let revived = batch.records.len();
        self.0.commit(batch).await?;
        Ok(revived)
    }

    async fn deliveries(&self) -> Result<Vec<Kept<Delivery>>, RecordError> {
        self.0.all(RecordKind::Delivery).await
    }
}
