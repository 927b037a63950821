//! Connections to the server. Only a connection whose work has succeeded is used again. One whose work
//! failed or was given up is closed: it may lead to a server that does not answer any more, or that has
//! become read-only.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use deadpool_postgres::{
    Client, Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime,
};
use tokio_postgres::NoTls;
use tokio_postgres::config::TargetSessionAttrs;

use super::database::Database;
use super::statement::not_connected;
use super::tls;
use crate::{Access, StoreError};

/// Maximum number of connections: one for inserts, the others for everything else.
const CONNECTIONS: usize = 8;

/// Maximum time to connect, or to wait for a free connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Time after which a connection on which nothing arrives is probed, and time without an answer after
/// which it is closed, unless the URL says otherwise. The system's own times are hours.
const SILENT: Duration = Duration::from_secs(10);

/// The system's own time before a silent connection is probed, as the driver sets it.
const SYSTEMS_KEEPALIVE: Duration = Duration::from_secs(2 * 60 * 60);

/// Settings of every session, independent of the server's own settings: a commit that has returned
/// is on the disk, and a receiver that hangs holds its locks for at most 30 seconds. All queries are short and
/// go by an index: to compile one, or to start helpers for it, takes a thousand times as long as the query, and the
/// planner does both in a big table of which it has no statistics yet.
const OPTIONS: &str = "-c synchronous_commit=on \
                       -c default_transaction_isolation=read\\ committed \
                       -c statement_timeout=30s \
                       -c idle_in_transaction_session_timeout=30s \
                       -c jit=off \
                       -c max_parallel_workers_per_gather=0";

/// The connections of a store. A clone shares them.
#[derive(Clone)]
pub(super) struct Connections(Pool);

/// A connection that is closed when it is dropped, unless it is given back.
pub(super) struct Lent(Option<Client>);

impl Connections {
    /// Connections to this database.
    pub(super) fn new(database: &Database, access: Access) -> Result<Self, StoreError> {
        let mut config = database.config.clone();
        let read_only = match access {
            Access::Read => "-c default_transaction_read_only=on",
            Access::Write | Access::Migrate => "",
        };
        let options = [config.get_options().unwrap_or_default(), OPTIONS, read_only].join(" ");
        config.options(options.trim());
        config.application_name("sealed-report");
        config.connect_timeout(CONNECT);
        if config.get_keepalives_idle() == SYSTEMS_KEEPALIVE {
            config.keepalives_idle(SILENT).keepalives_interval(SILENT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENT);
        }
        let any = config.get_target_session_attrs() == TargetSessionAttrs::Any;
        if any && access != Access::Read {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let recycling = ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        };
        let manager = match &database.tls {
            None => Manager::from_config(config, NoTls, recycling),
            Some(files) => Manager::from_config(config, tls::connector(files)?, recycling),
        };
        Pool::builder(manager)
            .max_size(CONNECTIONS)
            .wait_timeout(Some(CONNECT))
            .create_timeout(Some(CONNECT))
            .post_create(Hook::async_fn(|client, _| Box::pin(check(client))))
            .runtime(Runtime::Tokio1)
            .build()
            .map(Self)
            .map_err(StoreError::engine)
    }

    /// The first connection. The error says whether the server was there at all.
    pub(super) async fn first(&self) -> Result<Lent, StoreError> {
        let client = self.0.get().await.map_err(not_connected)?;
        Ok(Lent(Some(client)))
    }

    /// A free connection, or a new one.
    pub(super) async fn get(&self) -> Result<Lent, StoreError> {
        Ok(Lent(Some(self.0.get().await?)))
    }

    /// The outcome of work that uses these connections. Work that takes longer than `limit` fails, and
    /// no connection that is idle then is used again: the server may have gone.
    pub(super) async fn within<T, E: From<StoreError>>(
        &self,
        limit: Duration,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let done = tokio::time::timeout(limit, work).await;
        done.unwrap_or_else(|_| {
            self.0.retain(|_, _| false);
            Err(StoreError::engine("the server does not answer in time").into())
        })
    }
}

impl Lent {
    /// Lets the connection be used again, because its work has succeeded.
    pub(super) fn give_back(mut self) {
        self.0.take();
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            drop(Client::take(client));
        }
    }
}

impl Deref for Lent {
    type Target = Client;

    #[expect(clippy::expect_used, reason = "it is taken out by what consumes it")]
    fn deref(&self) -> &Client {
        self.0.as_ref().expect("a connection")
    }
}

impl DerefMut for Lent {
    #[expect(clippy::expect_used, reason = "it is taken out by what consumes it")]
    fn deref_mut(&mut self) -> &mut Client {
        self.0.as_mut().expect("a connection")
    }
}

/// Refuses a connection whose commits return before they are on the disk. Some poolers ignore the
/// settings that a connection asks for.
async fn check(client: &mut deadpool_postgres::ClientWrapper) -> Result<(), HookError> {
    let row = client.query_one("SHOW synchronous_commit", &[]).await;
    let row = row.map_err(HookError::Backend)?;
    let setting: &str = row.try_get(0).map_err(HookError::Backend)?;
    match setting {
        "off" => Err(HookError::message(
            "the server confirms what is not on the disk: synchronous_commit is off\n  fix: connect \
             without a pooler, or switch it on for this role",
        )),
        _ => Ok(()),
    }
}
