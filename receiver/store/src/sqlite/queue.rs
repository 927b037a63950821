//! The queue. Its table is separate from the reports' bodies. A report without a row in `queue` was
//! acknowledged or adopted.

use async_trait::async_trait;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, NewReport, Stored, WaitingCount};
use model::sealed::SealedBody;
use model::time::Timestamp;
use rusqlite::Transaction;
use shared::report::ReportId;

use super::SqliteStore;
use super::leases::{self, STORED};
use super::statement::execute;
use crate::engine::Engine;
use crate::statement::values;
use crate::statement::{Dialect, Statement, Value, Values};
use crate::{LeaseError, Place, Queue, StoreError, decode};

#[async_trait]
impl Queue for SqliteStore {
    #[tracing::instrument(name = "store.enqueue", skip_all)]
    async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError> {
        self.writer
            .write(move |transaction| enqueue(transaction, &report))
            .await
    }

    #[tracing::instrument(name = "store.claim", skip_all)]
    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.writer
            .write(move |transaction| leases::claim(transaction, claim))
            .await
    }

    #[tracing::instrument(name = "store.claim_these", skip_all)]
    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError> {
        let ids = ids.to_vec();
        self.writer
            .write(move |transaction| leases::claim_these(transaction, &ids, claim))
            .await
    }

    #[tracing::instrument(name = "store.extend", skip_all)]
    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LeaseError> {
        self.writer
            .write(move |transaction| leases::extend(transaction, id, token, now, until))
            .await
    }

    #[tracing::instrument(name = "store.release", skip_all)]
    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<(), LeaseError> {
        self.writer
            .write(move |transaction| leases::release(transaction, id, token, now))
            .await
    }

    #[tracing::instrument(name = "store.ack", skip_all)]
    async fn ack(&self, id: ReportId, token: LeaseToken, now: Timestamp) -> Result<(), LeaseError> {
        self.writer
            .write(move |transaction| leases::ack(transaction, id, token, now))
            .await
    }

    #[tracing::instrument(name = "store.list", skip_all)]
    async fn list(
        &self,
        priority: Option<Priority>,
        after: Option<Place>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.rows(list(priority, after, max), decode::stored).await
    }

    #[tracing::instrument(name = "store.find", skip_all)]
    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError> {
        let query = Statement::new(format!("{STORED} WHERE report.id = $1"), values![id]);
        self.first(query, decode::stored).await
    }

    #[tracing::instrument(name = "store.dead", skip_all)]
    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        let query = Statement::new(
            "SELECT id FROM queue JOIN report USING (seq)
             WHERE last_lease = 1 AND leased_until <= $1
             ORDER BY queue.priority, seq",
            values![now],
        );
        self.rows(query, decode::report_id).await
    }

    #[tracing::instrument(name = "store.set_priority", skip_all)]
    async fn set_priority(&self, id: ReportId, priority: Priority) -> Result<(), StoreError> {
        let of_report = Statement::new(
            "UPDATE report SET priority = $1 WHERE id = $2",
            values![priority, id],
        );
        let of_queue = Statement::new(
            "UPDATE queue SET priority = $1 WHERE seq = (SELECT seq FROM report WHERE id = $2)",
            values![priority, id],
        );
        self.change(vec![of_report, of_queue]).await
    }

    #[tracing::instrument(name = "store.leased_beyond", skip_all)]
    async fn leased_beyond(&self, latest: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        let query = Statement::new(
            "SELECT id FROM report WHERE seq IN (
                 SELECT seq FROM queue
                 WHERE last_lease = 0 AND leased_until > 0 AND leased_until > $1
                 UNION ALL
                 SELECT seq FROM queue WHERE last_lease = 1 AND leased_until > $1)",
            values![latest],
        );
        self.rows(query, decode::report_id).await
    }

    #[tracing::instrument(name = "store.end_lease_beyond", skip_all)]
    async fn end_lease_beyond(
        &self,
        id: ReportId,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let end = Statement::new(
            "UPDATE queue SET leased_until = iif(last_lease, $1, 0), lease = NULL
             WHERE seq = (SELECT seq FROM report WHERE id = $2) AND leased_until > $3",
            values![now, id, latest],
        );
        self.change(vec![end]).await
    }

    #[tracing::instrument(name = "store.depth", skip_all)]
    async fn depth(&self, now: Timestamp) -> Result<Depth, StoreError> {
        let query = Statement::new(
            "SELECT (SELECT coalesce(sum(reports), 0) FROM queue_count) AS reports,
                    (SELECT count(*) FROM queue WHERE last_lease = 0 AND leased_until > $1)
                  + (SELECT count(*) FROM queue WHERE last_lease = 1 AND leased_until > $1) AS leased,
                    (SELECT count(*) FROM queue WHERE last_lease = 1 AND leased_until <= $1) AS dead",
            values![now],
        );
        Ok(self.first(query, decode::depth).await?.unwrap_or_default())
    }

    #[tracing::instrument(name = "store.waiting", skip_all)]
    async fn waiting(&self, now: Timestamp) -> Result<Vec<WaitingCount>, StoreError> {
        // All that is in the queue, without what is leased or dead.
        let query = Statement::new(
            "SELECT priority, received_hour, sum(reports) AS reports FROM (
                 SELECT priority, received_hour, reports FROM queue_count
                 UNION ALL
                 SELECT queue.priority, received_hour, -1 FROM queue JOIN report USING (seq)
                 WHERE last_lease = 0 AND leased_until > $1
                 UNION ALL
                 SELECT queue.priority, received_hour, -1 FROM queue JOIN report USING (seq)
                 WHERE last_lease = 1)
             GROUP BY 1, 2 HAVING sum(reports) > 0 ORDER BY 1, 2",
            values![now],
        );
        self.rows(query, decode::waiting_count).await
    }
}

fn enqueue(transaction: &Transaction<'_>, report: &NewReport) -> Result<Enqueued, StoreError> {
    let added = execute(
        transaction,
        &Statement::new(
            "INSERT INTO report (id, received_hour, priority) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO NOTHING",
            values![report.id, report.received, report.priority],
        ),
    )?;
    if added == 0 {
        return Ok(Enqueued::Known);
    }
    let seq = transaction.last_insert_rowid().unsigned_abs();
    insert_body(transaction, seq, &report.body)?;
    execute(
        transaction,
        &Statement::new(
            "INSERT INTO queue (seq, priority) VALUES ($1, $2)",
            values![seq, report.priority],
        ),
    )?;
    Ok(Enqueued::New)
}

/// Adds the body of the report in this row and, unless already present, its epoch key.
pub(super) fn insert_body(
    transaction: &Transaction<'_>,
    seq: u64,
    SealedBody { epoch, bytes }: &SealedBody,
) -> Result<(), StoreError> {
    execute(
        transaction,
        &Statement::new(
            "INSERT INTO epoch (id, enc, ciphertext, desk_key)
             VALUES ($1, $2, $3, CASE WHEN EXISTS (SELECT 1 FROM desk_key) THEN $4 END)
             ON CONFLICT (id) DO NOTHING",
            values![
                &epoch.id.0[..],
                epoch.enc.as_slice(),
                epoch.ciphertext.as_slice(),
                epoch.desk_key,
            ],
        ),
    )?;
    execute(
        transaction,
        &Statement::new(
            "INSERT INTO body (seq, epoch, sealed) VALUES ($1, $2, $3)",
            values![seq, &epoch.id.0[..], bytes.as_slice()],
        ),
    )?;
    Ok(())
}

/// Waiting, leased and dead reports are each read in the order of an index, so that a list takes
/// the same time for any length of the queue. Only the leased reports are sorted, and they are few.
fn list(priority: Option<Priority>, after: Option<Place>, max: usize) -> Statement {
    let mut values = Values::new(Dialect::Sqlite);
    let max = values.add(max);
    let behind = after.map_or_else(String::new, |after| {
        let priority = values.add(Value::Small(after.priority()));
        let id = values.add(after.id());
        format!("AND (priority, seq) > ({priority}, (SELECT seq FROM report WHERE id = {id}))")
    });
    let only = match priority {
        Some(priority) => format!("AND priority = {}", priority as u8),
        None => String::new(),
    };
    let part = |condition: &str| {
        format!(
            "SELECT * FROM (SELECT seq FROM queue WHERE {condition} {only} {behind}
                            ORDER BY priority, seq LIMIT {max})"
        )
    };
    let free = part("last_lease = 0 AND leased_until = 0");
    let leased = part("last_lease = 0 AND leased_until > 0");
    let dead = part("last_lease = 1");
    values.into_statement(format!(
        "WITH listed AS ({free} UNION ALL {leased} UNION ALL {dead})
             {STORED} WHERE seq IN listed ORDER BY queue.priority, seq LIMIT {max}"
    ))
}
