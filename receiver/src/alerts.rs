//! Alerts: tell people that something needs them, by mail and by push. The texts are fixed: which alert,
//! and a number. They have no id, no category, no partner, no word of a report, and no time of one.
//!
//! Each alert is told once when it begins, again while it lasts, and once when it is over. What was told,
//! and what could not be sent yet, is a record in the store, so that it survives a restart. Several
//! desks with one store tell each alert once.

mod away;
mod conditions;
mod direct;
mod kind;
mod log;
mod memory;
mod places;
mod public;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use model::calendar::Calendar;
use model::time::{Hour, Timestamp};
use shared::report::ReportId;
use store::{Batch, DeskStore, RecordKind};

pub(crate) use self::away::{AwayAlert, AwayParts};
pub use self::direct::send_test;
pub(crate) use self::direct::{ask, tell_of_closed_desk};
pub use self::kind::alert_names;
use self::memory::{Memory, Notice};
pub use self::places::Places;
pub(crate) use self::places::{Push, PushFormat};
pub(crate) use self::public::PublicAddress;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::exchange::Exchange;
use crate::heartbeat::Heartbeat;
use crate::hourly::HourlyQueue;
use crate::outgoing::Outgoing;
use crate::pull::Fetcher;
use crate::records::{Kept, RecordError, TypedRecords};
use crate::telemetry::Metrics;

/// The key of the only record of alerts.
const KEY: &[u8] = b"alerts";

/// The end of the signer's certificate, for a process that runs the intake as well.
pub(crate) type SignerEnds = Box<dyn Fn() -> Timestamp + Send + Sync>;

/// The hour of the ratchet's file, for a process that runs the intake as well.
pub(crate) type RatchetHour = Box<dyn Fn() -> Hour + Send + Sync>;

/// The end of the first certificate to end of those that the halves show themselves.
pub(crate) type TlsEnds = Box<dyn Fn() -> Option<Timestamp> + Send + Sync>;

/// Tells people what needs them.
pub(crate) struct Alerts {
    parts: Parts,
    /// The end of the signer's certificate, if it is known here.
    signer_ends: Option<SignerEnds>,
    /// The number of rows that were not as the log says, when all were last compared.
    differences: Arc<AtomicU64>,
    /// The number of referrals of a child in danger of which nothing was heard, when they were last counted.
    silent: Arc<AtomicU64>,
    /// The intake's public address, if it is known here.
    public: Option<PublicAddress>,
    /// The end of the first certificate to end that the halves show themselves, if they show any.
    tls_ends: Option<TlsEnds>,
    /// The hour of the ratchet's file, if the process runs the intake as well.
    ratchet_hour: Option<RatchetHour>,
    /// The folder of the store's file, if the store is a file.
    disk: Option<PathBuf>,
    /// When this process first saw each waiting report of a child in danger.
    seen: Mutex<HashMap<ReportId, Timestamp>>,
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
    /// Fetches from the intake, if each half has a store of its own.
    pub(crate) fetcher: Option<Arc<Fetcher>>,
    /// Where to tell; without one, nothing is watched.
    pub(crate) places: Option<Places>,
}

impl Alerts {
    /// The alerts of one desk.
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            parts,
            signer_ends: None,
            differences: Arc::default(),
            silent: Arc::default(),
            public: None,
            tls_ends: None,
            ratchet_hour: None,
            disk: None,
            seen: Mutex::default(),
            last: tokio::sync::Mutex::default(),
        }
    }

    /// The same alerts, and that of the signer's certificate.
    pub(crate) fn with_signer(mut self, ends: SignerEnds) -> Self {
        self.signer_ends = Some(ends);
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

    /// The same alerts, and those of the address under which reporters reach the intake.
    pub(crate) fn with_public(mut self, address: PublicAddress) -> Self {
        self.public = Some(address);
        self
    }

    /// The same alerts, and that of the certificates that the halves show themselves.
    pub(crate) fn with_tls(mut self, ends: TlsEnds) -> Self {
        self.tls_ends = Some(ends);
        self
    }

    /// The same alerts, and that of a ratchet that does not move on.
    pub(crate) fn with_ratchet(mut self, hour: RatchetHour) -> Self {
        self.ratchet_hour = Some(hour);
        self
    }

    /// The same alerts, and that of the disk with this folder.
    pub(crate) fn with_disk(mut self, folder: PathBuf) -> Self {
        self.disk = Some(folder);
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
        self.read_log(&mut kept.value).await;
        let findings = self.findings(&kept.value).await;
        let now = self.parts.clock.now();
        kept.value.follow(&findings, places, now);
        let due = kept.value.begin_due(now);
        // Written before anything is sent: no other desk sends the same.
        if kept.value != before && !self.save(&mut kept).await {
            return;
        }
        let sent = join_all(due.iter().map(|notice| self.send(places, notice))).await;
        let sent: Vec<&Notice> = due
            .iter()
            .zip(sent)
            .filter_map(|(it, sent)| sent.then_some(it))
            .collect();
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

    /// Sends a notice. Returns whether it has arrived, or can never arrive.
    async fn send(&self, places: &Places, notice: &Notice) -> bool {
        let Some(place) = places.named(&notice.place) else {
            return true;
        };
        let now = self.parts.clock.now();
        let sent = place
            .send(&self.parts.outgoing, &notice.message(places.words), now)
            .await;
        self.parts.metrics.count_alert(sent.is_ok());
        if let Err(error) = &sent {
            tracing::warn!(%error, alert = notice.alert.name(), "an alert was not sent");
        }
        sent.is_ok()
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.parts.store, &self.parts.vault)
    }
}
