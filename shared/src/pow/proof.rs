//! The proof in a message's header.

use std::num::NonZeroU32;

use super::{MessageDigest, Puzzles, Seed};
use crate::limits::{POW_BYTES, POW_MAX_EFFORT, POW_NONCES};

/// A sender's proof: 72 bytes of a message's header, every number big endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub(super) number: u32,
    pub(super) effort: NonZeroU32,
    pub(super) nonces: [u32; POW_NONCES],
}

impl Proof {
    /// The slot whose seed was used.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Hashes that each puzzle took on average, as the sender claims; never 0.
    pub fn effort(&self) -> u32 {
        self.effort.get()
    }

    /// The nonces that solve the puzzles, in the order of the puzzles.
    pub fn nonces(&self) -> &[u32; POW_NONCES] {
        &self.nonces
    }

    /// Whether each puzzle is solved for this message, with the seed that [`number`](Self::number)
    /// names. An effort over [`POW_MAX_EFFORT`] is refused at once, and the first unsolved puzzle
    /// ends the check: a made-up proof costs one hash or two.
    pub fn verify(&self, seed: &Seed, digest: MessageDigest) -> bool {
        if self.effort() > POW_MAX_EFFORT {
            return false;
        }
        let puzzles = Puzzles::new(seed, digest, self.effort);
        (0..)
            .zip(self.nonces)
            .all(|(puzzle, nonce)| puzzles.is_solved(puzzle, nonce))
    }

    /// Reads the header's fields; none if the effort is 0.
    pub(crate) fn read(bytes: &[u8; POW_BYTES]) -> Option<Self> {
        let mut numbers = bytes
            .as_chunks()
            .0
            .iter()
            .map(|bytes| u32::from_be_bytes(*bytes));
        let number = numbers.next()?;
        let effort = NonZeroU32::new(numbers.next()?)?;
        let mut nonces = [0; POW_NONCES];
        nonces.fill_with(|| numbers.next().unwrap_or_default());
        Some(Self {
            number,
            effort,
            nonces,
        })
    }

    /// Writes the header's fields.
    pub(crate) fn to_bytes(self) -> [u8; POW_BYTES] {
        let numbers = [self.number, self.effort()].into_iter().chain(self.nonces);
        let mut bytes = [0; POW_BYTES];
        for (field, number) in bytes.as_chunks_mut().0.iter_mut().zip(numbers) {
            *field = number.to_be_bytes();
        }
        bytes
    }
}
