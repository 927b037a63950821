//! Leases. A claim skips reports that another claim has locked, and does not wait for them.

use model::queue::{Claim, LeaseToken, Stored};
use model::time::Timestamp;
use shared::report::ReportId;

use super::queue::STORED;
use super::statement::{execute, rows};
use super::{ANSWER, PostgresStore};
use crate::engine::Engine;
use crate::statement::{Statement, values};
use crate::{LeaseAct, LeaseChange, LeaseError, Requeued, StoreError, decode};

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
        let work = async {
            let mut client = self.connections.get().await?;
            let transaction = client.transaction().await?;
            execute(&transaction, &free).await?;
            let claimed = rows(&transaction, &take, decode::stored).await?;
            transaction.commit().await?;
            client.give_back();
            Ok(claimed)
        };
        self.connections.within(ANSWER, work).await
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

    /// Changes a lease that is held.
    pub(super) async fn change_lease(
        &self,
        id: ReportId,
        lease: LeaseToken,
        now: Timestamp,
        act: LeaseAct,
    ) -> Result<(), LeaseError> {
        let change = LeaseChange {
            id,
            lease,
            now,
            act,
        };
        match self.execute(lease_change(change)).await? {
            1 => Ok(()),
            _ => Err(LeaseError::Lost),
        }
    }
}

/// The statement that changes a lease. It changes one row, or none if the lease is not held.
pub(super) fn lease_change(change: LeaseChange) -> Statement {
    let LeaseChange {
        id,
        lease,
        now,
        act,
    } = change;
    match act {
        LeaseAct::Extend(until) => Statement::new(
            "UPDATE report SET leased_until = $4
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            values![id, lease, now, until],
        ),
        // When the last lease of a report ends, the report is dead, and keeps the time of that end.
        LeaseAct::Release => Statement::new(
            "UPDATE report
             SET leased_until = CASE WHEN last_lease THEN $3 ELSE 0 END, lease = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            values![id, lease, now],
        ),
        LeaseAct::GiveBack(max) => Statement::new(
            "UPDATE report
             SET attempts = attempts - 1, last_lease = attempts - 1 >= $4::bigint, lease = NULL,
                 leased_until = CASE WHEN attempts - 1 >= $4::bigint THEN $3 ELSE 0 END
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            values![id, lease, now, max.get()],
        ),
        LeaseAct::SetAside => Statement::new(
            "UPDATE report SET leased_until = $3, lease = NULL, last_lease = TRUE
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            values![id, lease, now],
        ),
        LeaseAct::Ack => Statement::new(
            "UPDATE report SET leased_until = NULL, lease = NULL, epoch = NULL, sealed = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3",
            values![id, lease, now],
        ),
    }
}

/// The statement that puts a dead report back. It changes one row, or none if the report is not dead.
pub(super) fn requeue(Requeued { id, now }: Requeued) -> Statement {
    Statement::new(
        "UPDATE report SET leased_until = 0, lease = NULL, attempts = 0, last_lease = FALSE
         WHERE id = $1 AND last_lease AND leased_until <= $2",
        values![id, now],
    )
}
