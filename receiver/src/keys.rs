//! The key ring: the private keys that reports are sealed to.
//!
//! Every receiver that shares a store shares its keys. They lie there wrapped under the secret of
//! the hour in which they were made ([`ratchet`]), and follow one another by themselves
//! ([`schedule`]): pending, active, accepted, destroyed before they are 72 hours old. The
//! [`signer`] publishes them in the name of the hotline's root.

pub mod ratchet;
pub mod schedule;
pub mod signer;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockWriteGuard};

use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, KeyId, PublishedKey};
use shared::pow::Seed;

use self::ratchet::{RatchetFile, Unwrappable};
use self::schedule::{Lifetime, State, states};
use self::signer::Signer;
use crate::clock::{Hour, Timestamp};
use crate::store::{Store, StoreError};

/// Seconds after which the store is asked again what keys there are.
const REFRESH_SECONDS: u64 = 60;

/// A key as the store holds it: nothing in it can be read without the ratchet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Grows with every key.
    pub sequence: u64,
    /// The key config's text.
    pub config: String,
    /// The hour in which it was made, under whose secret it is wrapped.
    pub made: Hour,
    /// When it is destroyed.
    pub ends: Timestamp,
    /// The private key's seed, wrapped.
    pub wrapped: Vec<u8>,
}

/// One key of the intake.
#[derive(Debug)]
pub struct IntakeKey {
    /// What the config says, and the key's name.
    pub published: PublishedKey,
    /// What reporters' browsers fetch, as JSON.
    pub document: Vec<u8>,
    /// What opens their reports.
    pub private: PrivateKey,
}

impl IntakeKey {
    /// When the key is used.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime::of(self.published.config())
    }
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ratchet's file could not be brought forward.
    #[error("the file of the ratchet: {0}")]
    Ratchet(#[from] io::Error),
    /// A new key could not be wrapped: the clock stands before the ratchet's hour.
    #[error("the clock stands before the ratchet's hour: is it right?")]
    Clock(#[from] Unwrappable),
    /// There is no key that could be given out, although one was made: the clock went back, or
    /// another receiver on this store has another ratchet.
    #[error(
        "there is no key to give out: is the clock right, and the ratchet the same everywhere?"
    )]
    Missing,
    /// The signer's certificate is not valid now.
    #[error("the signer's certificate is not valid now: see `receiver keys show`")]
    Certificate,
}

/// All keys that are not destroyed yet.
pub struct KeyRing {
    recipe: Recipe,
    store: Arc<dyn Store>,
    secrets: Mutex<Secrets>,
    known: RwLock<Known>,
    /// The seeds of the slots that were asked for last: of this one, and of the one before.
    seeds: Mutex<Vec<(u32, Seed)>>,
    /// Held while the store is asked, so that many who miss a key ask once.
    refreshing: tokio::sync::Mutex<()>,
}

/// What new keys are like.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Their suite.
    pub suite: Suite,
    /// The least effort that a proof of work has to show for them; 0 asks for none.
    pub pow_floor: u32,
}

struct Secrets {
    signer: Signer,
    ratchet: RatchetFile,
}

/// What the store said last.
#[derive(Clone, Default)]
struct Known {
    asked: Option<Timestamp>,
    /// The oldest first.
    keys: Vec<Arc<IntakeKey>>,
}

impl KeyRing {
    /// The ring of the keys in `store`.
    pub fn new(
        recipe: Recipe,
        store: Arc<dyn Store>,
        signer: Signer,
        ratchet: RatchetFile,
    ) -> Self {
        Self {
            recipe,
            store,
            secrets: Mutex::new(Secrets { signer, ratchet }),
            known: RwLock::default(),
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
        if !self.secrets().signer.is_certified(now) {
            return Err(RingError::Certificate);
        }
        let known = self.known();
        let active = known.keys.iter().rfind(|key| key.lifetime().begins <= now);
        active.cloned().ok_or(RingError::Missing)
    }

    /// The key that a message names, if it is still accepted. Another receiver may have made it:
    /// a key that is not known is asked for, at most once a second.
    pub async fn find(
        &self,
        id: KeyId,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Option<Arc<IntakeKey>>, RingError> {
        if let Some(key) = self.known().find(id, now) {
            return Ok(Some(key));
        }
        self.keep_up(now, 1, rng).await?;
        Ok(self.known().find(id, now))
    }

    /// Does what is due: makes a key, learns of others', destroys what is over.
    pub async fn tick(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        self.keep_up(now, REFRESH_SECONDS, rng).await
    }

    /// Makes a key that is given out as soon as every receiver has learned of it. Others stay
    /// accepted.
    pub async fn rotate(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<Arc<IntakeKey>, RingError> {
        let stored = self.store.keys().await?;
        let begins = now.plus_seconds(REFRESH_SECONDS);
        self.make(Lifetime::new(now, begins), &stored, now, rng)
            .await?;
        self.refresh(now, rng).await?;
        self.known().keys.last().cloned().ok_or(RingError::Missing)
    }

    /// Destroys a key now. Gives false if there is none of this name.
    pub async fn revoke(
        &self,
        id: KeyId,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<bool, RingError> {
        let named = |key: &StoredKey| {
            PublishedKey::parse(key.config.clone()).is_ok_and(|published| published.id() == id)
        };
        let stored = self.store.keys().await?;
        let Some(key) = stored.into_iter().find(named) else {
            return Ok(false);
        };
        self.store.remove_key(key.sequence).await?;
        self.refresh(now, rng).await?;
        Ok(true)
    }

    /// What the puzzles of a slot begin with, the same on every receiver.
    ///
    /// Every message asks for it, and the ratchet has a long way to the present: what it said last
    /// is kept.
    pub fn puzzle_seed(&self, slot: u32) -> Option<Seed> {
        let mut seeds = self.seeds.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, seed)) = seeds.iter().find(|(known, _)| *known == slot) {
            return Some(*seed);
        }
        let seed = self.secrets().ratchet.ratchet().puzzle_seed(slot)?;
        seeds.retain(|(known, _)| *known >= slot.saturating_sub(1));
        seeds.push((slot, seed));
        Some(seed)
    }

    /// Every key that is not destroyed, the oldest first, and where it stands.
    pub fn states(&self, now: Timestamp) -> Vec<(Arc<IntakeKey>, State)> {
        let keys = self.known().keys;
        let lifetimes: Vec<_> = keys.iter().map(|key| key.lifetime()).collect();
        keys.into_iter().zip(states(&lifetimes, now)).collect()
    }

    /// Asks the store, unless it was asked less than `seconds` ago.
    async fn keep_up(
        &self,
        now: Timestamp,
        seconds: u64,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        let is_recent = || {
            let asked = self.known().asked;
            asked.is_some_and(|asked| asked <= now && now < asked.plus_seconds(seconds))
        };
        if is_recent() {
            return Ok(());
        }
        let _one = self.refreshing.lock().await;
        // Whoever held the lock before may have asked.
        if is_recent() {
            return Ok(());
        }
        self.refresh(now, rng).await
    }

    async fn refresh(
        &self,
        now: Timestamp,
        rng: &mut (impl CryptoRng + Send),
    ) -> Result<(), RingError> {
        // First of all, and whether the store answers or not.
        self.known_mut()
            .keys
            .retain(|key| now < key.lifetime().ends);
        let mut stored = self.store.keys().await?;
        if stored.iter().any(|key| key.ends <= now) {
            self.store.remove_keys_ended(now).await?;
            stored.retain(|key| key.ends > now);
        }
        if let Some(next) = Lifetime::next(self.newest(&stored), now) {
            self.make(next, &stored, now, rng).await?;
            stored = self.store.keys().await?;
        }
        self.look_at_files(now)?;
        let known = Known {
            asked: Some(now),
            keys: stored.iter().filter_map(|key| self.open(key)).collect(),
        };
        *self.known_mut() = known;
        Ok(())
    }

    /// Leaves old secrets behind, and takes over a new certificate: every key is published anew.
    fn look_at_files(&self, now: Timestamp) -> Result<(), RingError> {
        let mut secrets = self.secrets();
        match secrets.signer.reload() {
            Ok(true) => self.known_mut().keys.clear(),
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "the signer's certificate cannot be read again");
            }
        }
        Ok(secrets.ratchet.forget(now)?)
    }

    /// The key, as it is known or unwrapped now.
    fn open(&self, stored: &StoredKey) -> Option<Arc<IntakeKey>> {
        let known = self.known();
        let mut same = known
            .keys
            .into_iter()
            .filter(|key| key.published.text() == stored.config);
        same.next()
            .or_else(|| self.secrets().open(stored).map(Arc::new))
    }

    /// The newest key that this receiver can open.
    fn newest(&self, stored: &[StoredKey]) -> Option<Lifetime> {
        let mut newest_first = stored.iter().rev();
        let newest = newest_first.find_map(|key| self.open(key))?;
        Some(newest.lifetime())
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
        let key = self.generate(sequence, lifetime, now, rng)?;
        self.store.add_key(key, newest).await?;
        Ok(())
    }

    fn generate(
        &self,
        sequence: u64,
        lifetime: Lifetime,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<StoredKey, RingError> {
        let private = PrivateKey::generate(self.recipe.suite, rng);
        let secrets = self.secrets();
        let published = PublishedKey::new(KeyConfig {
            hotline: secrets.signer.authority().hotline.clone(),
            sequence,
            not_before: lifetime.begins.0,
            not_after: lifetime.ends.0,
            pow_floor: self.recipe.pow_floor,
            public_key: private.public_key(),
        });
        let config = published.text().to_owned();
        let ratchet = secrets.ratchet.ratchet();
        Ok(StoredKey {
            sequence,
            made: now.hour(),
            ends: lifetime.ends,
            wrapped: ratchet.wrap(now.hour(), &config, &private.seed(), rng)?,
            config,
        })
    }

    fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> Known {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone()
    }
}

impl Secrets {
    /// Unwraps a key and signs its config. A key that is not ours to open is left alone.
    fn open(&self, stored: &StoredKey) -> Option<IntakeKey> {
        let published = PublishedKey::parse(stored.config.clone()).ok()?;
        let suite = published.config().public_key.suite();
        let ratchet = self.ratchet.ratchet();
        let seed = ratchet.unwrap(stored.made, &stored.config, &stored.wrapped);
        let private = seed
            .ok()
            .and_then(|seed| PrivateKey::from_seed(suite, &seed).ok());
        if private.is_none() {
            tracing::error!(
                key = %published.id(),
                "a key in the store cannot be unwrapped: receivers that share a store need the \
                 same ratchet file"
            );
        }
        Some(IntakeKey {
            document: self.signer.publish(&published).to_json(),
            published,
            private: private?,
        })
    }
}

impl Known {
    fn find(&self, id: KeyId, now: Timestamp) -> Option<Arc<IntakeKey>> {
        let key = self.keys.iter().find(|key| key.published.id() == id)?;
        (now < key.lifetime().ends).then(|| key.clone())
    }
}

#[cfg(test)]
mod tests;
