//! The search for a proof, in slices, so that a browser can paint between them.

use std::num::NonZeroU32;

use super::{Challenge, Proof, Puzzles};
use crate::envelope::SealedReport;
use crate::limits::{POW_MAX_EFFORT, POW_NONCES};

/// A search that can be left and taken up again. One puzzle after the other, each from nonce 0.
pub struct Search {
    puzzles: Puzzles,
    /// The nonces found, and the one that is tried next.
    proof: Proof,
    solved: u8,
}

impl Search {
    /// Begins to look for the proof of this message.
    ///
    /// No challenge, whoever sent it, makes anybody work harder than [`POW_MAX_EFFORT`]; one that
    /// asks for no proof gets one of effort 1, which any nonces are.
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

    /// Hashes that each puzzle takes on average.
    pub fn effort(&self) -> u32 {
        self.proof.effort()
    }

    /// Goes on for `max_hashes`, and gives the proof once all puzzles are solved.
    ///
    /// The average is 16 times the effort altogether. A puzzle that no nonce solves would be
    /// searched for ever; at the highest effort the chance of one is e^-8192.
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
