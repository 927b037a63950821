//! The intake's keys, wrapped.

use async_trait::async_trait;
use model::intake_key::StoredKey;
use model::time::Timestamp;

use super::SqliteStore;
use crate::engine::Engine;
use crate::statements::intake_keys;
use crate::{IntakeKeys, StoreError, decode};

#[async_trait]
impl IntakeKeys for SqliteStore {
    #[tracing::instrument(name = "store.keys", skip_all)]
    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.rows(intake_keys::all(), decode::stored_key).await
    }

    #[tracing::instrument(name = "store.add_key", skip_all)]
    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError> {
        self.change(vec![intake_keys::add(key, newest)]).await
    }

    #[tracing::instrument(name = "store.remove_key", skip_all)]
    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError> {
        self.change(vec![intake_keys::remove(sequence)]).await
    }

    #[tracing::instrument(name = "store.remove_keys_ended", skip_all)]
    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError> {
        self.change(vec![intake_keys::remove_ended(now)]).await
    }
}
