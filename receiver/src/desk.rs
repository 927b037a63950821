//! The internal half: what analysts see, and what the hotline's own systems claim.

pub mod assessment;
pub mod audit;
pub mod auth;
pub mod case;
pub mod cases;
pub mod claims;
mod cookies;
mod defang;
pub mod doors;
mod fields;
mod frame;
pub mod handoff;
pub mod pages;
pub mod records;
mod refusal;
pub mod role;
pub mod staff;
pub mod vault;
pub mod workflow;

use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::State;
use shared::api::Hotline;
use shared::report::{Report, UntrustedReport};

use self::staff::Staff;
use self::vault::Vault;
use crate::clock::Clock;
use crate::config::{DeskSettings, Origin};
use crate::epoch::{EpochOpener, Unreadable};
use crate::problem::Problem;
use crate::queue::Stored;
use crate::store::Store;
use crate::telemetry::Metrics;

/// Everything that the desk holds.
pub struct Desk {
    hotline: String,
    token_sha256: Option<[u8; 32]>,
    public_url: Option<Origin>,
    staff: Staff,
    max_attempts: NonZeroU32,
    close_repeats: bool,
    sender: Option<handoff::Sender>,
    vault: Arc<Vault>,
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
        let vault = Arc::new(Vault::new(&settings.private_key));
        Self {
            hotline: hotline.name.clone(),
            token_sha256: settings.token_sha256,
            public_url: settings.config.public_url,
            staff: Staff::new(store.clone(), vault.clone(), clock.clone()),
            max_attempts: settings.config.max_attempts,
            close_repeats: settings.config.close_repeats,
            sender: settings.handoffs,
            vault,
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

/// Reports that are counted for the metrics: more than any desk ever has.
const COUNTED: u64 = 1 << 32;

/// `GET /metrics`: counts, for Prometheus.
pub async fn metrics(State(desk): State<Arc<Desk>>) -> Result<String, Problem> {
    let depth = desk.store.depth(desk.clock.now(), COUNTED).await?;
    Ok(desk.metrics.encode(depth))
}
