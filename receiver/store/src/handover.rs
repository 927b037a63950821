//! What an intake with a store of its own hands over to the desk that fetches from it.

use async_trait::async_trait;
use model::time::Timestamp;

use crate::engine::Engine;
use crate::statements::records;
use crate::{
    DeskKeys, Inbox, Ownership, Queue, RecordChange, RecordKind, Records, StoreError, Write, decode,
};

/// Hands over the parcels that wait, and takes what the desk publishes. Reports are handed over as claims of the queue.
#[async_trait]
pub trait Handover: Queue + Inbox + DeskKeys + Ownership {
    /// Parcels that wait, at most `max`, each with its receipt.
    async fn waiting_parcels(&self, max: usize) -> Result<Vec<StoredParcel>, StoreError>;

    /// Removes these parcels, which the desk has stored. Their receipts stay.
    async fn remove_parcels(&self, keys: Vec<Vec<u8>>) -> Result<(), StoreError>;

    /// Removes these receipts.
    async fn remove_receipts(&self, keys: Vec<Vec<u8>>) -> Result<(), StoreError>;

    /// Puts publications in the place of those of the same names, and removes others.
    async fn publish(
        &self,
        put: Vec<(Vec<u8>, Vec<u8>)>,
        remove: Vec<Vec<u8>>,
    ) -> Result<(), StoreError>;

    /// Purges deleted data, as [`Commit::forget`](crate::Commit::forget) does.
    async fn purge(&self, now: Timestamp) -> Result<(), StoreError>;
}

/// A parcel of another hotline, as the intake stored it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredParcel {
    /// The key of the parcel and of its receipt.
    pub key: Vec<u8>,
    /// The sealed parcel.
    pub parcel: Vec<u8>,
    /// The intake's receipt for the parcel.
    pub receipt: Vec<u8>,
}

#[async_trait]
impl<E: Engine + Queue + Write> Handover for E {
    #[tracing::instrument(name = "store.waiting_parcels", skip_all)]
    async fn waiting_parcels(&self, max: usize) -> Result<Vec<StoredParcel>, StoreError> {
        let waiting = records::after(RecordKind::Inbox, &[], max);
        let mut parcels = Vec::new();
        for (key, parcel) in self.rows(waiting, decode::keyed_record).await? {
            let receipt = self.record(RecordKind::Receipt, &key).await?;
            parcels.push(StoredParcel {
                key,
                parcel: parcel.bytes,
                receipt: receipt.map_or_else(Vec::new, |receipt| receipt.bytes),
            });
        }
        Ok(parcels)
    }

    #[tracing::instrument(name = "store.remove_parcels", skip_all)]
    async fn remove_parcels(&self, keys: Vec<Vec<u8>>) -> Result<(), StoreError> {
        remove(self, RecordKind::Inbox, keys).await
    }

    #[tracing::instrument(name = "store.remove_receipts", skip_all)]
    async fn remove_receipts(&self, keys: Vec<Vec<u8>>) -> Result<(), StoreError> {
        remove(self, RecordKind::Receipt, keys).await
    }

    #[tracing::instrument(name = "store.publish", skip_all)]
    async fn publish(
        &self,
        put: Vec<(Vec<u8>, Vec<u8>)>,
        remove: Vec<Vec<u8>>,
    ) -> Result<(), StoreError> {
        let put = put
            .iter()
            .map(|(name, bytes)| records::publish(name, bytes));
        let removed = removals(RecordKind::Publication, remove);
        let removed = removed.iter().map(records::change);
        self.change(put.chain(removed).collect()).await
    }

    #[tracing::instrument(name = "store.purge", skip_all)]
    async fn purge(&self, now: Timestamp) -> Result<(), StoreError> {
        Write::forget(self, now).await
    }
}

async fn remove(
    engine: &impl Engine,
    kind: RecordKind,
    keys: Vec<Vec<u8>>,
) -> Result<(), StoreError> {
    if keys.is_empty() {
        return Ok(());
    }
    let removed = removals(kind, keys);
    engine
        .change(removed.iter().map(records::change).collect())
        .await
}

fn removals(kind: RecordKind, keys: Vec<Vec<u8>>) -> Vec<RecordChange> {
    let removals = keys.into_iter().map(|key| RecordChange::Remove(kind, key));
    removals.collect()
}
