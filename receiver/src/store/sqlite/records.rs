//! Everything that the store knows, in and out, for a copy.

use rusqlite::{Connection, Row, Transaction, params};

use super::{insert_body, priority, report_id, stored};
use crate::clock::Hour;
use crate::queue::{LeaseToken, Record};

pub(super) fn after(
    connection: &Connection,
    seq: u64,
    max: usize,
) -> rusqlite::Result<Vec<(u64, Record)>> {
    connection
        .prepare_cached(
            "SELECT seq, report.id, received_hour, report.priority, attempts, leased_until,
                    last_lease, lease, epoch, enc, ciphertext, sealed
             FROM report LEFT JOIN queue USING (seq) LEFT JOIN body USING (seq)
                         LEFT JOIN epoch ON epoch.id = epoch
             WHERE seq > ? ORDER BY seq LIMIT ?",
        )?
        .query_map(params![seq, max], record)?
        .collect()
}

pub(super) fn restore(transaction: &Transaction<'_>, record: &Record) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO report (id, received_hour, priority) VALUES (?, ?, ?)")?
        .execute(params![
            record.id.as_bytes(),
            record.received.0,
            record.priority as u8
        ])?;
    let seq = transaction.last_insert_rowid();
    let Some(queued) = &record.queued else {
        return Ok(());
    };
    insert_body(transaction, seq, &queued.body)?;
    transaction
        .prepare_cached(
            "INSERT INTO queue (seq, priority, leased_until, lease, attempts, last_lease)
             VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            seq,
            record.priority as u8,
            queued.leased_until.0,
            queued.lease.map(LeaseToken::to_bytes),
            queued.attempts,
            queued.last_lease
        ])?;
    Ok(())
}

fn record(row: &Row<'_>) -> rusqlite::Result<(u64, Record)> {
    let is_queued = row.get::<_, Option<u64>>("leased_until")?.is_some();
    let lease = row.get::<_, Option<[u8; 16]>>("lease")?;
    let record = if is_queued {
        Record::of(stored(row)?, lease.map(LeaseToken::from_bytes))
    } else {
        Record {
            id: report_id(row)?,
            received: Hour(row.get("received_hour")?),
            priority: priority(row)?,
            queued: None,
        }
    };
    Ok((row.get("seq")?, record))
}
