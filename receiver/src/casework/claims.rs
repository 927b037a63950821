//! Claims: the hotline's own systems take reports out of the queue.
//!
//! A claim hands out reports under a lease. The holder of the lease's token extends it during long
//! work, releases it to give the report back, or acks it when the report is stored elsewhere. When
//! a lease ends, the report returns to the queue; after `desk.max_attempts` leases without an ack
//! it is set aside. Each of these acts is in the log, with the actor's name.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::priority::Priority;
use model::queue::{Claim, LeaseToken, Stored};
use model::time::{Hour, Timestamp};
use rand::seq::SliceRandom;
use shared::report::{Report, ReportId};
use store::{LeaseAct, LeaseChange, StoreError};

use super::commit::Change;
use super::received::Unopened;
use super::{CaseError, Casework};

/// Maximum reports in one claim.
const MAX_CLAIM: usize = 100;

/// Maximum seconds of a lease: a day.
const MAX_LEASE_SECONDS: u64 = 24 * 3600;

/// Seconds by which the clocks of desks with one store may differ.
const CLOCKS_SECONDS: u64 = 3600;

/// The latest end of a lease that a desk gives now, whatever its clock says.
pub(crate) fn latest_end(now: Timestamp) -> Timestamp {
    now.plus_seconds(MAX_LEASE_SECONDS + CLOCKS_SECONDS)
}

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
    /// The change or its entry of the log could not be prepared.
    #[error(transparent)]
    Change(CaseError),
}

impl From<CaseError> for ClaimError {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::Conflict => Self::Lost,
            CaseError::Store(error) => Self::Store(error),
            error => Self::Change(error),
        }
    }
}

impl Casework {
    /// Claims up to `max` reports, the most urgent ones, in random order. They are returned after the
    /// log has an entry for each of them. If that fails, their leases end by themselves.
    #[tracing::instrument(skip_all, name = "casework.claim")]
    pub(crate) async fn claim(
        &self,
        actor: &Actor,
        max: usize,
        seconds: u64,
    ) -> Result<Vec<Claimed>, ClaimError> {
        if !(1..=MAX_CLAIM).contains(&max) {
            return Err(ClaimError::Asked);
        }
        let claim = self.claim_for(max, checked(seconds)?);
        let stored = self.store.claim(claim).await?;
        let mut opened = Vec::new();
        for (stored, report) in stored.iter().zip(self.open_all(&stored).await?) {
            match report {
                Err(Unopened::Foreign(foreign)) => self.refuse(claim, stored.id, foreign).await?,
                Err(Unopened::Answer) => self.take_answer_of_reporter(claim, stored).await?,
                report => opened.push((stored, report.ok())),
            }
        }
        // Random order hides the order in which the reports arrived.
        opened.shuffle(&mut UnwrapErr(SysRng));
        let until = claim.until.to_string();
        let acts = opened
            .iter()
            .map(|(stored, _)| self.act(actor, stored.id, ActName::Claim, "", &until));
        let change = Change::all_logged(acts.collect());
        if !opened.is_empty() {
            self.commit(change).await?;
        }
        let claimed = opened.into_iter();
        Ok(claimed
            .map(|(stored, report)| claimed_of(claim, stored, report))
            .collect())
    }

    /// Extends a lease: it ends `seconds` from now. Returns that time.
    #[tracing::instrument(skip_all, name = "casework.extend")]
    pub(crate) async fn extend(
        &self,
        actor: &Actor,
        id: ReportId,
        lease: LeaseToken,
        seconds: u64,
    ) -> Result<Timestamp, ClaimError> {
        let until = self.clock.now().plus_seconds(checked(seconds)?);
        self.change_lease(actor, id, lease, LeaseAct::Extend(until))
            .await?;
        Ok(until)
    }

    /// Releases a claimed report: it returns to the queue.
    #[tracing::instrument(skip_all, name = "casework.release")]
    pub(crate) async fn release(
        &self,
        actor: &Actor,
        id: ReportId,
        lease: LeaseToken,
    ) -> Result<(), ClaimError> {
        self.change_lease(actor, id, lease, LeaseAct::Release).await
    }

    /// Acks a claimed report: it is stored elsewhere, and its content is deleted here.
    #[tracing::instrument(skip_all, name = "casework.ack")]
    pub(crate) async fn ack(
        &self,
        actor: &Actor,
        id: ReportId,
        lease: LeaseToken,
    ) -> Result<(), ClaimError> {
        self.change_lease(actor, id, lease, LeaseAct::Ack).await
    }

    /// Changes a lease that is held, together with the log's entry.
    async fn change_lease(
        &self,
        actor: &Actor,
        id: ReportId,
        lease: LeaseToken,
        act: LeaseAct,
    ) -> Result<(), ClaimError> {
        let (what, new) = match act {
            LeaseAct::Extend(until) => (ActName::Extend, until.to_string()),
            LeaseAct::Release | LeaseAct::GiveBack(_) => (ActName::Release, String::new()),
            LeaseAct::SetAside => (ActName::Refuse, String::new()),
            LeaseAct::Ack => (ActName::Ack, String::new()),
        };
        let entry = self.act(actor, id, what, "", &new);
        let lease_change = LeaseChange {
            id,
            lease,
            now: entry.at,
            act,
        };
        let mut change = Change::logged(entry);
        change.batch.leases.push(lease_change);
        Ok(self.commit(change).await?)
    }
}

fn claimed_of(claim: Claim, stored: &Stored, report: Option<Report>) -> Claimed {
    if report.is_none() {
        tracing::error!(id = %stored.id, "a claimed report cannot be read");
    }
    Claimed {
        id: stored.id,
        lease: claim.token,
        expires: claim.until,
        attempts: stored.attempts,
        received: stored.received,
        priority: report
            .as_ref()
            .map_or(stored.priority, |report| Priority::of(report)),
        report,
    }
}

fn checked(seconds: u64) -> Result<u64, ClaimError> {
    (1..=MAX_LEASE_SECONDS)
        .contains(&seconds)
        .then_some(seconds)
        .ok_or(ClaimError::Asked)
}
