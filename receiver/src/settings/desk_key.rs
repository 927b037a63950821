//! The desk's key, as the config says where it is: in a file, or in shares.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::{fs, io};

use shared::hpke::{Failed, PrivateKey, PublicKey};
use shared::secret::on_wiped_stack;
use zeroize::Zeroizing;

use super::files::Folder;
use super::intake::IntakeSettings;
use crate::config::{ConfigProblem, KeyPlace};
use crate::crypto::private_key;

/// The ending of the file with the desk's former key, beside the desk's key.
pub(crate) const FORMER: &str = "former";

/// The ending of the file with the last place in the log that the desk has seen.
const HEAD: &str = "head";

/// The desk's key, as far as it is on this machine.
pub(super) struct Keys {
    /// The private halves; none if the key is in shares.
    pub(super) private: Option<PrivateKeys>,
    /// The public half.
    pub(super) public: PublicKey,
    /// The file with the private half; none if the key is in shares.
    pub(super) file: Option<PathBuf>,
    /// The file with the last place in the log that the desk has seen: beside the public half, if the config names its
    /// file.
    pub(super) log_head: PathBuf,
}

/// The private halves of the desk's keys.
pub(super) struct PrivateKeys {
    pub(super) present: PrivateKey,
    /// The key before it, until that is retired.
    pub(super) former: Option<PrivateKey>,
}

impl Keys {
    /// Reads the key from its file; or only its public half, if it is in shares. `public_key` is the file with
    /// that half, for a desk whose intake is not in the same config.
    pub(super) fn open(
        folder: Folder<'_>,
        place: &KeyPlace,
        public_key: Option<&Path>,
        intake: Option<&IntakeSettings>,
    ) -> Result<Self, ConfigProblem> {
        let key = "desk.public_key";
        let public = public_key.map(|file| folder.read_key(key, file));
        let public: Option<PublicKey> = public.transpose()?;
        match place {
            KeyPlace::File(file) => {
                let mut keys = Self::in_file(folder, file)?;
                if public.is_some_and(|public| !keys.opens(&public)) {
                    let problem = "does not belong to desk.private_key";
                    return Err(ConfigProblem::new(key, problem));
                }
                // The private half may be where nothing can be written.
                if let Some(file) = public_key {
                    keys.log_head = folder.join(file).with_extension(HEAD);
                }
                Ok(keys)
            }
            KeyPlace::Sealed => {
                let named = public.zip(public_key.map(|file| folder.join(file)));
                let of_intake = intake.map(|intake| {
                    let file = intake.desk_public_key_file.clone();
                    (intake.desk_public_key.clone(), file)
                });
                let (public, file) = named.or(of_intake).ok_or_else(|| {
                    let problem =
                        "is missing: without it, the desk cannot tell its shares from others";
                    ConfigProblem::new(key, problem)
                })?;
                Ok(Self {
                    private: None,
                    public,
                    file: None,
                    log_head: file.with_extension(HEAD),
                })
            }
        }
    }

    fn in_file(folder: Folder<'_>, file: &Path) -> Result<Self, ConfigProblem> {
        let DeskKey(present) = folder.read_key("desk.private_key", file)?;
        let former = former_key(folder, file, &present)?;
        let public = present.public_key();
        let file = folder.join(file);
        Ok(Self {
            private: Some(PrivateKeys { present, former }),
            public,
            log_head: file.with_extension(HEAD),
            file: Some(file),
        })
    }

    /// Whether one of the private halves opens what is sealed to this key.
    fn opens(&self, key: &PublicKey) -> bool {
        let former = self.private.as_ref().and_then(|keys| keys.former.as_ref());
        self.public == *key || former.is_some_and(|former| former.public_key() == *key)
    }
}

/// The key before the desk's key, if its file is there. While another takes its place, the two files
/// may be the same.
fn former_key(
    folder: Folder<'_>,
    file: &Path,
    present: &PrivateKey,
) -> Result<Option<PrivateKey>, ConfigProblem> {
    let file = file.with_extension(FORMER);
    if !folder.join(&file).exists() {
        return Ok(None);
    }
    let DeskKey(former) = folder.read_key("desk.private_key", &file)?;
    Ok((former.public_key() != present.public_key()).then_some(former))
}

/// Reads a desk's private key from a file.
pub(crate) fn desk_key_in(file: &Path) -> io::Result<PrivateKey> {
    on_wiped_stack(|| {
        let text = Zeroizing::new(fs::read_to_string(file)?);
        // The parser's own error might contain a part of the key.
        let key = text
            .trim()
            .parse()
            .map_err(|Failed| io::ErrorKind::InvalidData);
        key.map(|DeskKey(key)| key).map_err(io::Error::from)
    })
}

/// The content of the desk's private key file: the seed in base64.
struct DeskKey(PrivateKey);

impl FromStr for DeskKey {
    type Err = Failed;

    fn from_str(base64: &str) -> Result<Self, Failed> {
        private_key(base64).map(Self)
    }
}
