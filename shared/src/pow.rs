//! The proof of work: makes a flood of messages costly, without identifying their senders.
//!
//! A proof is 16 nonces, one for each puzzle. The nonce of puzzle `i`, from 0 to 15, solves it if
//! the first 8 bytes of
//!
//! ```text
//! SHA-256( "sealed-report v1 puzzle" ‖ seed ‖ digest ‖ effort ‖ i ‖ nonce )
//!            23 bytes                   32      32       4       1     4
//! ```
//!
//! are at most (2^64 - 1) / effort, rounded down; every number is big endian. So a puzzle takes
//! `effort` hashes on average. The seed is the same for everybody and changes every 10 minutes, so
//! nobody can search in advance; the digest is that of one message, so a proof is valid for this
//! message alone.

mod proof;
mod search;

use std::fmt;
use std::num::{NonZeroU32, NonZeroU64};

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::base64;
use crate::limits::POW_SEED_SECONDS;

pub use proof::Proof;
pub use search::Search;

const LABEL: &[u8] = b"sealed-report v1 puzzle";

/// The proof of work that the intake asks of every sender now. Public, and the same for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The slot of [`POW_SEED_SECONDS`] to which the seed belongs, counted from 1970 UTC.
    pub number: u32,
    /// The seed of that slot.
    pub seed: Seed,
    /// Hashes that each puzzle takes on average, at most
    /// [`POW_MAX_EFFORT`](crate::limits::POW_MAX_EFFORT); 0 asks for no proof.
    pub effort: u32,
}

impl Challenge {
    /// The slot at `now`, which counts seconds since 1970 UTC.
    pub fn number_at(now: u64) -> u32 {
        u32::try_from(now / POW_SEED_SECONDS).unwrap_or(u32::MAX)
    }
}

/// 32 bytes that nobody can know before their slot begins. Travels as 44 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seed([u8; Seed::BYTES]);

impl Seed {
    /// Bytes of a seed.
    pub const BYTES: usize = 32;

    /// A seed of these random bytes.
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({})", Base64::encode_string(&self.0))
    }
}

impl Serialize for Seed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Seed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let seed = base64::decode(&text).and_then(|bytes| bytes.try_into().ok());
        seed.map(Self)
            .ok_or_else(|| de::Error::custom("a seed is 44 characters of base64"))
    }
}

/// The SHA-256 of a message without its proof of work. The proof is bound to this digest.
///
/// Its `Debug` shows nothing, because a digest distinguishes one reporter's message from others.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageDigest([u8; MessageDigest::BYTES]);

impl MessageDigest {
    /// Bytes of a digest.
    pub const BYTES: usize = 32;

    /// Hashes the bytes before and after the proof.
    pub(crate) fn of(before: &[u8], after: &[u8]) -> Self {
        let hash = Sha256::new().chain_update(before).chain_update(after);
        Self(hash.finalize().into())
    }

    /// The bytes of the digest.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }
}

impl fmt::Debug for MessageDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MessageDigest(…)")
    }
}

/// The puzzles of one message.
struct Puzzles {
    /// The hash of the part that all puzzles share. The rest fits into one block, so each nonce
    /// costs a single compression.
    begun: Sha256,
    largest: u64,
}

impl Puzzles {
    fn new(seed: &Seed, digest: MessageDigest, effort: NonZeroU32) -> Self {
        let begun = Sha256::new()
            .chain_update(LABEL)
            .chain_update(seed.0)
            .chain_update(digest.0)
            .chain_update(effort.get().to_be_bytes());
        let largest = u64::MAX / NonZeroU64::from(effort);
        Self { begun, largest }
    }

    fn is_solved(&self, puzzle: u8, nonce: u32) -> bool {
        let hash = self.begun.clone().chain_update([puzzle]);
        let hash = hash.chain_update(nonce.to_be_bytes()).finalize();
        let (words, _) = hash.as_chunks();
        words
            .first()
            .is_some_and(|first| u64::from_be_bytes(*first) <= self.largest)
    }
}

#[cfg(test)]
mod tests;
