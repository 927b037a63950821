//! The queue of sealed reports.

use async_trait::async_trait;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, NewReport, Stored};
use model::time::Timestamp;
use shared::report::ReportId;

use crate::StoreError;

/// A durable queue of sealed reports. A report leaves it by an acknowledgement ([`ack`](Self::ack))
/// or by its adoption as a case; its id stays known, so that a late retry is not stored again.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Stores a report, unless the store knows its id.
    async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError>;

    /// Puts waiting reports under a lease, the most urgent first, and among equals the oldest
    /// first. Dead reports stay where they are. Returns the reports in no order.
    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Puts those of these reports under a lease that are under none, dead ones included. The
    /// claim's `max` is ignored.
    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Makes a lease run out at another time.
    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LeaseError>;

    /// Ends a lease before it runs out. The report waits again; after its last lease it is dead.
    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<(), LeaseError>;

    /// Removes a report from the queue: deletes its body, and keeps its id, hour and priority.
    async fn ack(&self, id: ReportId, token: LeaseToken, now: Timestamp) -> Result<(), LeaseError>;

    /// Reports in the queue, of one priority or of all, the most urgent first, and among equals the
    /// oldest first; at most `max`.
    async fn list(&self, priority: Option<Priority>, max: usize)
    -> Result<Vec<Stored>, StoreError>;

    /// The report with this id, if it is in the queue.
    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError>;

    /// The ids of all dead reports, the most urgent first, and among equals the oldest first.
    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError>;

    /// Makes a dead report wait again, as if it had never been claimed.
    async fn requeue(&self, id: ReportId, now: Timestamp) -> Result<(), RequeueError>;

    /// Counts the reports in the queue that wait, are under a lease, and are dead. Each of the three
    /// counts is exact up to `at_most`; a larger one may be cut off, so that a long queue takes no
    /// longer to count.
    async fn depth(&self, now: Timestamp, at_most: u64) -> Result<Depth, StoreError>;
}

/// A lease was not extended or ended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LeaseError {
    /// The lease ran out, was released, ended with its report's acknowledgement, or never existed.
    #[error("the lease is not held any more")]
    Lost,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A report was not put back into the queue.
#[derive(Debug, Clone, thiserror::Error)]
pub enum RequeueError {
    /// The report is not dead: it waits, is under a lease, was acknowledged, or never existed.
    #[error("the report is not set aside")]
    NotDead,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
