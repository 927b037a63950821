//! The search for a proof, in slices, so that a browser can paint between them.

use std::num::NonZeroU32;

use super::{Challenge, Proof, Puzzles};
use crate::envelope::SealedReport;
use crate::limits::{POW_MAX_EFFORT, POW_NONCES};

/// A search that can be paused and resumed. It solves the puzzles in turn, each from nonce 0.
pub struct Search {
    puzzles: Puzzles,
    /// The nonces found so far, and the next nonce to try.
    proof: Proof,
    solved: u8,
}

impl Search {
    /// Begins the search for the proof of this message.
    ///
    /// No challenge makes a sender work harder than [`POW_MAX_EFFORT`]. A challenge that asks for
    /// no proof gets a proof of effort 1, for which any nonces are valid.
    pub fn new(challenge: &Challenge, message: &SealedReport) -> Self {
        let effort = challenge.effort.min(POW_MAX_EFFORT);
        let effort = NonZeroU32::new(effort).unwrap_or(NonZeroU32::MIN);
        Self {
            puzzles: Puzzles::new(&challenge.seed, message.digest(), effort),
            proof: Proof {
                number: challenge.number,
                effort,
                nonces: [0; POW_NONCES],
            },
            solved: 0,
        }
    }

    /// Hashes for each puzzle, on average.
    pub fn effort(&self) -> u32 {
        self.proof.effort()
    }

    /// Tries up to `max_hashes` more nonces, and gives the proof once all puzzles are solved.
    ///
    /// All puzzles together take 16 times the effort, on average. The search for a puzzle without a
    /// solution would never end; at the highest effort, the chance of such a puzzle is e^-8192.
    pub fn run(&mut self, max_hashes: u32) -> Option<Proof> {
        for _ in 0..max_hashes {
            let Some(nonce) = self.proof.nonces.get_mut(usize::from(self.solved)) else {
                break;
            };
            if self.puzzles.is_solved(self.solved, *nonce) {
                self.solved += 1;
            } else {
                *nonce = nonce.wrapping_add(1);
            }
        }
        (usize::from(self.solved) == POW_NONCES).then_some(self.proof)
    }
}
