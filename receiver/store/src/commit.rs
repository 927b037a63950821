//! Writes of the desk: all of them go through one method.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use async_trait::async_trait;
use model::audit::Act;
use model::chain::{ChainedAct, LogKey};
use model::queue::LeaseToken;
use model::rows::RowChange;
use model::time::Timestamp;
use shared::report::ReportId;

use crate::{
    ItemRow, LeaseError, LocationDigest, RecordChange, RecordKind, SealedCase, StoreError,
};

/// Writes changes that belong together. The [`Ledger`](crate::Ledger) is the only way to it.
#[async_trait]
pub trait Commit: Send + Sync {
    /// Writes all of a batch, or nothing: first the leases, then the requeued and the adopted reports, the changed,
    /// the converted and the resealed cases, the records and the log's entries, each in their order. Each part is
    /// checked against the state after the parts before it, so a batch that changes one record or
    /// case twice must name both versions in their order.
    ///
    /// # Errors
    ///
    /// [`CommitError::Conflict`] if a check fails.
    async fn commit(&self, batch: Batch) -> Result<(), CommitError>;

    /// Purges deleted data from the engine's files, as far as the engine can, and drops the epoch
    /// keys that no report in the queue uses any more. SQLite also removes the copies from before
    /// migrations that are older than a week.
    ///
    /// # Errors
    ///
    /// [`StoreError::Busy`] if SQLite could not truncate its log because somebody else reads it.
    async fn forget(&self, now: Timestamp) -> Result<(), StoreError>;
}

/// The engine's side of [`Commit`].
#[async_trait]
pub trait Write: Send + Sync {
    /// Writes a batch as [`Commit::commit`] does. Its last entry of the log gets the digests of the
    /// rows that were written.
    async fn write(&self, batch: Batch, logging: Logging) -> Result<(), CommitError>;

    /// Purges deleted data, as [`Commit::forget`] does.
    async fn forget(&self, now: Timestamp) -> Result<(), StoreError>;
}

/// How a batch is entered into the log.
#[derive(Debug, Clone)]
pub struct Logging {
    /// The key of the log's hashes.
    pub key: LogKey,
    /// Further rows for the last entry, which stand as they are.
    pub rows: Vec<RowChange>,
    /// The position of the log's last entry; the batch conflicts if there are more. Without it,
    /// there may be any.
    pub only_after: Option<u64>,
}

/// Changes that are written together.
#[derive(Default)]
pub struct Batch {
    /// Leases to extend or to end.
    pub leases: Vec<LeaseChange>,
    /// Dead reports to put back into the queue.
    pub requeued: Vec<Requeued>,
    /// New cases; reports in the queue leave it.
    pub adopted: Vec<Adopted>,
    /// Changed cases, each with the version that follows the stored one.
    pub cases: Vec<CaseChange>,
    /// Cases of an earlier receiver in the present form, each with the stored version.
    pub converted: Vec<CaseChange>,
    /// Worksheets that are sealed to another key of the desk.
    pub resealed: Vec<Resealed>,
    /// Records to add, replace or remove.
    pub records: Vec<RecordChange>,
    /// Acts to append to the log.
    pub acts: Vec<Act>,
}

impl From<Act> for Batch {
    /// An entry of the log, and no other change.
    fn from(act: Act) -> Self {
        Self {
            acts: vec![act],
            ..Self::default()
        }
    }
}

/// A worksheet that is sealed to another key of the desk, and says the same. The version of its case
/// stays as it is. Conflicts if the worksheet has changed.
#[derive(Debug, Clone)]
pub struct Resealed {
    /// The case.
    pub id: ReportId,
    /// The stored ciphertext.
    pub from: Vec<u8>,
    /// The new ciphertext.
    pub to: Vec<u8>,
}

/// A change of a case.
#[derive(Debug, Clone)]
pub struct CaseChange {
    /// The case with its new version.
    pub case: SealedCase,
    /// The change of its items.
    pub items: ItemsChange,
}

/// A change of the items of a case.
#[derive(Debug, Clone)]
pub enum ItemsChange {
    /// The items stay as they are.
    Keep,
    /// The case has these items. Conflicts if another case has an item with one of their digests.
    Replace(Vec<ItemRow>),
    /// The case is scrubbed: its items lose their digests.
    Unlink,
}

/// A change of a lease, which must not have run out.
#[derive(Debug, Clone, Copy)]
pub struct LeaseChange {
    /// The report under the lease.
    pub id: ReportId,
    /// The token that holds the lease.
    pub lease: LeaseToken,
    /// The time now.
    pub now: Timestamp,
    /// The change.
    pub act: LeaseAct,
}

/// What becomes of a lease, as the methods of [`Queue`](crate::Queue) with the same names do it.
#[derive(Debug, Clone, Copy)]
pub enum LeaseAct {
    /// The lease ends at this time.
    Extend(Timestamp),
    /// The lease ends, and the report waits again.
    Release,
    /// The lease ends, and the report is as if it had not been claimed: dead if it has had this number of
    /// leases before, else it waits.
    GiveBack(NonZeroU32),
    /// The lease ends, and the report is set aside.
    SetAside,
    /// The report leaves the queue.
    Ack,
}

/// A dead report that is put back into the queue, as if it had never been claimed. Conflicts if the
/// report is not dead: it waits, has a lease, has left the queue, or never existed.
#[derive(Debug, Clone, Copy)]
pub struct Requeued {
    /// The report.
    pub id: ReportId,
    /// The time now.
    pub now: Timestamp,
}

/// A report that becomes a case.
pub struct Adopted {
    /// Where the report is until now.
    pub source: Source,
    /// The new case. Its id is the report's id; the store gives it a number.
    pub case: SealedCase,
    /// The items that the report brings.
    pub items: Vec<ItemRow>,
    /// The report's locations; one that occurs twice is stored once.
    pub locations: Vec<LocationDigest>,
}

/// Where a report is before it becomes a case.
#[derive(Debug, Clone, Copy)]
pub enum Source {
    /// In the queue, which it leaves.
    Queue {
        /// The lease that holds the report.
        lease: LeaseToken,
        /// The present time. The lease must not have ended.
        now: Timestamp,
    },
    /// Nowhere in the store: it came by another way. Conflicts if there is a report of this id.
    Elsewhere,
}

/// The commit of a batch failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommitError {
    /// Somebody else was quicker: a case or record does not have the expected version, or a lease
    /// is no longer held. Nothing of the batch was written.
    #[error("somebody else has changed it meanwhile")]
    Conflict,
    /// The store failed. Only a later read shows whether the batch was written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LeaseError> for CommitError {
    fn from(error: LeaseError) -> Self {
        match error {
            LeaseError::Lost => Self::Conflict,
            LeaseError::Store(error) => Self::Store(error),
        }
    }
}

impl Logging {
    /// The further rows, if the log's last entry is the expected one.
    pub(crate) fn rows_after(
        &self,
        last: Option<&ChainedAct>,
    ) -> Result<Vec<RowChange>, CommitError> {
        let end = last.map_or(0, |last| last.seq);
        let is_expected = self.only_after.is_none_or(|only| only == end);
        let rows = is_expected.then(|| self.rows.clone());
        rows.ok_or(CommitError::Conflict)
    }
}

impl Batch {
    /// The cases that the batch adds, changes or seals anew.
    pub(crate) fn touched(&self) -> BTreeSet<ReportId> {
        let adopted = self.adopted.iter().map(|adopted| &adopted.case);
        let changed = self.cases.iter().chain(&self.converted);
        let changed = changed.map(|change| &change.case);
        let ids = adopted.chain(changed).map(|case| case.card.id);
        let resealed = self.resealed.iter().map(|resealed| resealed.id);
        ids.chain(resealed).collect()
    }
}

impl RecordChange {
    /// The kind of the record.
    pub fn kind(&self) -> RecordKind {
        match self {
            Self::Put(kind, ..) | Self::Remove(kind, _) => *kind,
        }
    }

    /// Whether the statement of this change must change a row; otherwise it is a conflict.
    pub(crate) fn needs_row(&self) -> bool {
        matches!(self, Self::Put(..))
    }
}
