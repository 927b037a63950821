//! The queue as shown to analysts.

use std::collections::{BTreeSet, HashMap};

use model::actor::Actor;
use model::priority::Priority;
use model::queue::{Depth, QueueState, Stored};
use model::rights::Right;
use model::time::{Hour, Timestamp};
use shared::report::{Report, ReportId};
use store::Place;

use super::identity::{Identity, identity};
use super::reads::Read;
use super::received::Unopened;
use super::{CaseError, Casework};
use crate::handoff::host_of;

/// Maximum number of reports on a page.
pub(crate) const LISTED: usize = 100;

/// Maximum number of pages of the queue that are looked through for the reports of one host.
const LOOKED_THROUGH: usize = 20;

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
    /// Whether the report names a host.
    pub(crate) has_host: bool,
}

/// What somebody wants to see of the queue.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct QueueAsked {
    /// Only reports of this priority.
    pub(crate) priority: Option<Priority>,
    /// Only reports behind this place.
    pub(crate) after: Option<Place>,
    /// Only reports that name a host which this report, or this case, names.
    pub(crate) beside: Option<ReportId>,
}

/// A page of the queue.
pub(crate) struct QueueView {
    /// The numbers of reports in the queue.
    pub(crate) depth: Depth,
    /// The reports, the most urgent and then the oldest first; at most [`LISTED`].
    pub(crate) reports: Vec<Waiting>,
    /// The place behind which the queue goes on; none at its end.
    pub(crate) next: Option<Place>,
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
    /// A page of the queue. Logs the read if the page shows the texts of reports to this actor.
    #[tracing::instrument(skip_all, name = "casework.queue")]
    pub(crate) async fn queue(
        &self,
        actor: &Actor,
        asked: QueueAsked,
    ) -> Result<QueueView, CaseError> {
        let view = match asked.beside {
            Some(id) => {
                let hosts = self.hosts_of(actor, id).await?;
                self.queue_beside(actor, asked, &hosts).await?
            }
            None => {
                let stored = self.store.list(asked.priority, asked.after, LISTED).await?;
                let reports = self.waiting(actor, &stored).await?;
                self.queue_view(actor, reports, behind(&stored)).await?
            }
        };
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
        let reports = self.waiting(actor, &[stored]).await?;
        Ok(Located::Queue(self.queue_view(actor, reports, None).await?))
    }

    /// The hosts that a report in the queue, or a case, names.
    async fn hosts_of(&self, actor: &Actor, id: ReportId) -> Result<BTreeSet<String>, CaseError> {
        if !actor.may(Right::Work) {
            return Err(CaseError::Forbidden);
        }
        if self.store.case(id).await?.is_some() {
            let worksheet = self.sheet(id).await?.worksheet;
            let items = worksheet.iter().flat_map(|worksheet| &worksheet.items);
            return Ok(items.filter_map(|item| host_of(&item.location)).collect());
        }
        let stored = self.store.find(id).await?.ok_or(CaseError::NotFound)?;
        let report = self.open_all(&[stored]).await?.pop();
        let report = report.ok_or(CaseError::NotFound)??;
        Ok(hosts(&report).collect())
    }

    /// A page with the reports that name one of these hosts, out of so many that are looked through.
    async fn queue_beside(
        &self,
        actor: &Actor,
        asked: QueueAsked,
        named: &BTreeSet<String>,
    ) -> Result<QueueView, CaseError> {
        let (mut reports, mut after) = (Vec::new(), asked.after);
        for _ in 0..LOOKED_THROUGH {
            let stored = self.store.list(asked.priority, after, LISTED).await?;
            let next = behind(&stored);
            let mut page = self.waiting(actor, &stored).await?;
            page.retain(|waiting| {
                let report = waiting.report.as_ref();
                report.is_ok_and(|report| hosts(report).any(|host| named.contains(&host)))
            });
            if reports.len() + page.len() > LISTED {
                break;
            }
            reports.append(&mut page);
            after = next;
            if next.is_none() {
                break;
            }
        }
        self.queue_view(actor, reports, after).await
    }

    /// Those of these reports that the actor sees, without answers of reporters. Actors who do not work on reports see them from the next
    /// full hour on, unless a child is in danger: they learn no report's second.
    async fn waiting(&self, actor: &Actor, stored: &[Stored]) -> Result<Vec<Waiting>, CaseError> {
        let now = self.clock.now();
        let shows_content = actor.may(Right::Work);
        let opened = self.open_all(stored).await?;
        let reports = stored.iter().zip(opened).map(|(stored, opened)| Waiting {
            id: stored.id,
            received: stored.received,
            priority: opened
                .as_ref()
                .map_or(stored.priority, |report| Priority::of(report)),
            state: stored.state(now),
            has_host: opened
                .as_ref()
                .is_ok_and(|report| hosts(report).next().is_some()),
            report: opened,
            same: 0,
        });
        let is_shown = |waiting: &Waiting| {
            let is_report = !matches!(waiting.report, Err(Unopened::Answer));
            is_report
                && (shows_content
                    || waiting.received < now.hour()
                    || waiting.priority == Priority::Danger)
        };
        Ok(reports.filter(is_shown).collect())
    }

    /// The numbers of reports in the queue. Actors who do not work on reports see those as of the last full hour.
    #[tracing::instrument(skip_all, name = "casework.depth")]
    pub(crate) async fn depth(&self, actor: &Actor) -> Result<Depth, CaseError> {
        Ok(match actor.may(Right::Work) {
            true => self.store.depth(self.clock.now()).await?,
            false => self.queue_numbers().await?.depth(),
        })
    }

    /// The view of these reports, with the numbers of the queue.
    async fn queue_view(
        &self,
        actor: &Actor,
        mut reports: Vec<Waiting>,
        next: Option<Place>,
    ) -> Result<QueueView, CaseError> {
        count_same(&mut reports);
        Ok(QueueView {
            reports,
            next,
            depth: self.depth(actor).await?,
            now: self.clock.now(),
            shows_content: actor.may(Right::Work),
        })
    }
}

/// The hosts that a report names.
fn hosts(report: &Report) -> impl Iterator<Item = String> {
    report.locations.iter().filter_map(host_of)
}

/// The place behind these reports, if there may be more.
fn behind(stored: &[Stored]) -> Option<Place> {
    let last = stored.last().filter(|_| stored.len() == LISTED);
    last.map(Place::in_queue)
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
