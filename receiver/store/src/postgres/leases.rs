//! Leases. A claim skips reports that another claim has locked, and does not wait for them.

use model::queue::{Claim, Stored};
use shared::report::ReportId;

use super::PostgresStore;
use super::queue::STORED;
use super::statement::{execute, rows};
use crate::engine::Engine;
use crate::statement::{Statement, values};
use crate::{LeaseError, StoreError, decode};

impl PostgresStore {
    /// Claims the next reports.
    pub(super) async fn claim_next(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        let free = Statement::new(
            "UPDATE report SET leased_until = 0, lease = NULL
             WHERE seq = ANY (ARRAY (
                 SELECT seq FROM report
                 WHERE leased_until > 0 AND leased_until <= $1 AND NOT last_lease
                 FOR UPDATE SKIP LOCKED))",
            values![claim.now],
        );
        // An array, because PostgreSQL may evaluate a subquery several times and lock more rows
        // each time.
        let take = Statement::new(
            format!(
                "WITH report AS (
                     UPDATE report SET leased_until = $1, lease = $2, attempts = attempts + 1,
                                       last_lease = attempts + 1 >= $3::bigint
                     WHERE seq = ANY (ARRAY (
                         SELECT seq FROM report WHERE leased_until = 0
                         ORDER BY priority, seq LIMIT $4 FOR UPDATE SKIP LOCKED))
                     RETURNING *)
                 {STORED}"
            ),
            values![
                claim.until,
                claim.token,
                claim.max_attempts.get(),
                claim.max
            ],
        );
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        execute(&transaction, &free).await?;
        let claimed = rows(&transaction, &take, decode::stored).await?;
        transaction.commit().await?;
        Ok(claimed)
    }

    /// Claims by id; includes dead reports.
    pub(super) async fn claim_by_id(
        &self,
        ids: &[ReportId],
        claim: Claim,
    ) -> Result<Vec<Stored>, StoreError> {
        let take = Statement::new(
            format!(
                "WITH report AS (
                     UPDATE report SET leased_until = $1, lease = $2, attempts = attempts + 1,
                                       last_lease = attempts + 1 >= $3::bigint
                     WHERE id = ANY ($4) AND leased_until <= $5
                     RETURNING *)
                 {STORED}"
            ),
            values![
                claim.until,
                claim.token,
                claim.max_attempts.get(),
                ids.to_vec(),
                claim.now,
            ],
        );
        self.rows(take, decode::stored).await
    }

    /// Runs a statement that changes the row of a report whose lease is held.
    pub(super) async fn change_held(&self, change: Statement) -> Result<(), LeaseError> {
        match self.execute(change).await? {
            1 => Ok(()),
            _ => Err(LeaseError::Lost),
        }
    }
}
