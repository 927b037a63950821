//! `receiver init`: makes a folder with a commented config and keys, for one machine or for two.

mod identity;
mod template;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding};
use model::time::Timestamp;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use shared::hpke::{PrivateKey, PublicKey, Suite};
use shared::signing::SigningKey;
use zeroize::Zeroizing;

pub use self::identity::Identity;
use self::template::Template;
use crate::crypto::private_text;
use crate::files::{self, WriteError};
use crate::keys::ceremony::{self, CeremonyError, CertifiedFor};
use crate::keys::ratchet::{Ratchet, RatchetFile};

/// Length of the desk's token in random bytes.
const TOKEN_BYTES: usize = 24;

/// Days until the first certificate ends: ten years, because nobody would remember to renew it
/// while the root's key is in the same folder.
const CERTIFICATE_DAYS: u64 = 3650;

/// The folder was not made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The folder exists already. Nothing in it was changed.
    #[error(
        "{0} is there already\n  fix: name a folder that is not, so that no key is overwritten"
    )]
    Exists(PathBuf),
    /// A file or folder could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The root or the signer could not be made.
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
    /// The ratchet's file could not be written.
    #[error("the file of the ratchet: {0}")]
    Ratchet(#[from] io::Error),
}

/// Whether intake and desk run in one process or in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halves {
    /// One folder, one config, one process.
    Together,
    /// One folder for each machine, `intake` and `desk`: the intake's folder has no key that opens
    /// stored reports. Unless both are given one store, each has its own, and the desk fetches from the intake.
    Apart,
}

/// The choices for a new folder.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What the hotline says of itself.
    pub identity: Identity,
    /// One folder, or one for each machine.
    pub halves: Halves,
    /// The address of the store, for two machines one that both reach. Without one, each folder gets a file.
    pub store: Option<String>,
    /// Whether the desk is for practice: it can hand off.
    pub practice: bool,
}

/// Makes the folder with configs, keys and root. Only the owner can read files with secrets.
pub fn init(
    folder: &Path,
    plan: &Plan,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(), InitError> {
    if folder.exists() {
        return Err(InitError::Exists(folder.to_owned()));
    }
    let (intake, desk) = match plan.halves {
        Halves::Together => (folder.to_owned(), folder.to_owned()),
        Halves::Apart => (folder.join("intake"), folder.join("desk")),
    };
    let root = ceremony::make_root(&folder.join("root"), rng)?;
    for half in BTreeSet::from([&intake, &desk]) {
        let keys = half.join("keys");
        files::make_folder(&keys)?;
        files::write(&keys.join("root.pub"), &root.verifying_key().to_string())?;
    }
    let (desk_key, token_sha256) = make_desk(&desk, rng)?;
    make_keys(&intake.join("keys"), &root, plan, now, rng)?;
    files::write(&intake.join("keys/desk.pub"), &desk_key.to_string())?;
    let fetches = plan.halves == Halves::Apart && plan.store.is_none();
    if fetches {
        let key = ceremony::make_fetch_key(&desk.join("keys"), rng)?.verifying_key();
        files::write(&intake.join("keys/pull.pub"), &key.to_string())?;
    }
    let template = Template {
        identity: &plan.identity,
        token_sha256: &token_sha256,
        store: plan.store.as_deref().unwrap_or("sqlite:reports.db"),
        fetches,
        practice: plan.practice,
    };
    let config = |half: &Path| half.join("receiver.toml");
    match plan.halves {
        Halves::Together => files::write_secret(&config(folder), &template.together())?,
        Halves::Apart => {
            files::write_secret(&config(&intake), &template.intake())?;
            files::write_secret(&config(&desk), &template.desk())?;
        }
    }
    Ok(())
}

/// Writes the desk's private key and token. Returns the public key and the token's hash.
fn make_desk(folder: &Path, rng: &mut impl CryptoRng) -> Result<(PublicKey, String), InitError> {
    let key = PrivateKey::generate(Suite::XWing, rng);
    files::write_secret(&folder.join("keys/desk.key"), &private_text(&key))?;
    let token = token(rng);
    files::write_secret(&folder.join("desk-token"), &token)?;
    let hash = Sha256::digest(token.as_bytes());
    Ok((key.public_key(), base16ct::lower::encode_string(&hash)))
}

/// Writes the keys that sign and wrap the intake's keys.
fn make_keys(
    folder: &Path,
    root: &SigningKey,
    plan: &Plan,
    now: Timestamp,
    rng: &mut impl CryptoRng,
) -> Result<(), InitError> {
    let signer = ceremony::make_signer(folder, rng)?.verifying_key();
    let hotline = plan.identity.hotline.clone();
    let certificate = ceremony::certificate(hotline, signer, now, CERTIFICATE_DAYS);
    ceremony::certify(
        root,
        &certificate,
        CertifiedFor::Reports,
        &folder.join("signer.cert"),
    )?;
    RatchetFile::create(&folder.join("ratchet.key"), Ratchet::begin(now, rng))?;
    Ok(())
}

fn token(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
    rng.fill_bytes(&mut bytes[..]);
    Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..]))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use getrandom::{SysRng, rand_core::UnwrapErr};
    use tempfile::TempDir;

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn plan(halves: Halves) -> Plan {
        Plan {
            identity: Identity::example("example-hotline".parse().unwrap(), &["de", "en"]),
            halves,
            store: None,
            practice: false,
        }
    }

    fn made(halves: Halves) -> (TempDir, PathBuf) {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("hotline");
        init(&folder, &plan(halves), NOW, &mut UnwrapErr(SysRng)).unwrap();
        (temporary, folder)
    }

    #[test]
    fn only_the_owner_reads_secrets() {
        let (_temporary, folder) = made(Halves::Together);
        let mode = |name: &str| folder.join(name).metadata().unwrap().permissions().mode() & 0o777;
        for secret in [
            "root/root.key",
            "keys/desk.key",
            "keys/signer.key",
            "keys/ratchet.key",
            "desk-token",
        ] {
            assert_eq!(mode(secret), 0o600, "{secret}");
        }
        assert_eq!(mode("keys"), 0o700);
        assert_eq!(mode("root"), 0o700);
    }

    #[test]
    fn an_existing_folder_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let refused = init(
            folder.path(),
            &plan(Halves::Together),
            NOW,
            &mut UnwrapErr(SysRng),
        );
        assert!(matches!(refused, Err(InitError::Exists(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
