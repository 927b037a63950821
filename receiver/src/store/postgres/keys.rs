//! The intake's keys, wrapped.

use tokio_postgres::Row;

use super::PostgresStore;
use super::values::{number, unsigned};
use crate::clock::{Hour, Timestamp};
use crate::keys::StoredKey;
use crate::store::StoreError;

pub(super) async fn all(store: &PostgresStore) -> Result<Vec<StoredKey>, StoreError> {
    let rows = store
        .query("SELECT * FROM intake_key ORDER BY sequence", &[])
        .await?;
    rows.iter().map(stored_key).collect()
}

pub(super) async fn add(
    store: &PostgresStore,
    key: &StoredKey,
    newest: Option<u64>,
) -> Result<(), StoreError> {
    let mut client = store.pool.get().await?;
    let transaction = client.transaction().await?;
    // Whoever adds waits here for the others, and then sees what they have added.
    transaction
        .batch_execute("LOCK TABLE intake_key IN SHARE ROW EXCLUSIVE MODE")
        .await?;
    let add = transaction
        .prepare_cached(
            "INSERT INTO intake_key SELECT $1::bigint, $2::text, $3::bigint, $4::bigint, $5::bytea
             WHERE (SELECT max(sequence) FROM intake_key) IS NOT DISTINCT FROM $6::bigint",
        )
        .await?;
    let newest = newest.map(number).transpose()?;
    transaction
        .execute(
            &add,
            &[
                &number(key.sequence)?,
                &key.config,
                &number(key.made)?,
                &number(key.ends)?,
                &key.wrapped,
                &newest,
            ],
        )
        .await?;
    Ok(transaction.commit().await?)
}

pub(super) async fn remove(store: &PostgresStore, sequence: u64) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_key WHERE sequence = $1";
    store.query(sql, &[&number(sequence)?]).await.map(drop)
}

pub(super) async fn remove_ended(store: &PostgresStore, now: Timestamp) -> Result<(), StoreError> {
    let sql = "DELETE FROM intake_key WHERE ends <= $1";
    store.query(sql, &[&number(now)?]).await.map(drop)
}

fn stored_key(row: &Row) -> Result<StoredKey, StoreError> {
    Ok(StoredKey {
        sequence: unsigned(row, "sequence")?,
        config: row.try_get("config")?,
        made: Hour(unsigned(row, "made_hour")?),
        ends: Timestamp(unsigned(row, "ends")?),
        wrapped: row.try_get("wrapped")?,
    })
}
