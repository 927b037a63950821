//! The numbers of reports in the queue, counted once an hour: whoever asks again and again cannot tell
//! at which second a report arrived.

use std::sync::Arc;

use model::priority::Priority;
use model::queue::WaitingCount;
use model::time::Hour;
use store::{Queue, StoreError};
use tokio::sync::Mutex;

use crate::clock::Clock;

/// Counts the queue of a store once an hour.
pub(crate) struct HourlyQueue {
    store: Arc<dyn Queue>,
    clock: Arc<dyn Clock>,
    last: Mutex<Option<Arc<QueueCounts>>>,
}

/// The numbers of reports in the queue at some time of an hour.
pub(crate) struct QueueCounts {
    /// The hour.
    pub(crate) hour: Hour,
    /// The waiting reports.
    pub(crate) waiting: Vec<WaitingCount>,
    /// The number of reports under a lease.
    pub(crate) leased: u64,
    /// The number of reports that were claimed too often without an ack.
    pub(crate) dead: u64,
}

impl HourlyQueue {
    /// Counts this queue.
    pub(crate) fn new(store: Arc<dyn Queue>, clock: Arc<dyn Clock>) -> Self {
        let last = Mutex::default();
        Self { store, clock, last }
    }

    /// The numbers of this hour: counted now, or when somebody asked first in this hour.
    pub(crate) async fn counts(&self) -> Result<Arc<QueueCounts>, StoreError> {
        let now = self.clock.now();
        let mut last = self.last.lock().await;
        if let Some(counts) = last.as_ref().filter(|counts| counts.hour == now.hour()) {
            return Ok(counts.clone());
        }
        let depth = self.store.depth(now).await?;
        let counts = Arc::new(QueueCounts {
            hour: now.hour(),
            waiting: self.store.waiting(now).await?,
            leased: depth.leased,
            dead: depth.dead,
        });
        *last = Some(counts.clone());
        Ok(counts)
    }
}

impl QueueCounts {
    /// The number of waiting reports of a priority, and the age of the oldest in hours.
    pub(crate) fn of(&self, priority: Priority) -> (u64, u64) {
        let of_this = self.waiting.iter().filter(|it| it.priority == priority);
        let oldest = of_this.clone().map(|it| it.received.0).min();
        let age = oldest.map_or(0, |oldest| self.hour.0.saturating_sub(oldest));
        (of_this.map(|it| it.reports).sum(), age)
    }
}
