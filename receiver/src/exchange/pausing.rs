//! Hotlines with which nothing is exchanged, because somebody here has paused them or distrusts them, or because nobody
//! has agreed to them yet, whatever config and directory say.

use model::audit::{Act, ActName};
use model::name::DESK;
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use store::{Batch, RecordChange, RecordKind};

use super::Exchange;
use crate::directory::following::Followed;
use crate::handoff::Bar;
use crate::records::RecordError;

/// A hotline with which nothing is exchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The hotline's id.
    pub hotline: HotlineId,
    /// Whether it is new in the directory, and waits for somebody here to agree to it.
    pub is_new: bool,
    /// Whether somebody here distrusts it. Earlier receivers know no distrust: to them it is paused.
    #[serde(default)]
    pub is_distrusted: bool,
}

impl Paused {
    fn new(hotline: &HotlineId, bar: Bar) -> Self {
        Self {
            hotline: hotline.clone(),
            is_new: bar == Bar::New,
            is_distrusted: bar == Bar::Distrusted,
        }
    }

    /// Why nothing is exchanged with it.
    pub fn bar(&self) -> Bar {
        match (self.is_new, self.is_distrusted) {
            (_, true) => Bar::Distrusted,
            (true, false) => Bar::New,
            (false, false) => Bar::Paused,
        }
    }
}

impl Exchange {
    /// The hotlines that are paused, in the order of their ids.
    pub async fn paused(&self) -> Result<Vec<Paused>, RecordError> {
        let all = self.records().all::<Paused>(RecordKind::Paused).await?;
        Ok(all.into_iter().map(|kept| kept.value).collect())
    }

    /// Exchanges nothing with a hotline until that is taken back, in somebody's name: nothing is sealed to it, its intake
    /// is told to ask later, and what has arrived of it waits. A desk that runs does so within a minute. Tells whether that
    /// is new: a hotline with a bar of any kind keeps it.
    pub async fn pause(&self, who: &str, hotline: &HotlineId) -> Result<bool, RecordError> {
        let pause = self.barring(hotline, Bar::Paused)?;
        match self.act(pause, who, ActName::HotlinePaused, hotline).await {
            Err(RecordError::Conflict) => Ok(false),
            paused => paused.map(|()| true),
        }
    }

    /// Distrusts a hotline from now on, in somebody's name: what it has sent or sends is refused by a signed answer, and
    /// ours to it comes back to the cases. A desk that runs does so within a minute. Tells whether that is new.
    pub async fn distrust(&self, who: &str, hotline: &HotlineId) -> Result<bool, RecordError> {
        let (records, key) = (self.records(), hotline.as_str().as_bytes());
        let kept = records.get::<Paused>(RecordKind::Paused, key).await?;
        let change = match kept {
            None => self.barring(hotline, Bar::Distrusted)?,
            Some(kept) if kept.value.is_distrusted => return Ok(false),
            Some(mut kept) => {
                kept.value = Paused::new(hotline, Bar::Distrusted);
                records.put(RecordKind::Paused, &kept)?
            }
        };
        self.act(change, who, ActName::HotlineDistrusted, hotline)
            .await?;
        Ok(true)
    }

    /// Exchanges with a hotline from now on, in somebody's name. Tells whether it had a bar.
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
        let paused = self.paused().await?.into_iter();
        let mut known: Vec<HotlineId> = paused.map(|paused| paused.hotline).collect();
        known.push(us.clone());
        for newcomer in followed.newcomers(before) {
            let id = &newcomer.hotline;
            if known.contains(id) || self.referrals.hotlines.is_of_config(id) {
                continue;
            }
            batch.records.push(self.barring(id, Bar::New)?);
            let act = Act::of(DESK, ActName::HotlinePaused, "", id.as_str(), now);
            batch.acts.push(act);
        }
        Ok(())
    }

    /// All bars, in the order of the hotlines' ids.
    pub(super) async fn stored_bars(&self) -> Result<Vec<(HotlineId, Bar)>, RecordError> {
        let paused = self.paused().await?.into_iter();
        let bars = paused.map(|paused| {
            let bar = paused.bar();
            (paused.hotline, bar)
        });
        Ok(bars.collect())
    }

    fn barring(&self, hotline: &HotlineId, bar: Bar) -> Result<RecordChange, RecordError> {
        let (key, paused) = (hotline.as_str().as_bytes(), Paused::new(hotline, bar));
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
