//! An intake that stands alone tells people that its desk does not fetch. What was told is in memory only: after a restart
//! it is told again.

use std::sync::Arc;

use model::time::Timestamp;
use store::StoreError;
use tokio::sync::Mutex;

use super::keyless::DANGER_SECONDS;
use super::kind::Alert;
use super::memory::{Finding, Memory};
use super::{Places, Sender};
use crate::clock::Clock;
use crate::outgoing::Outgoing;
use crate::pull::{AWAY_SECONDS, Door};
use crate::telemetry::Metrics;

/// Watches whether the desk fetches.
pub(crate) struct AwayAlert {
    parts: AwayParts,
    outgoing: Outgoing,
    began: Timestamp,
    memory: Mutex<Memory>,
}

/// The parts of that watch.
pub(crate) struct AwayParts {
    /// The door at which the desk fetches.
    pub(crate) door: Arc<Door>,
    /// The people and systems that are told.
    pub(crate) places: Places,
    /// The clock of the process.
    pub(crate) clock: Arc<dyn Clock>,
    /// Counts the attempts to tell.
    pub(crate) metrics: Arc<Metrics>,
}

impl AwayAlert {
    /// A watch with these parts.
    pub(crate) fn new(parts: AwayParts) -> Self {
        Self {
            outgoing: Outgoing::new(),
            began: parts.clock.now(),
            parts,
            memory: Mutex::default(),
        }
    }

    /// Looks whether the desk has fetched, and sends what is due.
    #[tracing::instrument(skip_all, name = "alerts.away")]
    pub(crate) async fn tick(&self) {
        let now = self.parts.clock.now();
        // The store has logged its error.
        let Ok(finding) = self.finding(now).await else {
            return;
        };
        let mut memory = self.memory.lock().await;
        memory.follow(&[finding], &self.parts.places, now);
        let due = memory.begin_due(now);
        let sender = Sender {
            outgoing: &self.outgoing,
            metrics: &self.parts.metrics,
            clock: &*self.parts.clock,
        };
        let sent = sender.send(&self.parts.places, &due).await;
        memory.forget(&sent);
    }

    async fn finding(&self, now: Timestamp) -> Result<Finding, StoreError> {
        let door = &self.parts.door;
        let asked = door.last_asked().await?.unwrap_or(self.began);
        let since = now.0.saturating_sub(asked.0);
        let is_urgent = since > DANGER_SECONDS && door.has_danger().await?;
        let is_away = is_urgent || since > AWAY_SECONDS;
        Ok(Finding {
            alert: Alert::DeskAway,
            count: is_away.then_some(since / 60),
            stage: is_urgent.into(),
        })
    }
}
