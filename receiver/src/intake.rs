//! The intake: opens reporters' messages, encrypts them for the desk and stores them.

mod admission;
mod answers;
mod error;
mod parcels;
mod turns;
mod work;

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Enqueued, NewReport};
use model::time::{Hour, Timestamp};
use shared::api::Accepted;
use shared::envelope::{self, OpenError, SealedReport};
use shared::follow_up::message::{self, Content};
use shared::hpke::PublicKey;
use shared::pow::Challenge;
use shared::receipt::Receipt;
use shared::report::ReportId;
use store::{ConfigDigest, Inbox, IntakeStore, Part};
use tokio::sync::watch;
use tokio::time::Instant;
use zeroize::Zeroizing;

use self::admission::Admission;
use self::answers::{Answers, Seen};
pub(crate) use self::error::IntakeError;
use self::parcels::ParcelDoor;
pub(crate) use self::parcels::ParcelError;
use self::work::Proven;
use crate::clock::Clock;
use crate::crypto::epoch::EpochSealer;
use crate::heartbeat::Heartbeat;
use crate::keys::ratchet::RatchetFile;
use crate::keys::signer::Signer;
use crate::keys::{IntakeKey, KeyRing, Recipe};
use crate::pull::Status;
use crate::telemetry::Metrics;

/// Minimum number of answers that are remembered.
const ANSWERS: usize = 64 * 1024;

/// Opens messages, encrypts their reports for the desk and stores them.
pub(crate) struct Intake {
    keys: KeyRing,
    admission: Arc<Admission>,
    answers: Answers,
    sealer: EpochSealer,
    store: Arc<dyn IntakeStore>,
    parcels: ParcelDoor,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    heartbeat: Heartbeat,
}

/// The parts of an intake.
pub(crate) struct Parts {
    /// The kind of keys that the intake creates.
    pub(crate) recipe: Recipe,
    /// The desk's public key, for stored reports.
    pub(crate) desk_public_key: PublicKey,
    /// The signer of the intake's keys.
    pub(crate) signer: Signer,
    /// The ratchet that wraps the intake's keys in the store.
    pub(crate) ratchet: RatchetFile,
    /// The required effort of a proof of work while traffic is low.
    pub(crate) proof_of_work_floor: u32,
    /// The config by which the intake runs.
    pub(crate) config: ConfigDigest,
    /// The queue, and the intake's wrapped keys.
    pub(crate) store: Arc<dyn IntakeStore>,
    /// The parcels of other hotlines.
    pub(crate) inbox: Arc<dyn Inbox>,
    /// The clock of the process.
    pub(crate) clock: Arc<dyn Clock>,
    /// The metrics that count each decapsulation.
    pub(crate) metrics: Arc<Metrics>,
}

impl Intake {
    /// An intake with these parts.
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts {
            recipe,
            desk_public_key,
            signer,
            ratchet,
            proof_of_work_floor,
            config,
            store,
            inbox,
            clock,
            metrics,
        } = parts;
        let (stored, of_beats) = (store.clone(), metrics.clone());
        let heartbeat = Heartbeat::new(Part::Intake, config, stored, clock.clone(), of_beats);
        let keys = KeyRing::new(recipe, clock.clone(), store.clone(), signer, ratchet);
        let intake = Self {
            keys,
            admission: Admission::new(cores(), proof_of_work_floor),
            answers: Answers::new(ANSWERS),
            sealer: EpochSealer::new(desk_public_key),
            store,
            parcels: ParcelDoor::new(inbox),
            clock,
            metrics,
            heartbeat,
        };
        intake.show_keys();
        intake
    }

    /// Sets the metrics of the keys.
    fn show_keys(&self) {
        self.metrics.set_signer_end(self.keys.signer_ends());
        self.metrics.set_ratchet_hour(self.keys.ratchet_hour());
    }

    /// Creates and destroys the keys that are due, and destroys the keys of past epochs.
    #[tracing::instrument(skip_all, name = "intake.tick")]
    pub(crate) async fn tick(&self) {
        let now = self.clock.now();
        self.sealer.forget(now);
        if let Err(error) = self.heartbeat.beat().await {
            tracing::error!(%error, "the store could not be written to");
        }
        if let Err(error) = self.keys.tick(now, &mut UnwrapErr(SysRng)).await {
            tracing::error!(%error, "the keys could not be looked after");
        }
        if let Err(error) = self.tell_of_key().await {
            tracing::error!(%error, "no key can be given out, so that nobody can send a report");
        }
        self.show_keys();
    }

    /// Writes to the store that there is a key to give out, for the desk to know when there is none.
    async fn tell_of_key(&self) -> Result<(), IntakeError> {
        self.active_key().await?;
        let now = self.clock.now();
        Ok(self.store.beat(Part::IntakeKey, now, None).await?)
    }

    /// Opens a message, encrypts its report for the desk and stores it. When this succeeds, the
    /// report is on the disk.
    ///
    /// The cheap checks come first: a message that fails one, or was answered before, is not
    /// decapsulated.
    #[tracing::instrument(skip_all, name = "intake.accept")]
    pub(crate) async fn accept(
        &self,
        message: SealedReport,
    ) -> Result<(Accepted, Enqueued), IntakeError> {
        let now = self.clock.now();
        let rng = &mut UnwrapErr(SysRng);
        let key = self.keys.find(message.key_id(), now, rng).await?;
        let key = key.ok_or(IntakeError::UnknownKey)?;
        let proven = work::proven(&message, &key, &self.keys, now);
        let Proven { effort, digest } = proven.ok_or(IntakeError::ProofOfWork)?;
        let opening = match self.answers.see(digest) {
            Seen::New(opening) => opening,
            Seen::Begun => return Err(IntakeError::Busy),
            Seen::Answered(receipt) => {
                let receipt = receipt.ok_or(IntakeError::Unacceptable)?;
                return Ok((Accepted { receipt }, Enqueued::Known));
            }
        };
        let Ok(turn) = self.admission.enter(effort, now).await else {
            return Err(IntakeError::ProofOfWork);
        };
        self.metrics.count_open();
        // Senders never learn why a message is unacceptable, so the reason is dropped.
        let Ok(opened) = Opened::of(&message, &key) else {
            opening.answer(None);
            return Err(IntakeError::Unacceptable);
        };
        drop(turn);
        let receipt = opened.receipt;
        let enqueued = self.enqueue(opened, now).await?;
        opening.answer(Some(receipt));
        Ok((Accepted { receipt }, enqueued))
    }

    /// Stores a parcel of another hotline and gives its receipt as JSON. When this succeeds, the parcel is on the
    /// disk.
    #[tracing::instrument(skip_all, name = "intake.take_parcel")]
    pub(crate) async fn take_parcel(&self, parcel: Vec<u8>) -> Result<Vec<u8>, ParcelError> {
        self.parcels
            .take(parcel, &self.keys, self.clock.now())
            .await
    }

    /// The news that a parcel of another hotline has arrived.
    pub(crate) fn parcel_news(&self) -> watch::Receiver<()> {
        self.parcels.news()
    }

    /// The key to publish now.
    #[tracing::instrument(skip_all, name = "intake.active_key")]
    pub(crate) async fn active_key(&self) -> Result<Arc<IntakeKey>, IntakeError> {
        let now = self.clock.now();
        Ok(self.keys.active(now, &mut UnwrapErr(SysRng)).await?)
    }

    /// The challenge for the proof of work of messages sent now. `None` while the clock is before
    /// the ratchet's hour.
    pub(crate) fn challenge(&self) -> Option<Challenge> {
        let now = self.clock.now();
        work::challenge(&self.keys, self.admission.effort(now), now)
    }

    /// Checks that the store can be written, and that there is a key to publish whose signer is
    /// certified.
    #[tracing::instrument(skip_all, name = "intake.check_health")]
    pub(crate) async fn check_health(&self) -> Result<(), IntakeError> {
        self.heartbeat.check().await?;
        self.active_key().await?;
        Ok(())
    }

    /// How the intake is, for the desk that fetches from it. The door fills in what it knows itself.
    #[tracing::instrument(skip_all, name = "intake.status")]
    pub(crate) async fn status(&self) -> Status {
        Status {
            receiver: env!("CARGO_PKG_VERSION").to_owned(),
            sealed_to: String::new(),
            waiting: 0,
            has_key: self.active_key().await.is_ok(),
            signer_ends: self.signer_ends(),
            ratchet_hour: self.ratchet_hour().0,
            disk_used_percent: None,
            clock_refused: false,
        }
    }

    /// The end of the signer's certificate.
    pub(crate) fn signer_ends(&self) -> Timestamp {
        self.keys.signer_ends()
    }

    /// The hour of the ratchet's file.
    pub(crate) fn ratchet_hour(&self) -> Hour {
        self.keys.ratchet_hour()
    }

    /// Encrypts a report for the desk, and adds it to the queue.
    async fn enqueue(&self, opened: Opened, now: Timestamp) -> Result<Enqueued, IntakeError> {
        let id = opened.id;
        let rng = &mut UnwrapErr(SysRng);
        let report = NewReport {
            id,
            received: now.hour(),
            priority: opened.priority,
            body: self.sealer.seal(id, &opened.json, now, &self.keys, rng)?,
        };
        let begun = Instant::now();
        let enqueued = self.store.enqueue(report).await;
        self.heartbeat.note_report(enqueued.is_ok());
        let enqueued = enqueued?;
        self.metrics.count_commit(begun.elapsed());
        Ok(enqueued)
    }
}

/// The content of an opened message, as it is stored.
struct Opened {
    id: ReportId,
    priority: Priority,
    json: Zeroizing<Vec<u8>>,
    receipt: Receipt,
}

impl Opened {
    /// Opens a message of either version with the key that it names.
    fn of(message: &SealedReport, key: &IntakeKey) -> Result<Self, OpenError> {
        if !message::is_one(message) {
            let opened = envelope::open(message, &key.published, &key.private)?;
            return Ok(Self {
                id: opened.report.id(),
                priority: Priority::of(&opened.report),
                json: opened.json,
                receipt: opened.receipt,
            });
        }
        let opened = message::open(message, &key.published, &key.private)?;
        let priority = match &opened.content {
            Content::Askable(askable) => Priority::of(&askable.report),
            // It goes to its case by itself.
            Content::Answer(_) => Priority::Rest,
        };
        Ok(Self {
            id: opened.content.id(),
            priority,
            json: opened.json,
            receipt: opened.receipt,
        })
    }
}

/// Number of cores, the limit of messages that are opened at the same time.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
