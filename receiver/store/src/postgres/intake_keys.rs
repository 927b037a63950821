//! The intake's keys, wrapped.

use async_trait::async_trait;
use model::intake_key::StoredKey;
use model::time::Timestamp;

use super::PostgresStore;
use super::statement::execute;
use crate::engine::Engine;
use crate::statements::intake_keys;
use crate::{IntakeKeys, StoreError, decode};

#[async_trait]
impl IntakeKeys for PostgresStore {
    #[tracing::instrument(name = "store.keys", skip_all)]
    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.rows(intake_keys::all(), decode::stored_key).await
    }

    #[tracing::instrument(name = "store.add_key", skip_all)]
    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError> {
        let mut client = self.connections.get().await?;
        let transaction = client.transaction().await?;
        // Receivers that add keys at the same time wait for each other, and each then sees the keys
        // of the others.
        transaction
            .batch_execute("LOCK TABLE intake_key IN SHARE ROW EXCLUSIVE MODE")
            .await?;
        execute(&transaction, &intake_keys::add(key, newest)).await?;
        transaction.commit().await?;
        client.give_back();
        Ok(())
    }

    #[tracing::instrument(name = "store.remove_key", skip_all)]
    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError> {
        let remove = intake_keys::remove(sequence);
        self.execute(remove).await.map(drop)
    }

    #[tracing::instrument(name = "store.remove_keys_ended", skip_all)]
    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError> {
        let remove = intake_keys::remove_ended(now);
        self.execute(remove).await.map(drop)
    }
}
