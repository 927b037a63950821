//! What the desk keeps, in SQLite.

mod cases;
mod log;
mod records;

use async_trait::async_trait;
use rusqlite::Transaction;
use shared::report::ReportId;

use super::SqliteStore;
use crate::clock::Hour;
use crate::desk::audit::ChainedAct;
use crate::desk::case::{Card, Facts};
use crate::store::StoreError;
use crate::store::desk::{
    Batch, CaseFilter, CaseRecord, Conflict, DeskPart, DeskStore, LocationDigest, RecordKind,
    Sealed, SealedCase,
};

#[async_trait]
impl DeskStore for SqliteStore {
    async fn commit(&self, batch: Batch) -> Result<Result<(), Conflict>, StoreError> {
        self.writer
            .write(move |transaction| {
                if !fits(transaction, &batch)? {
                    return Ok(Err(Conflict));
                }
                write(transaction, &batch)?;
                Ok(Ok(()))
            })
            .await
    }

    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError> {
        self.read(move |connection| cases::find(connection, id))
            .await
    }

    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError> {
        let filter = filter.clone();
        self.read(move |connection| cases::list(connection, &filter))
            .await
    }

    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError> {
        let locations = locations.to_vec();
        self.read(move |connection| cases::linked(connection, &locations, except))
            .await
    }

    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError> {
        self.read(cases::facts).await
    }

    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        self.read(move |connection| cases::due(connection, kind, before, max))
            .await
    }

    async fn record(&self, kind: RecordKind, key: &[u8]) -> Result<Option<Sealed>, StoreError> {
        let key = key.to_vec();
        self.read(move |connection| records::find(connection, kind, &key))
            .await
    }

    async fn records_of(&self, kind: RecordKind) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
        self.read(move |connection| records::all(connection, kind))
            .await
    }

    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        self.read(move |connection| log::after(connection, after, max))
            .await
    }

    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError> {
        self.read(log::last).await
    }

    async fn acts_on(&self, subject: ReportId) -> Result<Vec<ChainedAct>, StoreError> {
        self.read(move |connection| log::on(connection, subject))
            .await
    }

    async fn case_records(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, CaseRecord)>, StoreError> {
        self.read(move |connection| cases::after(connection, after, max))
            .await
    }

    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
        let key = key.to_vec();
        self.read(move |connection| records::after(connection, kind, &key, max))
            .await
    }

    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError> {
        self.writer
            .write(move |transaction| {
                let DeskPart {
                    cases,
                    records,
                    acts,
                } = &part;
                cases
                    .iter()
                    .try_for_each(|case| cases::restore(transaction, case))?;
                records
                    .iter()
                    .try_for_each(|record| records::restore(transaction, record))?;
                acts.iter()
                    .try_for_each(|act| log::restore(transaction, act))
            })
            .await
    }

    async fn forget(&self) -> Result<(), StoreError> {
        self.writer
            .write(|transaction| {
                transaction.execute(
                    "DELETE FROM epoch WHERE id NOT IN (SELECT epoch FROM body)",
                    [],
                )
            })
            .await?;
        // What was deleted is overwritten in the file, but the log has it until it is cut.
        let is_busy: bool = self
            .read(|connection| {
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            })
            .await?;
        if is_busy {
            Err(StoreError::Busy)
        } else {
            Ok(())
        }
    }
}

/// Whether everything is as the batch's author saw it. Nothing else writes in between.
fn fits(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<bool> {
    for adopted in &batch.adopted {
        if !cases::can_adopt(transaction, adopted)? {
            return Ok(false);
        }
    }
    for case in &batch.cases {
        if !cases::can_change(transaction, case)? {
            return Ok(false);
        }
    }
    for change in &batch.records {
        if !records::can_change(transaction, change)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn write(transaction: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<()> {
    let Batch {
        adopted,
        cases,
        records,
        acts,
    } = batch;
    adopted
        .iter()
        .try_for_each(|adopted| cases::adopt(transaction, adopted))?;
    cases
        .iter()
        .try_for_each(|case| cases::change(transaction, case))?;
    records
        .iter()
        .try_for_each(|change| records::change(transaction, change))?;
    log::append(transaction, acts)
}
