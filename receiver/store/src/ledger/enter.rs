//! Enters rows into the log as they are: those of earlier receivers, which did not log them, and
//! those that an operator accepts. Epoch keys are entered as well that earlier intakes did not sign.

use model::audit::{Act, ActName, LogEntry};
use model::name::{DESK, OPERATOR};
use model::rows::RowChange;
use model::sealed::SealedEpochKey;
use model::time::Timestamp;
use shared::report::ReportId;

use super::{Ledger, LedgerError};
use crate::copy::Pages;
use crate::{CommitError, DeskPart, Links, Logging, Store, StoreError, digest};

/// The value of an entry after which more rows are entered.
const MORE: &str = "more rows follow";

/// The value of an entry after which more epoch keys are entered, and no other rows.
const MORE_EPOCHS: &str = "more keys follow";

/// The value of the last of these entries.
const WHOLE: &str = "all rows, and the keys of reports that wait";

/// Attempts to add an entry while others write to the log.
const CONFLICTS: usize = 10;

/// Number of rows in one entry.
const ROWS: usize = 1000;

/// Whether all rows were entered with this entry; none if it enters no rows.
pub(super) fn is_whole(entry: &LogEntry) -> Option<bool> {
    let is_it = entry.what == ActName::Enter.name() && entry.new != MORE_EPOCHS;
    is_it.then(|| entry.new != MORE)
}

/// Whether epoch keys are still to be entered after this entry; none if it does not say so. The first receivers
/// whose log named its rows entered no epoch keys: their last entry has no value.
pub(super) fn lacks_epochs(entry: &LogEntry) -> Option<bool> {
    let is_it = entry.what == ActName::Enter.name() && ["", WHOLE].contains(&&entry.new[..]);
    is_it.then_some(entry.new.is_empty())
}

impl Ledger {
    /// Enters the rows of an earlier receiver, unless that was done. From the first such entry on,
    /// the log's hashes are keyed; after the last one, no row counts that is in no entry.
    pub(super) async fn enter_earlier(&self, now: Timestamp) -> Result<(), LedgerError> {
        let (begin, more) = match self.lacks_epochs_alone().await {
            true => (Earlier::EPOCHS, MORE_EPOCHS),
            false => (Earlier::BEGIN, MORE),
        };
        let mut earlier = begin.clone();
        let mut rows = earlier.next(&*self.store).await?;
        while self.is_earlier(rows.is_none()).await {
            let new = if rows.is_some() { more } else { WHOLE };
            let act = enter(DESK, now, new);
            match self.enter(act, rows.clone().unwrap_or_default()).await {
                Ok(()) if rows.is_none() => {}
                Ok(()) => rows = earlier.next(&*self.store).await?,
                // Somebody else has written meanwhile, perhaps the same.
                Err(CommitError::Conflict) => {
                    earlier = begin.clone();
                    rows = earlier.next(&*self.store).await?;
                }
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
            self.follow().await?;
        }
        Ok(())
    }

    /// Whether an earlier receiver wrote this store, and not all of its rows are entered yet. A new
    /// store has neither rows nor entries.
    async fn is_earlier(&self, is_empty: bool) -> bool {
        let known = self.known.lock().await;
        let is_new = known.chain.head.seq == 0 && is_empty;
        let is_entered = known.chain.is_keyed() && known.is_whole && !known.lacks_epochs;
        !(is_new || is_entered)
    }

    /// Whether all rows are entered, and the epoch keys are not.
    async fn lacks_epochs_alone(&self) -> bool {
        let known = self.known.lock().await;
        known.chain.is_keyed() && known.is_whole && known.lacks_epochs
    }

    /// Enters those rows that are not as the log says, unless the log has grown since it was read.
    async fn enter(&self, act: Act, rows: Vec<RowChange>) -> Result<(), CommitError> {
        let known = self.known.lock().await;
        let only_after = Some(known.chain.head.seq);
        let rows = rows.into_iter().filter(|row| known.untrue(row).is_some());
        let logging = Logging {
            key: self.key.clone(),
            rows: rows.collect(),
            only_after,
        };
        drop(known);
        self.store.write(act.into(), logging).await
    }

    /// Enters the epoch keys of these reports in the queue, in the operator's name: the desk takes the
    /// reports then, whoever has stored them.
    pub async fn accept_epochs(&self, ids: &[ReportId], now: Timestamp) -> Result<(), StoreError> {
        let mut epochs = Vec::new();
        for id in ids {
            let stored = self.store.find(*id).await?;
            epochs.extend(stored.map(|stored| stored.body.epoch));
        }
        let epochs: Vec<_> = epochs.iter().map(|epoch| &**epoch).collect();
        let new = format!("reports accepted: {}", ids.len());
        self.enter_epochs(&epochs, &new, now).await
    }

    /// Enters these epoch keys, in the operator's name. `new` says why.
    pub async fn enter_epochs(
        &self,
        epochs: &[&SealedEpochKey],
        new: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let rows: Vec<_> = epochs.iter().map(|epoch| digest::of_epoch(epoch)).collect();
        for _ in 0..CONFLICTS {
            self.follow().await?;
            match self.enter(enter(OPERATOR, now, new), rows.clone()).await {
                Err(CommitError::Conflict) => {}
                done => return done.map_err(busy),
            }
        }
        Err(StoreError::Busy)
    }

    /// Enters all rows that are not as the log says, in the operator's name. Returns their number.
    pub async fn accept(&self, now: Timestamp) -> Result<usize, StoreError> {
        let findings = self.verify().await?.findings;
        for some in findings.chunks(ROWS) {
            let rows = some.iter().map(|finding| finding.row.clone());
            let act = enter(
                OPERATOR,
                now,
                &format!("accepted as they are: {}", some.len()),
            );
            self.enter(act, rows.collect()).await.map_err(busy)?;
            self.follow().await?;
        }
        Ok(findings.len())
    }
}

fn enter(who: &str, now: Timestamp, new: &str) -> Act {
    Act::of(who, ActName::Enter, "", new, now)
}

/// Somebody else has written to the log at the same time.
pub(super) fn busy(error: CommitError) -> StoreError {
    match error {
        CommitError::Conflict => StoreError::Busy,
        CommitError::Store(error) => error,
    }
}

/// The rows of an earlier receiver: those of the desk, then the epoch keys that no intake signed.
#[derive(Clone)]
struct Earlier {
    /// The place in the rows of the desk; none once all are read.
    desk: Option<Pages>,
    /// The place of the last report that was read.
    report: u64,
}

impl Earlier {
    const BEGIN: Self = Self {
        desk: Some(Pages::BEGIN),
        report: 0,
    };
    const EPOCHS: Self = Self {
        desk: None,
        report: 0,
    };

    /// The next rows; none at the end.
    async fn next(&mut self, store: &dyn Store) -> Result<Option<Vec<RowChange>>, StoreError> {
        if let Some(desk) = &mut self.desk {
            if let Some(part) = desk.next_rows(store).await? {
                return Ok(Some(rows_of(&part)));
            }
            self.desk = None;
        }
        loop {
            let reports = store.reports_after(self.report, ROWS).await?;
            let Some((last, _)) = reports.last() else {
                return Ok(None);
            };
            self.report = *last;
            let queued = reports.iter().filter_map(|(_, it)| it.queued.as_ref());
            let epochs = queued.map(|queued| &queued.body.epoch);
            let unsigned = epochs.filter(|epoch| epoch.is_of_earlier_intake());
            let mut rows: Vec<_> = unsigned.map(|epoch| digest::of_epoch(epoch)).collect();
            rows.dedup();
            if !rows.is_empty() {
                return Ok(Some(rows));
            }
        }
    }
}

/// The rows of a part of the store.
fn rows_of(part: &DeskPart) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for copy in &part.cases {
        let id = copy.case.card.id;
        rows.extend(digest::of_case(id, Some(&copy.case)));
        rows.push(digest::of_links(id, &Links::from(copy)));
    }
    let records = part.records.iter();
    rows.extend(records.filter_map(|(kind, key, it)| digest::of_record(*kind, key, Some(it))));
    rows
}
