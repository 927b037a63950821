//! Migrates the tables to the present version.

use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// Migrations are added, never edited. The database's `user_version` is the number of applied ones.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_queue.sql"),
    include_str!("../../migrations/sqlite/0002_intake_keys.sql"),
    include_str!("../../migrations/sqlite/0003_dead_letters.sql"),
    include_str!("../../migrations/sqlite/0004_desk.sql"),
    include_str!("../../migrations/sqlite/0005_items.sql"),
];

/// Applies the missing migrations. Processes that start at the same time wait for each other,
/// because the transaction takes the write lock before it reads the number of applied ones.
pub(super) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: usize = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let missing = MIGRATIONS
        .get(version..)
        .ok_or_else(|| StoreError::engine("the database was written by a newer receiver"))?;
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    if !missing.is_empty() {
        transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    }
    Ok(transaction.commit()?)
}
