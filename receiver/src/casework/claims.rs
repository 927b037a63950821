//! Claims: reports that the hotline's own systems take out of the queue.
//!
//! A claim hands out reports under a lease. Whoever holds the lease's token extends it while working,
//! releases it to give the report back, or acks it when the report is safe elsewhere. A lease that
//! runs out puts the report back by itself; after `desk.max_attempts` leases without an ack the
//! report is set aside.

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
    /// The report's id.
    pub(crate) id: ReportId,
    /// The token of the lease.
    pub(crate) lease: LeaseToken,
    /// When the lease runs out.
    pub(crate) expires: Timestamp,
    /// How often the report has been claimed, this time included.
    pub(crate) attempts: u32,
    /// The hour in which the report came.
    pub(crate) received: Hour,
    /// Its priority.
    pub(crate) priority: Priority,
    /// The report itself; none if it cannot be read.
    pub(crate) report: Option<Report>,
}

/// Why nothing was claimed, extended, released or acked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClaimError {
    /// The request asks for too many reports, for too long, or for none.
    #[error("not 1 to 100 reports, or not for 1 second to a day")]
    Asked,
    /// The lease is not held any more.
    #[error("the lease is not held any more")]
    Lost,
    /// The store did not do it.
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
    /// Takes up to `max` reports, the most urgent ones, in random order.
    #[tracing::instrument(skip_all, name = "casework.claim")]
    pub(crate) async fn claim(&self, max: usize, seconds: u64) -> Result<Vec<Claimed>, ClaimError> {
        if !(1..=MAX_CLAIM).contains(&max) {
            return Err(ClaimError::Asked);
        }
        let claim = self.claim_for(max, checked(seconds)?);
        let mut stored = self.store.claim(claim).await?;
        // The order in which reports came is nobody's business.
        stored.shuffle(&mut UnwrapErr(SysRng));
        let claimed = stored.iter().map(|stored| self.claimed(claim, stored));
        Ok(claimed.collect())
    }

    /// Lets a lease run for this many seconds from now. Gives the time at which it runs out.
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

    /// Puts a report back into the queue.
    #[tracing::instrument(skip_all, name = "casework.release")]
    pub(crate) async fn release(&self, id: ReportId, lease: LeaseToken) -> Result<(), ClaimError> {
        Ok(self.store.release(id, lease, self.clock.now()).await?)
    }

    /// Deletes a report that is safe elsewhere.
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
