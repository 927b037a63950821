//! Migrates the tables to the present version.

use deadpool_postgres::Client;

use crate::StoreError;

/// Migrations are added, never edited. The table `schema_version` has the number of applied ones.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/postgres/0001_queue.sql"),
    include_str!("../../migrations/postgres/0002_dead_letters.sql"),
    include_str!("../../migrations/postgres/0003_desk.sql"),
    include_str!("../../migrations/postgres/0004_items.sql"),
];

/// The lock that makes starting receivers wait for each other. The number is chosen by this
/// project.
const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(7336212015)";

pub(super) async fn run(client: &mut Client) -> Result<(), StoreError> {
    let transaction = client.transaction().await?;
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0")
        .await?;
    transaction.batch_execute(LOCK_SCHEMA).await?;
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        .await?;
    let row = transaction
        .query_opt("SELECT version FROM schema_version", &[])
        .await?;
    let version: i32 = row.map_or(Ok(0), |row| row.try_get("version"))?;
    let missing = usize::try_from(version)
        .ok()
        .and_then(|version| MIGRATIONS.get(version..))
        .ok_or_else(|| StoreError::engine("the database was written by a newer receiver"))?;
    for migration in missing {
        transaction.batch_execute(migration).await?;
    }
    transaction
        .batch_execute("DELETE FROM schema_version")
        .await?;
    let version = i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX);
    transaction
        .execute("INSERT INTO schema_version VALUES ($1)", &[&version])
        .await?;
    Ok(transaction.commit().await?)
}
