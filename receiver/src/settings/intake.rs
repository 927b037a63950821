//! The settings of the intake.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use model::origin::Origin;
use shared::hpke::PublicKey;
use shared::report::HotlineId;
use shared::signing::VerifyingKey;
use store::ConfigDigest;

use super::files::Folder;
use super::tls;
use crate::alerts::Places;
use crate::config::{ConfigProblem, IntakeConfig, Listen, Onion, PartnerConfig, SecurityContact};
use crate::crypto::authority::Authority;
use crate::keys::Recipe;
use crate::keys::ratchet::RatchetFile;
use crate::keys::signer::Signer;
use crate::tls::Tls;
use crate::web::public::loaders::Loaders;
use crate::web::public::release_proof::ReleaseProof;

/// The settings of the intake. None of its keys opens stored reports.
pub struct IntakeSettings {
    /// The addresses to listen on.
    pub(crate) listen: Listen,
    /// The certificate for the addresses with a port, if no proxy does TLS.
    pub(crate) tls: Option<Arc<Tls>>,
    /// The origin at which browsers reach the intake.
    pub public_url: Origin,
    /// The origin in the Tor network, if there is one.
    pub onion: Option<Onion>,
    /// The properties of new keys.
    pub recipe: Recipe,
    /// The desk's public key, for stored reports.
    pub desk_public_key: PublicKey,
    /// The file with that key.
    pub desk_public_key_file: PathBuf,
    /// The signer of the intake's keys.
    pub signer: Signer,
    /// The ratchet that wraps the intake's keys in the store.
    pub ratchet: RatchetFile,
    /// Partners with rules of their own, by name.
    pub(crate) partners: BTreeMap<String, PartnerConfig>,
    /// Time for which the intake goes on after a stop was requested.
    pub(crate) drain: Duration,
    /// The public half of the desk's key for fetching, if the desk fetches from this intake.
    pub(crate) pull_key: Option<VerifyingKey>,
    /// Where people are told that the desk does not fetch, if it fetches from this intake.
    pub alerts: Option<Places>,
    /// The loaders of earlier versions.
    pub loaders: Loaders,
    /// Whether the hotline asks reporters who stay anonymous.
    pub(crate) asks: bool,
    /// The contact for people who found a weakness.
    pub(crate) security_contact: Option<SecurityContact>,
    /// The proof that this release is in a public log.
    pub(crate) release_proof: Option<ReleaseProof>,
    /// SHA-256 of the config file, for the heartbeats.
    pub(crate) digest: ConfigDigest,
}

impl IntakeSettings {
    /// Opens the files that `[intake]` names.
    pub(super) fn open(
        folder: Folder<'_>,
        config: IntakeConfig,
        hotline: &HotlineId,
        partners: BTreeMap<String, PartnerConfig>,
        asks: bool,
        digest: ConfigDigest,
    ) -> Result<Self, ConfigProblem> {
        let signer = open_signer(folder, &config, hotline)?;
        let ratchet = folder.open("intake.ratchet", &config.ratchet, RatchetFile::open)?;
        let loaders = match &config.loaders {
            Some(loaders) => Loaders::read(&folder.join(loaders))
                .map_err(|error| ConfigProblem::new("intake.loaders", error))?,
            None => Loaders::default(),
        };
        let pull_key = config.pull_key.as_deref();
        let pull_key = pull_key
            .map(|file| folder.read_key("intake.pull_key", file))
            .transpose()?;
        let release_proof = config.release_proof.as_deref();
        let release_proof = release_proof
            .map(|file| folder.open("intake.release_proof", file, ReleaseProof::read))
            .transpose()?;
        let desk_public_key = folder.read_key("intake.desk_public_key", &config.desk_public_key)?;
        Ok(Self {
            listen: config.listen,
            tls: tls::open(folder, "intake.tls", Some(&config.public_url), config.tls)?,
            public_url: config.public_url,
            onion: config.onion,
            recipe: Recipe {
                suite: config.suite,
                pow_floor: config.proof_of_work_floor.0,
            },
            desk_public_key,
            desk_public_key_file: folder.join(&config.desk_public_key),
            signer,
            ratchet,
            partners,
            drain: Duration::from_secs(config.drain_seconds.into()),
            pull_key,
            alerts: None,
            loaders,
            asks,
            security_contact: config.security_contact,
            release_proof,
            digest,
        })
    }
}

fn open_signer(
    folder: Folder<'_>,
    config: &IntakeConfig,
    hotline: &HotlineId,
) -> Result<Signer, ConfigProblem> {
    let authority = Authority {
        hotline: hotline.clone(),
        root: folder.read_key("intake.root_public_key", &config.root_public_key)?,
    };
    let key = folder.read_key("intake.signer_key", &config.signer_key)?;
    folder.open(
        "intake.signer_certificate",
        &config.signer_certificate,
        |certificate| Signer::open(authority, key, certificate),
    )
}
