//! The internal half: what analysts see, and what the hotline's own systems claim.

pub mod assessment;
pub mod audit;
pub mod auth;
pub mod case;
pub mod claims;
mod defang;
pub mod doors;
pub mod handoff;
pub mod pages;
pub mod role;
pub mod vault;
pub mod workflow;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::State;
use shared::api::Hotline;
use shared::report::{Report, UntrustedReport};

use crate::clock::Clock;
use crate::config::DeskSettings;
use crate::epoch::{EpochOpener, Unreadable};
use crate::problem::Problem;
use crate::queue::Stored;
use crate::store::Store;
use crate::telemetry::Metrics;

/// Everything that the desk holds.
pub struct Desk {
    hotline: String,
    token_sha256: [u8; 32],
    max_attempts: NonZeroU32,
    opener: EpochOpener,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
}

impl Desk {
    /// A desk that works on the queue in `store`.
    pub fn new(
        hotline: &Hotline,
        settings: DeskSettings,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        metrics: Arc<Metrics>,
    ) -> Self {
        Self {
            hotline: hotline.name.clone(),
            token_sha256: settings.token_sha256,
            max_attempts: settings.config.max_attempts,
            opener: EpochOpener::new(settings.private_key),
            store,
            clock,
            metrics,
        }
    }

    fn open(&self, stored: &Stored) -> Result<Report, Unreadable> {
        let json = self.opener.open(stored.id, &stored.body)?;
        let report: UntrustedReport = serde_json::from_slice(&json).map_err(|_| Unreadable)?;
        Report::try_from(report).map_err(|_| Unreadable)
    }
}

/// `GET /metrics`: counts, for Prometheus.
pub async fn metrics(State(desk): State<Arc<Desk>>) -> Result<String, Problem> {
    let depth = desk.store.depth(desk.clock.now()).await?;
    Ok(desk.metrics.encode(depth))
}
