//! The board: the same bytes for everybody, always full.
//!
//! ```text
//!  offset  bytes  field
//!       0   1088  head: hour and certificate as JSON, then zeros
//!    1088  69632  64 slots of 1088 bytes, each a sealed question or random bytes
//!   70720         end
//! ```
//!
//! A slot:
//!
//! ```text
//!  offset  bytes  field
//!       0     16  tag, which follows from the mailbox's key and the hour
//!      16     16  salt, random
//!      32   1056  ciphertext: 1040 bytes of plaintext and a tag of 16
//! ```

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::mailbox::MailboxKey;
use super::question::{AskerCertificate, Question, SLOT_BYTES, Slot, open};
use crate::json;
use crate::key_config::check_time;
use crate::limits::CLOCK_SKEW_SECONDS;
use crate::padding::{self, TooLong};
use crate::report::HotlineId;
use crate::signing::{Signed, VerifyingKey};

/// Slots of a board, a power of two that is at most 256.
pub const SLOTS: usize = 64;

/// Bytes of a board.
pub const BOARD_BYTES: usize = SLOT_BYTES * (1 + SLOTS);

/// Seconds after the beginning of its hour in which a board is good: a desk may be late by an hour.
const GOOD_SECONDS: u64 = 2 * 3600;

/// The part of a board that is not sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The hour of the board, since 1970: its tags are those of this hour.
    pub hour: u64,
    /// The root's certificate for the desk's asker.
    pub certificate: Signed,
}

/// A board of the right size with a head. Nothing in it is verified yet.
#[derive(Debug, PartialEq, Eq)]
pub struct Board {
    bytes: Vec<u8>,
    head: Head,
}

/// These bytes are not a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a board")]
pub struct NotABoard;

/// Why no question can be read off a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The board is too old, or the device's clock is wrong.
    #[error("the board is not one of this hour")]
    Time,
    /// A slot has the mailbox's tag, and the hotline did not ask what is in it.
    #[error("the question is not one of this hotline")]
    Forged,
}

impl Board {
    /// Fills a board up with random slots; the others stand at random places. There are at most [`SLOTS`] of them, and
    /// more are left out.
    ///
    /// # Errors
    ///
    /// Fails if the certificate is longer than any.
    pub fn new(head: &Head, slots: Vec<Slot>, rng: &mut impl CryptoRng) -> Result<Self, TooLong> {
        // Strings and numbers always have a JSON form.
        let json = serde_json::to_vec(head).unwrap_or_default();
        let mut bytes = padding::pad(&json, SLOT_BYTES)?.to_vec();
        bytes.resize(BOARD_BYTES, 0);
        rng.fill_bytes(&mut bytes[SLOT_BYTES..]);
        let mut free: Vec<usize> = (1..=SLOTS).collect();
        for slot in slots.into_iter().take(SLOTS) {
            let at = free.swap_remove(below(free.len(), rng)) * SLOT_BYTES;
            bytes[at..at + SLOT_BYTES].copy_from_slice(&slot);
        }
        let head = head.clone();
        Ok(Self { bytes, head })
    }

    /// Reads a board.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotABoard> {
        let head = bytes
            .get(..SLOT_BYTES)
            .filter(|_| bytes.len() == BOARD_BYTES);
        let head = padding::unpad(head.ok_or(NotABoard)?).map_err(|_| NotABoard)?;
        Ok(Self {
            head: json::read(head).ok_or(NotABoard)?,
            bytes: bytes.to_vec(),
        })
    }

    /// The whole board.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The hour of the board, since 1970.
    pub fn hour(&self) -> u64 {
        self.head.hour
    }

    /// The question for a mailbox at `now`, in seconds since 1970 UTC; none if nothing is asked.
    pub fn question(
        &self,
        mailbox: &MailboxKey,
        hotline: &HotlineId,
        root: &VerifyingKey,
        now: u64,
    ) -> Result<Option<Question>, NotRead> {
        let begins = self.head.hour.saturating_mul(3600);
        check_time(begins, begins.saturating_add(GOOD_SECONDS), now).map_err(|_| NotRead::Time)?;
        let tag = mailbox.tag(self.head.hour);
        let (slots, _) = self.bytes[SLOT_BYTES..].as_chunks::<SLOT_BYTES>();
        let mut found = slots
            .iter()
            .filter(|slot| slot.starts_with(&tag))
            .peekable();
        if found.peek().is_none() {
            return Ok(None);
        }
        let asker = self.asker(hotline, root, now)?;
        let question = found.find_map(|slot| open(slot, mailbox, hotline, &asker));
        let question = question.ok_or(NotRead::Forged)?;
        let is_open = now < question.until.saturating_add(CLOCK_SKEW_SECONDS);
        Ok(is_open.then_some(question))
    }

    /// The key of the hotline's asker, if the root has certified it.
    fn asker(
        &self,
        hotline: &HotlineId,
        root: &VerifyingKey,
        now: u64,
    ) -> Result<VerifyingKey, NotRead> {
        let certificate = AskerCertificate::verify(&self.head.certificate, root);
        let AskerCertificate(certificate) = certificate.map_err(|_| NotRead::Forged)?;
        if certificate.hotline != *hotline {
            return Err(NotRead::Forged);
        }
        let is_valid = check_time(certificate.not_before, certificate.not_after, now);
        is_valid.map_err(|_| NotRead::Time)?;
        Ok(certificate.signer)
    }
}

/// A random number below `count`, which is 1 to 256, each as often as the others.
fn below(count: usize, rng: &mut impl CryptoRng) -> usize {
    let fair = 256 / count * count;
    let mut drawn = [0];
    loop {
        rng.fill_bytes(&mut drawn);
        if usize::from(drawn[0]) < fair {
            return usize::from(drawn[0]) % count;
        }
    }
}

#[cfg(test)]
mod tests;
