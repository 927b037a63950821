//! Hotlines with which nothing is exchanged, because somebody here says so, or because nobody has agreed to them yet,
//! whatever config and directory say.

use model::audit::{Act, ActName};
use model::name::DESK;
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use crate::directory::following::Followed;
use crate::records::RecordError;

/// A hotline with which nothing is exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// Whether it is new in the directory, and waits for somebody here to agree to it.
    pub is_new: bool,
}

impl Exchange {
    /// The hotlines that are paused, in the order of their ids.
    pub async fn paused(&self) -> Result<Vec<Paused>, RecordError> {
        let all = self.records().all::<Paused>(RecordKind::Paused).await?;
        Ok(all.into_iter().map(|kept| kept.value).collect())
    }

    /// Exchanges nothing with a hotline from now on, in somebody's name: nothing is sealed to it, and the intake
    /// takes nothing of it. A desk that runs does so within a minute. Tells whether that is new.
    pub async fn pause(&self, who: &str, hotline: &HotlineId) -> Result<bool, RecordError> {
        let pause = self.pause_of(hotline, false)?;
        match self.act(pause, who, ActName::HotlinePaused, hotline).await {
            Err(RecordError::Conflict) => Ok(false),
            paused => paused.map(|()| true),
        }
    }

    /// Exchanges with a hotline from now on, in somebody's name. Tells whether it was paused.
    pub async fn resume(&self, who: &str, hotline: &HotlineId) -> Result<bool, RecordError> {
        let paused = self.paused().await?;
        if !paused.iter().any(|paused| paused.hotline == *hotline) {
            return Ok(false);
        }
        let key = hotline.as_str().as_bytes().to_vec();
        let remove = RecordChange::Remove(RecordKind::Paused, key);
        self.act(remove, who, ActName::HotlineResumed, hotline)
            .await?;
        Ok(true)
    }

    /// Pauses the hotlines that are new in a directory, until somebody here agrees to them; not those of the config,
    /// and none if the config admits them.
    pub(super) async fn pause_new(
        &self,
        batch: &mut Batch,
        before: Option<&Followed>,
        followed: &Followed,
    ) -> Result<(), RecordError> {
        let source = self.referrals.directory.as_ref();
        if source.is_none_or(|source| source.admit_new) {
            return Ok(());
        }
        let (us, now) = (&self.us().hotline, self.clock.now());
        let mut known: Vec<HotlineId> = self.paused_ids().await?;
        known.push(us.clone());
        for newcomer in followed.newcomers(before) {
            let id = &newcomer.hotline;
            if known.contains(id) || self.referrals.hotlines.is_of_config(id) {
                continue;
            }
            batch.records.push(self.pause_of(id, true)?);
            let act = Act::of(DESK, ActName::HotlinePaused, "", id.as_str(), now);
            batch.acts.push(act);
        }
        Ok(())
    }

    pub(super) async fn paused_ids(&self) -> Result<Vec<HotlineId>, RecordError> {
        let paused = self.paused().await?.into_iter();
        Ok(paused.map(|paused| paused.hotline).collect())
    }

    fn pause_of(&self, hotline: &HotlineId, is_new: bool) -> Result<RecordChange, RecordError> {
        let (key, hotline) = (hotline.as_str().as_bytes(), hotline.clone());
        let paused = Paused { hotline, is_new };
        self.records().add(RecordKind::Paused, key, &paused)
    }

    async fn act(
        &self,
        change: RecordChange,
        who: &str,
        name: ActName,
        hotline: &HotlineId,
    ) -> Result<(), RecordError> {
        let act = Act::of(who, name, "", hotline.as_str(), self.clock.now());
        let batch = Batch {
            records: vec![change],
            ..Batch::from(act)
        };
        self.records().commit(batch).await?;
        self.recall().await
    }
}
