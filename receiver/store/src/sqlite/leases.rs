//! Leases: claims, extensions, releases and acknowledgements.

use std::num::NonZeroU32;

use model::queue::{Claim, LeaseToken, Stored};
use model::time::Timestamp;
use rusqlite::Transaction;
use shared::report::ReportId;

use super::statement::{execute, first, rows};
use crate::statement::{Statement, values};
use crate::{LeaseAct, LeaseChange, LeaseError, Requeued, StoreError, decode};

/// The columns and tables of every query for [`Stored`]. In a damaged file a report's epoch key may
/// be missing: that report comes with an empty key, so that it does not hide the others. Of two priorities that
/// differ, because somebody has changed one, the less urgent counts: the sealed report has the true one.
pub(super) const STORED: &str = "
    SELECT report.id, received_hour, max(report.priority, queue.priority) AS priority,
           attempts, leased_until, last_lease,
           epoch, coalesce(enc, x'') AS enc, coalesce(ciphertext, x'') AS ciphertext, sealed
    FROM queue JOIN report USING (seq) JOIN body USING (seq) LEFT JOIN epoch ON epoch.id = epoch";

pub(super) fn claim(
    transaction: &Transaction<'_>,
    claim: Claim,
) -> Result<Vec<Stored>, StoreError> {
    execute(
        transaction,
        &Statement::new(
            "UPDATE queue SET leased_until = 0, lease = NULL
             WHERE last_lease = 0 AND leased_until > 0 AND leased_until <= $1",
            values![claim.now],
        ),
    )?;
    let take = Statement::new(
        "UPDATE queue SET leased_until = $1, lease = $2, attempts = attempts + 1,
                          last_lease = attempts + 1 >= $3
         WHERE seq IN (SELECT seq FROM queue WHERE last_lease = 0 AND leased_until = 0
                       ORDER BY priority, seq LIMIT $4)
         RETURNING seq",
        values![
            claim.until,
            claim.token,
            claim.max_attempts.get(),
            claim.max
        ],
    );
    let mut claimed = Vec::new();
    for seq in rows(transaction, &take, decode::place)? {
        let query = Statement::new(format!("{STORED} WHERE seq = $1"), values![seq]);
        claimed.push(stored(transaction, &query)?);
    }
    Ok(claimed)
}

/// Claims by id; includes dead reports.
pub(super) fn claim_these(
    transaction: &Transaction<'_>,
    ids: &[ReportId],
    claim: Claim,
) -> Result<Vec<Stored>, StoreError> {
    let mut claimed = Vec::new();
    for id in ids {
        let take = Statement::new(
            "UPDATE queue SET leased_until = $1, lease = $2, attempts = attempts + 1,
                              last_lease = attempts + 1 >= $3
             WHERE seq = (SELECT seq FROM report WHERE id = $4) AND leased_until <= $5",
            values![
                claim.until,
                claim.token,
                claim.max_attempts.get(),
                *id,
                claim.now
            ],
        );
        if execute(transaction, &take)? == 1 {
            let query = Statement::new(format!("{STORED} WHERE report.id = $1"), values![*id]);
            claimed.push(stored(transaction, &query)?);
        }
    }
    Ok(claimed)
}

/// Reads a report that was claimed in this transaction.
fn stored(transaction: &Transaction<'_>, query: &Statement) -> Result<Stored, StoreError> {
    let stored = first(transaction, query, decode::stored)?;
    stored.ok_or_else(|| StoreError::engine("a report in the queue has no body"))
}

/// Changes a lease as part of a batch.
pub(super) fn change(transaction: &Transaction<'_>, change: LeaseChange) -> Result<(), LeaseError> {
    let LeaseChange {
        id,
        lease,
        now,
        act,
    } = change;
    match act {
        LeaseAct::Extend(until) => extend(transaction, id, lease, now, until),
        LeaseAct::Release => release(transaction, id, lease, now),
        LeaseAct::GiveBack(max) => give_back(transaction, id, lease, now, max),
        LeaseAct::SetAside => set_aside(transaction, id, lease, now),
        LeaseAct::Ack => ack(transaction, id, lease, now),
    }
}

pub(super) fn extend(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
    until: Timestamp,
) -> Result<(), LeaseError> {
    let sql = "UPDATE queue SET leased_until = $1 WHERE seq = $2";
    update_held(transaction, id, token, now, sql, until)
}

/// Ends a lease early. When the last lease of a report ends, the report is dead, and keeps the time
/// of that end.
pub(super) fn release(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
) -> Result<(), LeaseError> {
    let sql = "UPDATE queue SET leased_until = iif(last_lease, $1, 0), lease = NULL WHERE seq = $2";
    update_held(transaction, id, token, now, sql, now)
}

/// Ends a lease as if it had not been.
fn give_back(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
    max_attempts: NonZeroU32,
) -> Result<(), LeaseError> {
    let seq = held(transaction, id, token, now)?.ok_or(LeaseError::Lost)?;
    let back = Statement::new(
        "UPDATE queue SET attempts = attempts - 1, last_lease = attempts - 1 >= $3, lease = NULL,
                          leased_until = iif(attempts - 1 >= $3, $2, 0)
         WHERE seq = $1",
        values![seq, now, max_attempts.get()],
    );
    execute(transaction, &back)?;
    Ok(())
}

/// Ends a lease as if it were the last.
fn set_aside(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
) -> Result<(), LeaseError> {
    let sql = "UPDATE queue SET leased_until = $1, lease = NULL, last_lease = 1 WHERE seq = $2";
    update_held(transaction, id, token, now, sql, now)
}

/// Changes the row of a report in the queue, if this lease of it is held: `$1` is the time, `$2` the row.
fn update_held(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
    sql: &'static str,
    time: Timestamp,
) -> Result<(), LeaseError> {
    let seq = held(transaction, id, token, now)?.ok_or(LeaseError::Lost)?;
    execute(transaction, &Statement::new(sql, values![time, seq]))?;
    Ok(())
}

pub(super) fn ack(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
) -> Result<(), LeaseError> {
    let seq = held(transaction, id, token, now)?.ok_or(LeaseError::Lost)?;
    Ok(take_out(transaction, seq)?)
}

/// The statement that puts a dead report back. It changes one row, or none if the report is not dead.
pub(super) fn requeue(Requeued { id, now }: Requeued) -> Statement {
    Statement::new(
        "UPDATE queue SET leased_until = 0, lease = NULL, attempts = 0, last_lease = 0
         WHERE seq = (SELECT seq FROM report WHERE id = $1)
           AND last_lease = 1 AND leased_until <= $2",
        values![id, now],
    )
}

/// The row of a report, if this token holds its lease.
pub(super) fn held(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
) -> Result<Option<u64>, StoreError> {
    let query = Statement::new(
        "SELECT seq FROM report JOIN queue USING (seq)
         WHERE id = $1 AND lease = $2 AND leased_until > $3",
        values![id, token, now],
    );
    first(transaction, &query, decode::place)
}

/// Removes the report in this row from the queue, and deletes its body.
pub(super) fn take_out(transaction: &Transaction<'_>, seq: u64) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM queue WHERE seq = $1",
        "DELETE FROM body WHERE seq = $1",
    ] {
        execute(transaction, &Statement::new(sql, values![seq]))?;
    }
    Ok(())
}
