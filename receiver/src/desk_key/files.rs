//! The files of the desk's key: `desk.key`, `desk.pub`, and `desk.former` until the former key is
//! retired.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, Suite};
use zeroize::Zeroizing;

use super::{KeyChangeError, Share};
use crate::crypto::{private_key, private_text};
use crate::files::{self, WriteError};
use crate::qr::qr_code;
use crate::settings::{DeskSettings, FORMER};

/// The key of a desk after its change.
pub struct Made {
    /// Whether the key was made now. Otherwise it was there, beside a former one that is not retired.
    pub is_new: bool,
    /// The file with the key.
    pub file: PathBuf,
    /// The file with the key's public half.
    pub public_file: PathBuf,
    /// The file with the former key.
    pub former_file: PathBuf,
}

/// Makes the key of a desk that has no store yet: `desk.key` and `desk.pub`, both new files.
pub fn make_first(folder: &Path, rng: &mut impl CryptoRng) -> Result<[PathBuf; 2], WriteError> {
    write_new(folder, &PrivateKey::generate(Suite::XWing, rng))
}

/// Writes a key: `desk.key` and `desk.pub`, both new files.
pub fn write_new(folder: &Path, key: &PrivateKey) -> Result<[PathBuf; 2], WriteError> {
    files::make_folder(folder)?;
    let [private, public] = ["desk.key", "desk.pub"].map(|name| folder.join(name));
    files::write_secret(&private, &private_text(key))?;
    files::write(&public, &key.public_key().to_string())?;
    Ok([private, public])
}

/// Reads a desk's key from its file.
///
/// # Errors
///
/// Fails if the file cannot be read, or is no desk's key.
pub fn read(file: &Path) -> Result<PrivateKey, String> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
    let key = private_key(text.trim());
    key.map_err(|_| {
        format!(
            "{}: is no desk's key\n  fix: name the file desk.key",
            file.display()
        )
    })
}

/// Writes a share to be printed, as text and as a QR code.
pub fn write_share(folder: &Path, share: &Share, of: u8) -> Result<[PathBuf; 2], WriteError> {
    let (Share { number, need, .. }, code) = (share, share.code());
    let text = Zeroizing::new(format!(
        "Sealed Report: share {number} of {of} of the desk's key {key}\n\n\
         Any {need} of these shares open everything that the hotline has stored. Keep this one where nobody\n\
         else gets it, and away from the others. `receiver keys desk join` makes the key again.\n\n{lines}\n",
        key = share.key(),
        lines = *in_lines(&code),
    ));
    let [paper, drawn] = ["txt", "svg"].map(|end| folder.join(format!("share-{number}.{end}")));
    files::write_secret(&paper, &text)?;
    files::write_secret(&drawn, &Zeroizing::new(qr_code(&code.replace(' ', ""))))?;
    Ok([paper, drawn])
}

/// Six groups in a line.
fn in_lines(code: &str) -> Zeroizing<String> {
    let mut lines = Zeroizing::new(String::with_capacity(code.len()));
    for (at, group) in code.split(' ').enumerate() {
        if at > 0 {
            lines.push(if at % 6 == 0 { '\n' } else { ' ' });
        }
        lines.push_str(group);
    }
    lines
}

/// Makes another key for a desk, unless it has a former one that is not retired yet. At any moment
/// one file has the present key, and another the former one. `public_file` is where an intake of the
/// same config reads the public half.
///
/// # Errors
///
/// Fails if the desk's key is in shares, or if a file cannot be written.
pub fn make_next(
    desk: &DeskSettings,
    public_file: Option<&Path>,
    rng: &mut impl CryptoRng,
) -> Result<Made, KeyChangeError> {
    let file = desk.key_file.as_ref().ok_or(KeyChangeError::Sealed)?;
    let former_file = file.with_extension(FORMER);
    let is_new = desk.former_key.is_none();
    let key = match is_new {
        true => PrivateKey::generate(Suite::XWing, rng),
        false => desk.private_key.clone(),
    };
    if is_new {
        files::replace_secret(&former_file, &private_text(&desk.private_key))?;
        files::replace_secret(file, &private_text(&key))?;
    }
    let beside = file.with_extension("pub");
    let public_file = public_file.map_or(beside, Path::to_owned);
    files::replace(&public_file, &key.public_key().to_string())?;
    Ok(Made {
        is_new,
        file: file.clone(),
        public_file,
        former_file,
    })
}
