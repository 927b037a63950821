//! The secret that wraps the intake's keys in the store. It moves forward every hour, never back.
//!
//! Each hour's secret follows from the secret of the hour before, so receivers that were given the
//! same file have the same secrets without any contact. A key that was wrapped in an hour that has
//! been left behind cannot be unwrapped any more, from any copy of the store. An old file still
//! gives all later secrets, so the file must not be in backups: a receiver that is restored without
//! the file makes a new key, which costs each open form one retry.

mod file;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use model::time::{Hour, Timestamp};
use rand_core::CryptoRng;
use sha2::Sha256;
use shared::limits::POW_SEED_SECONDS;
use shared::pow::Seed;
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

pub use self::file::RatchetFile;

/// Hours that a key is kept at most, counted from the hour in which it was made.
pub(super) const KEY_HOURS: u64 = 72;

/// Hours after which a ratchet that moves on has left an hour behind.
pub(crate) const STANDS_HOURS: u64 = KEY_HOURS + 3;

const NONCE_BYTES: usize = 12;
const NEXT: &[u8] = b"sealed-report v1 next hour";
const WRAP: &[u8] = b"sealed-report v1 wrap";
const PUZZLE: &[u8] = b"sealed-report v1 puzzle seed";

/// The secret of one hour. Its use leaves nothing on the stack: whoever finds an hour's secret there
/// has those of all later hours.
#[derive(Clone)]
pub struct Ratchet {
    hour: Hour,
    secret: Secret,
}

/// A wrapped key is damaged, or was wrapped in an hour that has been left behind or under another
/// ratchet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key cannot be unwrapped")]
pub struct Unwrappable;

impl Ratchet {
    /// A new ratchet with a random secret.
    pub fn begin(now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        let mut secret = Secret::default();
        rng.fill_bytes(&mut secret[..]);
        Self {
            hour: now.hour(),
            secret,
        }
    }

    /// The oldest hour whose keys this ratchet unwraps.
    pub fn hour(&self) -> Hour {
        self.hour
    }

    /// Leaves behind every hour whose keys have all been destroyed by now.
    pub(super) fn forget(&mut self, now: Timestamp) {
        let oldest = now.hour().0.saturating_sub(KEY_HOURS - 1);
        if let Some(secret) = on_wiped_stack(|| self.secret_of(Hour(oldest))) {
            self.secret = secret;
            self.hour = Hour(oldest);
        }
    }

    /// Encrypts a key that is made in this hour, bound to the text of its config.
    pub fn wrap(
        &self,
        hour: Hour,
        text: &str,
        key: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Unwrappable> {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: key,
            aad: text.as_bytes(),
        };
        let wrapped = on_wiped_stack(|| {
            let cipher = self.cipher(hour)?;
            cipher
                .encrypt(&Nonce::from(nonce), payload)
                .map_err(|_| Unwrappable)
        });
        Ok([&nonce[..], &wrapped?].concat())
    }

    /// Decrypts a key that [`wrap`](Self::wrap) encrypted.
    pub fn unwrap(
        &self,
        hour: Hour,
        text: &str,
        wrapped: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Unwrappable> {
        let (nonce, wrapped) = wrapped
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(Unwrappable)?;
        let payload = Payload {
            msg: wrapped,
            aad: text.as_bytes(),
        };
        on_wiped_stack(|| {
            let key = self.cipher(hour)?.decrypt(&Nonce::from(*nonce), payload);
            Ok(Zeroizing::new(key.map_err(|_| Unwrappable)?))
        })
    }

    /// The seed of a slot's puzzles, which cannot be known in advance without the ratchet. None for
    /// slots whose hour has been left behind.
    pub fn puzzle_seed(&self, slot: u32) -> Option<Seed> {
        let hour = Hour(u64::from(slot) * POW_SEED_SECONDS / 3600);
        let info = [PUZZLE, &slot.to_be_bytes()].concat();
        let seed = on_wiped_stack(|| Some(derive(&**self.secret_of(hour)?, &info)))?;
        Some(Seed::new(**seed))
    }

    fn cipher(&self, hour: Hour) -> Result<ChaCha20Poly1305, Unwrappable> {
        let secret = self.secret_of(hour).ok_or(Unwrappable)?;
        Ok(ChaCha20Poly1305::new((&**derive(&secret, WRAP)).into()))
    }

    /// The secret of an hour; none if that hour has been left behind.
    fn secret_of(&self, hour: Hour) -> Option<Secret> {
        let steps = hour.0.checked_sub(self.hour.0)?;
        let next = |secret: Secret, _| derive(&secret, NEXT);
        Some((0..steps).fold(self.secret.clone(), next))
    }
}

impl std::fmt::Debug for Ratchet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ratchet({}, …)", self.hour)
    }
}

/// HKDF-Expand with SHA-256 (RFC 5869, section 2.3).
fn derive(secret: &[u8; 32], info: &[u8]) -> Secret {
    let mut derived = Secret::default();
    // A key of 32 bytes and an output of 32 bytes are always possible.
    if let Ok(key) = Hkdf::<Sha256>::from_prk(secret) {
        let _ = key.expand(info, &mut derived[..]);
    }
    derived
}

#[cfg(test)]
mod tests;
