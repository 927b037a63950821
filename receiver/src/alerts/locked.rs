//! Alerts of a desk that is locked. What was told is in this process alone, because the record of it in the store is
//! sealed to the desk's key; the desk takes it over when it is unlocked.

use std::sync::Arc;

use model::time::Timestamp;
use tokio::sync::Mutex;

use super::kind::Alert;
use super::memory::{Finding, Memory};
use super::{Keyless, Places, Sender, Surroundings, finding};
use crate::clock::Clock;
use crate::outgoing::Outgoing;
use crate::telemetry::Metrics;

/// What was told while the desk was locked. It outlives a config that is read again.
#[derive(Clone, Default)]
pub(crate) struct Told(Arc<Mutex<Memory>>);

impl Told {
    pub(super) async fn get(&self) -> Memory {
        self.0.lock().await.clone()
    }

    pub(super) async fn clear(&self) {
        *self.0.lock().await = Memory::default();
    }
}

/// Tells people that the desk is locked, and what else can be seen without its key.
pub(crate) struct LockedAlerts {
    /// Watches what needs no key.
    pub(crate) keyless: Keyless,
    /// The alerts that were told since the desk is locked.
    pub(crate) told: Told,
    /// The time from which on the desk is locked.
    pub(crate) since: Timestamp,
    /// The people and systems that are told.
    pub(crate) places: Arc<Places>,
    /// Makes the requests of pushes.
    pub(crate) outgoing: Outgoing,
    /// The source of the present time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Counts the attempts to tell.
    pub(crate) metrics: Arc<Metrics>,
}

impl LockedAlerts {
    /// The same alerts, in this process.
    pub(crate) fn in_process(mut self, surroundings: Surroundings) -> Self {
        self.keyless.surroundings = surroundings;
        self
    }

    /// Looks at what can be seen without the desk's key, and sends what is due.
    #[tracing::instrument(skip_all, name = "alerts.tick_locked")]
    pub(crate) async fn tick(&self) {
        let mut memory = self.told.0.lock().await;
        let now = self.clock.now();
        let findings = self.findings(&memory, now).await;
        memory.follow(&findings, &self.places, now);
        let due = memory.begin_due(now);
        let sender = Sender {
            outgoing: &self.outgoing,
            metrics: &self.metrics,
            clock: &*self.clock,
        };
        let sent = sender.send(&self.places, &due).await;
        memory.forget(&sent);
    }

    async fn findings(&self, memory: &Memory, now: Timestamp) -> Vec<Finding> {
        let hours = now.0.saturating_sub(self.since.0) / 3600;
        let mut findings = vec![finding(Alert::DeskLocked, Some(hours))];
        findings.extend(self.keyless.of_process(now).await);
        // The store has logged its errors.
        if let Ok(waiting) = self.keyless.in_queue(now).await {
            findings.extend(self.keyless.danger(&waiting, memory, now));
        }
        findings.extend(self.keyless.waiting().await.into_iter().flatten());
        let beats = self.keyless.beats(now, async || Ok(None)).await;
        findings.extend(beats.into_iter().flatten());
        findings
    }
}
