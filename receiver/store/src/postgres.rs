//! The store for several receivers: PostgreSQL, 15 or later.

mod commit;
mod inserter;
mod intake_keys;
mod leases;
mod migrations;
mod queue;
mod statement;
mod transfer;

use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::NoTls;

use self::inserter::Inserter;
use crate::decode::Decode;
use crate::engine::Engine;
use crate::statement::{Dialect, Statement};
use crate::{Access, Store, StoreError};

/// Maximum number of connections: one for inserts, the others for everything else.
const CONNECTIONS: usize = 8;

/// Maximum time to connect, or to wait for a free connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Settings of every session, independent of the server's own settings: a commit that has returned
/// is on the disk, and a receiver that hangs holds its locks for at most 30 seconds.
const OPTIONS: &str = "-c synchronous_commit=on \
                       -c default_transaction_isolation=read\\ committed \
                       -c statement_timeout=30s \
                       -c idle_in_transaction_session_timeout=30s";

/// The oldest supported server version, in the form of `server_version_num`.
const OLDEST: i32 = 150_000;

/// A store in one PostgreSQL database.
pub(crate) struct PostgresStore {
    pool: Pool,
    inserter: Inserter,
}

impl PostgresStore {
    /// Connects, and makes or migrates the tables as far as `access` allows it.
    pub(crate) async fn open(
        config: &tokio_postgres::Config,
        access: Access,
    ) -> Result<Self, StoreError> {
        let mut config = config.clone();
        let read_only = match access {
            Access::Read => "-c default_transaction_read_only=on",
            Access::Write | Access::Migrate => "",
        };
        let options = [config.get_options().unwrap_or_default(), OPTIONS, read_only].join(" ");
        config.options(options.trim());
        config.application_name("sealed-report");
        config.connect_timeout(CONNECT);
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let pool = Pool::builder(Manager::from_config(config, NoTls, recycling))
            .max_size(CONNECTIONS)
            .wait_timeout(Some(CONNECT))
            .create_timeout(Some(CONNECT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(StoreError::engine)?;
        let mut client = pool.get().await.map_err(statement::not_connected)?;
        check(&client).await?;
        migrations::run(&mut client, access).await?;
        Ok(Self {
            inserter: Inserter::start(pool.clone()),
            pool,
        })
    }

    /// Runs one statement in its own transaction. Returns the number of changed rows.
    async fn execute(&self, change: Statement) -> Result<u64, StoreError> {
        let client = self.pool.get().await?;
        statement::execute(&client, &change).await
    }
}

impl Engine for PostgresStore {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn rows<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        let client = self.pool.get().await?;
        statement::rows(&client, &query, decode).await
    }

    async fn change(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        for change in &statements {
            statement::execute(&transaction, change).await?;
        }
        Ok(transaction.commit().await?)
    }
}

impl Store for PostgresStore {}

/// Fails if the server is too old, or does not flush commits to the disk.
async fn check(client: &Client) -> Result<(), StoreError> {
    let row = client
        .query_one(
            "SELECT current_setting('server_version_num')::integer AS version,
                    current_setting('fsync') AS fsync",
            &[],
        )
        .await?;
    let version: i32 = row.try_get("version")?;
    let fsync: &str = row.try_get("fsync")?;
    Err(StoreError::engine(match fsync {
        _ if version < OLDEST => "the server is older than PostgreSQL 15",
        "on" => return Ok(()),
        _ => "the server runs with fsync off, and would lose what it has confirmed",
    }))
}
