//! The intake's side: hands over what waits, to whoever has the desk's key for fetching.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::try_join_all;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Claim, LeaseToken};
use model::sealed::Fingerprint;
use model::time::Timestamp;
use shared::signing::VerifyingKey;
use store::{Handover, LeaseError, Part, RecordKind, StoreError};

use super::parts::Parts;
use super::signature::{self, NotVerified, Verified, hex, sha256};
use super::wire::{Ask, Bytes, Fetch, Given, Kept, Status, Wanted};
use crate::clock::Clock;
use crate::disk;
use crate::heartbeat::last_beat;
use crate::parcel::SignedReceipt;
use crate::telemetry::Metrics;

/// Seconds of a lease. The next request of the desk ends it, whether the desk has stored the reports or not.
const LEASE_SECONDS: u64 = 600;

/// Maximum number of reports in one answer: about half of what the desk reads of an answer.
pub(super) const REPORTS: usize = 32;

/// Maximum number of parcels in one answer.
pub(super) const PARCELS: usize = 3;

/// Seconds between two notes of the time at which the desk has asked.
const NOTE_SECONDS: u64 = 30;

/// No report is set aside at the intake, however often it was handed over.
const MAX_ATTEMPTS: NonZeroU32 = NonZeroU32::new(i32::MAX.unsigned_abs()).unwrap();

const DAY_SECONDS: u64 = 24 * 3600;

/// Hands over what waits at an intake.
pub(crate) struct Door {
    key: VerifyingKey,
    /// The key that the intake seals reports to.
    sealed_to: Fingerprint,
    store: Arc<dyn Handover>,
    clock: Arc<dyn Clock>,
    metrics: Arc<Metrics>,
    disk: Option<PathBuf>,
    /// The nonce that the next request has to be signed for.
    nonce: Mutex<String>,
    /// What has come so far of the desk's publications.
    parts: Mutex<Parts>,
    /// The last time at which the desk has asked, as far as it is noted in the store.
    noted: Mutex<Timestamp>,
    /// Whether something was deleted since the store's files were purged.
    is_purge_due: AtomicBool,
    /// The last day, counted from 1970, on which old receipts were removed.
    forgot: Mutex<u64>,
}

/// The parts of a door.
pub(crate) struct DoorParts {
    /// The public half of the desk's key for fetching.
    pub(crate) key: VerifyingKey,
    /// The key that the intake seals reports to.
    pub(crate) sealed_to: Fingerprint,
    /// The intake's store.
    pub(crate) store: Arc<dyn Handover>,
    /// The clock of the process.
    pub(crate) clock: Arc<dyn Clock>,
    /// Shows when the desk fetched last.
    pub(crate) metrics: Arc<Metrics>,
    /// The folder of the store's file, if the store is a file.
    pub(crate) disk: Option<PathBuf>,
}

/// A request was not answered with what waits.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum Refused {
    /// The desk has not signed the request.
    #[error("the desk has not signed this request")]
    Unsigned,
    /// The request was signed for another nonce: it was sent before, or another one came in between.
    #[error("the request was signed for another nonce")]
    Nonce,
    /// The request has a version that is not read here.
    #[error("a request of another version")]
    Version,
    /// The body is not what a desk sends.
    #[error("not what a desk sends")]
    Body,
    /// The desk has other keys than the one that the intake seals to.
    #[error("the desk does not open what this intake seals")]
    OtherDesk,
    /// The desk has the store of this intake: there is nothing to fetch.
    #[error("the desk has the store of this intake")]
    SameStore,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A request that the desk has signed. Its body is not read yet.
pub(crate) struct Admitted(Verified);

impl Admitted {
    /// The question in the body.
    fn ask(&self, body: &[u8]) -> Result<Ask, Refused> {
        match self.0.is_of(body) {
            true => serde_json::from_slice(body).map_err(|_| Refused::Body),
            false => Err(Refused::Unsigned),
        }
    }
}

impl Door {
    /// A door with these parts.
    pub(crate) fn new(parts: DoorParts) -> Self {
        Self {
            key: parts.key,
            sealed_to: parts.sealed_to,
            store: parts.store,
            clock: parts.clock,
            metrics: parts.metrics,
            disk: parts.disk,
            nonce: Mutex::new(signature::new_nonce()),
            parts: Mutex::default(),
            noted: Mutex::new(Timestamp(0)),
            is_purge_due: AtomicBool::new(true),
            forgot: Mutex::default(),
        }
    }

    /// The nonce for the next request.
    pub(crate) fn nonce(&self) -> String {
        lock(&self.nonce).clone()
    }

    /// Checks who has signed a request, before its body is read. Its nonce is used up then.
    pub(crate) fn admit(&self, header: Option<&str>) -> Result<Admitted, Refused> {
        let verified = signature::verify(header.unwrap_or_default(), &self.key);
        let verified = verified.map_err(|error| match error {
            NotVerified::Unsigned => Refused::Unsigned,
            NotVerified::Version => Refused::Version,
        })?;
        let mut nonce = lock(&self.nonce);
        if verified.nonce != *nonce {
            return Err(Refused::Nonce);
        }
        *nonce = signature::new_nonce();
        Ok(Admitted(verified))
    }

    /// Answers a request with this body, in JSON. `status` is what the intake knows of itself; the rest is filled in.
    #[tracing::instrument(skip_all, name = "pull.answer")]
    pub(crate) async fn answer(
        &self,
        admitted: &Admitted,
        body: &[u8],
        status: Status,
    ) -> Result<Vec<u8>, Refused> {
        let ask = admitted.ask(body)?;
        self.check_desk(&ask).await?;
        let mut given = Given::of(self.filled_in(status).await?);
        if let Some(fetch) = ask.fetch {
            self.hand_over(fetch, &mut given).await?;
        }
        // Strings and numbers always have a JSON form.
        Ok(serde_json::to_vec(&given).unwrap_or_default())
    }

    /// Removes what is old or deleted, and notes in the metrics when the desk asked last.
    #[tracing::instrument(skip_all, name = "pull.tick")]
    pub(crate) async fn tick(&self) {
        if let Err(error) = self.look_after().await {
            tracing::error!(%error, "what the desk has fetched could not be purged");
        }
    }

    /// The last time at which the desk has asked; none if it never has.
    pub(crate) async fn last_asked(&self) -> Result<Option<Timestamp>, StoreError> {
        Ok(last_beat(&self.store.beats().await?, Part::Desk))
    }

    /// Whether a report about a child in danger waits.
    pub(crate) async fn has_danger(&self) -> Result<bool, StoreError> {
        let danger = self.store.list(Some(Priority::Danger), None, 1).await?;
        Ok(!danger.is_empty())
    }

    async fn look_after(&self) -> Result<(), StoreError> {
        let asked = self.last_asked().await?;
        self.metrics.set_fetched(asked.unwrap_or(Timestamp(0)));
        let now = self.clock.now();
        if self.is_purge_due.swap(false, Ordering::Relaxed) {
            match self.store.purge(now).await {
                // Somebody else reads the store: the next time.
                Err(StoreError::Busy) => self.is_purge_due.store(true, Ordering::Relaxed),
                done => done?,
            }
        }
        let today = now.0 / DAY_SECONDS;
        if self.clock.is_sure() && *lock(&self.forgot) != today {
            self.forget_receipts(now).await?;
            *lock(&self.forgot) = today;
            self.is_purge_due.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Removes receipts for parcels whose keys are long destroyed.
    async fn forget_receipts(&self, now: Timestamp) -> Result<(), StoreError> {
        let receipts = self.store.records_of(RecordKind::Receipt).await?;
        let old = receipts
            .into_iter()
            .filter(|(_, receipt)| SignedReceipt::is_old(&receipt.bytes, now));
        self.store
            .remove_receipts(old.map(|(key, _)| key).collect())
            .await
    }

    /// Fails if this desk does not open what the intake seals, or has the intake's own store. Follows a change of the
    /// desk's key: the desk itself says so, as it would in a store of both.
    async fn check_desk(&self, ask: &Ask) -> Result<(), Refused> {
        let (present, former) = ask.desk_keys().ok_or(Refused::Body)?;
        if self.sealed_to != present && Some(self.sealed_to) != former {
            return Err(Refused::OtherDesk);
        }
        let Some(owner) = self.store.owner().await? else {
            return Ok(());
        };
        if ask.store == hex(&owner.store.0) {
            return Err(Refused::SameStore);
        }
        match owner.former_key {
            None if Some(owner.desk_key) == former => {
                self.store.change_desk_key(owner.desk_key, present).await?;
            }
            Some(retired) if owner.desk_key == present && former.is_none() => {
                self.store.retire_desk_key(retired).await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The status with what the store and its disk say.
    async fn filled_in(&self, mut status: Status) -> Result<Status, StoreError> {
        let depth = self.store.depth(self.clock.now()).await?;
        status.sealed_to = hex(&self.sealed_to.0);
        status.waiting = depth.waiting + depth.leased;
        status.disk_used_percent = self.disk.as_deref().and_then(disk::used_percent);
        status.clock_refused = self.clock.refused().is_some();
        Ok(status)
    }

    async fn hand_over(&self, fetch: Fetch, given: &mut Given) -> Result<(), Refused> {
        self.note_asked().await?;
        self.delete(&fetch.kept).await?;
        given.wanted = self.publish(&fetch).await?;
        let now = self.clock.now();
        // What was handed over and is not deleted by now has not reached the desk's disk, or came after its lease.
        for id in self.store.leased_beyond(now).await? {
            self.store.end_lease_beyond(id, now, now).await?;
        }
        let claim = Claim {
            max: fetch.reports.min(REPORTS),
            token: LeaseToken::random(&mut UnwrapErr(SysRng)),
            now,
            until: now.plus_seconds(LEASE_SECONDS),
            max_attempts: MAX_ATTEMPTS,
        };
        given.add_reports(claim.token, self.store.claim(claim).await?);
        let parcels = self.store.waiting_parcels(fetch.parcels.min(PARCELS));
        given.parcels = parcels.await?.into_iter().map(Into::into).collect();
        Ok(())
    }

    /// Notes that the desk has asked, at most twice a minute.
    async fn note_asked(&self) -> Result<(), StoreError> {
        let now = self.clock.now();
        let noted = *lock(&self.noted);
        if (noted..noted.plus_seconds(NOTE_SECONDS)).contains(&now) {
            return Ok(());
        }
        self.store.beat(Part::Desk, now, None).await?;
        *lock(&self.noted) = now;
        self.metrics.set_fetched(now);
        Ok(())
    }

    /// Deletes what the desk has on its disk. Reports whose lease has ended are handed over once more.
    async fn delete(&self, kept: &Kept) -> Result<(), StoreError> {
        let now = self.clock.now();
        if let Some(lease) = kept.lease {
            let acks =
                kept.reports
                    .iter()
                    .map(async |id| match self.store.ack(*id, lease, now).await {
                        Ok(()) | Err(LeaseError::Lost) => Ok(()),
                        Err(LeaseError::Store(error)) => Err(error),
                    });
            try_join_all(acks).await?;
        }
        let parcels = kept.parcels.iter().map(|Bytes(key)| key.clone());
        self.store.remove_parcels(parcels.collect()).await?;
        if !kept.reports.is_empty() || !kept.parcels.is_empty() {
            self.is_purge_due.store(true, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Shows what the desk publishes, and nothing else. Returns what the desk has to send of it.
    async fn publish(&self, fetch: &Fetch) -> Result<Vec<Wanted>, StoreError> {
        let shown = self.store.records_of(RecordKind::Publication).await?;
        let shown = shown.into_iter().filter_map(|(name, record)| {
            let name = String::from_utf8(name).ok()?;
            Some((name, sha256(&record.bytes)))
        });
        let shown: BTreeMap<String, String> = shown.collect();
        let named = &fetch.publications;
        let lacking = named.iter();
        let lacking = lacking.filter(|(name, digest)| shown.get(*name) != Some(*digest));
        let (put, wanted) = lock(&self.parts).take(lacking, fetch.part.as_ref());
        let gone = shown.into_keys().filter(|name| !named.contains_key(name));
        let gone: Vec<_> = gone.map(String::into_bytes).collect();
        if !put.is_empty() || !gone.is_empty() {
            self.store.publish(put, gone).await?;
        }
        Ok(wanted)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
