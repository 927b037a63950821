//! Where reports wait: one interface, and the engines behind it.

pub mod copy;
pub mod desk;
pub mod postgres;
pub mod sqlite;
pub mod url;

use std::sync::Arc;

use async_trait::async_trait;
use shared::report::ReportId;

pub use self::desk::DeskStore;
use self::postgres::PostgresStore;
use self::sqlite::SqliteStore;
pub use self::url::StoreUrl;
use crate::clock::Timestamp;
use crate::keys::StoredKey;
use crate::queue::{Claim, Depth, Enqueued, Entry, LeaseLost, LeaseToken};
use crate::queue::{NotDead, Priority, Record, Stored};

/// A durable queue of sealed reports, and the wrapped keys of the intake.
///
/// What a method has answered is on the disk. What it has not answered may be there or not.
#[async_trait]
pub trait Store: DeskStore {
    /// Stores a report, unless one with its id is or was there.
    async fn enqueue(&self, entry: Entry) -> Result<Enqueued, StoreError>;

    /// Puts free reports under a lease, the most urgent and then the oldest first. No dead ones.
    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Puts these reports under a lease, those of them that are free.
    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Lets a lease run until another time.
    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError>;

    /// Ends a lease before it runs out.
    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError>;

    /// Ends a report's time in the queue: deletes its body, keeps the fact that it was there.
    async fn ack(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError>;

    /// What is in the queue, of one priority or of all, the most urgent and then the oldest first.
    async fn list(&self, priority: Option<Priority>, max: usize)
    -> Result<Vec<Stored>, StoreError>;

    /// One report that is in the queue.
    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError>;

    /// The reports that are dead, the most urgent and then the oldest first.
    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError>;

    /// Puts a dead report back, as if it had never been claimed.
    async fn requeue(
        &self,
        id: ReportId,
        now: Timestamp,
    ) -> Result<Result<(), NotDead>, StoreError>;

    /// How many reports are in the queue; each of the three is counted up to `at_most`.
    async fn depth(&self, now: Timestamp, at_most: u64) -> Result<Depth, StoreError>;

    /// Every intake key there is, by sequence.
    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError>;

    /// Adds an intake key, if `newest` is still the highest sequence there is.
    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError>;

    /// Removes an intake key.
    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError>;

    /// Removes every intake key that has ended by now.
    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError>;

    /// All that is known of the reports that came after this place, and the place of each, the
    /// oldest first. Places begin above 0.
    async fn records(&self, after: u64, max: usize) -> Result<Vec<(u64, Record)>, StoreError>;

    /// Adds reports in this order, all or none. It fails if one is there already.
    async fn restore(&self, records: Vec<Record>) -> Result<(), StoreError>;

    /// Waits until the store has failed for good: it has to be opened again. Most never do.
    async fn broken(&self) -> StoreError {
        std::future::pending().await
    }
}

/// Opens the store at this address, and brings its tables up to date.
pub async fn open(url: &StoreUrl) -> Result<Arc<dyn Store>, StoreError> {
    Ok(match url {
        StoreUrl::Sqlite(path) => Arc::new(SqliteStore::open(path)?),
        StoreUrl::Postgres(config) => Arc::new(PostgresStore::open(config).await?),
    })
}

/// Why the store did not do it. Nothing was changed, and it may be tried again.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// More is waiting to be written than can be written soon.
    #[error("the store is busy")]
    Busy,
    /// The engine failed; what it said holds no report.
    #[error("the store failed: {0}")]
    Engine(String),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}
