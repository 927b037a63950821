//! `[intake]`: the public half.

use std::net::SocketAddr;
use std::path::PathBuf;

use model::origin::Origin;
use serde::Deserialize;
use shared::hpke::Suite;
use shared::limits::POW_MAX_EFFORT;

/// `[intake]`: the public half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntakeConfig {
    /// Address and port to listen on.
    pub(crate) listen: SocketAddr,
    /// The origin under which browsers reach the intake, without a path.
    pub(crate) public_url: Origin,
    /// The suite of new keys, which reports are sealed to.
    pub(crate) suite: Suite,
    /// Hashes that each of 16 puzzles costs a sender on a quiet day, on average.
    pub(crate) proof_of_work_floor: Effort,
    /// File with the public key of the desk.
    pub(crate) desk_public_key: PathBuf,
    /// File with the public key of the hotline's root.
    pub(crate) root_public_key: PathBuf,
    /// File with the key that signs this receiver's keys.
    pub(crate) signer_key: PathBuf,
    /// File with the root's certificate for the signer's key.
    pub(crate) signer_certificate: PathBuf,
    /// File with the secret that the intake's keys are wrapped under in the store.
    pub(crate) ratchet: PathBuf,
    /// Folder with loaders of earlier versions.
    pub(crate) loaders: Option<PathBuf>,
}

/// Hashes that a puzzle costs, at most as many as a browser works for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "u32")]
pub(crate) struct Effort(pub(crate) u32);

impl TryFrom<u32> for Effort {
    type Error = &'static str;

    fn try_from(hashes: u32) -> Result<Self, Self::Error> {
        if hashes > POW_MAX_EFFORT {
            return Err("more than any browser works for");
        }
        Ok(Self(hashes))
    }
}
