//! What the desk keeps, in PostgreSQL.

mod cases;
mod log;
mod records;

use async_trait::async_trait;
use shared::report::ReportId;

use super::PostgresStore;
use crate::clock::Hour;
use crate::desk::audit::ChainedAct;
use crate::desk::case::{Card, Facts};
use crate::store::StoreError;
use crate::store::desk::{
    Batch, CaseFilter, CaseRecord, Conflict, DeskPart, DeskStore, LocationDigest, RecordKind,
    Sealed, SealedCase,
};

#[async_trait]
impl DeskStore for PostgresStore {
    async fn commit(&self, batch: Batch) -> Result<Result<(), Conflict>, StoreError> {
        let mut client = self.pool.get().await?;
        // A transaction that is dropped before its commit is rolled back.
        let transaction = client.transaction().await?;
        for adopted in &batch.adopted {
            if !cases::adopt(&transaction, adopted).await? {
                return Ok(Err(Conflict));
            }
        }
        for case in &batch.cases {
            if !cases::change(&transaction, case).await? {
                return Ok(Err(Conflict));
            }
        }
        for change in &batch.records {
            if !records::change(&transaction, change).await? {
                return Ok(Err(Conflict));
            }
        }
        log::append(&transaction, &batch.acts).await?;
        transaction.commit().await?;
        Ok(Ok(()))
    }

    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError> {
        cases::find(self, id).await
    }

    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError> {
        cases::list(self, filter).await
    }

    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError> {
        cases::linked(self, locations, except).await
    }

    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError> {
        cases::facts(self).await
    }

    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        cases::due(self, kind, before, max).await
    }

    async fn record(&self, kind: RecordKind, key: &[u8]) -> Result<Option<Sealed>, StoreError> {
        records::find(self, kind, key).await
    }

    async fn records_of(&self, kind: RecordKind) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
        records::all(self, kind).await
    }

    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        log::after(self, after, max).await
    }

    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError> {
        log::last(self).await
    }

    async fn acts_on(&self, subject: ReportId) -> Result<Vec<ChainedAct>, StoreError> {
        log::on(self, subject).await
    }

    async fn case_records(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, CaseRecord)>, StoreError> {
        cases::after(self, after, max).await
    }

    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError> {
        records::after(self, kind, key, max).await
    }

    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        for case in &part.cases {
            cases::restore(&transaction, case).await?;
        }
        for record in &part.records {
            records::restore(&transaction, record).await?;
        }
        for act in &part.acts {
            log::restore(&transaction, act).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn forget(&self) -> Result<(), StoreError> {
        let mut client = self.pool.get().await?;
        let transaction = client.transaction().await?;
        // Who enqueues names its key in one statement, and waits until this is over.
        transaction
            .batch_execute(
                "LOCK TABLE epoch IN SHARE ROW EXCLUSIVE MODE;
                 DELETE FROM epoch
                 WHERE NOT EXISTS (SELECT 1 FROM report WHERE report.epoch = epoch.id)",
            )
            .await?;
        transaction.commit().await?;
        // Outside of a transaction: VACUUM asks for that.
        Ok(client
            .batch_execute("VACUUM desk_record, case_file, epoch")
            .await?)
    }
}
