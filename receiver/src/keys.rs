//! The key ring: the private keys that reports are sealed to. They live in memory only.
//!
//! A key is active for a day, accepted for most of another, then destroyed. A restart forgets
//! them all: a form that was opened before it is told 409, fetches the new key and seals again.

use std::sync::{Arc, Mutex, PoisonError};

use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, KeyId, PublishedKey};
use shared::report::HotlineId;

use crate::clock::Timestamp;

/// Seconds that a key is given out.
pub const ACTIVE_SECONDS: u64 = 24 * 3600;

/// Seconds after which a key is destroyed.
pub const ACCEPTED_SECONDS: u64 = 47 * 3600;

/// One key of the intake.
pub struct IntakeKey {
    /// What reporters' browsers fetch.
    pub published: PublishedKey,
    /// What opens their reports.
    pub private: PrivateKey,
}

impl IntakeKey {
    fn is_active(&self, now: Timestamp) -> bool {
        now.0 < self.published.config().not_before + ACTIVE_SECONDS
    }

    fn is_accepted(&self, now: Timestamp) -> bool {
        now.0 < self.published.config().not_after
    }
}

/// All keys that are not destroyed yet, the newest last.
pub struct KeyRing {
    hotline: HotlineId,
    suite: Suite,
    keys: Mutex<Vec<Arc<IntakeKey>>>,
}

impl KeyRing {
    /// A ring that makes its keys when they are first asked for.
    pub fn new(hotline: HotlineId, suite: Suite) -> Self {
        Self {
            hotline,
            suite,
            keys: Mutex::default(),
        }
    }

    /// The key to give out now: the newest, or a new one when that is a day old.
    pub fn active(&self, now: Timestamp, rng: &mut impl CryptoRng) -> Arc<IntakeKey> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|key| key.is_accepted(now));
        match keys.last() {
            Some(newest) if newest.is_active(now) => newest.clone(),
            _ => {
                let key = Arc::new(self.generate(now, rng));
                keys.push(key.clone());
                key
            }
        }
    }

    /// The key that a message names, if it is still accepted.
    pub fn find(&self, id: KeyId, now: Timestamp) -> Option<Arc<IntakeKey>> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|key| key.is_accepted(now));
        keys.iter().find(|key| key.published.id() == id).cloned()
    }

    fn generate(&self, now: Timestamp, rng: &mut impl CryptoRng) -> IntakeKey {
        let private = PrivateKey::generate(self.suite, rng);
        let published = PublishedKey::new(KeyConfig {
            hotline: self.hotline.clone(),
            sequence: now.0,
            not_before: now.0,
            not_after: now.0 + ACCEPTED_SECONDS,
            pow_floor: 0,
            public_key: private.public_key(),
        });
        IntakeKey { published, private }
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    const BEGIN: u64 = 1_800_000_000;

    fn ring() -> KeyRing {
        KeyRing::new("example".parse().unwrap(), Suite::X25519)
    }

    fn active(ring: &KeyRing, seconds: u64) -> KeyId {
        ring.active(Timestamp(BEGIN + seconds), &mut UnwrapErr(SysRng))
            .published
            .id()
    }

    #[test]
    fn a_key_is_active_for_a_day() {
        let ring = ring();
        let first = active(&ring, 0);
        assert_eq!(active(&ring, ACTIVE_SECONDS - 1), first);
        assert_ne!(active(&ring, ACTIVE_SECONDS), first);
    }

    #[test]
    fn a_key_is_accepted_until_it_is_destroyed() {
        let ring = ring();
        let first = active(&ring, 0);
        active(&ring, ACTIVE_SECONDS);
        assert!(
            ring.find(first, Timestamp(BEGIN + ACCEPTED_SECONDS - 1))
                .is_some()
        );
        assert!(
            ring.find(first, Timestamp(BEGIN + ACCEPTED_SECONDS))
                .is_none()
        );
        assert_eq!(ring.keys.lock().unwrap().len(), 1);
    }

    #[test]
    fn sequences_grow() {
        let ring = ring();
        let sequence = |seconds| {
            let key = ring.active(Timestamp(BEGIN + seconds), &mut UnwrapErr(SysRng));
            key.published.config().sequence
        };
        assert!(sequence(0) < sequence(ACTIVE_SECONDS));
    }
}
