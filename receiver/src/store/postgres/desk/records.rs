//! The desk's own records.

use deadpool_postgres::Transaction;
use tokio_postgres::Row;

use super::super::PostgresStore;
use super::super::values::{bytes, number, unsigned};
use crate::store::StoreError;
use crate::store::desk::{RecordChange, RecordKind, Sealed};

pub(super) async fn find(
    store: &PostgresStore,
    kind: RecordKind,
    key: &[u8],
) -> Result<Option<Sealed>, StoreError> {
    let sql = "SELECT version, sealed FROM desk_record WHERE kind = $1 AND key = $2";
    let rows = store.query(sql, &[&kind.name(), &bytes(key)]).await?;
    rows.first().map(sealed).transpose()
}

pub(super) async fn all(
    store: &PostgresStore,
    kind: RecordKind,
) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
    let sql = "SELECT key, version, sealed FROM desk_record WHERE kind = $1 ORDER BY key";
    let rows = store.query(sql, &[&kind.name()]).await?;
    rows.iter()
        .map(|row| Ok((row.try_get("key")?, sealed(row)?)))
        .collect()
}

pub(super) async fn after(
    store: &PostgresStore,
    kind: RecordKind,
    key: &[u8],
    max: usize,
) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
    let sql = "SELECT key, version, sealed FROM desk_record WHERE kind = $1 AND key > $2
               ORDER BY key LIMIT $3";
    let rows = store
        .query(sql, &[&kind.name(), &bytes(key), &number(max)?])
        .await?;
    rows.iter()
        .map(|row| Ok((row.try_get("key")?, sealed(row)?)))
        .collect()
}

pub(super) async fn restore(
    transaction: &Transaction<'_>,
    (kind, key, record): &(RecordKind, Vec<u8>, Sealed),
) -> Result<(), StoreError> {
    let insert = transaction
        .prepare_cached(
            "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, $3, $4)",
        )
        .await?;
    let version = number(record.version)?;
    transaction
        .execute(
            &insert,
            &[&kind.name(), &bytes(key), &version, &bytes(&record.bytes)],
        )
        .await?;
    Ok(())
}

/// Whether it could be changed, because it was as its author saw it.
pub(super) async fn change(
    transaction: &Transaction<'_>,
    change: &RecordChange,
) -> Result<bool, StoreError> {
    match change {
        RecordChange::Put(kind, key, new) => {
            let (name, key, sealed) = (kind.name(), bytes(key), bytes(&new.bytes));
            let version = number(new.version)?;
            let sql = if new.version == 1 {
                "INSERT INTO desk_record (kind, key, version, sealed) VALUES ($1, $2, $3, $4)
                 ON CONFLICT DO NOTHING"
            } else {
                "UPDATE desk_record SET version = $3, sealed = $4
                 WHERE kind = $1 AND key = $2 AND version + 1 = $3"
            };
            let statement = transaction.prepare_cached(sql).await?;
            let changed = transaction
                .execute(&statement, &[&name, &key, &version, &sealed])
                .await?;
            Ok(changed == 1)
        }
        RecordChange::Remove(kind, key) => {
            let sql = "DELETE FROM desk_record WHERE kind = $1 AND key = $2";
            let statement = transaction.prepare_cached(sql).await?;
            transaction
                .execute(&statement, &[&kind.name(), &bytes(key)])
                .await?;
            Ok(true)
        }
    }
}

fn sealed(row: &Row) -> Result<Sealed, StoreError> {
    Ok(Sealed {
        version: unsigned(row, "version")?,
        bytes: row.try_get("sealed")?,
    })
}
