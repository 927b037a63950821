//! The store for several receivers: PostgreSQL, 15 or later.

mod commit;
mod connections;
mod database;
mod grants;
mod inserter;
mod intake_keys;
mod leases;
mod migrations;
mod queue;
mod statement;
mod tls;
mod transfer;

use std::time::Duration;

use deadpool_postgres::Client;

use self::connections::Connections;
pub use self::database::{Database, NotADatabase};
pub use self::grants::{NotARole, RoleName, grants};
use self::inserter::Inserter;
pub(crate) use self::migrations::MIGRATIONS;
use crate::decode::Decode;
use crate::engine::Engine;
use crate::statement::{Dialect, Statement};
use crate::{Access, Store, StoreError};

/// Time after which a statement that got no answer is given up: longer than the server itself works on
/// one.
const ANSWER: Duration = Duration::from_secs(35);

/// The oldest supported server version, in the form of `server_version_num`.
const OLDEST: i32 = 150_000;

/// A store in one PostgreSQL database.
pub(crate) struct PostgresStore {
    connections: Connections,
    inserter: Inserter,
}

impl PostgresStore {
    /// Connects, and makes or migrates the tables as far as `access` allows it.
    pub(crate) async fn open(database: &Database, access: Access) -> Result<Self, StoreError> {
        let connections = Connections::new(database, access)?;
        let mut client = connections.first().await?;
        check(&client).await?;
        migrations::run(&mut client, access).await?;
        client.give_back();
        Ok(Self {
            inserter: Inserter::start(connections.clone()),
            connections,
        })
    }

    /// Runs one statement in its own transaction. Returns the number of changed rows.
    async fn execute(&self, change: Statement) -> Result<u64, StoreError> {
        let work = async {
            let client = self.connections.get().await?;
            let changed = statement::execute(&*client, &change).await?;
            client.give_back();
            Ok(changed)
        };
        self.connections.within(ANSWER, work).await
    }
}

impl Engine for PostgresStore {
    const DIALECT: Dialect = Dialect::Postgres;

    async fn rows<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        let work = async {
            let client = self.connections.get().await?;
            let rows = statement::rows(&*client, &query, decode).await?;
            client.give_back();
            Ok(rows)
        };
        self.connections.within(ANSWER, work).await
    }

    async fn change(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let work = async {
            let mut client = self.connections.get().await?;
            let transaction = client.transaction().await?;
            for change in &statements {
                statement::execute(&transaction, change).await?;
            }
            transaction.commit().await?;
            client.give_back();
            Ok(())
        };
        self.connections.within(ANSWER, work).await
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
