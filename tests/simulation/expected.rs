//! The model: the queue in memory, as simple as can be.

use model::priority::Priority;
use model::queue::{Depth, Enqueued, LeaseToken, QueueState};
use model::time::{Hour, Timestamp};
use shared::report::ReportId;

use crate::step::{Answer, Write};

/// Every report that was ever accepted, the oldest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    reports: Vec<Modelled>,
}

#[derive(Debug, Clone)]
struct Modelled {
    row: Row,
    /// The token of its latest claim, whether that lease is still held or not.
    token: Option<LeaseToken>,
    acked: bool,
}

/// What can be seen of a report that is in the queue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: ReportId,
    pub(crate) received: Hour,
    pub(crate) priority: Priority,
    pub(crate) attempts: u32,
    /// When the report's lease ends; 0 without a lease that runs.
    pub(crate) leased_until: Timestamp,
    pub(crate) last_lease: bool,
    pub(crate) text: String,
}

impl Row {
    pub(crate) fn state(&self, now: Timestamp) -> QueueState {
        match self.last_lease {
            _ if self.leased_until > now => QueueState::Leased,
            true => QueueState::Dead,
            false => QueueState::Waiting,
        }
    }
}

impl Model {
    /// Does a write as the store has to do it; gives the answer that the store has to give.
    pub(crate) fn apply(&mut self, write: &Write, now: Timestamp) -> Answer {
        match write {
            Write::Enqueue { id, priority, text } => {
                Answer::Enqueued(self.enqueue(*id, *priority, text, now))
            }
            Write::Claim(claim) => {
                let mut free = self.queue();
                free.retain(|report| report.row.state(now) == QueueState::Waiting);
                free.truncate(claim.max);
                let mut rows: Vec<_> = free
                    .into_iter()
                    .map(|report| {
                        report.token = Some(claim.token);
                        report.row.attempts += 1;
                        report.row.leased_until = claim.until;
                        report.row.last_lease = report.row.attempts >= claim.max_attempts.get();
                        report.row.clone()
                    })
                    .collect();
                rows.sort_by_key(|row| row.id);
                Answer::Claimed(rows)
            }
            Write::Extend { id, token, until } => {
                let report = self.leased(*id, *token, now);
                Answer::Lease(
                    report
                        .map(|report| report.row.leased_until = *until)
                        .is_some(),
                )
            }
            Write::Release { id, token } => {
                let report = self.leased(*id, *token, now);
                let released = report.map(|report| report.row.leased_until = Timestamp(0));
                Answer::Lease(released.is_some())
            }
            Write::Ack { id, token } => {
                let report = self.leased(*id, *token, now);
                Answer::Lease(report.map(|report| report.acked = true).is_some())
            }
            Write::Requeue { id } => Answer::Requeued(self.requeue(*id, now)),
        }
    }

    fn enqueue(
        &mut self,
        id: ReportId,
        priority: Priority,
        text: &str,
        now: Timestamp,
    ) -> Enqueued {
        if self.reports.iter().any(|report| report.row.id == id) {
            return Enqueued::Known;
        }
        let row = Row {
            id,
            received: now.hour(),
            priority,
            attempts: 0,
            leased_until: Timestamp(0),
            last_lease: false,
            text: text.to_owned(),
        };
        self.reports.push(Modelled {
            row,
            token: None,
            acked: false,
        });
        Enqueued::New
    }

    fn requeue(&mut self, id: ReportId, now: Timestamp) -> bool {
        let mut queue = self.queue();
        let dead = queue
            .iter_mut()
            .find(|report| report.row.id == id && report.row.state(now) == QueueState::Dead);
        let Some(dead) = dead else { return false };
        let row = &mut dead.row;
        (row.attempts, row.leased_until, row.last_lease) = (0, Timestamp(0), false);
        true
    }

    fn leased(&mut self, id: ReportId, token: LeaseToken, now: Timestamp) -> Option<&mut Modelled> {
        self.queue().into_iter().find(|report| {
            let held = report.row.state(now) == QueueState::Leased && report.token == Some(token);
            report.row.id == id && held
        })
    }

    /// What is in the queue, the most urgent and then the oldest first.
    fn queue(&mut self) -> Vec<&mut Modelled> {
        let mut queue: Vec<_> = self.reports.iter_mut().filter(|one| !one.acked).collect();
        queue.sort_by_key(|report| report.row.priority);
        queue
    }

    /// What the store has to show.
    pub(crate) fn rows(&mut self, now: Timestamp) -> Vec<Row> {
        let seen = |report: &mut Modelled| report.row.seen_at(now);
        self.queue().into_iter().map(seen).collect()
    }

    /// Every id there ever was, with the token of its latest claim.
    pub(crate) fn known(&self) -> Vec<(ReportId, Option<LeaseToken>)> {
        let known = |report: &Modelled| (report.row.id, report.token);
        self.reports.iter().map(known).collect()
    }
}

impl Row {
    /// The row without a lease that has ended.
    pub(crate) fn seen_at(&self, now: Timestamp) -> Self {
        let mut row = self.clone();
        if row.leased_until <= now {
            row.leased_until = Timestamp(0);
        }
        row
    }
}

/// How many of these rows wait, are leased and are dead.
pub(crate) fn depth(rows: &[Row], now: Timestamp) -> Depth {
    let count = |state| rows.iter().filter(|row| row.state(now) == state).count() as u64;
    Depth {
        waiting: count(QueueState::Waiting),
        leased: count(QueueState::Leased),
        dead: count(QueueState::Dead),
    }
}
