//! Closes reports of the queue unread: as spam, or as repeats of known items.

use model::actor::Actor;
use model::priority::Priority;
use model::queue::{Claim, Stored};
use shared::report::ReportId;
use store::{LeaseAct, LeaseChange};
use strum::EnumString;

use super::adopt::{Disposition, LEASE_SECONDS};
use super::commit::Change;
use super::repeat::tells_more;
use super::{CaseError, Casework};

/// The answer to a request to close reports unread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ClosedUnread {
    /// The reports that were closed; the others were gone.
    pub(crate) closed: Vec<ReportId>,
    /// Number of reports that were left in the queue: a child may be in danger, somebody else has
    /// taken the report, it is no repeat, or it cannot be read.
    pub(crate) left: usize,
}

/// The reason to close a report unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Closing {
    /// It is not a real report.
    Spam,
    /// All its addresses are items already.
    Repeat,
}

impl Casework {
    /// Closes these reports at once, unread, as spam or as repeats. Reports of a child in danger are
    /// left in the queue, and so are those that are to be closed as repeats and bring anything new.
    #[tracing::instrument(skip_all, name = "casework.close_unread")]
    pub(crate) async fn close_unread(
        &self,
        actor: &Actor,
        ids: &[ReportId],
        closing: Closing,
    ) -> Result<ClosedUnread, CaseError> {
        let mut done = ClosedUnread::default();
        let mut found = 0;
        for id in ids {
            let Some(stored) = self.store.find(*id).await? else {
                continue;
            };
            found += 1;
            if stored.priority == Priority::Danger {
                done.left += 1;
                continue;
            }
            match self.close_one(actor, *id, closing).await {
                Ok(true) => done.closed.push(*id),
                Ok(false)
                | Err(CaseError::Foreign(_) | CaseError::NoReport | CaseError::Unreadable(_)) => {
                    done.left += 1;
                }
                Err(error) => return Err(error),
            }
        }
        if found == 0 && !ids.is_empty() {
            return Err(CaseError::Conflict);
        }
        Ok(done)
    }

    /// Closes one report. False if somebody else holds it, or if it must not be closed this way.
    async fn close_one(
        &self,
        actor: &Actor,
        id: ReportId,
        closing: Closing,
    ) -> Result<bool, CaseError> {
        let claim = self.claim_for(1, LEASE_SECONDS);
        let Some(stored) = self.store.claim_these(&[id], claim).await?.pop() else {
            return Ok(false);
        };
        let report = self.open_claimed(claim, &stored).await?;
        if Priority::of(&report) == Priority::Danger {
            self.give_back(&stored, claim).await?;
            return Ok(false);
        }
        let disposition = match closing {
            Closing::Spam => Disposition::Spam,
            Closing::Repeat => {
                let worksheet = self.worksheet(&report).await?;
                match worksheet.known.first() {
                    Some(known) if worksheet.items.is_empty() && !tells_more(&report) => {
                        Disposition::Repeat(known.case)
                    }
                    _ => {
                        self.give_back(&stored, claim).await?;
                        return Ok(false);
                    }
                }
            }
        };
        self.adopt(actor, claim, &stored, &report, disposition)
            .await?;
        Ok(true)
    }

    /// Puts a report back into the queue that was claimed and not taken. The claim does not count as one
    /// of its attempts.
    pub(super) async fn give_back(&self, stored: &Stored, claim: Claim) -> Result<(), CaseError> {
        let release = LeaseChange {
            id: stored.id,
            lease: claim.token,
            now: claim.now,
            act: LeaseAct::GiveBack(claim.max_attempts),
        };
        let mut change = Change::default();
        change.batch.leases.push(release);
        self.commit(change).await
    }
}
