//! The intake's private keys, wrapped.

use async_trait::async_trait;
use model::intake_key::StoredKey;
use model::time::Timestamp;

use crate::StoreError;

/// The wrapped keys of all intakes that share a store.
#[async_trait]
pub trait IntakeKeys: Send + Sync {
    /// All keys, in the order of their sequence numbers.
    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds a key if `newest` is the highest sequence number in the store, or if `newest` is `None`
    /// and the store has no key. Otherwise another intake was quicker: adds nothing, which is not
    /// an error.
    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError>;

    /// Removes the key with this sequence number, if it exists.
    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError>;

    /// Removes every key that ends at or before `now`.
    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError>;
}
