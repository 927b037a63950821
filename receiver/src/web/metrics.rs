//! The listener for a monitoring system.

use std::path::PathBuf;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use model::priority::Priority;
use store::{Ownership, Part};

use crate::disk;
use crate::heartbeat::last_beat;
use crate::hourly::HourlyQueue;
use crate::telemetry::Metrics;

/// The media type of the text format of Prometheus, which every version of it reads.
const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The state behind the listener.
pub(crate) struct Monitored {
    /// The metrics of this process.
    pub(crate) metrics: Arc<Metrics>,
    /// The numbers of the queue.
    pub(crate) queue: Arc<HourlyQueue>,
    /// The heartbeats.
    pub(crate) store: Arc<dyn Ownership>,
    /// The folder of the store's file, if the store is a file.
    pub(crate) disk: Option<PathBuf>,
}

impl Monitored {
    /// The metrics as text. What is in the store is as it was when the store could last be read.
    async fn text(&self) -> String {
        // The store has logged its error.
        if let Ok(counts) = self.queue.counts().await {
            for priority in Priority::ALL {
                let (reports, hours) = counts.of(priority);
                let seconds = hours.saturating_mul(3600);
                self.metrics.set_waiting(priority, reports, seconds);
            }
            self.metrics.set_held(counts.leased, counts.dead);
        }
        let beats = self.store.beats().await.unwrap_or_default();
        if let Some(at) = last_beat(&beats, Part::Backup) {
            self.metrics.set_backup(at);
        }
        if let Some(percent) = self.disk.as_deref().and_then(disk::used_percent) {
            self.metrics.set_disk_used(percent);
        }
        self.metrics.encode()
    }
}

/// `GET /metrics`: the metrics in the text format of Prometheus.
pub(super) async fn page(State(monitored): State<Arc<Monitored>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], monitored.text().await)
}
