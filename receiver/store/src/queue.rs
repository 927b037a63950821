//! The queue of sealed reports.

use async_trait::async_trait;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, NewReport, Stored, WaitingCount};
use model::time::Timestamp;
use shared::report::ReportId;

use crate::{Place, StoreError};

/// A durable queue of sealed reports. A report leaves the queue by an acknowledgement
/// ([`ack`](Self::ack)) or by its adoption as a case. Its id stays known, so that a late retry is
/// not stored again.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Stores a report, unless its id is known.
    async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError>;

    /// Puts waiting reports under a lease: the most urgent first, and among equals the oldest
    /// first. Dead reports are not claimed. Returns the reports in no particular order.
    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Puts those of these reports under a lease that have none; dead reports are included. The
    /// claim's `max` is ignored.
    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError>;

    /// Sets a new end of a lease.
    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LeaseError>;

    /// Ends a lease early. The report waits again; after its last lease it is dead.
    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<(), LeaseError>;

    /// Removes a report from the queue: deletes its body, and keeps its id, hour and priority.
    async fn ack(&self, id: ReportId, token: LeaseToken, now: Timestamp) -> Result<(), LeaseError>;

    /// Reports in the queue, of one priority or of all, the most urgent first, and among equals the
    /// oldest first; those behind a place, if one is given; at most `max`.
    async fn list(
        &self,
        priority: Option<Priority>,
        after: Option<Place>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError>;

    /// The report with this id, if it is in the queue.
    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError>;

    /// The ids of all dead reports, the most urgent first, and among equals the oldest first.
    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError>;

    /// Sets the priority of a report in the queue.
    async fn set_priority(&self, id: ReportId, priority: Priority) -> Result<(), StoreError>;

    /// The reports whose lease runs out after this time.
    async fn leased_beyond(&self, latest: Timestamp) -> Result<Vec<ReportId>, StoreError>;

    /// Ends a lease that runs out after `latest`, whoever holds it, as [`release`](Self::release) does.
    async fn end_lease_beyond(
        &self,
        id: ReportId,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Counts the waiting, leased and dead reports in the queue. Reads those that are leased or dead;
    /// the store keeps the number of all, for which nothing vouches: it is for show alone.
    async fn depth(&self, now: Timestamp) -> Result<Depth, StoreError>;

    /// Counts the waiting reports by priority and hour of arrival, the most urgent and then the oldest
    /// first. Reads no more than [`depth`](Self::depth) does.
    async fn waiting(&self, now: Timestamp) -> Result<Vec<WaitingCount>, StoreError>;
}

/// A lease was not extended or not ended.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LeaseError {
    /// The lease has ended, was released or acknowledged, or never existed.
    #[error("the lease is not held any more")]
    Lost,
    /// The store failed; the lease may or may not have changed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
