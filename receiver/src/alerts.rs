//! Alerts: tell people that something needs them, by mail and by push. The texts are fixed: which alert,
//! and a number. They have no id, no category, no partner, no word of a report, and no time of one.
//!
//! Each alert is told once when it begins, again while it lasts, and once when it is over. What was told,
//! and what could not be sent yet, is a record in the store, so that it survives a restart. Several
//! desks with one store tell each alert once.

mod away;
mod conditions;
mod direct;
mod keyless;
mod kind;
mod locked;
mod log;
mod memory;
mod places;
mod public;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use futures_util::future::join_all;
use model::calendar::Calendar;
use store::{Batch, DeskStore, RecordKind};

pub(crate) use self::away::{AwayAlert, AwayParts};
pub use self::direct::send_test;
pub(crate) use self::direct::{ask, tell_of_closed_desk};
pub(crate) use self::keyless::{Keyless, RatchetHour, SignerEnds, Surroundings, TlsEnds};
use self::kind::Alert;
pub use self::kind::alert_names;
pub(crate) use self::locked::{LockedAlerts, Told};
use self::memory::{Finding, Memory, Notice};
pub use self::places::Places;
pub(crate) use self::places::{Push, PushFormat};
pub(crate) use self::public::PublicAddress;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::exchange::Exchange;
use crate::follow_up::Asker;
use crate::heartbeat::Heartbeat;
use crate::hourly::HourlyQueue;
use crate::outgoing::Outgoing;
use crate::records::{Kept, RecordError, TypedRecords};
use crate::telemetry::Metrics;

/// The key of the only record of alerts.
const KEY: &[u8] = b"alerts";

/// Tells people what needs them.
pub(crate) struct Alerts {
    parts: Parts,
    /// What is watched without the desk's key.
    keyless: Keyless,
    /// The number of rows that were not as the log says, when all were last compared.
    differences: Arc<AtomicU64>,
    /// The number of referrals of a child in danger of which nothing was heard, when they were last counted.
    silent: Arc<AtomicU64>,
    /// What was told while the desk was locked, until it is in the memory.
    told: Told,
    /// The memory as this process knows it. It is ahead of the store while the store cannot be written.
    last: tokio::sync::Mutex<Option<Kept<Memory>>>,
}

/// The parts of the service.
pub(crate) struct Parts {
    /// The store, whose queue and log are watched.
    pub(crate) store: Arc<dyn DeskStore>,
    /// Seals the record of what was told.
    pub(crate) vault: Arc<Vault>,
    /// The source of the present time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Counts the attempts to tell.
    pub(crate) metrics: Arc<Metrics>,
    /// Sends pushes.
    pub(crate) outgoing: Outgoing,
    /// The numbers of the queue.
    pub(crate) queue: Arc<HourlyQueue>,
    /// The days on which the hotline works.
    pub(crate) calendar: Calendar,
    /// The heartbeat of the desk.
    pub(crate) heartbeat: Arc<Heartbeat>,
    /// The exchange with other hotlines, if the hotline takes part in it.
    pub(crate) exchange: Option<Arc<Exchange>>,
    /// Signs questions to reporters, if the hotline asks them.
    pub(crate) asker: Option<Arc<Asker>>,
    /// Where to tell; without one, nothing is watched.
    pub(crate) places: Option<Arc<Places>>,
}

impl Alerts {
    /// The alerts of one desk.
    pub(crate) fn new(parts: Parts) -> Self {
        let store = parts.store.clone();
        let keyless = Keyless::new(
            store.clone(),
            store,
            parts.queue.clone(),
            parts.clock.clone(),
            parts.calendar.clone(),
        );
        Self {
            parts,
            keyless,
            differences: Arc::default(),
            silent: Arc::default(),
            told: Told::default(),
            last: tokio::sync::Mutex::default(),
        }
    }

    /// The same alerts, in this process.
    pub(crate) fn in_process(mut self, surroundings: Surroundings) -> Self {
        self.keyless.surroundings = surroundings;
        self
    }

    /// The same alerts, which go on from what was told while the desk was locked.
    pub(crate) fn after(mut self, told: Told) -> Self {
        self.told = told;
        self
    }

    /// The same alerts, and that of rows which are not as the log says: their number.
    pub(crate) fn with_differences(mut self, differences: Arc<AtomicU64>) -> Self {
        self.differences = differences;
        self
    }

    /// The same alerts, and that of referrals of a child in danger of which nothing was heard: their number.
    pub(crate) fn with_silent(mut self, silent: Arc<AtomicU64>) -> Self {
        self.silent = silent;
        self
    }

    /// Looks at everything that is watched, and sends what is due.
    #[tracing::instrument(skip_all, name = "alerts.tick")]
    pub(crate) async fn tick(&self) {
        let Some(places) = &self.parts.places else {
            return;
        };
        let mut last = self.last.lock().await;
        let mut kept = self.latest(last.take()).await;
        let before = kept.value.clone();
        kept.value.take_over(self.told.get().await);
        self.read_log(&mut kept.value).await;
        let findings = self.findings(&kept.value).await;
        let now = self.parts.clock.now();
        kept.value.follow(&findings, places, now);
        let due = kept.value.begin_due(now);
        // Written before anything is sent: no other desk sends the same.
        if kept.value != before && !self.save(&mut kept).await {
            return;
        }
        self.told.clear().await;
        let sent = self.parts.sender().send(places, &due).await;
        if !sent.is_empty() {
            kept.value.forget(&sent);
            if !self.save(&mut kept).await {
                return;
            }
        }
        *last = Some(kept);
    }

    /// The memory in the store, or this process's own if that is newer or the store cannot be read.
    async fn latest(&self, last: Option<Kept<Memory>>) -> Kept<Memory> {
        let stored = match self.records().get(RecordKind::Told, KEY).await {
            Ok(stored) => stored,
            Err(error) => {
                tracing::error!(%error, "what was told by alerts cannot be read");
                None
            }
        };
        let versions = last.as_ref().map(|last| last.version);
        match (stored, last) {
            (Some(stored), _) if Some(stored.version) > versions => stored,
            (_, Some(last)) => last,
            (stored, None) => stored.unwrap_or_else(|| Kept {
                key: KEY.to_vec(),
                value: Memory::default(),
                version: 0,
            }),
        }
    }

    /// Writes the memory. Returns false if another desk has written it meanwhile. Where the store cannot
    /// be written, this process goes on with its own memory: that has to be told, too.
    async fn save(&self, kept: &mut Kept<Memory>) -> bool {
        let written = match self.records().put(RecordKind::Told, kept) {
            Ok(change) => {
                let batch = Batch {
                    records: vec![change],
                    ..Batch::default()
                };
                self.records().commit(batch).await
            }
            Err(error) => Err(error),
        };
        match written {
            Ok(()) => kept.version += 1,
            Err(RecordError::Conflict) => return false,
            Err(error) => tracing::warn!(%error, "what was told by alerts is not recorded"),
        }
        true
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.parts.store, &self.parts.vault)
    }
}

impl Parts {
    fn sender(&self) -> Sender<'_> {
        Sender {
            outgoing: &self.outgoing,
            metrics: &self.metrics,
            clock: &*self.clock,
        }
    }
}

/// Sends notices to their places.
struct Sender<'a> {
    outgoing: &'a Outgoing,
    metrics: &'a Metrics,
    clock: &'a dyn Clock,
}

impl Sender<'_> {
    /// Sends notices. Returns those that have arrived, or can never arrive.
    async fn send<'n>(&self, places: &Places, due: &'n [Notice]) -> Vec<&'n Notice> {
        let sent = join_all(due.iter().map(|notice| self.send_one(places, notice))).await;
        let sent = due.iter().zip(sent);
        sent.filter_map(|(it, sent)| sent.then_some(it)).collect()
    }

    async fn send_one(&self, places: &Places, notice: &Notice) -> bool {
        let Some(place) = places.named(&notice.place) else {
            return true;
        };
        let message = notice.message(places.words);
        let sent = place.send(self.outgoing, &message, self.clock.now()).await;
        self.metrics.count_alert(sent.is_ok());
        if let Err(error) = &sent {
            tracing::warn!(%error, alert = notice.alert.name(), "an alert was not sent");
        }
        sent.is_ok()
    }
}

fn over_zero(alert: Alert, count: u64) -> Finding {
    finding(alert, (count > 0).then_some(count))
}

fn one_if(alert: Alert, is_so: bool) -> Finding {
    finding(alert, is_so.then_some(1))
}

fn finding(alert: Alert, count: Option<u64>) -> Finding {
    Finding {
        alert,
        count,
        stage: 0,
    }
}
