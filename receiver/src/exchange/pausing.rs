//! Hotlines with which nothing is exchanged, because an operator here says so, whatever config and directory say.

use model::audit::{Act, ActName};
use model::name::OPERATOR;
use shared::report::HotlineId;
use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use crate::records::RecordError;

impl Exchange {
    /// The hotlines that are paused, in the order of their ids.
    pub async fn paused(&self) -> Result<Vec<HotlineId>, RecordError> {
        let all = self.records().all::<HotlineId>(RecordKind::Paused).await?;
        Ok(all.into_iter().map(|kept| kept.value).collect())
    }

    /// Exchanges nothing with a hotline from now on, in the operator's name: nothing is sealed to it, and the intake
    /// takes nothing of it. A desk that runs does so within a minute. Tells whether that is new.
    pub async fn pause(&self, hotline: &HotlineId) -> Result<bool, RecordError> {
        let records = self.records();
        let add = records.add(RecordKind::Paused, hotline.as_str().as_bytes(), hotline)?;
        match self.act(add, ActName::HotlinePaused, hotline).await {
            Err(RecordError::Conflict) => Ok(false),
            paused => paused.map(|()| true),
        }
    }

    /// Exchanges with a hotline again, in the operator's name. Tells whether it was paused.
    pub async fn resume(&self, hotline: &HotlineId) -> Result<bool, RecordError> {
        if !self.paused().await?.contains(hotline) {
            return Ok(false);
        }
        let key = hotline.as_str().as_bytes().to_vec();
        let remove = RecordChange::Remove(RecordKind::Paused, key);
        self.act(remove, ActName::HotlineResumed, hotline).await?;
        Ok(true)
    }

    async fn act(
        &self,
        change: RecordChange,
        name: ActName,
        hotline: &HotlineId,
    ) -> Result<(), RecordError> {
        let act = Act::of(OPERATOR, name, "", hotline.as_str(), self.clock.now());
        let batch = Batch {
            records: vec![change],
            ..Batch::from(act)
        };
        self.records().commit(batch).await?;
        self.recall().await
    }
}
