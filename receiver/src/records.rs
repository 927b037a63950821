//! The desk's own records: typed values in memory, ciphertext in the store.

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{
    Batch, CommitError, DeskStore, RecordChange, RecordKind, Records, SealedRecord, StoreError,
};

use crate::crypto::Unreadable;
use crate::crypto::vault::Vault;

/// Reads and writes typed records.
#[derive(Clone, Copy)]
pub(crate) struct TypedRecords<'a> {
    store: &'a dyn DeskStore,
    vault: &'a Vault,
}

/// A file that the desk publishes as it is, as the intake shows it.
pub(crate) struct PublishedFile {
    store: Arc<dyn Records>,
    name: &'static [u8],
}

impl PublishedFile {
    /// Reads the publication of this name in this store.
    pub(crate) fn new(store: Arc<dyn Records>, name: &'static [u8]) -> Self {
        Self { store, name }
    }

    /// The file; none if the desk has published none.
    pub(crate) async fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let kind = RecordKind::Publication;
        let record = self.store.record(kind, self.name).await?;
        Ok(record.map(|record| record.bytes))
    }
}

/// A record that was read from the store.
#[derive(Debug, Clone)]
pub(crate) struct Kept<T> {
    /// The record's key in the store.
    pub(crate) key: Vec<u8>,
    /// The record's value, opened.
    pub(crate) value: T,
    /// The version that was read; used for optimistic locking.
    pub(crate) version: u64,
}

/// A record was not read or not written.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Somebody else changed the record meanwhile.
    #[error("somebody else has changed it meanwhile")]
    Conflict,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
    /// The record is damaged, or was sealed by another desk.
    #[error("a record of the desk: {0}")]
    Unreadable(#[from] Unreadable),
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Untrue(_) => Self::Unreadable(Unreadable),
            error => Self::Store(error),
        }
    }
}

impl From<CommitError> for RecordError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::Conflict,
            CommitError::Store(error) => error.into(),
        }
    }
}

impl<'a> TypedRecords<'a> {
    /// The records in `store`, sealed with the keys of `vault`.
    pub(crate) fn new(store: &'a dyn DeskStore, vault: &'a Vault) -> Self {
        Self { store, vault }
    }

    /// The record of this kind under this key.
    pub(crate) async fn get<T: DeserializeOwned>(
        self,
        kind: RecordKind,
        key: &[u8],
    ) -> Result<Option<Kept<T>>, RecordError> {
        let sealed = self.store.record(kind, key).await?;
        sealed
            .map(|sealed| self.open(kind, key.to_vec(), &sealed))
            .transpose()
    }

    /// All records of a kind.
    pub(crate) async fn all<T: DeserializeOwned>(
        self,
        kind: RecordKind,
    ) -> Result<Vec<Kept<T>>, RecordError> {
        let sealed = self.store.records_of(kind).await?;
        let opened = sealed
            .into_iter()
            .map(|(key, sealed)| self.open(kind, key, &sealed));
        opened.collect()
    }

    /// The change that adds a record. The commit conflicts if the key is in use.
    pub(crate) fn add(
        self,
        kind: RecordKind,
        key: &[u8],
        value: &impl Serialize,
    ) -> Result<RecordChange, RecordError> {
        self.seal(kind, key, value, 1)
    }

    /// The change that replaces a record that was read. The commit conflicts if the record has
    /// changed.
    pub(crate) fn put<T: Serialize>(
        self,
        kind: RecordKind,
        kept: &Kept<T>,
    ) -> Result<RecordChange, RecordError> {
        self.seal(kind, &kept.key, &kept.value, kept.version + 1)
    }

    /// Writes a batch: all of it, or nothing.
    pub(crate) async fn commit(self, batch: Batch) -> Result<(), RecordError> {
        Ok(self.store.commit(batch).await?)
    }

    fn open<T: DeserializeOwned>(
        self,
        kind: RecordKind,
        key: Vec<u8>,
        sealed: &SealedRecord,
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
        let sealed = SealedRecord { version, bytes };
        Ok(RecordChange::Put(kind, key.to_vec(), sealed))
    }
}
