//! The log of every act at the desk.

use async_trait::async_trait;
use model::chain::ChainedAct;
use shared::report::ReportId;

use crate::engine::Engine;
use crate::statements::log;
use crate::{StoreError, decode};

/// Reads the log. [`Commit`](crate::Commit) appends to it.
#[async_trait]
pub trait Log: Send + Sync {
    /// Entries after this place in the log, the oldest first, at most `max`. The place of the first
    /// entry is 1.
    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError>;

    /// The newest entry of the log, if there is one.
    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError>;

    /// The entries about one case, the oldest first: of more than `max`, the last ones.
    async fn acts_on(&self, case: ReportId, max: usize) -> Result<Vec<ChainedAct>, StoreError>;
}

#[async_trait]
impl<E: Engine> Log for E {
    #[tracing::instrument(name = "store.acts", skip_all)]
    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        self.rows(log::after(after, max), decode::chained_act).await
    }

    #[tracing::instrument(name = "store.last_act", skip_all)]
    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError> {
        self.first(log::last(), decode::chained_act).await
    }

    #[tracing::instrument(name = "store.acts_on", skip_all)]
    async fn acts_on(&self, case: ReportId, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        let mut acts = self.rows(log::on(case, max), decode::chained_act).await?;
        acts.reverse();
        Ok(acts)
    }
}
