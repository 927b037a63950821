//! Encrypts stored reports: each report under a symmetric key that stays in the intake's memory for
//! five minutes at most, and that key sealed to the desk key.
//!
//! Once the epoch is over, the intake alone cannot read the reports that it stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, PublicKey};
use shared::padding;
use shared::report::ReportId;
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

use super::Unreadable;

/// Seconds that one epoch key is used. The intake destroys keys of past epochs each minute, so none
/// is in memory for longer than five minutes.
const EPOCH_SECONDS: u64 = 4 * 60;

/// Plaintexts are padded to a multiple of this many bytes, so that the disk tells little of their
/// length.
const BLOCK_BYTES: usize = 1024;

/// Opened epoch keys in the desk's cache: almost three days of them.
const CACHED_KEYS: usize = 1024;

const LABEL: &[u8] = b"sealed-report v1 epoch key";
const COUNTER_BYTES: usize = 8;

/// A report cannot be encrypted for the desk.
#[derive(Debug, thiserror::Error)]
#[error("the report cannot be encrypted for the desk")]
pub struct SealFailed;

/// The intake's half: holds the key of the current epoch, and no other.
pub struct EpochSealer {
    desk: PublicKey,
    /// Behind a pointer, so that the key is in one place until it is wiped there.
    current: Mutex<Option<Box<Epoch>>>,
}

struct Epoch {
    begins: Timestamp,
    ends: Timestamp,
    cipher: ChaCha20Poly1305,
    next_counter: u64,
    sealed: Arc<SealedEpochKey>,
}

impl EpochSealer {
    /// A sealer for this desk key.
    pub fn new(desk: PublicKey) -> Self {
        Self {
            desk,
            current: Mutex::new(None),
        }
    }

    /// Encrypts a report's JSON, bound to the report's id.
    pub fn seal(
        &self,
        id: ReportId,
        json: &[u8],
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedBody, SealFailed> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        on_wiped_stack(|| {
            let epoch = match &mut *current {
                Some(epoch) if epoch.lasts(now) => epoch,
                over => over.insert(Box::new(Epoch::begin(&self.desk, now, rng)?)),
            };
            epoch.seal(id, json)
        })
    }

    /// Destroys the key of an epoch that is over, even if no report begins the next epoch.
    pub fn forget(&self, now: Timestamp) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.take_if(|epoch| !epoch.lasts(now));
    }
}

impl Epoch {
    fn begin(
        desk: &PublicKey,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealFailed> {
        let mut id = [0; 8];
        rng.fill_bytes(&mut id);
        let mut key = Secret::default();
        rng.fill_bytes(&mut key[..]);
        let id = EpochId(id);
        let sealed = desk
            .seal(&info(id), &key[..], rng)
            .map_err(|_| SealFailed)?;
        Ok(Self {
            begins: now,
            ends: now.plus_seconds(EPOCH_SECONDS),
            cipher: ChaCha20Poly1305::new((&**key).into()),
            next_counter: 0,
            sealed: Arc::new(SealedEpochKey {
                id,
                enc: sealed.enc,
                ciphertext: sealed.ciphertext,
            }),
        })
    }

    /// Whether the key may be used now. A clock that went back ends the epoch.
    fn lasts(&self, now: Timestamp) -> bool {
        (self.begins..self.ends).contains(&now)
    }

    fn seal(&mut self, id: ReportId, json: &[u8]) -> Result<SealedBody, SealFailed> {
        let counter = self.next_counter.to_be_bytes();
        self.next_counter += 1;
        let padded_bytes = json.len().next_multiple_of(BLOCK_BYTES);
        let plaintext = padding::pad(json, padded_bytes).map_err(|_| SealFailed)?;
        let payload = Payload {
            msg: &plaintext,
            aad: id.as_bytes(),
        };
        let ciphertext = self
            .cipher
            .encrypt(&nonce(counter), payload)
            .map_err(|_| SealFailed)?;
        Ok(SealedBody {
            epoch: self.sealed.clone(),
            bytes: [&counter[..], &ciphertext].concat(),
        })
    }
}

/// The desk's half: opens epoch keys with the desk key, and reports with the epoch keys.
pub struct EpochOpener {
    desk: PrivateKey,
    keys: Mutex<HashMap<EpochId, ChaCha20Poly1305>>,
}

impl EpochOpener {
    /// An opener with this desk key.
    pub fn new(desk: PrivateKey) -> Self {
        Self {
            desk,
            keys: Mutex::default(),
        }
    }

    /// The JSON of the report with this id.
    pub fn open(&self, id: ReportId, body: &SealedBody) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
        let (counter, ciphertext) = body
            .bytes
            .split_first_chunk::<COUNTER_BYTES>()
            .ok_or(Unreadable)?;
        let cipher = self.key_of(&body.epoch)?;
        let payload = Payload {
            msg: ciphertext,
            aad: id.as_bytes(),
        };
        let plaintext = cipher
            .decrypt(&nonce(*counter), payload)
            .map_err(|_| Unreadable)?;
        let plaintext = Zeroizing::new(plaintext);
        let json = padding::unpad(&plaintext).map_err(|_| Unreadable)?;
        Ok(Zeroizing::new(json.to_vec()))
    }

    fn key_of(&self, epoch: &SealedEpochKey) -> Result<ChaCha20Poly1305, Unreadable> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(&epoch.id) {
            return Ok(key.clone());
        }
        let opened = self
            .desk
            .open(&info(epoch.id), &epoch.enc, &epoch.ciphertext);
        let key = opened.map_err(|_| Unreadable)?.plaintext;
        let cipher = ChaCha20Poly1305::new_from_slice(&key).map_err(|_| Unreadable)?;
        if keys.len() >= CACHED_KEYS {
            keys.clear();
        }
        keys.insert(epoch.id, cipher.clone());
        Ok(cipher)
    }
}

fn info(id: EpochId) -> Vec<u8> {
    [LABEL, &id.0].concat()
}

/// Four zeros, then a counter that never repeats under one key (RFC 8439, section 2.3).
fn nonce(counter: [u8; COUNTER_BYTES]) -> Nonce {
    let mut nonce = Nonce::default();
    nonce[4..].copy_from_slice(&counter);
    nonce
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::hpke::Suite;

    use super::*;

    fn halves() -> (EpochSealer, EpochOpener) {
        let key = PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng));
        (EpochSealer::new(key.public_key()), EpochOpener::new(key))
    }

    fn seal(sealer: &EpochSealer, id: ReportId, text: &str, now: u64) -> SealedBody {
        sealer
            .seal(id, text.as_bytes(), Timestamp(now), &mut UnwrapErr(SysRng))
            .unwrap()
    }

    #[test]
    fn the_desk_opens_what_the_intake_sealed() {
        let (sealer, opener) = halves();
        for number in 0..3 {
            let id = ReportId::new([number; 16]);
            let body = seal(&sealer, id, "{}", 0);
            assert_eq!(&opener.open(id, &body).unwrap()[..], b"{}");
        }
    }

    #[test]
    fn the_disk_shows_neither_text_nor_length() {
        let (sealer, _) = halves();
        let short = seal(&sealer, ReportId::new([1; 16]), "sentinel", 0);
        let long = seal(&sealer, ReportId::new([2; 16]), &"sentinel".repeat(100), 0);
        assert_eq!(short.bytes.len(), long.bytes.len());
        assert!(!short.bytes.windows(8).any(|window| window == b"sentinel"));
    }

    #[test]
    fn each_epoch_has_its_own_key() {
        let (sealer, _) = halves();
        let epoch_at = |now| seal(&sealer, ReportId::new([1; 16]), "{}", now).epoch.id;
        let first = epoch_at(0);
        assert_eq!(epoch_at(EPOCH_SECONDS - 1), first);
        assert_ne!(epoch_at(EPOCH_SECONDS), first);
    }

    #[test]
    fn a_key_is_forgotten_when_its_epoch_ends_or_the_clock_goes_back() {
        let (sealer, _) = halves();
        let epoch_at = |now| seal(&sealer, ReportId::new([1; 16]), "{}", now).epoch.id;
        let first = epoch_at(1000);
        sealer.forget(Timestamp(1000 + EPOCH_SECONDS - 1));
        assert_eq!(epoch_at(1000), first);
        sealer.forget(Timestamp(1000 + EPOCH_SECONDS));
        let second = epoch_at(1000);
        assert_ne!(second, first);
        sealer.forget(Timestamp(999));
        let third = epoch_at(1000);
        assert!(third != second && epoch_at(999) != third);
    }

    #[test]
    fn a_body_opens_only_whole_and_under_its_own_id() {
        let (sealer, opener) = halves();
        let id = ReportId::new([1; 16]);
        let body = seal(&sealer, id, "{}", 0);
        assert_eq!(opener.open(ReportId::new([2; 16]), &body), Err(Unreadable));
        for at in [0, 8, body.bytes.len() - 1] {
            let mut damaged = body.clone();
            damaged.bytes[at] ^= 1;
            assert_eq!(opener.open(id, &damaged), Err(Unreadable));
            damaged.bytes.truncate(at);
            assert_eq!(opener.open(id, &damaged), Err(Unreadable));
        }
        let (_, stranger) = halves();
        assert_eq!(stranger.open(id, &body), Err(Unreadable));
    }
}
