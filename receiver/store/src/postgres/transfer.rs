//! Reads and writes all of the store's data, for a copy.

use async_trait::async_trait;
use model::queue::ReportCopy;

use super::statement::{execute, first};
use super::{PostgresStore, commit, inserter};
use crate::engine::Engine;
use crate::statement::{Statement, values};
use crate::statements::{cases, log, records};
use crate::{CaseCopy, DeskPart, RecordKind, SealedRecord, StoreError, Transfer, decode, transfer};

#[async_trait]
impl Transfer for PostgresStore {
    #[tracing::instrument(name = "store.reports_after", skip_all)]
    async fn reports_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, ReportCopy)>, StoreError> {
        let query = Statement::new(
            "SELECT seq, report.id, received_hour, priority, attempts, leased_until, last_lease,
                    lease, epoch, enc, ciphertext, sealed
             FROM report LEFT JOIN epoch ON epoch.id = epoch
             WHERE seq > $1 ORDER BY seq LIMIT $2",
            values![after, max],
        );
        self.rows(query, decode::report_copy).await
    }

    #[tracing::instrument(name = "store.restore_reports", skip_all)]
    async fn restore_reports(&self, reports: Vec<ReportCopy>) -> Result<(), StoreError> {
        let reports: Vec<_> = reports.iter().collect();
        let mut client = self.connections.get().await?;
        let transaction = client.transaction().await?;
        let new = inserter::insert(&transaction, &reports).await?;
        if new.len() != reports.len() {
            return Err(StoreError::engine("a report is there already"));
        }
        transaction.commit().await?;
        client.give_back();
        Ok(())
    }

    #[tracing::instrument(name = "store.cases_after", skip_all)]
    async fn cases_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, CaseCopy)>, StoreError> {
        transfer::cases_after(self, after, max).await
    }

    #[tracing::instrument(name = "store.records_after", skip_all)]
    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError> {
        let query = records::after(kind, key, max);
        self.rows(query, decode::keyed_record).await
    }

    #[tracing::instrument(name = "store.restore_desk", skip_all)]
    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError> {
        let mut client = self.connections.get().await?;
        let transaction = client.transaction().await?;
        for CaseCopy {
            case,
            locations,
            items,
        } in &part.cases
        {
            let row = cases::report_row(case.card.id);
            let seq = first(&transaction, &row, decode::place).await?;
            let seq = seq.ok_or_else(|| StoreError::engine("a case's report is unknown"))?;
            commit::insert(&transaction, seq, case, locations).await?;
            commit::insert_items(&transaction, case.card.id, items)
                .await
                .map_err(|_| StoreError::engine("two items have one address"))?;
        }
        for (kind, key, record) in &part.records {
            execute(&transaction, &records::insert(*kind, key, record)).await?;
        }
        for act in &part.acts {
            execute(&transaction, &log::restore(act)).await?;
        }
        transaction.commit().await?;
        client.give_back();
        Ok(())
    }
}
