//! The proof of work that a message has to carry: looked at before anything costs more.

use shared::envelope::SealedReport;
use shared::pow::{Challenge, MessageDigest};

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

/// A message that carries the work that is asked for.
pub(super) struct Proven {
    /// The effort that it proves.
    pub(super) effort: u32,
    /// What the proof is bound to.
    pub(super) digest: MessageDigest,
}

/// Checks that a message proves at least the effort that its key asks for, with the seed of this
/// slot or of the one before.
pub(super) fn proven(
    message: &SealedReport,
    key: &IntakeKey,
    keys: &KeyRing,
    now: Timestamp,
) -> Result<Proven, Problem> {
    let floor = key.published.config().pow_floor;
    let proof = match message.proof() {
        Some(proof) => proof,
        None if floor == 0 => {
            let digest = message.digest();
            return Ok(Proven { effort: 0, digest });
        }
        None => return Err(Problem::ProofOfWork),
    };
    let slot = Challenge::number_at(now.0);
    let is_fresh = proof.number() == slot || proof.number().checked_add(1) == Some(slot);
    if !is_fresh || proof.effort() < floor {
        return Err(Problem::ProofOfWork);
    }
    let (effort, digest) = (proof.effort(), message.digest());
    let seed = keys.puzzle_seed(proof.number());
    let is_solved = seed.is_some_and(|seed| proof.verify(&seed, digest));
    is_solved
        .then_some(Proven { effort, digest })
        .ok_or(Problem::ProofOfWork)
}
