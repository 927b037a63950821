//! The desk's own records.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::store::desk::{RecordChange, RecordKind, Sealed};

pub(super) fn find(
    connection: &Connection,
    kind: RecordKind,
    key: &[u8],
) -> rusqlite::Result<Option<Sealed>> {
    connection
        .prepare_cached("SELECT version, sealed FROM desk_record WHERE kind = ? AND key = ?")?
        .query_row(params![kind.name(), key], sealed)
        .optional()
}

pub(super) fn all(
    connection: &Connection,
    kind: RecordKind,
) -> rusqlite::Result<Vec<(Vec<u8>, Sealed)>> {
    connection
        .prepare_cached("SELECT key, version, sealed FROM desk_record WHERE kind = ? ORDER BY key")?
        .query_map([kind.name()], |row| Ok((row.get("key")?, sealed(row)?)))?
        .collect()
}

pub(super) fn after(
    connection: &Connection,
    kind: RecordKind,
    key: &[u8],
    max: usize,
) -> rusqlite::Result<Vec<(Vec<u8>, Sealed)>> {
    connection
        .prepare_cached(
            "SELECT key, version, sealed FROM desk_record WHERE kind = ? AND key > ?
             ORDER BY key LIMIT ?",
        )?
        .query_map(params![kind.name(), key, max], |row| {
            Ok((row.get("key")?, sealed(row)?))
        })?
        .collect()
}

pub(super) fn restore(
    transaction: &Transaction<'_>,
    (kind, key, record): &(RecordKind, Vec<u8>, Sealed),
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO desk_record (kind, key, version, sealed) VALUES (?, ?, ?, ?)")?
        .execute(params![kind.name(), key, record.version, record.bytes])?;
    Ok(())
}

pub(super) fn can_change(
    transaction: &Transaction<'_>,
    change: &RecordChange,
) -> rusqlite::Result<bool> {
    let RecordChange::Put(kind, key, new) = change else {
        return Ok(true);
    };
    let version = find(transaction, *kind, key)?.map_or(0, |old| old.version);
    Ok(version + 1 == new.version)
}

pub(super) fn change(transaction: &Transaction<'_>, change: &RecordChange) -> rusqlite::Result<()> {
    match change {
        RecordChange::Put(kind, key, new) => transaction
            .prepare_cached(
                "INSERT INTO desk_record (kind, key, version, sealed) VALUES (?, ?, ?, ?)
                 ON CONFLICT (kind, key)
                 DO UPDATE SET version = excluded.version, sealed = excluded.sealed",
            )?
            .execute(params![kind.name(), key, new.version, new.bytes])?,
        RecordChange::Remove(kind, key) => transaction
            .prepare_cached("DELETE FROM desk_record WHERE kind = ? AND key = ?")?
            .execute(params![kind.name(), key])?,
    };
    Ok(())
}

fn sealed(row: &Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        version: row.get("version")?,
        bytes: row.get("sealed")?,
    })
}
