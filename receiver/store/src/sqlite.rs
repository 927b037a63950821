//! The embedded store: SQLite in WAL mode, with one thread that writes and commits in groups, and
//! several connections that read, so that a long read holds up no other.

mod commit;
mod files;
mod intake_keys;
mod leases;
mod migrations;
mod queue;
mod readers;
mod statement;
mod transfer;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use self::files::FileOnDisk;
pub(crate) use self::migrations::MIGRATIONS;
use self::readers::Readers;
use self::writer::Writer;
use crate::decode::Decode;
use crate::engine::Engine;
use crate::statement::{Dialect, Statement};
use crate::{Access, Store, StoreError};

/// Maximum time to wait for a lock that another connection holds.
const LOCK: Duration = Duration::from_secs(5);

/// Maximum number of attempts to turn on the write-ahead log while other connections do the same.
const WAL_ATTEMPTS: usize = 10;

/// A store in one SQLite file. Several processes may open it.
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    path: PathBuf,
}

impl SqliteStore {
    /// Opens the file, creates it if absent, and migrates its tables to the present schema.
    ///
    /// # Errors
    ///
    /// See [`open_for`](Self::open_for).
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_for(path, Access::Migrate)
    }

    /// Opens the file.
    ///
    /// # Errors
    ///
    /// Fails if the file is not a database, has another schema and may not be migrated, or stays
    /// locked for five seconds.
    pub fn open_for(path: &Path, access: Access) -> Result<Self, StoreError> {
        if access != Access::Read {
            files::create(path)?;
        } else if !path.exists() {
            return Err(StoreError::Absent);
        }
        // Before anything of the file is changed.
        migrations::check(&connect(path, Access::Read)?, access)?;
        let mut connection = connect(path, access)?;
        migrations::run(&mut connection, path, access)?;
        let readers = Readers::open(|| connect(path, access))?;
        Ok(Self {
            writer: Writer::start(connection, FileOnDisk::of(path)?)?,
            readers,
            path: path.to_owned(),
        })
    }
}

impl Engine for SqliteStore {
    const DIALECT: Dialect = Dialect::Sqlite;

    async fn rows<T: Send + 'static>(
        &self,
        query: Statement,
        decode: Decode<T>,
    ) -> Result<Vec<T>, StoreError> {
        self.readers
            .read(move |connection| statement::rows(connection, &query, decode))
            .await
    }

    async fn change(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| {
                let mut statements = statements.iter();
                statements.try_for_each(|change| statement::execute(transaction, change).map(drop))
            })
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn broken(&self) -> StoreError {
        self.writer.broken().await
    }
}

/// Writes a consistent copy of the database in a file to a new file, while others may write to the
/// database. The copy holds all that was committed before.
///
/// # Errors
///
/// Fails if the file is not a database, or if the copy cannot be written.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    files::create(to)?;
    let connection = bare(from)?;
    connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    files::sync(to)
}

/// What is damaged in the database in a file; `None` if nothing is.
///
/// # Errors
///
/// Fails if the file is not a database.
pub fn damage(path: &Path) -> Result<Option<String>, StoreError> {
    let connection = connect(path, Access::Read)?;
    let sql = "PRAGMA integrity_check(1)";
    let found: String = connection.query_row(sql, [], |row| row.get(0))?;
    Ok(Some(found).filter(|found| found != "ok"))
}

/// A connection to a file that exists.
fn bare(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(LOCK)?;
    Ok(connection)
}

fn connect(path: &Path, access: Access) -> Result<Connection, StoreError> {
    let connection = bare(path)?;
    if access == Access::Read {
        // A connection of SQLite's own read-only mode would leave the log's files behind.
        connection.pragma_update(None, "query_only", "on")?;
        return Ok(connection);
    }
    use_wal(&connection)?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    // Overwrites deleted content with zeros.
    connection.pragma_update(None, "secure_delete", "on")?;
    // A checkpoint every 250 pages makes the slowest commits faster at the same throughput.
    connection.pragma_update(None, "wal_autocheckpoint", 250)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Turns on the write-ahead log. The file keeps this setting, so only the first connection changes
/// anything. If several first connections do this at once, one succeeds, and SQLite refuses the
/// others immediately, without the busy timeout. A transaction makes them wait for the lock before
/// they retry.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let turn_on = || connection.pragma_update(None, "journal_mode", "wal");
    for _ in 0..WAL_ATTEMPTS {
        match turn_on() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                connection.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
            }
            done => return done,
        }
    }
    turn_on()
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's messages contain names of tables and columns, and codes, never a value.
        Self::engine(error)
    }
}

#[cfg(test)]
mod tests;
