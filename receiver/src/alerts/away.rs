//! An intake that stands alone tells people that its desk does not fetch. What was told is in memory only: after a restart
//! it is told again.

use std::sync::Arc;

use futures_util::future::join_all;
use model::time::Timestamp;
use store::StoreError;
use tokio::sync::Mutex;

use super::Places;
use super::kind::Alert;
use super::memory::{Finding, Memory, Notice};
use crate::clock::Clock;
use crate::outgoing::Outgoing;
use crate::pull::{AWAY_SECONDS, Door};
use crate::telemetry::Metrics;

/// Seconds without a fetch from which on it is told while a report about a child in danger waits.
const DANGER_SECONDS: u64 = 15 * 60;

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
    /// Where to tell.
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
        let sent = join_all(due.iter().map(|notice| self.send(notice, now))).await;
        let sent = due.iter().zip(sent).filter(|(_, is_sent)| *is_sent);
        let sent: Vec<&Notice> = sent.map(|(notice, _)| notice).collect();
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

    /// Sends a notice. Returns whether it has arrived, or can never arrive.
    async fn send(&self, notice: &Notice, now: Timestamp) -> bool {
        let places = &self.parts.places;
        let Some(place) = places.named(&notice.place) else {
            return true;
        };
        let message = notice.message(places.words);
        let sent = place.send(&self.outgoing, &message, now).await;
        self.parts.metrics.count_alert(sent.is_ok());
        if let Err(error) = &sent {
            tracing::warn!(%error, alert = notice.alert.name(), "an alert was not sent");
        }
        sent.is_ok()
    }
}
