//! The proof of work of a message, checked before any step that costs more.

use model::time::Timestamp;
use shared::envelope::SealedReport;
use shared::pow::{Challenge, MessageDigest};

use crate::keys::{IntakeKey, KeyRing};

/// The challenge that senders must solve now; `None` while the clock is before the ratchet's hour.
pub(super) fn challenge(keys: &KeyRing, effort: u32, now: Timestamp) -> Option<Challenge> {
    let number = Challenge::number_at(now.0);
    Some(Challenge {
        number,
        seed: keys.puzzle_seed(number)?,
        effort,
    })
}

/// A message's verified proof of work.
pub(super) struct Proven {
    /// The effort of the proof.
    pub(super) effort: u32,
    /// The digest of the message, which the proof is bound to.
    pub(super) digest: MessageDigest,
}

/// Verifies that a message proves at least the effort that its key requires, with the seed of the
/// current slot or of the one before. Otherwise `None`.
pub(super) fn proven(
    message: &SealedReport,
    key: &IntakeKey,
    keys: &KeyRing,
    now: Timestamp,
) -> Option<Proven> {
    let floor = key.published.config().pow_floor;
    let Some(proof) = message.proof() else {
        return (floor == 0).then(|| Proven {
            effort: 0,
            digest: message.digest(),
        });
    };
    let slot = Challenge::number_at(now.0);
    let is_fresh = proof.number() == slot || proof.number().checked_add(1) == Some(slot);
    if !is_fresh || proof.effort() < floor {
        return None;
    }
    let (effort, digest) = (proof.effort(), message.digest());
    let seed = keys.puzzle_seed(proof.number())?;
    proof
        .verify(&seed, digest)
        .then_some(Proven { effort, digest })
}
