//! The embedded store: SQLite in WAL mode, one writer thread with group commit, one reader.

mod desk;
mod keys;
mod records;
mod writer;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use shared::report::ReportId;

use self::writer::Writer;
use super::{Store, StoreError};
use crate::clock::{Hour, Timestamp};
use crate::epoch::{EpochId, SealedEpochKey};
use crate::keys::StoredKey;
use crate::queue::{Claim, Depth, Enqueued, Entry, LeaseLost, LeaseToken};
use crate::queue::{NotDead, Priority, Record, SealedBody, Stored};

/// Added, never edited: the number of those applied is the database's `user_version`.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_queue.sql"),
    include_str!("../../migrations/sqlite/0002_intake_keys.sql"),
    include_str!("../../migrations/sqlite/0003_dead_letters.sql"),
    include_str!("../../migrations/sqlite/0004_desk.sql"),
];

/// What every query for [`Stored`] selects. A report whose epoch is lost, which takes a damaged file,
/// is unreadable, but does not stand in the way of others.
const STORED: &str = "
    SELECT report.id, received_hour, report.priority, attempts, leased_until, last_lease,
           epoch, coalesce(enc, x'') AS enc, coalesce(ciphertext, x'') AS ciphertext, sealed
    FROM queue JOIN report USING (seq) JOIN body USING (seq) LEFT JOIN epoch ON epoch.id = epoch";

/// A queue in one SQLite file.
pub struct SqliteStore {
    writer: Writer,
    reader: Arc<Mutex<Connection>>,
}

impl SqliteStore {
    /// Opens the file, creates it if absent, and brings its tables up to date.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let mut connection = connect(path)?;
        migrate(&mut connection)?;
        let reader = Arc::new(Mutex::new(connect(path)?));
        Ok(Self {
            writer: Writer::start(connection)?,
            reader,
        })
    }

    async fn read<T: Send + 'static>(
        &self,
        query: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let reader = self.reader.clone();
        let result = tokio::task::spawn_blocking(move || {
            query(&reader.lock().unwrap_or_else(PoisonError::into_inner))
        });
        Ok(result.await.map_err(|_| StoreError::Closed)??)
    }

    /// Changes the report of this row, if its lease is still held with this token.
    async fn change_held(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        change: impl FnOnce(&Transaction<'_>, i64) -> rusqlite::Result<usize> + Send + 'static,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.writer
            .write(move |transaction| {
                let Some(seq) = leased(transaction, id, token, now)? else {
                    return Ok(Err(LeaseLost));
                };
                change(transaction, seq)?;
                Ok(Ok(()))
            })
            .await
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn enqueue(&self, entry: Entry) -> Result<Enqueued, StoreError> {
        self.writer
            .write(move |transaction| enqueue(transaction, &entry))
            .await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.writer
            .write(move |transaction| self::claim(transaction, claim))
            .await
    }

    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError> {
        let ids = ids.to_vec();
        self.writer
            .write(move |transaction| self::claim_these(transaction, &ids, claim))
            .await
    }

    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(id, token, now, move |transaction, seq| {
            transaction
                .prepare_cached("UPDATE queue SET leased_until = ? WHERE seq = ?")?
                .execute(params![until.0, seq])
        })
        .await
    }

    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(id, token, now, move |transaction, seq| {
            transaction
                .prepare_cached(
                    "UPDATE queue SET leased_until = iif(last_lease, ?, 0), lease = NULL
                     WHERE seq = ?",
                )?
                .execute(params![now.0, seq])
        })
        .await
    }

    async fn ack(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<Result<(), LeaseLost>, StoreError> {
        self.change_held(id, token, now, |transaction, seq| {
            transaction
                .prepare_cached("DELETE FROM queue WHERE seq = ?")?
                .execute([seq])?;
            transaction
                .prepare_cached("DELETE FROM body WHERE seq = ?")?
                .execute([seq])
        })
        .await
    }

    async fn list(
        &self,
        priority: Option<Priority>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.read(move |connection| {
            let only = match priority {
                Some(priority) => format!("AND priority = {}", priority as u8),
                None => String::new(),
            };
            // Each of the three in the order of an index: the list costs the same, however much
            // waits or is dead. What is under a lease is little.
            let part = |which: &str| {
                format!(
                    "SELECT * FROM (SELECT seq FROM queue WHERE {which} {only}
                                    ORDER BY priority, seq LIMIT ?1)"
                )
            };
            let free = part("last_lease = 0 AND leased_until = 0");
            let leased = part("last_lease = 0 AND leased_until > 0");
            let dead = part("last_lease = 1");
            connection
                .prepare_cached(&format!(
                    "WITH listed AS ({free} UNION ALL {leased} UNION ALL {dead})
                     {STORED} WHERE seq IN listed ORDER BY queue.priority, seq LIMIT ?1"
                ))?
                .query_map([max], stored)?
                .collect()
        })
        .await
    }

    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError> {
        self.read(move |connection| {
            connection
                .prepare_cached(&format!("{STORED} WHERE report.id = ?"))?
                .query_row([id.as_bytes()], stored)
                .optional()
        })
        .await
    }

    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT id FROM queue JOIN report USING (seq)
                     WHERE last_lease = 1 AND leased_until <= ?
                     ORDER BY queue.priority, seq",
                )?
                .query_map([now.0], report_id)?
                .collect()
        })
        .await
    }

    async fn requeue(
        &self,
        id: ReportId,
        now: Timestamp,
    ) -> Result<Result<(), NotDead>, StoreError> {
        self.writer
            .write(move |transaction| {
                let requeued = transaction
                    .prepare_cached(
                        "UPDATE queue
                         SET leased_until = 0, lease = NULL, attempts = 0, last_lease = 0
                         WHERE seq = (SELECT seq FROM report WHERE id = ?)
                           AND last_lease = 1 AND leased_until <= ?",
                    )?
                    .execute(params![id.as_bytes(), now.0])?;
                Ok(if requeued == 1 { Ok(()) } else { Err(NotDead) })
            })
            .await
    }

    async fn depth(&self, now: Timestamp, at_most: u64) -> Result<Depth, StoreError> {
        self.read(move |connection| {
            let count = |which: &str| -> rusqlite::Result<u64> {
                connection
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM (SELECT 1 FROM queue WHERE {which} LIMIT ?2)"
                    ))?
                    .query_row(params![now.0, at_most], |row| row.get(0))
            };
            // Each in an index: none comes across what it does not count, but for the few last leases.
            let last_leased = count("last_lease = 1 AND leased_until > ?1")?;
            Ok(Depth {
                waiting: count("last_lease = 0 AND leased_until <= ?1")?,
                leased: count("last_lease = 0 AND leased_until > ?1")? + last_leased,
                dead: count("last_lease = 1 AND leased_until <= ?1")?,
            })
        })
        .await
    }

    async fn keys(&self) -> Result<Vec<StoredKey>, StoreError> {
        self.read(keys::all).await
    }

    async fn add_key(&self, key: StoredKey, newest: Option<u64>) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| keys::add(transaction, &key, newest))
            .await
    }

    async fn remove_key(&self, sequence: u64) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| keys::remove(transaction, sequence))
            .await
    }

    async fn remove_keys_ended(&self, now: Timestamp) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| keys::remove_ended(transaction, now))
            .await
    }

    async fn records(&self, after: u64, max: usize) -> Result<Vec<(u64, Record)>, StoreError> {
        self.read(move |connection| records::after(connection, after, max))
            .await
    }

    async fn restore(&self, records: Vec<Record>) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| {
                let mut records = records.iter();
                records.try_for_each(|record| records::restore(transaction, record))
            })
            .await
    }

    async fn broken(&self) -> StoreError {
        self.writer.broken().await
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", "on")?;
    // Deleted content is overwritten with zeros, not just forgotten.
    connection.pragma_update(None, "secure_delete", "on")?;
    // Short write-ahead logs: the slowest commits become shorter at the same throughput.
    connection.pragma_update(None, "wal_autocheckpoint", 250)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let version: usize = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let missing = MIGRATIONS.get(version..).ok_or_else(|| {
        StoreError::Engine("the database was written by a newer receiver".to_owned())
    })?;
    let transaction = connection.transaction()?;
    for migration in missing {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len())?;
    Ok(transaction.commit()?)
}

fn enqueue(transaction: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<Enqueued> {
    let added = transaction
        .prepare_cached(
            "INSERT INTO report (id, received_hour, priority) VALUES (?, ?, ?)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params![
            entry.id.as_bytes(),
            entry.received.0,
            entry.priority as u8
        ])?;
    if added == 0 {
        return Ok(Enqueued::Known);
    }
    let seq = transaction.last_insert_rowid();
    insert_body(transaction, seq, &entry.body)?;
    transaction
        .prepare_cached("INSERT INTO queue (seq, priority) VALUES (?, ?)")?
        .execute(params![seq, entry.priority as u8])?;
    Ok(Enqueued::New)
}

fn insert_body(transaction: &Transaction<'_>, seq: i64, body: &SealedBody) -> rusqlite::Result<()> {
    let SealedBody { epoch, bytes } = body;
    transaction
        .prepare_cached("INSERT INTO epoch VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING")?
        .execute(params![epoch.id.0, epoch.enc, epoch.ciphertext])?;
    transaction
        .prepare_cached("INSERT INTO body VALUES (?, ?, ?)")?
        .execute(params![seq, epoch.id.0, bytes])?;
    Ok(())
}

fn claim(transaction: &Transaction<'_>, claim: Claim) -> rusqlite::Result<Vec<Stored>> {
    transaction
        .prepare_cached(
            "UPDATE queue SET leased_until = 0, lease = NULL
             WHERE last_lease = 0 AND leased_until > 0 AND leased_until <= ?",
        )?
        .execute([claim.now.0])?;
    transaction
        .prepare_cached(
            "UPDATE queue SET leased_until = ?, lease = ?, attempts = attempts + 1,
                              last_lease = attempts + 1 >= ?
             WHERE seq IN (SELECT seq FROM queue WHERE last_lease = 0 AND leased_until = 0
                           ORDER BY priority, seq LIMIT ?)
             RETURNING seq",
        )?
        .query_map(
            params![
                claim.until.0,
                claim.token.to_bytes(),
                claim.max_attempts.get(),
                claim.max
            ],
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<Vec<i64>>>()?
        .into_iter()
        .map(|seq| {
            transaction
                .prepare_cached(&format!("{STORED} WHERE seq = ?"))?
                .query_row([seq], stored)
        })
        .collect()
}

/// What is set aside is free for somebody who asks for it by name.
fn claim_these(
    transaction: &Transaction<'_>,
    ids: &[ReportId],
    claim: Claim,
) -> rusqlite::Result<Vec<Stored>> {
    let mut claimed = Vec::new();
    for id in ids {
        let changed = transaction
            .prepare_cached(
                "UPDATE queue SET leased_until = ?, lease = ?, attempts = attempts + 1,
                                  last_lease = attempts + 1 >= ?
                 WHERE seq = (SELECT seq FROM report WHERE id = ?) AND leased_until <= ?",
            )?
            .execute(params![
                claim.until.0,
                claim.token.to_bytes(),
                claim.max_attempts.get(),
                id.as_bytes(),
                claim.now.0
            ])?;
        if changed == 1 {
            claimed.push(
                transaction
                    .prepare_cached(&format!("{STORED} WHERE report.id = ?"))?
                    .query_row([id.as_bytes()], stored)?,
            );
        }
    }
    Ok(claimed)
}

/// The row of a report whose lease is still held with this token.
fn leased(
    transaction: &Transaction<'_>,
    id: ReportId,
    token: LeaseToken,
    now: Timestamp,
) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached(
            "SELECT seq FROM report JOIN queue USING (seq)
             WHERE id = ? AND lease = ? AND leased_until > ?",
        )?
        .query_row(params![id.as_bytes(), token.to_bytes(), now.0], |row| {
            row.get(0)
        })
        .optional()
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let epoch = SealedEpochKey {
        id: EpochId(row.get("epoch")?),
        enc: row.get("enc")?,
        ciphertext: row.get("ciphertext")?,
    };
    Ok(Stored {
        id: report_id(row)?,
        received: Hour(row.get("received_hour")?),
        priority: priority(row)?,
        attempts: row.get("attempts")?,
        leased_until: Timestamp(row.get("leased_until")?),
        last_lease: row.get("last_lease")?,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: row.get("sealed")?,
        },
    })
}

fn report_id(row: &Row<'_>) -> rusqlite::Result<ReportId> {
    Ok(ReportId::new(row.get("id")?))
}

fn priority(row: &Row<'_>) -> rusqlite::Result<Priority> {
    let priority = Priority::ALL.get(row.get::<_, usize>("priority")?);
    Ok(priority.copied().unwrap_or(Priority::Danger))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        // SQLite's own words: they name tables and codes, never a value that was bound.
        Self::Engine(error.to_string())
    }
}

#[cfg(test)]
mod tests;
