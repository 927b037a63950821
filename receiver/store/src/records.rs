//! The desk's records: sealed values, each under a kind and a key.

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

    /// All records of a kind with their keys, in the order of the keys.
    async fn records_of(
        &self,
        kind: RecordKind,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError>;

    /// The keys of the records of a kind that begin with these bytes, in their order. No key has more
    /// than 32 bytes after them.
    async fn keys_under(&self, kind: RecordKind, prefix: &[u8])
    -> Result<Vec<Vec<u8>>, StoreError>;
}

/// The kind of a record. Each variant's doc gives the record's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RecordKind {
    /// A case's report, without description, contact and credentials. Key: the report's id.
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
    /// A session of an account. Key: SHA-256 of the session's token.
    Session,
    /// A token of the API. Key: SHA-256 of the token.
    Token,
    /// The counts of attempts to log in to accounts. Key: "logins".
    Attempts,
    /// A delivery to a webhook that has not arrived. Key: random.
    Delivery,
    /// A mail of a hand-off that has not left. Key: the report's id, then 16 random bytes.
    Mail,
    /// A file of a hand-off. Key: the report's id, then the version of the hand-off, 8 bytes.
    Document,
    /// A recipient of the address book. Key: a keyed digest of its name.
    Recipient,
    /// A random sample of items for second looks. Key: 16 random bytes.
    Sample,
    /// What people and systems were told by themselves, and which reports were looked through as they
    /// arrived. Key: `alerts`, `arrivals` or `sweep`.
    Told,
    /// What a key of the desk has of the keys before it. Key: the fingerprint of the desk's key.
    Inherited,
    /// A key of ours for the exchange with other hotlines. Key: the key's id.
    ExchangeKey,
    /// The last key of another hotline. Key: the hotline's id.
    Peer,
    /// What was verified of the directory of a network. Key: `directory`.
    Trusted,
    /// A hotline with which nothing is exchanged. Key: the hotline's id.
    Paused,
    /// A case with an item that another hotline classifies differently. Key: the report's id.
    Dispute,
    /// A case of a child in danger with a referral of which nothing was heard. Key: the report's id.
    Awaited,
    /// A case whose reporter was asked something and can answer. Key: the report's id. And each question that was asked
    /// in a case. Key: the report's id, then 16 bytes of the SHA-256 of the question's.
    Question,
    /// A parcel of another hotline that was brought in. Key: SHA-256 of the hotline's id and the parcel's.
    Parcel,
    /// A referral to another hotline that has not arrived there. Key: the report's id, then the parcel's.
    Outbox,
    /// An answer to a parcel of another hotline that has not arrived there. Key: the parcel's, as in `Parcel`.
    Answer,
    /// The case of a parcel that we sent. Key: SHA-256 of the recipient's id and the parcel's.
    Thread,
    /// A parcel of another hotline that the intake has stored and nobody has opened; it is sealed by its
    /// sender. Key: 16 bytes of the SHA-256 of the sender's id, then the parcel's id.
    Inbox,
    /// The receipt for a parcel of another hotline, which is not sealed. Key: as in `Inbox`.
    Receipt,
    /// A parcel of another hotline that arrived and could not be opened: who sent it, and why. Key: as in `Inbox`.
    Unopened,
    /// A publication of the hotline, which is not sealed. Key: the publication's name.
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

/// A record in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedRecord {
    /// The version: 1 for a new record, incremented by each change.
    pub version: u64,
    /// The ciphertext of the record.
    pub bytes: Vec<u8>,
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// Adds the record if its version is 1; otherwise replaces the record with the version before.
    /// Conflicts if there is already a record, or if the stored version is another.
    Put(RecordKind, Vec<u8>, SealedRecord),
    /// Removes the record, if it exists.
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

    #[tracing::instrument(name = "store.keys_under", skip_all)]
    async fn keys_under(
        &self,
        kind: RecordKind,
        prefix: &[u8],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.rows(records::keys_under(kind, prefix), decode::key)
            .await
    }
}
