//! The desk's records: sealed values under a kind and a key.

use async_trait::async_trait;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::engine::Engine;
use crate::statements::records;
use crate::{StoreError, decode};

/// Reads records. [`Commit`](crate::Commit) writes them.
#[async_trait]
pub trait Records: Send + Sync {
    /// The record of this kind under this key.
    async fn record(
        &self,
        kind: RecordKind,
        key: &[u8],
    ) -> Result<Option<SealedRecord>, StoreError>;

    /// Every record of a kind, with its key, in the order of the keys.
    async fn records_of(
        &self,
        kind: RecordKind,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError>;
}

/// The kind of a record. Its doc says which key the record is stored under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RecordKind {
    /// A case's report, without the three parts that follow. Key: the report's id.
    Report,
    /// The description that the reporter wrote. Key: the report's id.
    Description,
    /// The reporter's email address. Key: the report's id.
    Contact,
    /// The name and password for the reported site. Key: the report's id.
    Credentials,
    /// The analysts' notes. Key: the report's id.
    Notes,
    /// An account. Key: a keyed digest of its name.
    Staff,
    /// A session of an account. Key: SHA-256 of its token.
    Session,
    /// A token of the API. Key: SHA-256 of the token.
    Token,
    /// A delivery that waits for a webhook. Key: random.
    Delivery,
    /// A publication of the hotline, which is not sealed. Key: its name.
    Publication,
}

impl RecordKind {
    /// The parts of a case that are records.
    pub const PARTS: [Self; 5] = [
        Self::Report,
        Self::Description,
        Self::Contact,
        Self::Credentials,
        Self::Notes,
    ];

    /// The kind's name in the store.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A record as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// Incremented by each change; 1 for a new record.
    pub version: u64,
    /// The record's ciphertext.
    pub bytes: Vec<u8>,
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// Adds the record if its version is 1; otherwise replaces the record of the version before. A
    /// conflict if there is already a record, or if the version before is not the stored one.
    Put(RecordKind, Vec<u8>, SealedRecord),
    /// Removes the record, whether it is there or not.
    Remove(RecordKind, Vec<u8>),
}

#[async_trait]
impl<E: Engine> Records for E {
    #[tracing::instrument(name = "store.record", skip_all)]
    async fn record(
        &self,
        kind: RecordKind,
        key: &[u8],
    ) -> Result<Option<SealedRecord>, StoreError> {
        let query = records::one(kind, key);
        self.first(query, decode::sealed_record).await
    }

    #[tracing::instrument(name = "store.records_of", skip_all)]
    async fn records_of(
        &self,
        kind: RecordKind,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError> {
        self.rows(records::of(kind), decode::keyed_record).await
    }
}
