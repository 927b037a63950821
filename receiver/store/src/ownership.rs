//! Whose store this is, and when each part of a receiver last wrote that it is at work.

use async_trait::async_trait;
use model::sealed::Fingerprint;
use model::time::Timestamp;
use strum::{EnumString, IntoStaticStr};

use crate::engine::Engine;
use crate::statements::ownership;
use crate::{StoreError, decode};

/// The owner of a store, and its heartbeats.
#[async_trait]
pub trait Ownership: Send + Sync {
    /// The owner; `None` until a receiver has written one.
    async fn owner(&self) -> Result<Option<Owner>, StoreError>;

    /// Writes the owner, if there is none. Returns the owner that the store has then.
    async fn claim_ownership(&self, owner: Owner) -> Result<Owner, StoreError>;

    /// Writes that this part of a receiver is at work, and by which config, if it is a half.
    async fn beat(
        &self,
        part: Part,
        now: Timestamp,
        config: Option<ConfigDigest>,
    ) -> Result<(), StoreError>;

    /// The last heartbeat of each part that has written one.
    async fn beats(&self) -> Result<Vec<(Part, Timestamp)>, StoreError>;

    /// The config by which each half was last at work. Earlier receivers did not write it.
    async fn running_configs(&self) -> Result<Vec<(Part, ConfigDigest)>, StoreError>;

    /// Writes that a person confirmed the clock at this time. Removes the heartbeats of the halves,
    /// which may be of a wrong time.
    async fn confirm_clock(&self, now: Timestamp) -> Result<(), StoreError>;
}

/// The owner of a store: one hotline, and the key of its desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// A random name of the store.
    pub store: StoreId,
    /// The hotline's id.
    pub hotline: String,
    /// The key that the content of the store is sealed to.
    pub desk_key: Fingerprint,
    /// The key before it, until nothing needs that any more.
    pub former_key: Option<Fingerprint>,
}

/// A random name of a store, 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreId(pub [u8; 16]);

/// SHA-256 of the text of a config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConfigDigest(pub [u8; 32]);

/// A part of a receiver that writes heartbeats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// The public half.
    Intake,
    /// A key of the intake that it could give out.
    IntakeKey,
    /// The internal half.
    Desk,
    /// A backup that has succeeded.
    Backup,
    /// A person who confirmed the clock.
    Clock,
}

#[async_trait]
impl<E: Engine> Ownership for E {
    #[tracing::instrument(name = "store.owner", skip_all)]
    async fn owner(&self) -> Result<Option<Owner>, StoreError> {
        self.first(ownership::owner(), decode::owner).await
    }

    #[tracing::instrument(name = "store.claim_ownership", skip_all)]
    async fn claim_ownership(&self, owner: Owner) -> Result<Owner, StoreError> {
        self.change(vec![ownership::claim(&owner), ownership::admit()])
            .await?;
        let owner = self.owner().await?;
        owner.ok_or_else(|| StoreError::engine("the store has no owner"))
    }

    #[tracing::instrument(name = "store.beat", skip_all)]
    async fn beat(
        &self,
        part: Part,
        now: Timestamp,
        config: Option<ConfigDigest>,
    ) -> Result<(), StoreError> {
        self.change(vec![ownership::beat(part, now, config)]).await
    }

    #[tracing::instrument(name = "store.beats", skip_all)]
    async fn beats(&self) -> Result<Vec<(Part, Timestamp)>, StoreError> {
        self.rows(ownership::beats(), decode::beat).await
    }

    #[tracing::instrument(name = "store.running_configs", skip_all)]
    async fn running_configs(&self) -> Result<Vec<(Part, ConfigDigest)>, StoreError> {
        self.rows(ownership::running_configs(), decode::running_config)
            .await
    }

    #[tracing::instrument(name = "store.confirm_clock", skip_all)]
    async fn confirm_clock(&self, now: Timestamp) -> Result<(), StoreError> {
        let statements = vec![
            ownership::forget_halves(now),
            ownership::beat(Part::Clock, now, None),
        ];
        self.change(statements).await
    }
}
