//! The intake's keys, wrapped.

use rusqlite::{Connection, Row, Transaction, params};

use crate::clock::{Hour, Timestamp};
use crate::keys::StoredKey;

pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<StoredKey>> {
    connection
        .prepare_cached("SELECT * FROM intake_key ORDER BY sequence")?
        .query_map([], stored_key)?
        .collect()
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    key: &StoredKey,
    newest: Option<u64>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO intake_key SELECT ?, ?, ?, ?, ?
             WHERE (SELECT max(sequence) FROM intake_key) IS ?",
        )?
        .execute(params![
            key.sequence,
            key.config,
            key.made.0,
            key.ends.0,
            key.wrapped,
            newest
        ])?;
    Ok(())
}

pub(super) fn remove(transaction: &Transaction<'_>, sequence: u64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM intake_key WHERE sequence = ?")?
        .execute([sequence])?;
    Ok(())
}

pub(super) fn remove_ended(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM intake_key WHERE ends <= ?")?
        .execute([now.0])?;
    Ok(())
}

fn stored_key(row: &Row<'_>) -> rusqlite::Result<StoredKey> {
    Ok(StoredKey {
        sequence: row.get("sequence")?,
        // A damaged one is no key config any more; the others are still keys.
        config: String::from_utf8_lossy(row.get_ref("config")?.as_bytes()?).into_owned(),
        made: Hour(row.get("made_hour")?),
        ends: Timestamp(row.get("ends")?),
        wrapped: row.get("wrapped")?,
    })
}
