//! The queue as shown to analysts.

use std::collections::HashMap;

use model::actor::Actor;
use model::priority::Priority;
use model::queue::{Depth, QueueState, Stored};
use model::rights::Right;
use model::time::{Hour, Timestamp};
use shared::report::{Report, ReportId};

use super::identity::{Identity, identity};
use super::reads::Read;
use super::received::Unopened;
use super::{CaseError, Casework};

/// Maximum number of reports on a page.
pub(crate) const LISTED: usize = 100;

/// A report in the queue.
pub(crate) struct Waiting {
    /// The id of the report.
    pub(crate) id: ReportId,
    /// The hour in which the report arrived.
    pub(crate) received: Hour,
    /// The report's priority in the queue.
    pub(crate) priority: Priority,
    /// Whether the report waits, is claimed, or is set aside.
    pub(crate) state: QueueState,
    /// The report, unless it cannot be read or is refused.
    pub(crate) report: Result<Report, Unopened>,
    /// The number of reports on the page that name this report's first location, this one included;
    /// 0 if that location's details identify nothing.
    pub(crate) same: usize,
}

/// A page of the queue.
pub(crate) struct QueueView {
    /// The numbers of reports in the queue.
    pub(crate) depth: Depth,
    /// The first reports, the most urgent and then the oldest first; at most [`LISTED`].
    pub(crate) reports: Vec<Waiting>,
    /// The time at which the queue was read.
    pub(crate) now: Timestamp,
    /// Whether the actor may see the texts of the reports.
    pub(crate) shows_content: bool,
}

/// The whereabouts of a report.
pub(crate) enum Located {
    /// The report is a case.
    Case,
    /// The report is in the queue: a view with only this report.
    Queue(QueueView),
}

impl Casework {
    /// The first page of the queue, for one priority or for all. Logs the read if the page shows the
    /// texts of reports to this actor.
    #[tracing::instrument(skip_all, name = "casework.queue")]
    pub(crate) async fn queue(
        &self,
        actor: &Actor,
        priority: Option<Priority>,
    ) -> Result<QueueView, CaseError> {
        let stored = self.store.list(priority, LISTED).await?;
        let view = self.queue_view(actor, &stored).await?;
        if view.shows_content && !view.reports.is_empty() {
            self.log_read(actor, Read::Queue).await?;
        }
        Ok(view)
    }

    /// Finds out whether a report is a case or in the queue. Logs the read of a report in the queue.
    #[tracing::instrument(skip_all, name = "casework.locate")]
    pub(crate) async fn locate(&self, actor: &Actor, id: ReportId) -> Result<Located, CaseError> {
        if self.store.case(id).await?.is_some() {
            return Ok(Located::Case);
        }
        let stored = self.store.find(id).await?.ok_or(CaseError::NotFound)?;
        self.log_read(actor, Read::Waiting(id)).await?;
        Ok(Located::Queue(self.queue_view(actor, &[stored]).await?))
    }

    /// The view of these reports. Actors who do not work on reports see them from the next full hour on,
    /// unless a child is in danger, and the numbers as of the last one: they learn no report's second.
    async fn queue_view(&self, actor: &Actor, stored: &[Stored]) -> Result<QueueView, CaseError> {
        let now = self.clock.now();
        let shows_content = actor.may(Right::Work);
        let opened = self.open_all(stored).await?;
        let reports = stored.iter().zip(opened).map(|(stored, opened)| Waiting {
            id: stored.id,
            received: stored.received,
            priority: opened.as_ref().map_or(stored.priority, Priority::of),
            state: stored.state(now),
            report: opened,
            same: 0,
        });
        let is_shown = |waiting: &Waiting| {
            shows_content || waiting.received < now.hour() || waiting.priority == Priority::Danger
        };
        let mut reports: Vec<_> = reports.filter(is_shown).collect();
        count_same(&mut reports);
        Ok(QueueView {
            reports,
            depth: match shows_content {
                true => self.store.depth(now).await?,
                false => self.queue_numbers().await?.depth(),
            },
            now,
            shows_content,
        })
    }
}

/// Counts for each report how many of them name its first location.
fn count_same(reports: &mut [Waiting]) {
    let first = |waiting: &Waiting| identity(waiting.report.as_ref().ok()?.locations.first()?);
    let mut counts: HashMap<Identity, usize> = HashMap::new();
    for name in reports.iter().filter_map(first) {
        *counts.entry(name).or_default() += 1;
    }
    for waiting in reports {
        let count = first(waiting).and_then(|name| counts.get(&name).copied());
        waiting.same = count.unwrap_or_default();
    }
}
