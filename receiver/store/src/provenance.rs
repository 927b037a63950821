//! What the log says of reports that are in the queue, and of the number of cases. The queue is written by intakes, which have no key of the
//! desk, so no entry vouches for its rows.

use std::collections::HashSet;

use async_trait::async_trait;
use model::queue::ReportCopy;
use model::sealed::SealedEpochKey;
use shared::report::ReportId;

use crate::StoreError;

/// What the log says of reports that are in the queue. The [`Ledger`](crate::Ledger) answers.
#[async_trait]
pub trait Provenance: Send + Sync {
    /// Whether an epoch key was entered into the log as it is: that of an earlier intake, which did not sign
    /// it, or one that an operator accepted.
    async fn is_entered(&self, epoch: &SealedEpochKey) -> Result<bool, StoreError>;

    /// Those of these reports that have left the queue before: each became a case, or was acknowledged.
    async fn left(&self, ids: &[ReportId]) -> Result<HashSet<ReportId>, StoreError>;

    /// The number of cases, in any state.
    async fn case_count(&self) -> u64;

    /// Reports that arrived after this place, as [`Transfer::reports_after`](crate::Transfer::reports_after).
    async fn arrived_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, ReportCopy)>, StoreError>;
}
