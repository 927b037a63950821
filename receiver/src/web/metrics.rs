//! The listener for a monitoring system.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use model::priority::Priority;

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
}

impl Monitored {
    /// The metrics as text. The numbers of the queue are those of the last time that the store could be
    /// read.
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
        self.metrics.encode()
    }
}

/// `GET /metrics`: the metrics in the text format of Prometheus.
pub(super) async fn page(State(monitored): State<Arc<Monitored>>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], monitored.text().await)
}
