//! The secret that intake keys lie under in the store. It moves on every hour and never back.
//!
//! Each hour's secret follows from the one before, so every receiver that was given the same file
//! arrives at the same secrets without a word to another; and a key that was wrapped in an hour
//! that has been left behind cannot be unwrapped any more, from whatever copy of the store. Forward
//! is possible, so the file must not get into backups: without it a store that is restored makes
//! a new key, which costs each open form one retry.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use rand_core::CryptoRng;
use sha2::Sha256;
use shared::limits::POW_SEED_SECONDS;
use shared::pow::Seed;
use zeroize::Zeroizing;

use crate::clock::{Hour, Timestamp};

/// Hours that a key is kept at most, from the one in which it was made: in the 72nd after it, it
/// is gone.
pub const KEY_HOURS: u64 = 72;

const NONCE_BYTES: usize = 12;
const SECRET_BYTES: usize = 32;
const NEXT: &[u8] = b"sealed-report v1 next hour";
const WRAP: &[u8] = b"sealed-report v1 wrap";
const PUZZLE: &[u8] = b"sealed-report v1 puzzle seed";

/// The secret of one hour.
#[derive(Clone)]
pub struct Ratchet {
    hour: Hour,
    secret: Zeroizing<[u8; SECRET_BYTES]>,
}

/// A wrapped key is damaged, or was wrapped in an hour that has been left behind or under another
/// ratchet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key cannot be unwrapped")]
pub struct Unwrappable;

impl Ratchet {
    /// Begins with a random secret.
    pub fn begin(now: Timestamp, rng: &mut impl CryptoRng) -> Self {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        rng.fill_bytes(&mut secret[..]);
        Self {
            hour: now.hour(),
            secret,
        }
    }

    /// The hour before which nothing can be unwrapped.
    pub fn hour(&self) -> Hour {
        self.hour
    }

    /// Leaves behind every hour in which no key can have been made that still lives.
    pub fn forget(&mut self, now: Timestamp) {
        let oldest = now.hour().0.saturating_sub(KEY_HOURS - 1);
        if let Some(secret) = self.secret_of(Hour(oldest)) {
            self.secret = secret;
            self.hour = Hour(oldest);
        }
    }

    /// Encrypts a key of this hour, bound to the text that it belongs to.
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
        let cipher = self.cipher(hour)?;
        let wrapped = cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|_| Unwrappable)?;
        Ok([&nonce[..], &wrapped].concat())
    }

    /// Decrypts what [`wrap`](Self::wrap) gave.
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
        let key = self.cipher(hour)?.decrypt(&Nonce::from(*nonce), payload);
        Ok(Zeroizing::new(key.map_err(|_| Unwrappable)?))
    }

    /// What the puzzles of a slot begin with: nobody without the ratchet knows it before. Nothing
    /// for slots whose hour has been left behind.
    pub fn puzzle_seed(&self, slot: u32) -> Option<Seed> {
        let hour = Hour(u64::from(slot) * POW_SEED_SECONDS / 3600);
        let secret = self.secret_of(hour)?;
        let info = [PUZZLE, &slot.to_be_bytes()].concat();
        Some(Seed::new(*derive(&secret, &info)))
    }

    fn cipher(&self, hour: Hour) -> Result<ChaCha20Poly1305, Unwrappable> {
        let secret = self.secret_of(hour).ok_or(Unwrappable)?;
        Ok(ChaCha20Poly1305::new((&*derive(&secret, WRAP)).into()))
    }

    /// The secret of this hour or a later one.
    fn secret_of(&self, hour: Hour) -> Option<Zeroizing<[u8; SECRET_BYTES]>> {
        let steps = hour.0.checked_sub(self.hour.0)?;
        let next = |secret: Zeroizing<_>, _| derive(&secret, NEXT);
        Some((0..steps).fold(self.secret.clone(), next))
    }
}

impl std::fmt::Debug for Ratchet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ratchet({}, …)", self.hour)
    }
}

/// HKDF-Expand with SHA-256 (RFC 5869, section 2.3).
fn derive(secret: &[u8; SECRET_BYTES], info: &[u8]) -> Zeroizing<[u8; SECRET_BYTES]> {
    let mut derived = Zeroizing::new([0; SECRET_BYTES]);
    // A key of 32 bytes and an output of 32 bytes are always possible.
    if let Ok(key) = Hkdf::<Sha256>::from_prk(secret) {
        let _ = key.expand(info, &mut derived[..]);
    }
    derived
}

/// The file that a ratchet lives in: its hour and its secret in base64, on one line.
#[derive(Debug)]
pub struct RatchetFile {
    path: PathBuf,
    ratchet: Ratchet,
}

impl RatchetFile {
    /// Writes a new file, readable by its owner only.
    pub fn create(path: &Path, ratchet: Ratchet) -> io::Result<Self> {
        write_new(path, &ratchet)?;
        Ok(Self {
            path: path.to_owned(),
            ratchet,
        })
    }

    /// Reads a file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = Zeroizing::new(fs::read_to_string(path)?);
        let ratchet = parse(&text).ok_or(io::ErrorKind::InvalidData)?;
        Ok(Self {
            path: path.to_owned(),
            ratchet,
        })
    }

    /// The ratchet as it stands.
    pub fn ratchet(&self) -> &Ratchet {
        &self.ratchet
    }

    /// Leaves the past behind, in memory and on the disk.
    pub fn forget(&mut self, now: Timestamp) -> io::Result<()> {
        let before = self.ratchet.hour;
        self.ratchet.forget(now);
        if self.ratchet.hour == before {
            return Ok(());
        }
        self.replace()
    }

    /// Puts a new file in place of the old one, and then overwrites what the old one held.
    fn replace(&self) -> io::Result<()> {
        let mut old = OpenOptions::new().write(true).open(&self.path)?;
        let length = usize::try_from(old.metadata()?.len()).unwrap_or(0);
        let new = self.path.with_extension("new");
        if new.exists() {
            fs::remove_file(&new)?;
        }
        write_new(&new, &self.ratchet)?;
        fs::rename(&new, &self.path)?;
        if let Some(folder) = self.path.parent() {
            File::open(folder)?.sync_all()?;
        }
        old.write_all(&vec![b'0'; length])?;
        old.sync_all()
    }
}

fn write_new(path: &Path, ratchet: &Ratchet) -> io::Result<()> {
    let secret = Zeroizing::new(Base64::encode_string(&ratchet.secret[..]));
    let line = Zeroizing::new(format!("{} {}\n", ratchet.hour.0, *secret));
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()
}

fn parse(line: &str) -> Option<Ratchet> {
    let (hour, base64) = line.trim_end().split_once(' ')?;
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    let decoded = Base64::decode(base64, &mut secret[..]).ok()?.len();
    (decoded == SECRET_BYTES).then_some(Ratchet {
        hour: Hour(hour.parse().ok()?),
        secret,
    })
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::pow::Challenge;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn later(hours: u64) -> Timestamp {
        NOW.plus_seconds(hours * 3600)
    }

    fn begin() -> Ratchet {
        Ratchet::begin(NOW, &mut UnwrapErr(SysRng))
    }

    fn wrap(ratchet: &Ratchet, hour: Hour) -> Vec<u8> {
        ratchet
            .wrap(hour, "text", b"key", &mut UnwrapErr(SysRng))
            .unwrap()
    }

    #[test]
    fn a_key_is_unwrapped_for_72_hours_and_never_after() {
        let mut ratchet = begin();
        let wrapped = wrap(&ratchet, NOW.hour());
        for hours in 0..KEY_HOURS {
            ratchet.forget(later(hours));
            let unwrapped = ratchet.unwrap(NOW.hour(), "text", &wrapped);
            assert_eq!(unwrapped.unwrap()[..], *b"key", "after {hours} hours");
        }
        ratchet.forget(later(KEY_HOURS));
        let unwrapped = ratchet.unwrap(NOW.hour(), "text", &wrapped);
        assert_eq!(unwrapped, Err(Unwrappable));
    }

    #[test]
    fn two_that_begin_alike_stay_alike() {
        let (mut one, two) = (begin(), begin());
        let mut copy = one.clone();
        one.forget(later(1000));
        let wrapped = wrap(&one, later(1000).hour());
        copy.forget(later(990));
        let unwrap = |ratchet: &Ratchet| ratchet.unwrap(later(1000).hour(), "text", &wrapped);
        assert_eq!(unwrap(&copy).unwrap()[..], *b"key");
        assert_eq!(unwrap(&two), Err(Unwrappable));
    }

    #[test]
    fn a_wrapped_key_belongs_to_its_hour_and_its_text() {
        let ratchet = begin();
        let wrapped = wrap(&ratchet, NOW.hour());
        let next = later(1).hour();
        assert_eq!(ratchet.unwrap(next, "text", &wrapped), Err(Unwrappable));
        let other_text = ratchet.unwrap(NOW.hour(), "other", &wrapped);
        assert_eq!(other_text, Err(Unwrappable));
        for end in 0..wrapped.len() {
            let cut = ratchet.unwrap(NOW.hour(), "text", &wrapped[..end]);
            assert_eq!(cut, Err(Unwrappable));
        }
    }

    #[test]
    fn every_slot_has_a_seed_of_its_own_that_all_receivers_agree_on() {
        let (mut one, two) = (begin(), begin());
        let copy = one.clone();
        let slot = Challenge::number_at(NOW.0);
        assert_eq!(one.puzzle_seed(slot), copy.puzzle_seed(slot));
        assert_ne!(one.puzzle_seed(slot), one.puzzle_seed(slot + 1));
        assert_ne!(one.puzzle_seed(slot), two.puzzle_seed(slot));
        one.forget(later(100));
        assert_eq!(one.puzzle_seed(slot), None);
        let late = Challenge::number_at(later(100).0);
        assert_eq!(one.puzzle_seed(late), copy.puzzle_seed(late));
    }

    #[test]
    fn the_file_forgets_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ratchet.key");
        let mut file = RatchetFile::create(&path, begin()).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        // What a second name for the file still shows is what a forensic look at the disk would.
        fs::hard_link(&path, folder.path().join("old")).unwrap();
        file.forget(later(100)).unwrap();
        let wiped = fs::read_to_string(folder.path().join("old")).unwrap();
        assert_eq!(wiped, "0".repeat(first.len()));
        let again = RatchetFile::open(&path).unwrap();
        assert_eq!(again.ratchet.hour, later(100 - KEY_HOURS + 1).hour());
        assert_eq!(again.ratchet.secret, file.ratchet.secret);
    }

    #[test]
    fn a_damaged_file_is_refused() {
        for line in [
            "",
            "1",
            "1 AAAA",
            "x AAAA",
            &format!("-1 {}", "A".repeat(43)),
        ] {
            assert!(parse(line).is_none(), "{line}");
        }
    }

    #[test]
    fn the_secret_does_not_show_in_debug() {
        assert_eq!(format!("{:?}", begin()), "Ratchet(2027-01-15T08:00:00Z, …)");
    }
}
