//! `[intake]`: the public half.

use std::path::PathBuf;

use model::origin::Origin;
use serde::Deserialize;
use shared::hpke::Suite;
use shared::limits::POW_MAX_EFFORT;

use super::{Listen, Onion, SecurityContact, TlsConfig};

/// `[intake]`: the public half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IntakeConfig {
    /// The addresses to listen on.
    pub(crate) listen: Listen,
    /// The certificate for the addresses with a port, if no proxy does TLS.
    pub(crate) tls: Option<TlsConfig>,
    /// The origin at which browsers reach the intake, without a path.
    pub(crate) public_url: Origin,
    /// The origin in the Tor network, if there is one.
    pub(crate) onion: Option<Onion>,
    /// The suite of new keys for sealing reports.
    pub(crate) suite: Suite,
    /// Average number of hashes for each of the 16 puzzles of a proof of work, while traffic is
    /// low.
    pub(crate) proof_of_work_floor: Effort,
    /// The file with the desk's public key.
    pub(crate) desk_public_key: PathBuf,
    /// The file with the public key of the hotline's root.
    pub(crate) root_public_key: PathBuf,
    /// The file with the private key of the signer, which signs the intake's keys.
    pub(crate) signer_key: PathBuf,
    /// The file with the signer's certificate from the root.
    pub(crate) signer_certificate: PathBuf,
    /// The file with the secret that wraps the intake's keys in the store.
    pub(crate) ratchet: PathBuf,
    /// The file with the public half of the desk's key for fetching, if the desk fetches from this intake.
    pub(crate) pull_key: Option<PathBuf>,
    /// Seconds for which the intake goes on after a stop was requested, while its health fails.
    #[serde(default)]
    pub(crate) drain_seconds: u16,
    /// The folder with the loaders of earlier versions.
    pub(crate) loaders: Option<PathBuf>,
    /// The contact for people who found a weakness.
    pub(crate) security_contact: Option<SecurityContact>,
    /// The file with the proof that this release is in a public log.
    pub(crate) release_proof: Option<PathBuf>,
}

/// Average number of hashes for a puzzle, limited to what a browser can compute in acceptable time.
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
