//! Looks through reports that have arrived, before anybody takes them: sets those aside that no intake of the
//! hotline has stored, brings answers of reporters to their cases, and puts the queue's order right. The order is a column that whoever can write the store
//! can change, and alerts go by it.

use std::collections::BTreeSet;

use model::actor::Actor;
use model::audit::ActName;
use model::name::DESK;
use model::priority::Priority;
use model::queue::{QueueState, ReportCopy, Stored};
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use store::RecordKind;

use super::claims::latest_end;
use super::commit::Change;
use super::received::Foreign;
use super::{CaseError, Casework, LEASE_SECONDS, Unopened};
use crate::records::{Kept, RecordError};

/// Number of reports that are read at a time.
const PAGE: usize = 200;

/// The key of the only record of what was looked through.
const KEY: &[u8] = b"sweep";

/// Places that are looked through again after a start: a report may become visible after one that has a
/// later place.
const AGAIN: u64 = 1000;

/// What the desk knows of the reports that have arrived. It is kept, sealed: whoever can write the store can
/// put an earlier one in its place, so that more is looked through, or none.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sweep {
    /// The place of the last report that was looked at.
    after: u64,
    /// That report: another store, or a moved one, has another at this place.
    last: Option<ReportId>,
    /// The reports in the queue that say of a child that it is in danger.
    danger: BTreeSet<ReportId>,
}

impl Casework {
    /// Looks through the reports that have arrived since the last call, and looks again after those of a child
    /// in danger. The first call goes on where the desk stopped.
    #[tracing::instrument(skip_all, name = "casework.sweep")]
    pub(crate) async fn sweep(&self) -> Result<(), CaseError> {
        let mut sweep = self.sweep.lock().await;
        let kept = match sweep.take() {
            Some(kept) => kept,
            None => self.kept_sweep().await?,
        };
        let kept = sweep.insert(kept);
        let before = kept.value.clone();
        self.end_leases().await?;
        self.look_through(&mut kept.value).await?;
        if kept.value == before {
            return Ok(());
        }
        let put = self.records().put(RecordKind::Told, kept)?;
        match self.commit(Change::default().with_records([put])).await {
            Ok(()) => kept.version += 1,
            // Another desk with this store keeps what it has looked through.
            Err(CaseError::Conflict) => *kept = self.with_version_of_store(kept).await?,
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// What was looked through before this start.
    async fn kept_sweep(&self) -> Result<Kept<Sweep>, CaseError> {
        let nothing = Kept {
            key: KEY.to_vec(),
            value: Sweep::default(),
            version: 0,
        };
        let mut kept = match self.records().get(RecordKind::Told, KEY).await {
            Ok(kept) => kept.unwrap_or(nothing),
            // It is written anew, once all was looked through.
            Err(RecordError::Unreadable(_)) => self.with_version_of_store(&nothing).await?,
            Err(error) => return Err(error.into()),
        };
        let Sweep { after, last, .. } = kept.value;
        let there = self.store.arrived_after(after.saturating_sub(1), 1).await?;
        let is_there =
            |(place, report): &(u64, ReportCopy)| *place == after && Some(report.id) == last;
        kept.value.after = match there.iter().any(is_there) {
            true => after.saturating_sub(AGAIN),
            false => 0,
        };
        Ok(kept)
    }

    /// The same, to be written in the place of what the store has.
    async fn with_version_of_store(&self, kept: &Kept<Sweep>) -> Result<Kept<Sweep>, CaseError> {
        let stored = self.store.record(RecordKind::Told, KEY).await?;
        Ok(Kept {
            version: stored.map_or(0, |stored| stored.version),
            ..kept.clone()
        })
    }

    async fn look_through(&self, sweep: &mut Sweep) -> Result<(), CaseError> {
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
            let Some((place, last)) = page.last() else {
                return Ok(());
            };
            let (place, last) = (*place, last.id);
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
                    Err(Unopened::Answer) => {
                        self.collect_answer(stored).await?;
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
            (sweep.after, sweep.last) = (place, Some(last));
        }
    }

    /// Ends leases that no desk has given: somebody has written them, or a clock was wrong. Their reports would
    /// wait unseen.
    async fn end_leases(&self) -> Result<(), CaseError> {
        let now = self.clock.now();
        let latest = latest_end(now);
        for id in self.store.leased_beyond(latest).await? {
            tracing::error!(%id, "a report was under a lease that is longer than any, which is ended");
            self.log_found(ActName::EndLease, id, "", "").await?;
            self.store.end_lease_beyond(id, latest, now).await?;
        }
        Ok(())
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
