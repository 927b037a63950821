//! Looks through reports that have arrived, before anybody takes them: sets those aside that no intake of the
//! hotline has stored, and puts the queue's order right. The order is a column that whoever can write the store
//! can change, and alerts go by it.

use std::collections::BTreeSet;

use model::actor::Actor;
use model::audit::ActName;
use model::name::DESK;
use model::priority::Priority;
use model::queue::{QueueState, ReportCopy, Stored};
use shared::report::ReportId;

use super::commit::Change;
use super::received::Foreign;
use super::{CaseError, Casework, LEASE_SECONDS, Unopened};

/// Number of reports that are read at a time.
const PAGE: usize = 200;

/// What the desk knows of the reports that have arrived.
#[derive(Default)]
pub(super) struct Sweep {
    /// The place of the last report that was looked at.
    after: u64,
    /// The reports in the queue that say of a child that it is in danger.
    danger: BTreeSet<ReportId>,
}

impl Casework {
    /// Looks through the reports that have arrived since the last call, and looks again after those of a child
    /// in danger. The first call looks through all.
    #[tracing::instrument(skip_all, name = "casework.sweep")]
    pub(crate) async fn sweep(&self) -> Result<(), CaseError> {
        let mut sweep = self.sweep.lock().await;
        for id in sweep.danger.clone() {
            match self.store.find(id).await? {
                Some(stored) => self.put_right(&stored, Priority::Danger).await?,
                None => {
                    self.note_if_vanished(id).await?;
                    sweep.danger.remove(&id);
                }
            }
        }
        loop {
            let page = self.store.arrived_after(sweep.after, PAGE).await?;
            let Some((last, _)) = page.last() else {
                return Ok(());
            };
            let last = *last;
            let reports = page.into_iter().map(|(_, report)| report);
            let stored: Vec<Stored> = reports.filter_map(ReportCopy::stored).collect();
            let opened = self.open_all(&stored).await?;
            for (stored, opened) in stored.iter().zip(opened) {
                let priority = match opened {
                    Ok(report) => Priority::of(&report),
                    Err(Unopened::Foreign(foreign)) => {
                        self.set_aside(stored, foreign).await?;
                        continue;
                    }
                    // Whoever takes it learns of it.
                    Err(Unopened::Unreadable(_)) => continue,
                };
                if priority == Priority::Danger {
                    sweep.danger.insert(stored.id);
                }
                self.put_right(stored, priority).await?;
            }
            sweep.after = last;
        }
    }

    /// Gives a report in the queue the priority that it has by its own words.
    async fn put_right(&self, stored: &Stored, priority: Priority) -> Result<(), CaseError> {
        if stored.priority == priority {
            return Ok(());
        }
        let id = stored.id;
        tracing::error!(%id, "the urgency of a report was changed in the store, and is put right");
        let (old, new) = (stored.priority.name(), priority.name());
        self.log_found(ActName::Reorder, id, old, new).await?;
        Ok(self.store.set_priority(id, priority).await?)
    }

    /// Logs that a report of a child in danger is gone, unless the log says how it left the queue.
    async fn note_if_vanished(&self, id: ReportId) -> Result<(), CaseError> {
        if self.store.left(&[id]).await?.contains(&id) {
            return Ok(());
        }
        tracing::error!(%id, "a report of a child in danger was removed from the store");
        let old = Priority::Danger.name();
        self.log_found(ActName::Vanish, id, old, "").await
    }

    /// Logs what somebody else has done to the queue.
    async fn log_found(
        &self,
        what: ActName,
        id: ReportId,
        old: &str,
        new: &str,
    ) -> Result<(), CaseError> {
        let desk = Actor::new(DESK.to_owned(), Vec::new());
        self.commit(Change::logged(self.act(&desk, id, what, old, new)))
            .await
    }

    /// Sets a waiting report aside. One that somebody has just claimed is refused there.
    async fn set_aside(&self, stored: &Stored, foreign: Foreign) -> Result<(), CaseError> {
        let claim = self.claim_for(1, LEASE_SECONDS);
        if stored.state(claim.now) != QueueState::Waiting {
            return Ok(());
        }
        match self.store.claim_these(&[stored.id], claim).await?.pop() {
            Some(stored) => self.refuse(claim, stored.id, foreign).await,
            None => Ok(()),
        }
    }
}
