//! The heartbeat of a half: writes to the store that the half is at work, and so finds out whether
//! anything can be written. The store remembers the time for the next start.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use model::time::Timestamp;
use store::{ConfigDigest, Ownership, Part, StoreError};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::telemetry::Metrics;

/// Seconds for which a heartbeat tells that the store can be written.
const FRESH: u64 = 30;

/// Seconds for which a report that could not be stored tells that the store is not well. On a disk that is
/// nearly full, a heartbeat may still fit where a report does not.
const UNWELL: u64 = 60;

/// The time limit for one heartbeat.
const LIMIT: Duration = Duration::from_secs(10);

/// Seconds after the last key that an intake at work could give out, from which on it has none. It writes
/// of its key each minute.
const KEYLESS: u64 = 120;

/// Whether an intake has gone on without a key to give out. Of several intakes with one store, one that has
/// a key speaks for all.
pub(crate) fn is_key_missing(beats: &[(Part, Timestamp)]) -> bool {
    let (intake, key) = (
        last_beat(beats, Part::Intake),
        last_beat(beats, Part::IntakeKey),
    );
    key.is_some_and(|key| intake.is_some_and(|intake| key.plus_seconds(KEYLESS) < intake))
}

/// The last heartbeat of a part; none if it never had one.
pub(crate) fn last_beat(beats: &[(Part, Timestamp)], part: Part) -> Option<Timestamp> {
    let beat = beats.iter().find(|(of, _)| *of == part);
    beat.map(|(_, at)| *at)
}

/// The heartbeat of one half.
pub(crate) struct Heartbeat {
    part: Part,
    /// The config by which the half runs.
    config: ConfigDigest,
    store: Arc<dyn Ownership>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    /// The time of the last heartbeat, unless that failed.
    last: Mutex<Option<Timestamp>>,
    /// When a report was refused by the store, until one is stored again.
    refused: std::sync::Mutex<Option<Timestamp>>,
}

impl Heartbeat {
    /// The heartbeat of this half.
    pub(crate) fn new(
        part: Part,
        config: ConfigDigest,
        store: Arc<dyn Ownership>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            part,
            config,
            store,
            clock,
            metrics,
            last: Mutex::default(),
            refused: std::sync::Mutex::default(),
        }
    }

    /// Writes that this half is at work.
    pub(crate) async fn beat(&self) -> Result<(), StoreError> {
        let mut last = self.last.lock().await;
        self.write(&mut last).await
    }

    /// Notes whether a report was stored.
    pub(crate) fn note_report(&self, is_stored: bool) {
        *self.refused() = (!is_stored).then(|| self.clock.now());
    }

    fn refused(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Checks that the store took the last report, and that it can be written: writes, unless it has done
    /// so within half a minute. So anybody may ask at any rate.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let mut last = self.last.lock().await;
        let now = self.clock.now();
        let is_unwell = |at: Timestamp| at <= now && now < at.plus_seconds(UNWELL);
        if self.refused().is_some_and(is_unwell) {
            return Err(StoreError::Busy);
        }
        let is_fresh = |at: Timestamp| at <= now && now < at.plus_seconds(FRESH);
        if last.is_some_and(is_fresh) {
            return Ok(());
        }
        self.write(&mut last).await
    }

    async fn write(&self, last: &mut Option<Timestamp>) -> Result<(), StoreError> {
        let written = tokio::time::timeout(LIMIT, self.write_once()).await;
        let written = written.unwrap_or(Err(StoreError::Busy));
        self.metrics.set_store_writable(written.is_ok());
        *last = written.is_ok().then(|| self.clock.now());
        written
    }

    /// Writes that this half is at work. Takes over the system's time if the clock does not believe it
    /// and a person has confirmed it.
    async fn write_once(&self) -> Result<(), StoreError> {
        if self.clock.refused().is_some() {
            let beats = self.store.beats().await?;
            if let Some(at) = last_beat(&beats, Part::Clock) {
                self.clock.confirm(at);
            }
        }
        let now = self.clock.now();
        self.store.beat(self.part, now, Some(self.config)).await
    }
}
