//! The ledger beside the queue: which epoch keys and which reports the log knows.

use std::collections::HashSet;

use async_trait::async_trait;
use model::queue::ReportCopy;
use model::rows::RowChange;
use model::sealed::SealedEpochKey;
use shared::report::ReportId;

use super::Ledger;
use crate::{Provenance, StoreError, digest};

#[async_trait]
impl Provenance for Ledger {
    async fn is_entered(&self, epoch: &SealedEpochKey) -> Result<bool, StoreError> {
        self.follow().await?;
        Ok(self.untrue(&[digest::of_epoch(epoch)]).await.is_none())
    }

    async fn left(&self, ids: &[ReportId]) -> Result<HashSet<ReportId>, StoreError> {
        self.follow().await?;
        let known = self.known.lock().await;
        let cards = known.rows.get(digest::CARD);
        let is_case = |id: &ReportId| {
            let RowChange(_, name, _) = digest::row(digest::CARD, *id, None);
            cards.is_some_and(|cards| cards.contains_key(&name))
        };
        let left = ids
            .iter()
            .filter(|id| is_case(id) || known.acked.contains(id));
        Ok(left.copied().collect())
    }

    async fn case_count(&self) -> u64 {
        self.count(digest::CARD).await as u64
    }

    async fn arrived_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, ReportCopy)>, StoreError> {
        self.store.reports_after(after, max).await
    }
}
