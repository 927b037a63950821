//! How much work a message has to carry.

use serde::{Deserialize, Serialize};
use shared::limits::POW_MAX_EFFORT;

/// What is asked for, and what a client spends on each puzzle.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EffortVector {
    pub(crate) name: String,
    /// What the challenge asks for.
    pub(crate) challenge_effort: u32,
    /// What the config of the key asks for.
    pub(crate) pow_floor: u32,
    /// The effort of the proof; 0 if none is needed.
    pub(crate) effort: u32,
}

pub(crate) fn make() -> Vec<EffortVector> {
    let most = POW_MAX_EFFORT;
    [
        ("nothing is asked for", 0, 0, 0),
        ("only the config asks", 0, 64, 64),
        ("only the challenge asks", 1024, 0, 1024),
        ("the challenge asks for more", 1024, 64, 1024),
        ("the config asks for more", 64, 1024, 1024),
        ("as much as anybody may ask for", most, most, most),
        ("more than anybody may ask for", most + 1, 64, most),
        ("the most that can be written", u32::MAX, 0, most),
    ]
    .map(|(name, challenge_effort, pow_floor, effort)| EffortVector {
        name: name.to_owned(),
        challenge_effort,
        pow_floor,
        effort,
    })
    .into()
}
