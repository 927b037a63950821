//! Reads and writes all of the store's data, for a copy.

use async_trait::async_trait;
use model::queue::ReportCopy;
use rusqlite::Transaction;

use super::statement::{execute, first};
use super::{SqliteStore, commit, queue};
use crate::engine::Engine;
use crate::statement::{Statement, values};
use crate::statements::{cases, log, records};
use crate::{CaseCopy, DeskPart, RecordKind, SealedRecord, StoreError, Transfer, decode, transfer};

#[async_trait]
impl Transfer for SqliteStore {
    #[tracing::instrument(name = "store.reports_after", skip_all)]
    async fn reports_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, ReportCopy)>, StoreError> {
        let query = Statement::new(
            // A report whose body was removed by somebody is in no queue: it hides no other.
            "SELECT report.seq, report.id, received_hour,
                    max(report.priority, coalesce(queue.priority, report.priority)) AS priority,
                    attempts, leased_until, last_lease, lease, epoch, coalesce(enc, x'') AS enc,
                    coalesce(ciphertext, x'') AS ciphertext, sealed
             FROM report LEFT JOIN body USING (seq) LEFT JOIN queue ON queue.seq = body.seq
                         LEFT JOIN epoch ON epoch.id = epoch
             WHERE report.seq > $1 ORDER BY report.seq LIMIT $2",
            values![after, max],
        );
        self.rows(query, decode::report_copy).await
    }

    #[tracing::instrument(name = "store.restore_reports", skip_all)]
    async fn restore_reports(&self, reports: Vec<ReportCopy>) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| {
                let mut reports = reports.iter();
                reports.try_for_each(|report| restore_report(transaction, report))
            })
            .await
    }

    #[tracing::instrument(name = "store.cases_after", skip_all)]
    async fn cases_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, CaseCopy)>, StoreError> {
        transfer::cases_after(self, after, max).await
    }

    #[tracing::instrument(name = "store.records_after", skip_all)]
    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError> {
        let query = records::after(kind, key, max);
        self.rows(query, decode::keyed_record).await
    }

    #[tracing::instrument(name = "store.restore_desk", skip_all)]
    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| restore_desk(transaction, &part))
            .await
    }
}

fn restore_report(transaction: &Transaction<'_>, report: &ReportCopy) -> Result<(), StoreError> {
    execute(
        transaction,
        &Statement::new(
            "INSERT INTO report (id, received_hour, priority) VALUES ($1, $2, $3)",
            values![report.id, report.received, report.priority],
        ),
    )?;
    let Some(queued) = &report.queued else {
        return Ok(());
    };
    let seq = transaction.last_insert_rowid().unsigned_abs();
    queue::insert_body(transaction, seq, &queued.body)?;
    let insert = Statement::new(
        "INSERT INTO queue (seq, priority, leased_until, lease, attempts, last_lease)
         VALUES ($1, $2, $3, $4, $5, $6)",
        values![
            seq,
            report.priority,
            queued.leased_until,
            queued.lease,
            queued.attempts,
            queued.last_lease,
        ],
    );
    execute(transaction, &insert)?;
    Ok(())
}

fn restore_desk(transaction: &Transaction<'_>, part: &DeskPart) -> Result<(), StoreError> {
    for CaseCopy {
        case,
        locations,
        items,
    } in &part.cases
    {
        let row = cases::report_row(case.card.id);
        let seq = first(transaction, &row, decode::place)?;
        let seq = seq.ok_or_else(|| StoreError::engine("a case's report is unknown"))?;
        commit::insert(transaction, seq, case, locations)?;
        commit::insert_items(transaction, case.card.id, items)
            .map_err(|_| StoreError::engine("two items have one address"))?;
    }
    for (kind, key, record) in &part.records {
        execute(transaction, &records::insert(*kind, key, record))?;
    }
    for act in &part.acts {
        execute(transaction, &log::restore(act))?;
    }
    Ok(())
}
