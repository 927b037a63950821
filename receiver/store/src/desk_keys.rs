//! Another key of the desk takes the place of the present one: the owner's key is changed, what the
//! former key opens is sealed to the new one, and the former one is retired.

use async_trait::async_trait;
use model::sealed::{EpochId, Fingerprint, SealedEpochKey};

use crate::engine::Engine;
use crate::statements::{epochs, ownership};
use crate::{StoreError, decode};

/// Changes the desk's key in a store. [`Commit`](crate::Commit) writes the desk's own rows.
#[async_trait]
pub trait DeskKeys: Send + Sync {
    /// Makes `to` the owner's key, if `from` is. Reports may be sealed to both from then on.
    async fn change_desk_key(&self, from: Fingerprint, to: Fingerprint) -> Result<(), StoreError>;

    /// Refuses reports that are sealed to this key from now on. Returns false, and refuses none, if
    /// the key of an epoch is sealed to it.
    async fn retire_desk_key(&self, key: Fingerprint) -> Result<bool, StoreError>;

    /// Epoch keys whose names are above this one, in the order of their names; at most `max`.
    async fn epochs_after(
        &self,
        after: Option<EpochId>,
        max: usize,
    ) -> Result<Vec<SealedEpochKey>, StoreError>;

    /// Replaces epoch keys by the same ones, sealed to another key of the desk. One that is gone
    /// stays away.
    async fn reseal_epochs(&self, epochs: Vec<SealedEpochKey>) -> Result<(), StoreError>;
}

#[async_trait]
impl<E: Engine> DeskKeys for E {
    #[tracing::instrument(name = "store.change_desk_key", skip_all)]
    async fn change_desk_key(&self, from: Fingerprint, to: Fingerprint) -> Result<(), StoreError> {
        let change = ownership::change_key(from, to);
        self.change(vec![change, ownership::admit()]).await
    }

    #[tracing::instrument(name = "store.retire_desk_key", skip_all)]
    async fn retire_desk_key(&self, key: Fingerprint) -> Result<bool, StoreError> {
        self.change(vec![ownership::retire_key(key)]).await?;
        let keys = self.rows(ownership::keys(), decode::fingerprint).await?;
        Ok(!keys.contains(&key))
    }

    #[tracing::instrument(name = "store.epochs_after", skip_all)]
    async fn epochs_after(
        &self,
        after: Option<EpochId>,
        max: usize,
    ) -> Result<Vec<SealedEpochKey>, StoreError> {
        self.rows(epochs::after(after, max), decode::epoch_key)
            .await
    }

    #[tracing::instrument(name = "store.reseal_epochs", skip_all)]
    async fn reseal_epochs(&self, epochs: Vec<SealedEpochKey>) -> Result<(), StoreError> {
        self.change(epochs.iter().map(epochs::reseal).collect())
            .await
    }
}
