//! The internal half: what analysts see, and what the hotline's own systems claim.

pub mod api;
pub mod assessment;
pub mod audit;
pub mod auth;
pub mod case;
pub mod cases;
mod cookies;
pub mod defang;
pub mod doors;
mod fields;
mod frame;
pub mod handoff;
pub mod openid;
pub mod pages;
pub mod records;
mod refusal;
pub mod retention;
pub mod role;
pub mod staff;
pub mod statistics;
pub mod vault;
pub mod webhooks;
pub mod workflow;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::State;
use shared::api::Hotline;
use shared::report::{Report, UntrustedReport};

use self::openid::OpenId;
use self::retention::Retention;
use self::staff::Staff;
use self::statistics::Known;
use self::vault::Vault;
use self::webhooks::Webhooks;
use crate::clock::{Clock, Timestamp};
use crate::config::{DeskSettings, Origin};
use crate::epoch::{EpochOpener, Unreadable};
use crate::outgoing::Outgoing;
use crate::problem::Problem;
use crate::queue::Stored;
use crate::store::{Store, StoreError};
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
    webhooks: Webhooks,
    openid: Option<OpenId>,
    outgoing: Outgoing,
    known: Known,
    publishes: bool,
    retention: Retention,
    /// The day on which the store last let go of what was deleted, since 1970.
    forgot: AtomicU64,
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
            webhooks: Webhooks::new(settings.webhooks),
            openid: settings.openid,
            outgoing: Outgoing::new(),
            known: Known {
                languages: hotline
                    .languages
                    .iter()
                    .map(|tag| tag.as_str().to_owned())
                    .collect(),
                partners: settings.partners,
            },
            publishes: settings.config.publish_statistics,
            retention: settings.config.retention,
            forgot: AtomicU64::new(0),
            store,
            clock,
            metrics,
        }
    }

    /// Does what time asks for: what is due goes, and what is public is brought up to date.
    pub async fn tick(&self) {
        let now = self.clock.now();
        if let Err(error) = self.scrub(now).await {
            tracing::error!(%error, "what is due could not be scrubbed");
        }
        let (hotline, known) = (&self.hotline, &self.known);
        let published = statistics::publish(&*self.store, hotline, known, self.publishes, now);
        if let Err(error) = published.await {
            tracing::error!(%error, "the statistics could not be published");
        }
    }

    /// Scrubs what is due, and lets it go from the files; that once a day in any case.
    async fn scrub(&self, now: Timestamp) -> Result<(), StoreError> {
        let today = now.0 / (24 * 3600);
        let scrubbed = retention::run(&*self.store, self.retention, now).await?;
        if scrubbed > 0 || self.forgot.load(Ordering::Relaxed) != today {
            self.forgot.store(0, Ordering::Relaxed);
            self.store.forget().await?;
            self.forgot.store(today, Ordering::Relaxed);
        }
        Ok(())
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
