//! The list of what a backup holds.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{BackupError, failed};

/// The name of the list in a backup's folder. It is written last.
const NAME: &str = "manifest.json";

/// Number of bytes that are read at a time.
const BUFFER: usize = 64 * 1024;

/// The list of what a backup holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The time at which the backup began.
    pub made: Timestamp,
    /// The version of the receiver that made it.
    pub version: String,
    /// The hotline's id.
    pub hotline: String,
    /// The number of entries in the log.
    pub log_entries: u64,
    /// The hash of the log's last entry, in hexadecimal; empty if there is none.
    pub log_hash: String,
    /// The breaks of the log, in words; empty if the whole log holds.
    #[serde(default)]
    pub log_breaks: Vec<String>,
    /// Whether nobody has accepted a break: then the backup is evidence, and no receiver starts with it.
    #[serde(default)]
    pub is_evidence: bool,
    /// The path of the config, as the backup was asked for.
    pub config: PathBuf,
    /// The path of the store's file, as the config names it: from the config's folder, or whole.
    pub store: PathBuf,
    /// The desk's private key, as the config names it, if this receiver runs the desk.
    pub desk_key: Option<PathBuf>,
    /// The beginning of the fingerprint of the desk's key, in hexadecimal, if this receiver runs the desk.
    /// Backups of earlier receivers do not have it.
    #[serde(default)]
    pub desk_fingerprint: Option<String>,
    /// The random name of the store, in hexadecimal. Backups of earlier receivers do not have it.
    #[serde(default)]
    pub store_id: Option<String>,
    /// The ratchet's file, as the config names it, if this receiver runs the intake.
    pub ratchet: Option<PathBuf>,
    /// Every file of the backup, but for this list.
    pub files: Vec<SavedFile>,
}

/// A file in a backup.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedFile {
    /// The place of the file: from the config's folder, or whole.
    pub path: PathBuf,
    /// The place of its copy in the backup's folder.
    pub copy: PathBuf,
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Reads the list of the backup in this folder.
    ///
    /// # Errors
    ///
    /// Fails if there is none.
    pub fn read(backup: &Path) -> Result<Self, BackupError> {
        let text = fs::read(backup.join(NAME)).ok();
        let manifest = text.and_then(|text| serde_json::from_slice(&text).ok());
        manifest.ok_or_else(|| BackupError::NoManifest(backup.to_owned()))
    }

    /// Writes the list into a backup's folder.
    pub(super) fn write(&self, backup: &Path) -> Result<(), BackupError> {
        let path = backup.join(NAME);
        let text = serde_json::to_vec_pretty(self).map_err(|error| failed(&path)(error.into()))?;
        super::files::write_new(&path, &text)
    }

    /// Whether this is a backup of the receiver that the other one is of: of the same store, and of the
    /// same halves. A receiver that changes its desk's key stays the same.
    pub(super) fn is_of_same(&self, other: &Self) -> bool {
        let halves = |it: &Self| (it.desk_key.is_some(), it.ratchet.is_some());
        let is_same_store = match (&self.store_id, &other.store_id) {
            (Some(own), Some(others)) => own == others,
            _ => self.hotline == other.hotline,
        };
        is_same_store && halves(self) == halves(other)
    }
}

/// SHA-256 of a file's content, in hexadecimal.
pub(super) fn digest(path: &Path) -> Result<String, BackupError> {
    let mut file = fs::File::open(path).map_err(failed(path))?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; BUFFER]);
    loop {
        match file.read(&mut buffer).map_err(failed(path))? {
            0 => return Ok(base16ct::lower::encode_string(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}
