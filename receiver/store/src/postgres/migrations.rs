//! Migrates the tables to the present version.

use deadpool_postgres::{Client, GenericClient};

use crate::{Access, StoreError, schema};

/// Migrations are added, never edited. The table `schema_version` has the number of applied ones.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/postgres/0001_queue.sql"),
    include_str!("../../migrations/postgres/0002_dead_letters.sql"),
    include_str!("../../migrations/postgres/0003_desk.sql"),
    include_str!("../../migrations/postgres/0004_items.sql"),
    include_str!("../../migrations/postgres/0005_owner.sql"),
    include_str!("../../migrations/postgres/0006_desk_key.sql"),
    include_str!("../../migrations/postgres/0007_counts.sql"),
    include_str!("../../migrations/postgres/0008_due.sql"),
    include_str!("../../migrations/postgres/0009_due_by_person.sql"),
    include_str!("../../migrations/postgres/0010_running_config.sql"),
    include_str!("../../migrations/postgres/0011_arrivals.sql"),
    include_str!("../../migrations/postgres/0012_origin.sql"),
    include_str!("../../migrations/postgres/0013_handed_over.sql"),
];

/// The lock that makes starting receivers wait for each other. The number is chosen by this
/// project.
const LOCK_SCHEMA: &str = "SELECT pg_advisory_xact_lock(7336212015)";

/// Applies the missing migrations, if `access` allows it.
pub(super) async fn run(client: &mut Client, access: Access) -> Result<(), StoreError> {
    let found = schema_of(client).await?;
    if schema::missing(MIGRATIONS, found, access)?.is_empty() {
        return Ok(());
    }
    if !may_migrate(client).await? {
        schema::missing(MIGRATIONS, found, Access::Read)?;
    }
    let transaction = client.transaction().await?;
    transaction
        .batch_execute("SET LOCAL statement_timeout = 0")
        .await?;
    transaction.batch_execute(LOCK_SCHEMA).await?;
    // Another process may have migrated meanwhile. Making the table, or finding it, also makes this
    // session see what that process has made.
    transaction
        .batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        .await?;
    let found = schema_of(&transaction).await?;
    for migration in schema::missing(MIGRATIONS, found, access)? {
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

/// Whether this role may make tables. An intake's role may not: the desk's does.
async fn may_migrate(client: &impl GenericClient) -> Result<bool, StoreError> {
    let sql = "SELECT has_schema_privilege(current_schema(), 'CREATE') AS may_migrate";
    let row = client.query_one(sql, &[]).await?;
    Ok(row.try_get("may_migrate")?)
}

/// The number of migrations that the tables have had; 0 if there are none.
async fn schema_of(client: &impl GenericClient) -> Result<usize, StoreError> {
    let sql = "SELECT to_regclass('schema_version') IS NOT NULL AS is_there";
    let row = client.query_one(sql, &[]).await?;
    if !row.try_get("is_there")? {
        return Ok(0);
    }
    let sql = "SELECT version FROM schema_version";
    let row = client.query_opt(sql, &[]).await?;
    let version: i32 = row.map_or(Ok(0), |row| row.try_get("version"))?;
    usize::try_from(version).map_err(StoreError::engine)
}
