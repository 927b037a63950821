//! The desk's own records: typed and readable here, sealed in the store.

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Desk;
use super::vault::Vault;
use crate::epoch::Unreadable;
use crate::problem::Problem;
use crate::store::StoreError;
use crate::store::desk::{Batch, Conflict, DeskStore, RecordChange, RecordKind, Sealed};

/// Reads and writes records.
#[derive(Clone, Copy)]
pub struct Records<'a> {
    /// Where they lie.
    pub store: &'a dyn DeskStore,
    /// What seals them.
    pub vault: &'a Vault,
}

/// A record as it was read.
#[derive(Debug, Clone)]
pub struct Kept<T> {
    /// What it is stored under.
    pub key: Vec<u8>,
    /// What it says.
    pub value: T,
    version: u64,
}

/// Why a record was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was not sealed by this desk, or is damaged.
    #[error("a record of the desk: {0}")]
    Unreadable(#[from] Unreadable),
    /// Somebody else was quicker.
    #[error(transparent)]
    Conflict(#[from] Conflict),
}

impl From<RecordError> for Problem {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Store(error) => error.into(),
            RecordError::Conflict(_) => Self::Conflict,
            RecordError::Unreadable(_) => {
                tracing::error!(%error, "a record cannot be read");
                Self::Unavailable
            }
        }
    }
}

impl<'a> Records<'a> {
    /// One record.
    pub async fn get<T: DeserializeOwned>(
        self,
        kind: RecordKind,
        key: &[u8],
    ) -> Result<Option<Kept<T>>, RecordError> {
        let sealed = self.store.record(kind, key).await?;
        sealed
            .map(|sealed| self.open(kind, key.to_vec(), &sealed))
            .transpose()
    }

    /// Every record of a kind.
    pub async fn all<T: DeserializeOwned>(
        self,
        kind: RecordKind,
    ) -> Result<Vec<Kept<T>>, RecordError> {
        let sealed = self.store.records_of(kind).await?;
        let opened = sealed
            .into_iter()
            .map(|(key, sealed)| self.open(kind, key, &sealed));
        opened.collect()
    }

    /// The change that adds a record which must not be there yet.
    pub fn add(
        self,
        kind: RecordKind,
        key: &[u8],
        value: &impl Serialize,
    ) -> Result<RecordChange, RecordError> {
        self.seal(kind, key, value, 1)
    }

    /// The change that writes a record over what was read.
    pub fn put<T: Serialize>(
        self,
        kind: RecordKind,
        kept: &Kept<T>,
    ) -> Result<RecordChange, RecordError> {
        self.seal(kind, &kept.key, &kept.value, kept.version + 1)
    }

    /// Writes all of a batch, or nothing.
    pub async fn commit(self, batch: Batch) -> Result<(), RecordError> {
        Ok(self.store.commit(batch).await??)
    }

    fn open<T: DeserializeOwned>(
        self,
        kind: RecordKind,
        key: Vec<u8>,
        sealed: &Sealed,
    ) -> Result<Kept<T>, RecordError> {
        Ok(Kept {
            value: self.vault.open(kind.name(), &key, &sealed.bytes)?,
            version: sealed.version,
            key,
        })
    }

    fn seal(
        self,
        kind: RecordKind,
        key: &[u8],
        value: &impl Serialize,
        version: u64,
    ) -> Result<RecordChange, RecordError> {
        let rng = &mut UnwrapErr(SysRng);
        let bytes = self.vault.seal(kind.name(), key, value, rng)?;
        Ok(RecordChange::Put(
            kind,
            key.to_vec(),
            Sealed { version, bytes },
        ))
    }
}

impl Desk {
    /// The desk's records.
    pub fn records(&self) -> Records<'_> {
        Records {
            store: &*self.store,
            vault: &self.vault,
        }
    }
}
