//! Proofs of work, with little effort so that they are quickly found.

use serde::{Deserialize, Serialize};
use shared::envelope::SealedReport;
use shared::limits::POW_BYTES;
use shared::pow::{Challenge, Search, Seed};

use super::Made;
use super::fixed::{BEGIN, drawn};
use super::hex::Hex;
use super::messages::MessageVector;

/// Where the proof begins in a message.
pub(crate) const POW_OFFSET: usize = 16;

/// The proof of one message.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProofVector {
    pub(crate) name: String,
    pub(crate) challenge: Challenge,
    /// The name of the message.
    pub(crate) message: String,
    pub(crate) digest: Hex,
    /// For each puzzle the lowest nonce that solves it.
    pub(crate) nonces: Vec<u32>,
    /// The bytes in the message's header.
    pub(crate) proof: Hex,
}

pub(crate) fn make(messages: &[MessageVector]) -> Made<Vec<ProofVector>> {
    messages
        .iter()
        .zip([1, 64, 1000, 4096])
        .map(|(message, effort)| make_one(message, effort))
        .collect()
}

/// A seed that follows from a name.
pub(crate) fn seed(name: &str) -> Made<Seed> {
    Ok(Seed::new(drawn(name, Seed::BYTES).as_slice().try_into()?))
}

fn make_one(message: &MessageVector, effort: u32) -> Made<ProofVector> {
    let challenge = Challenge {
        number: Challenge::number_at(BEGIN),
        seed: seed("seed")?,
        effort,
    };
    let sealed = SealedReport::parse(message.bytes()?)?;
    let mut search = Search::new(&challenge, &sealed);
    let proof = search.run(u32::MAX).ok_or("no proof")?;
    let nonces = proof.nonces().to_vec();
    let sealed = sealed.with_proof(proof);
    Ok(ProofVector {
        name: format!("effort {effort}"),
        challenge,
        message: message.name.clone(),
        digest: message.digest.clone(),
        nonces,
        proof: Hex(sealed.as_bytes()[POW_OFFSET..POW_OFFSET + POW_BYTES].to_vec()),
    })
}
