//! `receiver init`: a folder with a commented config and keys.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use shared::hpke::{PrivateKey, Suite};
use zeroize::Zeroizing;

/// Random bytes of the desk's token.
const TOKEN_BYTES: usize = 24;

/// The folder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// It is there already; nothing in it was touched.
    #[error(
        "{0} is there already\n  fix: name a folder that is not, so that no key is overwritten"
    )]
    Exists(PathBuf),
    /// A file or the folder could not be written.
    #[error("{0}: {1}")]
    Write(PathBuf, io::Error),
}

/// Makes the folder with `receiver.toml`, `keys/desk.key`, `keys/desk.pub` and `desk-token`.
/// Secrets are readable by their owner only.
pub fn init(folder: &Path, rng: &mut impl CryptoRng) -> Result<(), InitError> {
    if folder.exists() {
        return Err(InitError::Exists(folder.to_owned()));
    }
    make_folder(folder)?;
    make_folder(&folder.join("keys"))?;
    let desk = PrivateKey::generate(Suite::XWing, rng);
    let seed = Zeroizing::new(desk.seed());
    let private = Zeroizing::new(Base64::encode_string(&seed));
    write_secret(&folder.join("keys/desk.key"), &private)?;
    write(
        &folder.join("keys/desk.pub"),
        &desk.public_key().to_string(),
    )?;
    let token = token(rng);
    write_secret(&folder.join("desk-token"), &token)?;
    let hash = hex(&Sha256::digest(token.as_bytes()));
    write(
        &folder.join("receiver.toml"),
        &CONFIG.replace("{token_sha256}", &hash),
    )
}

fn token(rng: &mut impl CryptoRng) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; TOKEN_BYTES]);
    rng.fill_bytes(&mut bytes[..]);
    Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn make_folder(path: &Path) -> Result<(), InitError> {
    let failed = |error| InitError::Write(path.to_owned(), error);
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(failed)
}

fn write_secret(path: &Path, secret: &str) -> Result<(), InitError> {
    write_with_mode(path, secret, 0o600)
}

fn write(path: &Path, text: &str) -> Result<(), InitError> {
    write_with_mode(path, text, 0o644)
}

fn write_with_mode(path: &Path, text: &str, mode: u32) -> Result<(), InitError> {
    let failed = |error| InitError::Write(path.to_owned(), error);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .map_err(failed)?;
    writeln!(file, "{}", text.trim_end())
        .and_then(|()| file.sync_all())
        .map_err(failed)
}

const CONFIG: &str = r#"# The receiver's config. Relative paths start at this file's folder.
# Check a change by starting: `receiver serve --config receiver.toml` names what is wrong.

[hotline]
# Stands in every key, so that no report is sealed for another hotline. Do not change it later.
id = "example"
# What reporters know you as.
name = "Example Hotline"
# The form's languages; the first is the default.
languages = ["en", "de"]
# What the form offers, in this order: csam, grooming, sextortion, hate_speech, other.
categories = ["csam", "grooming", "sextortion", "hate_speech", "other"]
# Whom to call when a child is in danger now.
emergency_number = "112"
# Where "leave this page" goes: a page that nobody wonders about.
leave_url = "https://www.wikipedia.org/"

# The public half: the form, and what it sends.
[intake]
# Behind a reverse proxy that does TLS, this stays a local address.
listen = "127.0.0.1:7701"
# The origin under which browsers reach it. Partners' pages name it in their snippet.
public_url = "http://127.0.0.1:7701"
# X25519 with ML-KEM-768. "x25519" alone is for peers without ML-KEM.
suite = "xwing"
# Everything stored is sealed to this key.
desk_public_key = "keys/desk.pub"

# The internal half: analysts and the hotline's own systems. Never make it public.
[desk]
listen = "127.0.0.1:7702"
# Opens everything stored: back it up in a safe place. Whoever has it and the store reads all.
# Intake and desk run in one process here: simple, but who takes this machine takes this key.
private_key = "keys/desk.key"
# SHA-256 of the token in the file `desk-token`: hand that to the desk, then delete the file.
token_sha256 = "{token_sha256}"

# Where reports wait until they are claimed.
[store]
url = "sqlite:reports.db"
"#;

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;
    use crate::config;

    #[test]
    fn what_init_writes_is_a_config_that_loads() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("hotline");
        init(&folder, &mut UnwrapErr(SysRng)).unwrap();
        let settings = config::load(&folder.join("receiver.toml"), &["de", "en"]).unwrap();
        assert_eq!(settings.config.hotline.id.as_str(), "example");
        let token = fs::read_to_string(folder.join("desk-token")).unwrap();
        assert_eq!(settings.token_sha256[..], Sha256::digest(token.trim())[..]);
    }

    #[test]
    fn only_the_owner_reads_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("hotline");
        init(&folder, &mut UnwrapErr(SysRng)).unwrap();
        let mode = |name: &str| folder.join(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("keys/desk.key"), 0o600);
        assert_eq!(mode("desk-token"), 0o600);
        assert_eq!(mode("keys"), 0o700);
    }

    #[test]
    fn an_existing_folder_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let refused = init(folder.path(), &mut UnwrapErr(SysRng));
        assert!(matches!(refused, Err(InitError::Exists(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
