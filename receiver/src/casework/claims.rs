//! Claims: the hotline's own systems take reports out of the queue.
//!
//! A claim hands out reports under a lease. The holder of the lease's token extends it during long
//! work, releases it to give the report back, or acks it when the report is stored elsewhere. When
//! a lease ends, the report returns to the queue; after `desk.max_attempts` leases without an ack
//! it is set aside.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Claim, LeaseToken, Stored};
use model::time::{Hour, Timestamp};
use rand::seq::SliceRandom;
use shared::report::{Report, ReportId};
use store::{LeaseError, StoreError};

use super::Casework;

/// Maximum reports in one claim.
const MAX_CLAIM: usize = 100;

/// Maximum seconds of a lease: a day.
const MAX_LEASE_SECONDS: u64 = 24 * 3600;

/// A report under a lease.
pub(crate) struct Claimed {
    /// The id of the report, and later of its case.
    pub(crate) id: ReportId,
    /// The token of the lease.
    pub(crate) lease: LeaseToken,
    /// The time at which the lease ends.
    pub(crate) expires: Timestamp,
    /// Number of claims of this report, this one included.
    pub(crate) attempts: u32,
    /// The hour in which the report arrived.
    pub(crate) received: Hour,
    /// The report's priority in the queue.
    pub(crate) priority: Priority,
    /// The report; `None` if it cannot be read.
    pub(crate) report: Option<Report>,
}

/// A failed claim, extension, release or ack.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClaimError {
    /// The request asks for no reports, for too many, or for too long a lease.
    #[error("not 1 to 100 reports, or not for 1 second to a day")]
    Asked,
    /// The token does not hold the lease any more.
    #[error("the lease is not held any more")]
    Lost,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<LeaseError> for ClaimError {
    fn from(error: LeaseError) -> Self {
        match error {
            LeaseError::Lost => Self::Lost,
            LeaseError::Store(error) => Self::Store(error),
        }
    }
}

impl Casework {
    /// Claims up to `max` reports, the most urgent ones, in random order.
    #[tracing::instrument(skip_all, name = "casework.claim")]
    pub(crate) async fn claim(&self, max: usize, seconds: u64) -> Result<Vec<Claimed>, ClaimError> {
        if !(1..=MAX_CLAIM).contains(&max) {
            return Err(ClaimError::Asked);
        }
        let claim = self.claim_for(max, checked(seconds)?);
        let mut stored = self.store.claim(claim).await?;
        // Random order hides the order in which the reports arrived.
        stored.shuffle(&mut UnwrapErr(SysRng));
        let claimed = stored.iter().map(|stored| self.claimed(claim, stored));
        Ok(claimed.collect())
    }

    /// Extends a lease: it ends `seconds` from now. Returns that time.
    #[tracing::instrument(skip_all, name = "casework.extend")]
    pub(crate) async fn extend(
        &self,
        id: ReportId,
        lease: LeaseToken,
        seconds: u64,
    ) -> Result<Timestamp, ClaimError> {
        let now = self.clock.now();
        let until = now.plus_seconds(checked(seconds)?);
        self.store.extend(id, lease, now, until).await?;
        Ok(until)
    }

    /// Releases a claimed report: it returns to the queue.
    #[tracing::instrument(skip_all, name = "casework.release")]
    pub(crate) async fn release(&self, id: ReportId, lease: LeaseToken) -> Result<(), ClaimError> {
        Ok(self.store.release(id, lease, self.clock.now()).await?)
    }

    /// Acks a claimed report: it is stored elsewhere, and its content is deleted here.
    #[tracing::instrument(skip_all, name = "casework.ack")]
    pub(crate) async fn ack(&self, id: ReportId, lease: LeaseToken) -> Result<(), ClaimError> {
        Ok(self.store.ack(id, lease, self.clock.now()).await?)
    }

    fn claimed(&self, claim: Claim, stored: &Stored) -> Claimed {
        let report = self.open(stored);
        if let Err(error) = &report {
            tracing::error!(%error, id = %stored.id, "a claimed report cannot be read");
        }
        Claimed {
            id: stored.id,
            lease: claim.token,
            expires: claim.until,
            attempts: stored.attempts,
            received: stored.received,
            priority: stored.priority,
            report: report.ok(),
        }
    }
}

fn checked(seconds: u64) -> Result<u64, ClaimError> {
    (1..=MAX_LEASE_SECONDS)
        .contains(&seconds)
        .then_some(seconds)
        .ok_or(ClaimError::Asked)
}
