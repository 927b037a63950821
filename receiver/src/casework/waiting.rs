//! The queue as analysts see it.

use model::priority::Priority;
use model::queue::{Depth, QueueState, Stored};
use model::time::{Hour, Timestamp};
use shared::report::{Report, ReportId};

use super::{CaseError, Casework};

/// Reports on a page.
pub(crate) const LISTED: usize = 100;

/// The most reports that are counted for a page.
pub(crate) const COUNTED: u64 = 999;

/// A report in the queue.
pub(crate) struct Waiting {
    /// The report's id.
    pub(crate) id: ReportId,
    /// The hour in which it came.
    pub(crate) received: Hour,
    /// Its priority.
    pub(crate) priority: Priority,
    /// Whether it waits, is claimed or set aside.
    pub(crate) state: QueueState,
    /// The report itself; none if it cannot be read.
    pub(crate) report: Option<Report>,
}

/// A page of the queue.
pub(crate) struct QueueView {
    /// Reports in the queue, each number counted up to one more than [`COUNTED`].
    pub(crate) depth: Depth,
    /// The first reports, the most urgent and then the oldest first; at most [`LISTED`].
    pub(crate) reports: Vec<Waiting>,
    /// The time of the view.
    pub(crate) now: Timestamp,
}

/// The place of a report.
pub(crate) enum Located {
    /// The report is a case.
    Case,
    /// The report is in the queue: a view with this report alone.
    Queue(QueueView),
}

impl Casework {
    /// The first page of the queue, of one priority or of all.
    #[tracing::instrument(skip_all, name = "casework.queue")]
    pub(crate) async fn queue(&self, priority: Option<Priority>) -> Result<QueueView, CaseError> {
        let stored = self.store.list(priority, LISTED).await?;
        self.queue_view(&stored).await
    }

    /// Whether a report is a case or in the queue.
    #[tracing::instrument(skip_all, name = "casework.locate")]
    pub(crate) async fn locate(&self, id: ReportId) -> Result<Located, CaseError> {
        if self.store.case(id).await?.is_some() {
            return Ok(Located::Case);
        }
        let stored = self.store.find(id).await?.ok_or(CaseError::NotFound)?;
        Ok(Located::Queue(self.queue_view(&[stored]).await?))
    }

    /// How many reports are in the queue; each number is counted up to `at_most`.
    #[tracing::instrument(skip_all, name = "casework.depth")]
    pub(crate) async fn depth(&self, at_most: u64) -> Result<Depth, CaseError> {
        Ok(self.store.depth(self.clock.now(), at_most).await?)
    }

    async fn queue_view(&self, stored: &[Stored]) -> Result<QueueView, CaseError> {
        let now = self.clock.now();
        let reports = stored.iter().map(|stored| Waiting {
            id: stored.id,
            received: stored.received,
            priority: stored.priority,
            state: stored.state(now),
            report: self.open(stored).ok(),
        });
        Ok(QueueView {
            reports: reports.collect(),
            depth: self.depth(COUNTED + 1).await?,
            now,
        })
    }
}
