//! The files of the desk's key: `desk.key`, `desk.pub`, and `desk.former` until the former key is
//! retired.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, Suite};

use crate::crypto::private_text;
use crate::files::{self, WriteError};
use crate::settings::{DeskSettings, FORMER};

/// The key of a desk after its change.
pub struct Made {
    /// Whether the key was made now. Otherwise it was there, beside a former one that is not retired.
    pub is_new: bool,
    /// The file with the key's public half.
    pub public_file: PathBuf,
    /// The file with the former key.
    pub former_file: PathBuf,
}

/// Makes the key of a desk that has no store yet: `desk.key` and `desk.pub`, both new files.
pub fn make_first(folder: &Path, rng: &mut impl CryptoRng) -> Result<(), WriteError> {
    files::make_folder(folder)?;
    let key = PrivateKey::generate(Suite::XWing, rng);
    files::write_secret(&folder.join("desk.key"), &private_text(&key))?;
    files::write(&folder.join("desk.pub"), &key.public_key().to_string())
}

/// Makes another key for a desk, unless it has a former one that is not retired yet. At any moment
/// one file has the present key, and another the former one. `public_file` is where an intake of the
/// same config reads the public half.
pub fn make_next(
    desk: &DeskSettings,
    public_file: Option<&Path>,
    rng: &mut impl CryptoRng,
) -> Result<Made, WriteError> {
    let former_file = desk.key_file.with_extension(FORMER);
    let is_new = desk.former_key.is_none();
    let key = match is_new {
        true => PrivateKey::generate(Suite::XWing, rng),
        false => desk.private_key.clone(),
    };
    if is_new {
        files::replace_secret(&former_file, &private_text(&desk.private_key))?;
        files::replace_secret(&desk.key_file, &private_text(&key))?;
    }
    let beside = desk.key_file.with_extension("pub");
    let public_file = public_file.map_or(beside, Path::to_owned);
    files::replace(&public_file, &key.public_key().to_string())?;
    Ok(Made {
        is_new,
        public_file,
        former_file,
    })
}
