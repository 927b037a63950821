//! Stores sealed reports and the desk's records: one trait for each concern, and two engines behind
//! them, SQLite and PostgreSQL.
//!
//! When a method has returned `Ok`, its change is on the disk. When it has failed, or was dropped
//! before it returned, the change may or may not have been made. Everything is sealed before it
//! comes here, except the columns for lists and statistics.
//!
//! Each method runs in a tracing span with the operation's name, for example `store.enqueue`. A
//! span contains none of the method's arguments. The queue's SQL differs by engine and is in the
//! engine's folder; the desk's SQL is the same for both and is in `statements`.

mod cases;
mod commit;
pub mod copy;
mod decode;
mod desk_keys;
mod digest;
mod engine;
mod failing;
mod handover;
mod inbox;
mod intake_keys;
pub mod ledger;
mod log;
mod ownership;
mod place;
mod postgres;
mod provenance;
mod queue;
mod records;
mod schema;
pub mod sqlite;
mod statement;
mod statements;
mod transfer;
mod url;

use std::sync::Arc;

use async_trait::async_trait;
use model::chain::Broken;

pub use self::cases::{
    Arrival, CaseCount, Cases, ItemRow, KnownItem, Links, LocationDigest, SealedCase, Tallied,
};
pub use self::commit::{
    Adopted, Batch, CaseChange, Commit, CommitError, ItemsChange, LeaseAct, LeaseChange, Logging,
    Requeued, Resealed, Source, Write,
};
pub use self::desk_keys::DeskKeys;
pub use self::digest::BOARD;
pub use self::handover::{Handover, StoredParcel};
pub use self::inbox::Inbox;
pub use self::intake_keys::IntakeKeys;
pub use self::ledger::Ledger;
pub use self::log::Log;
pub use self::ownership::{ConfigDigest, Owner, Ownership, Part, StoreId};
pub use self::place::{CaseFilter, NotAPlace, Place};
use self::postgres::PostgresStore;
pub use self::postgres::{Database, NotADatabase, NotARole, RoleName, grants};
pub use self::provenance::Provenance;
pub use self::queue::{LeaseError, Queue};
pub use self::records::{RecordChange, RecordKind, Records, SealedRecord};
use self::sqlite::SqliteStore;
pub use self::transfer::{CaseCopy, DeskPart, Transfer};
pub use self::url::{NotAStore, StoreUrl};

/// The part of a store for the intake: the queue and the intake's keys.
pub trait IntakeStore: Queue + IntakeKeys + Ownership {}

impl<S: Queue + IntakeKeys + Ownership> IntakeStore for S {}

/// The part of a store for the desk: the queue, cases, records and the log. It is a [`Ledger`].
pub trait DeskStore: Queue + Cases + Inbox + Log + Commit + Ownership + Provenance {}

impl<S: Queue + Cases + Inbox + Log + Commit + Ownership + Provenance> DeskStore for S {}

/// A whole store as its engine keeps it, with everything for copies.
#[async_trait]
pub trait Store: IntakeStore + Cases + Handover + Log + Write + Transfer {
    /// Waits until the store has failed permanently and must be opened again. PostgreSQL reconnects
    /// by itself, so this future never completes there.
    async fn broken(&self) -> StoreError {
        std::future::pending().await
    }
}

/// What the opening of a store may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the store can only be read.
    Read,
    /// Its content; and it makes the tables of an empty store.
    Write,
    /// Its tables as well: they are migrated to the present schema. A SQLite file is copied first,
    /// to a file of the same name with `.before-N`, where N is the schema that it had.
    Migrate,
}

/// Opens the store at this address, and migrates its tables to the present schema.
///
/// # Errors
///
/// See [`open_for`].
pub async fn open(url: &StoreUrl) -> Result<Arc<dyn Store>, StoreError> {
    open_for(url, Access::Migrate).await
}

/// Opens the store at this address.
///
/// # Errors
///
/// Fails if the file or server cannot be reached, if the tables have another schema than this
/// receiver's and may not be migrated, or if a PostgreSQL server is too old or loses what it has
/// confirmed.
#[tracing::instrument(name = "store.open", skip_all)]
pub async fn open_for(url: &StoreUrl, access: Access) -> Result<Arc<dyn Store>, StoreError> {
    Ok(match url {
        StoreUrl::Sqlite(path) => Arc::new(SqliteStore::open_for(path, access)?),
        StoreUrl::Postgres(database) => Arc::new(PostgresStore::open(database, access).await?),
    })
}

/// An operation of the store failed. The caller may try again; repeating an enqueue is safe,
/// because each id is stored once.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Too many writes are waiting, or no connection became free in time.
    #[error("the store is busy")]
    Busy,
    /// The engine failed. The text has the messages of all causes, but no stored value. It is a
    /// text because the driver's error may quote a row in its details.
    #[error("the store failed: {0}")]
    Engine(String),
    /// The server cannot be reached, or is starting or stopping. Only opening a store gives this.
    #[error("the server cannot be reached: {0}\n  fix: start the database, or correct the url")]
    Unreachable(String),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// There is no store yet, and it may not be made.
    #[error(
        "there is no store\n  fix: correct the url, or start the receiver first, which makes the store"
    )]
    Absent,
    /// The tables have an older schema, and may not be migrated.
    #[error(
        "the store has schema {found}, and this command needs {present}\n  fix: start the receiver \
         first, which brings the store up to date, or do so by `receiver store upgrade`"
    )]
    Outdated {
        /// The schema of the store: its number of migrations.
        found: usize,
        /// The schema of this receiver.
        present: usize,
    },
    /// The tables were written by a newer receiver.
    #[error(
        "a newer receiver wrote the store: it has schema {found}, and this receiver knows {present}\n  \
         fix: use the newer receiver"
    )]
    Newer {
        /// The schema of the store: its number of migrations.
        found: usize,
        /// The schema of this receiver.
        present: usize,
    },
    /// A row is not as the log says.
    #[error("the store is not to be trusted: {0}")]
    Untrue(ledger::Untrue),
    /// The log does not hold.
    #[error("the store is not to be trusted: {0}")]
    Log(Broken),
}

impl StoreError {
    /// Makes an [`Engine`](Self::Engine) error, and logs it in the span of the current operation, once until something is written again.
    /// Every such error of this crate is made here, once.
    pub(crate) fn engine(message: impl ToString) -> Self {
        let message = message.to_string();
        failing::log(&message);
        Self::Engine(message)
    }
}
