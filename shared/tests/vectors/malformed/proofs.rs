//! Proofs that prove nothing.

use serde::{Deserialize, Serialize};
use shared::limits::POW_MAX_EFFORT;
use shared::pow::Seed;

use crate::make::Made;
use crate::make::hex::Hex;
use crate::make::messages::MessageVector;
use crate::make::proofs::{ProofVector, seed};

/// A proof that is not good for this message with this seed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefusedProof {
    pub(crate) name: String,
    pub(crate) seed: Seed,
    /// The name of the message.
    pub(crate) message: String,
    /// The bytes in the message's header.
    pub(crate) proof: Hex,
    pub(crate) error: String,
}

pub(crate) fn make(messages: &[MessageVector], proofs: &[ProofVector]) -> Made<Vec<RefusedProof>> {
    let good = proofs.last().ok_or("no proof")?;
    let other = messages.first().ok_or("no message")?;
    let refused = |name: &str, seed: Seed, message: &str, proof: Vec<u8>| RefusedProof {
        name: name.to_owned(),
        seed,
        message: message.to_owned(),
        proof: Hex(proof),
        error: "NotSolved".to_owned(),
    };
    let changed = |name: &str, change: &dyn Fn(&mut [u8])| {
        let mut proof = good.proof.0.clone();
        change(&mut proof);
        refused(name, good.challenge.seed, &good.message, proof)
    };
    let claimed =
        |effort: u32| move |proof: &mut [u8]| proof[4..8].copy_from_slice(&effort.to_be_bytes());
    let effort = good.challenge.effort;
    Ok(vec![
        refused(
            "of another message",
            good.challenge.seed,
            &other.name,
            good.proof.0.clone(),
        ),
        refused(
            "of another seed",
            seed("another seed")?,
            &good.message,
            good.proof.0.clone(),
        ),
        changed("more effort than was spent", &claimed(effort + 1)),
        changed("less effort than was spent", &claimed(effort - 1)),
        changed(
            "more effort than anybody may spend",
            &claimed(POW_MAX_EFFORT + 1),
        ),
        changed("the first nonce is another", &|proof| proof[11] ^= 1),
        changed("the last nonce is another", &|proof| proof[71] ^= 1),
        changed("two nonces in each other's place", &|proof| {
            proof[8..16].rotate_left(4)
        }),
    ])
}
