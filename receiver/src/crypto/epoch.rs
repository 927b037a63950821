//! Encrypts stored reports: each report under a symmetric key that stays in the intake's memory for
//! five minutes at most, and that key sealed to the desk key.
//!
//! Once the epoch is over, the intake alone cannot read the reports that it stored. The intake's signer signs the
//! epoch: whoever has nothing but the desk's public key can seal to it, and is told apart.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use model::sealed::{EpochId, Fingerprint, SealedBody, SealedEpochKey};
use model::time::{Hour, Timestamp};
use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, PublicKey};
use shared::padding;
use shared::report::ReportId;
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

use super::authority::{Authority, EpochSigner, EpochStatement, Voucher};
use super::{Unreadable, fingerprint};

/// Seconds that one epoch key is used. The intake destroys keys of past epochs each minute, so none
/// is in memory for longer than five minutes.
const EPOCH_SECONDS: u64 = 4 * 60;

/// Plaintexts are padded to a multiple of this many bytes, so that the disk tells little of their
/// length.
const BLOCK_BYTES: usize = 1024;

/// Opened epoch keys in the desk's cache: almost three days of them.
const CACHED_KEYS: usize = 1024;

/// Bytes of an epoch key.
const KEY_BYTES: usize = 32;

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
        signer: &impl EpochSigner,
        rng: &mut impl CryptoRng,
    ) -> Result<SealedBody, SealFailed> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        on_wiped_stack(|| {
            let epoch = match &mut *current {
                Some(epoch) if epoch.lasts(now) => epoch,
                over => over.insert(Box::new(Epoch::begin(&self.desk, now, signer, rng)?)),
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
        signer: &impl EpochSigner,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, SealFailed> {
        let mut id = [0; 8];
        rng.fill_bytes(&mut id);
        let mut key = Secret::default();
        rng.fill_bytes(&mut key[..]);
        let id = EpochId(id);
        let ends = now.plus_seconds(EPOCH_SECONDS);
        let voucher = signer.vouch(&EpochStatement::new(now, ends, &key[..]));
        let voucher = serde_json::to_vec(&voucher).map_err(|_| SealFailed)?;
        let mut plaintext = Zeroizing::new(Vec::with_capacity(KEY_BYTES + voucher.len()));
        plaintext.extend_from_slice(&key[..]);
        plaintext.extend_from_slice(&voucher);
        let sealed = desk
            .seal(&info(id), &plaintext, rng)
            .map_err(|_| SealFailed)?;
        Ok(Self {
            begins: now,
            ends,
            cipher: ChaCha20Poly1305::new((&**key).into()),
            next_counter: 0,
            sealed: Arc::new(SealedEpochKey {
                id,
                enc: sealed.enc,
                ciphertext: sealed.ciphertext,
                desk_key: Some(fingerprint(desk)),
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
    /// The desk key before this one, while an epoch key may be sealed to it.
    former: Option<PrivateKey>,
    authority: Authority,
    keys: Mutex<HashMap<EpochId, Arc<EpochKey>>>,
}

struct EpochKey {
    /// The key as it was sealed: a row with the same name can hold another.
    sealed: Arc<SealedEpochKey>,
    cipher: ChaCha20Poly1305,
    /// The epoch as a signer of this hotline has signed it; none if none has.
    signed: Option<EpochStatement>,
}

/// A report that was opened.
pub struct Opened {
    /// The report's JSON.
    pub json: Zeroizing<Vec<u8>>,
    epoch: Arc<EpochKey>,
}

/// Who stored a report, as far as its epoch says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// An intake of this hotline, in the hour that the store has.
    Intake,
    /// An intake of this hotline, in another hour than the store has.
    OtherHour,
    /// No signer of this hotline has signed the epoch: anybody who has the desk's public key, or an
    /// intake of an earlier version.
    Anybody,
}

impl Opened {
    /// Who stored the report, if it arrived in this hour as the store says.
    pub fn provenance(&self, received: Hour) -> Provenance {
        match &self.epoch.signed {
            Some(epoch) if epoch.has(received) => Provenance::Intake,
            Some(_) => Provenance::OtherHour,
            None => Provenance::Anybody,
        }
    }
}

impl EpochOpener {
    /// An opener with this desk key, for reports of the hotline with this root.
    pub fn new(desk: PrivateKey, authority: Authority) -> Self {
        Self::after(desk, None, authority)
    }

    /// An opener with this desk key, and with the one before it.
    pub fn after(desk: PrivateKey, former: Option<PrivateKey>, authority: Authority) -> Self {
        Self {
            desk,
            former,
            authority,
            keys: Mutex::default(),
        }
    }

    /// The same epoch key with its voucher, sealed to the present desk key; none if it is.
    ///
    /// # Errors
    ///
    /// Fails if neither key opens it.
    pub fn reseal(
        &self,
        epoch: &SealedEpochKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Option<SealedEpochKey>, Unreadable> {
        if open(&self.desk, epoch).is_ok() {
            return Ok(None);
        }
        let plaintext = open(self.former.as_ref().ok_or(Unreadable)?, epoch)?;
        let desk = self.desk.public_key();
        let sealed = desk.seal(&info(epoch.id), &plaintext, rng);
        let sealed = sealed.map_err(|_| Unreadable)?;
        Ok(Some(SealedEpochKey {
            id: epoch.id,
            enc: sealed.enc,
            ciphertext: sealed.ciphertext,
            desk_key: Some(fingerprint(&desk)),
        }))
    }

    /// The desk key that an epoch key is sealed to; none if it is neither of ours.
    pub(crate) fn sealed_to(&self, epoch: &SealedEpochKey) -> Option<Fingerprint> {
        let mut desk_keys = [&self.desk].into_iter().chain(&self.former);
        let desk = desk_keys.find(|desk| open(desk, epoch).is_ok())?;
        Some(fingerprint(&desk.public_key()))
    }

    /// Opens the report with this id.
    pub fn open(&self, id: ReportId, body: &SealedBody) -> Result<Opened, Unreadable> {
        let (counter, ciphertext) = body
            .bytes
            .split_first_chunk::<COUNTER_BYTES>()
            .ok_or(Unreadable)?;
        let epoch = self.key_of(&body.epoch)?;
        let payload = Payload {
            msg: ciphertext,
            aad: id.as_bytes(),
        };
        let plaintext = epoch
            .cipher
            .decrypt(&nonce(*counter), payload)
            .map_err(|_| Unreadable)?;
        let plaintext = Zeroizing::new(plaintext);
        let json = padding::unpad(&plaintext).map_err(|_| Unreadable)?;
        Ok(Opened {
            json: Zeroizing::new(json.to_vec()),
            epoch,
        })
    }

    fn key_of(&self, sealed: &Arc<SealedEpochKey>) -> Result<Arc<EpochKey>, Unreadable> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = keys.get(&sealed.id).filter(|key| key.sealed == *sealed) {
            return Ok(key.clone());
        }
        let key = Arc::new(self.open_key(sealed)?);
        if keys.len() >= CACHED_KEYS {
            keys.clear();
        }
        keys.insert(sealed.id, key.clone());
        Ok(key)
    }

    fn open_key(&self, sealed: &Arc<SealedEpochKey>) -> Result<EpochKey, Unreadable> {
        let mut desk_keys = [&self.desk].into_iter().chain(&self.former);
        let plaintext = desk_keys.find_map(|desk| open(desk, sealed).ok());
        let plaintext = plaintext.ok_or(Unreadable)?;
        let (key, voucher) = plaintext.split_at_checked(KEY_BYTES).ok_or(Unreadable)?;
        // Intakes of earlier versions sealed the key alone.
        let voucher = serde_json::from_slice::<Voucher>(voucher).ok();
        let signed = voucher.and_then(|voucher| self.authority.verify(&voucher, key).ok());
        Ok(EpochKey {
            sealed: sealed.clone(),
            cipher: ChaCha20Poly1305::new_from_slice(key).map_err(|_| Unreadable)?,
            signed,
        })
    }
}

/// An epoch key with its voucher, opened with a desk key.
fn open(desk: &PrivateKey, epoch: &SealedEpochKey) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let opened = desk.open(&info(epoch.id), &epoch.enc, &epoch.ciphertext);
    Ok(opened.map_err(|_| Unreadable)?.plaintext)
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
mod tests;
