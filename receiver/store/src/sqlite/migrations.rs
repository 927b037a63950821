//! Migrates the tables to the present schema.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::files;
use crate::{Access, StoreError, schema};

/// Migrations are added, never edited. The database's `user_version` is the number of applied ones.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_queue.sql"),
    include_str!("../../migrations/sqlite/0002_intake_keys.sql"),
    include_str!("../../migrations/sqlite/0003_dead_letters.sql"),
    include_str!("../../migrations/sqlite/0004_desk.sql"),
    include_str!("../../migrations/sqlite/0005_items.sql"),
    include_str!("../../migrations/sqlite/0006_owner.sql"),
    include_str!("../../migrations/sqlite/0007_desk_key.sql"),
    include_str!("../../migrations/sqlite/0008_counts.sql"),
    include_str!("../../migrations/sqlite/0009_due.sql"),
    include_str!("../../migrations/sqlite/0010_due_by_person.sql"),
    include_str!("../../migrations/sqlite/0011_running_config.sql"),
    include_str!("../../migrations/sqlite/0012_arrivals.sql"),
    include_str!("../../migrations/sqlite/0013_origin.sql"),
    include_str!("../../migrations/sqlite/0014_handed_over.sql"),
];

/// Fails if migrations are missing that `access` does not allow.
pub(super) fn check(connection: &Connection, access: Access) -> Result<(), StoreError> {
    let found = schema_of(connection)?;
    schema::missing(MIGRATIONS, found, access).map(drop)
}

/// Applies the missing migrations, if `access` allows it. Processes that start at the same time
/// wait for each other, because the transaction takes the write lock before it reads the number of
/// applied ones.
pub(super) fn run(
    connection: &mut Connection,
    path: &Path,
    access: Access,
) -> Result<(), StoreError> {
    let found = schema_of(connection)?;
    if schema::missing(MIGRATIONS, found, access)?.is_empty() {
        return Ok(());
    }
    if found > 0 {
        copy(path, &copy_of(path, found))?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    apply(&transaction, access)?;
    Ok(transaction.commit()?)
}

fn apply(transaction: &Transaction<'_>, access: Access) -> Result<(), StoreError> {
    // Another process may have migrated meanwhile.
    let found = schema_of(transaction)?;
    for migration in schema::missing(MIGRATIONS, found, access)? {
        transaction.execute_batch(migration)?;
    }
    Ok(transaction.pragma_update(None, "user_version", MIGRATIONS.len())?)
}

fn schema_of(connection: &Connection) -> Result<usize, StoreError> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// The path of the copy that is made before a migration.
fn copy_of(path: &Path, found: usize) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!("{}{found}", files::BEFORE));
    PathBuf::from(name)
}

/// Writes a consistent copy of the database, which only its owner can read. A copy that is there
/// already is of the same schema, and is left as it is.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Ok(());
    }
    // Under another name until it is complete.
    let mut part = OsString::from(to);
    part.push(format!(".{}", std::process::id()));
    let part = PathBuf::from(part);
    super::copy(from, &part)?;
    files::rename(&part, to)
}
