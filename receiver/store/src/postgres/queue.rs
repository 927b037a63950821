//! The queue. A report's row stays in `report` after its body is deleted; `leased_until` is then
//! NULL.

use async_trait::async_trait;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, NewReport, Stored, WaitingCount};
use model::time::Timestamp;
use shared::report::ReportId;

use super::PostgresStore;
use crate::engine::Engine;
use crate::statement::{Dialect, Statement, Value, Values, values};
use crate::{LeaseAct, LeaseError, Place, Queue, StoreError, decode};

/// The columns and tables of every query for [`Stored`].
pub(super) const STORED: &str = "
    SELECT report.id, received_hour, priority, attempts, leased_until, last_lease,
           epoch, enc, ciphertext, sealed
    FROM report JOIN epoch ON epoch.id = epoch";

#[async_trait]
impl Queue for PostgresStore {
    #[tracing::instrument(name = "store.enqueue", skip_all)]
    async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError> {
        self.inserter.enqueue(report).await
    }

    #[tracing::instrument(name = "store.claim", skip_all)]
    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.claim_next(claim).await
    }

    #[tracing::instrument(name = "store.claim_these", skip_all)]
    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.claim_by_id(ids, claim).await
    }

    #[tracing::instrument(name = "store.extend", skip_all)]
    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LeaseError> {
        self.change_lease(id, token, now, LeaseAct::Extend(until))
            .await
    }

    #[tracing::instrument(name = "store.release", skip_all)]
    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<(), LeaseError> {
        self.change_lease(id, token, now, LeaseAct::Release).await
    }

    #[tracing::instrument(name = "store.ack", skip_all)]
    async fn ack(&self, id: ReportId, token: LeaseToken, now: Timestamp) -> Result<(), LeaseError> {
        self.change_lease(id, token, now, LeaseAct::Ack).await
    }

    #[tracing::instrument(name = "store.list", skip_all)]
    async fn list(
        &self,
        priority: Option<Priority>,
        after: Option<Place>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        let only = match priority {
            Some(priority) => format!("AND priority = {}", priority as u8),
            None => String::new(),
        };
        let mut values = Values::new(Dialect::Postgres);
        let behind = after.map_or_else(String::new, |after| {
            let priority = values.add(Value::Small(after.priority()));
            let id = values.add(after.id());
            format!("AND (priority, seq) > ({priority}, (SELECT seq FROM report WHERE id = {id}))")
        });
        // LIMIT is in the text: with a parameter, PostgreSQL would plan for many rows.
        let sql = format!(
            "{STORED} WHERE leased_until IS NOT NULL {only} {behind} ORDER BY priority, seq LIMIT {max}"
        );
        self.rows(values.into_statement(sql), decode::stored).await
    }

    #[tracing::instrument(name = "store.find", skip_all)]
    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError> {
        let query = Statement::new(format!("{STORED} WHERE report.id = $1"), values![id]);
        self.first(query, decode::stored).await
    }

    #[tracing::instrument(name = "store.dead", skip_all)]
    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        let query = Statement::new(
            "SELECT id FROM report WHERE last_lease AND leased_until <= $1
             ORDER BY priority, seq",
            values![now],
        );
        self.rows(query, decode::report_id).await
    }

    #[tracing::instrument(name = "store.set_priority", skip_all)]
    async fn set_priority(&self, id: ReportId, priority: Priority) -> Result<(), StoreError> {
        let sql = "UPDATE report SET priority = $1 WHERE id = $2 AND leased_until IS NOT NULL";
        self.change(vec![Statement::new(sql, values![priority, id])])
            .await
    }

    #[tracing::instrument(name = "store.leased_beyond", skip_all)]
    async fn leased_beyond(&self, latest: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        let query = Statement::new(
            "SELECT id FROM report WHERE leased_until > 0 AND leased_until > $1 AND NOT last_lease
             UNION ALL
             SELECT id FROM report WHERE last_lease AND leased_until > $1",
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
            "UPDATE report SET lease = NULL,
                               leased_until = CASE WHEN last_lease THEN $1::bigint ELSE 0 END
             WHERE id = $2 AND leased_until > $3",
            values![now, id, latest],
        );
        self.change(vec![end]).await
    }

    #[tracing::instrument(name = "store.depth", skip_all)]
    async fn depth(&self, now: Timestamp) -> Result<Depth, StoreError> {
        // The order of each count is that of its index: no plan reads the whole table, even before
        // PostgreSQL has statistics of it.
        let query = Statement::new(
            "SELECT (SELECT coalesce(sum(reports), 0)::bigint FROM queue_change) AS reports,
                    (SELECT count(*) FROM (
                         SELECT FROM report
                         WHERE leased_until > 0 AND leased_until > $1 AND NOT last_lease
                         ORDER BY leased_until OFFSET 0) AS leased)
                  + (SELECT count(*) FROM (
                         SELECT FROM report WHERE last_lease AND leased_until > $1
                         ORDER BY priority, seq OFFSET 0) AS last_leased) AS leased,
                    (SELECT count(*) FROM (
                         SELECT FROM report WHERE last_lease AND leased_until <= $1
                         ORDER BY priority, seq OFFSET 0) AS dead) AS dead",
            values![now],
        );
        Ok(self.first(query, decode::depth).await?.unwrap_or_default())
    }

    #[tracing::instrument(name = "store.waiting", skip_all)]
    async fn waiting(&self, now: Timestamp) -> Result<Vec<WaitingCount>, StoreError> {
        // All that is in the queue, without what is leased or dead.
        let query = Statement::new(
            "SELECT priority, received_hour, sum(reports)::bigint AS reports FROM (
                 SELECT priority, received_hour, reports FROM queue_change
                 UNION ALL
                 SELECT priority, received_hour, -1 FROM report
                 WHERE leased_until > 0 AND leased_until > $1 AND NOT last_lease
                 UNION ALL
                 SELECT priority, received_hour, -1 FROM report
                 WHERE last_lease AND leased_until IS NOT NULL) AS counted
             GROUP BY 1, 2 HAVING sum(reports) > 0 ORDER BY 1, 2",
            values![now],
        );
        self.rows(query, decode::waiting_count).await
    }
}
