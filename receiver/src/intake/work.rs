//! The proof of work that a message has to carry: looked at before anything costs more.

use shared::envelope::SealedReport;
use shared::pow::Challenge;

use crate::clock::Timestamp;
use crate::keys::{IntakeKey, KeyRing};
use crate::problem::Problem;

/// What is asked of everybody now.
pub(super) fn challenge(keys: &KeyRing, effort: u32, now: Timestamp) -> Option<Challenge> {
    let number = Challenge::number_at(now.0);
    Some(Challenge {
        number,
        seed: keys.puzzle_seed(number)?,
        effort,
    })
}

/// The effort that a message proves: at least what its key asks for, with the seed of this slot
/// or of the one before.
pub(super) fn proven(
    message: &SealedReport,
    key: &IntakeKey,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<u32, Problem> {
    let floor = key.published.config().pow_floor;
    let Some(proof) = message.proof() else {
        return if floor == 0 {
            Ok(0)
        } else {
            Err(Problem::ProofOfWork)
        };
    };
    let slot = Challenge::number_at(now.0);
    let is_fresh = proof.number() == slot || proof.number().checked_add(1) == Some(slot);
    if !is_fresh || proof.effort() < floor {
        return Err(Problem::ProofOfWork);
    }
    let seed = keys.puzzle_seed(proof.number());
    let is_solved = seed.is_some_and(|seed| proof.verify(&seed, message.digest()));
    is_solved
        .then(|| proof.effort())
        .ok_or(Problem::ProofOfWork)
}
