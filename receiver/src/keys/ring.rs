//! The key ring: every key of the intake that is not destroyed yet.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use model::intake_key::StoredKey;
use model::time::{Hour, Timestamp};
use rand_core::CryptoRng;
use shared::key_config::{KeyId, PublishedKey};
use shared::pow::Seed;
use store::IntakeKeys;

use super::error::RingError;
use super::ratchet::RatchetFile;
use super::schedule::{KeyState, Lifetime, states};
use super::secrets::{Recipe, Secrets};
use super::signer::Signer;
use super::snapshot::{IntakeKey, Snapshot};
use crate::clock::Clock;
use crate::crypto::authority::{EpochSigner, EpochStatement, Voucher};
use crate::parcel::{Receipt, SignedReceipt};

/// Seconds after which the store is asked again for its keys.
const REFRESH_SECONDS: u64 = 60;

/// How often a due key is made while other receivers make theirs at the same time: one of theirs may be
/// no key that this receiver can give out now.
const MAKINGS: usize = 5;

/// All keys that are not destroyed yet.
pub struct KeyRing {
    recipe: Recipe,
    clock: Arc<dyn Clock>,
    pub(super) store: Arc<dyn IntakeKeys>,
    secrets: Mutex<Secrets>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// The seeds of the two slots that messages may prove: the present one and the one before.
    pub(super) seeds: Mutex<Vec<(u32, Seed)>>,
    /// Held while the store is asked, so that many requests for a missing key ask only once.
    refreshing: tokio::sync::Mutex<()>,
}

impl EpochSigner for KeyRing {
    fn vouch(&self, epoch: &EpochStatement) -> Voucher {
        self.secrets().vouch(epoch)
    }
}

impl KeyRing {
    /// The ring of the keys in `store`. While the time of `clock` is not sure, no key is destroyed.
    pub fn new(
        recipe: Recipe,
        clock: Arc<dyn Clock>,
        store: Arc<dyn IntakeKeys>,
        signer: Signer,
        ratchet: RatchetFile,
    ) -> Self {
        Self {
            recipe,
            clock,
            store,
            secrets: Mutex::new(Secrets::new(signer, ratchet)),
            snapshot: RwLock::default(),
            seeds: Mutex::default(),
            refreshing: tokio::sync::Mutex::new(()),
        }
    }

    /// The key to give out now.
    pub async fn active(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Arc<IntakeKey>, RingError> {
        self.keep_up(now, REFRESH_SECONDS, rng).await?;
        if !self.secrets().is_certified(now) {
            return Err(RingError::Certificate);
        }
        self.snapshot().active(now).ok_or(RingError::Missing)
    }

    /// The key that a message names, if it is still accepted. Another receiver may have made the
    /// key, so the store is asked for an unknown key, at most once a second.
    pub async fn find(
        &self,
        id: KeyId,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Option<Arc<IntakeKey>>, RingError> {
        if let Some(key) = self.snapshot().find(id, now) {
            return Ok(Some(key));
        }
        self.keep_up(now, 1, rng).await?;
        Ok(self.snapshot().find(id, now))
    }

    /// Makes a key if one is due, learns of other receivers' keys, and destroys keys that have
    /// ended.
    pub async fn tick(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        self.keep_up(now, REFRESH_SECONDS, rng).await
    }

    /// The oldest hour whose keys the ratchet's file can unwrap.
    pub fn ratchet_hour(&self) -> Hour {
        self.secrets().ratchet_hour()
    }

    /// Signs the receipt for a parcel of another hotline.
    pub(crate) fn receipt(&self, receipt: &Receipt) -> SignedReceipt {
        self.secrets().receipt(receipt)
    }

    /// The end of the signer's certificate.
    pub fn signer_ends(&self) -> Timestamp {
        self.secrets().signer_ends()
    }

    /// Reads the keys in the store, and changes nothing: neither the store nor the ratchet.
    pub async fn look(&self, now: Timestamp) -> Result<(), RingError> {
        let stored = self.store.keys().await?;
        self.learn(&stored, &Snapshot::default(), now);
        Ok(())
    }

    /// Makes a key that is given out as soon as every receiver has learned of it; at once, if there is
    /// no other to give out. Older keys stay accepted.
    pub async fn rotate(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Arc<IntakeKey>, RingError> {
        let stored = self.store.keys().await?;
        let begins = if Lifetime::is_any_given_out(&self.lifetimes(&stored), now) {
            now.plus_seconds(REFRESH_SECONDS)
        } else {
            now
        };
        let lifetime = Lifetime::new(now, begins);
        self.make(lifetime, &stored, now, rng).await?;
        self.refresh(now, rng).await?;
        let newest = self.snapshot().keys.last().cloned();
        newest.ok_or(RingError::Missing)
    }

    /// Destroys a key now. Gives false if there is no key of this name.
    pub async fn revoke(
        &self,
        id: KeyId,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<bool, RingError> {
        let is_named = |key: &StoredKey| {
            PublishedKey::parse(key.config.clone()).is_ok_and(|published| published.id() == id)
        };
        let stored = self.store.keys().await?;
        let Some(key) = stored.into_iter().find(is_named) else {
            return Ok(false);
        };
        self.store.remove_key(key.sequence).await?;
        self.refresh(now, rng).await?;
        Ok(true)
    }

    /// The seed of a slot's puzzles, the same on every receiver. None for slots whose hour the
    /// ratchet has left behind.
    ///
    /// Every message needs a seed, and the ratchet computes many steps to the present hour, so the
    /// last seeds are kept.
    pub fn puzzle_seed(&self, slot: u32) -> Option<Seed> {
        let mut seeds = self.seeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, seed)) = seeds.iter().find(|(kept, _)| *kept == slot) {
            return Some(*seed);
        }
        let seed = self.secrets().puzzle_seed(slot)?;
        seeds.retain(|(kept, _)| *kept >= slot.saturating_sub(1));
        seeds.push((slot, seed));
        Some(seed)
    }

    /// Every key that is not destroyed, the oldest first, and its state.
    pub fn states(&self, now: Timestamp) -> Vec<(Arc<IntakeKey>, KeyState)> {
        let snapshot = self.snapshot();
        let lifetimes: Vec<_> = snapshot.keys.iter().map(|key| key.lifetime()).collect();
        let keys = snapshot.keys.iter().cloned();
        keys.zip(states(&lifetimes, now)).collect()
    }

    /// Asks the store, unless it was asked less than `seconds` ago.
    async fn keep_up(
        &self,
        now: Timestamp,
        seconds: u64,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        if self.snapshot().is_recent(now, seconds) {
            return Ok(());
        }
        let _guard = self.refreshing.lock().await;
        // The previous holder of the lock may have asked.
        if self.snapshot().is_recent(now, seconds) {
            return Ok(());
        }
        self.refresh(now, rng).await
    }

    async fn refresh(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        // Ended keys go before anything can fail.
        self.replace(self.snapshot().without_ended(now));
        let mut stored = self.store.keys().await?;
        let may_destroy = self.clock.is_sure();
        if may_destroy && stored.iter().any(|key| key.ends <= now) {
            self.store.remove_keys_ended(now).await?;
        }
        stored.retain(|key| key.ends > now);
        for _ in 0..MAKINGS {
            let Some(next) = Lifetime::next(&self.lifetimes(&stored), now) else {
                break;
            };
            self.make(next, &stored, now, rng).await?;
            stored = self.store.keys().await?;
        }
        let is_newly_certified = self.secrets().bring_forward(now, may_destroy);
        // A new certificate is part of every key's document: none of the old ones is kept.
        let known = if is_newly_certified {
            Arc::default()
        } else {
            self.snapshot()
        };
        self.learn(&stored, &known, now);
        Ok(())
    }

    /// Opens the keys that the store has, as far as they are not known.
    fn learn(&self, stored: &[StoredKey], known: &Snapshot, now: Timestamp) {
        let keys = stored.iter().filter_map(|key| self.open(key, known));
        self.replace(Snapshot {
            asked: Some(now),
            keys: keys.collect(),
        });
    }

    /// The key from a snapshot, or else unwrapped now.
    fn open(&self, stored: &StoredKey, known: &Snapshot) -> Option<Arc<IntakeKey>> {
        let same = known.with_config(&stored.config);
        same.or_else(|| self.secrets().open(stored).map(Arc::new))
    }

    /// The lifetimes of the keys that this receiver can open, the oldest first.
    fn lifetimes(&self, stored: &[StoredKey]) -> Vec<Lifetime> {
        let known = self.snapshot();
        let keys = stored.iter().filter_map(|key| self.open(key, &known));
        keys.map(|key| key.lifetime()).collect()
    }

    /// Makes a key, unless another receiver has made one since `stored` was read.
    async fn make(
        &self,
        lifetime: Lifetime,
        stored: &[StoredKey],
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        let newest = stored.last().map(|key| key.sequence);
        let sequence = newest.map_or(now.0, |newest| now.0.max(newest + 1));
        let key = self
            .secrets()
            .generate(self.recipe, sequence, lifetime, now, rng)?;
        self.store.add_key(key, newest).await?;
        Ok(())
    }

    fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        let snapshot = self.snapshot.read().unwrap_or_else(PoisonError::into_inner);
        snapshot.clone()
    }

    fn replace(&self, snapshot: Snapshot) {
        let mut current = self
            .snapshot
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *current = Arc::new(snapshot);
    }
}
