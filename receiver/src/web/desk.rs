//! The state behind the internal listener: the services that its handlers call.

use std::sync::Arc;

use axum::extract::State;
use model::origin::Origin;

use super::problem::Problem;
use crate::casework::Casework;
use crate::staff::Staff;
use crate::statistics::Tally;
use crate::telemetry::Metrics;

/// Reports that are counted for the metrics: more than any desk ever has.
const COUNTED: u64 = 1 << 32;

/// The services of the internal half, and whose desk it is.
pub(crate) struct Desk {
    /// The hotline's name.
    pub(crate) hotline: String,
    /// The origin under which browsers reach the desk, if a proxy stands before it.
    pub(crate) public_url: Option<Origin>,
    /// SHA-256 of the token that stands in the config.
    pub(crate) token_sha256: Option<[u8; 32]>,
    /// Reports and cases.
    pub(crate) casework: Arc<Casework>,
    /// Accounts, sessions and tokens.
    pub(crate) staff: Staff,
    /// Statistics.
    pub(crate) tally: Tally,
    /// Counters of both halves.
    pub(crate) metrics: Arc<Metrics>,
}

impl Desk {
    /// Does what is due: deletes parts of closed cases, and publishes statistics.
    pub(crate) async fn tick(&self) {
        if let Err(error) = self.casework.tick().await {
            tracing::error!(%error, "what is due could not be scrubbed");
        }
        if let Err(error) = self.tally.publish().await {
            tracing::error!(%error, "the statistics could not be published");
        }
    }
}

/// `GET /metrics`: counts, for Prometheus.
pub(super) async fn metrics(State(desk): State<Arc<Desk>>) -> Result<String, Problem> {
    let depth = desk.casework.depth(COUNTED).await?;
    Ok(desk.metrics.encode(depth))
}
