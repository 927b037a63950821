//! Checks that a backup is what it was, and that its store can be read.

use std::path::Path;

use store::sqlite::{self, SqliteStore};
use store::{Access, Log};

use super::manifest::{Manifest, digest};
use super::{BackupError, STORE};

/// Checks the content of each file of a backup.
///
/// # Errors
///
/// Fails if the folder holds no complete backup, or names the first file that has changed.
pub fn check_files(backup: &Path) -> Result<Manifest, BackupError> {
    let manifest = Manifest::read(backup)?;
    for file in &manifest.files {
        let copy = backup.join(&file.copy);
        if !copy.is_file() || digest(&copy)? != file.sha256 {
            return Err(BackupError::Changed(copy));
        }
    }
    Ok(manifest)
}

/// Opens the store of a backup to read it, after a check of the whole database.
///
/// # Errors
///
/// Fails if the database is damaged, or if its log does not end as it did.
pub async fn open_copy(backup: &Path, manifest: &Manifest) -> Result<SqliteStore, BackupError> {
    let path = backup.join(STORE);
    if let Some(damage) = sqlite::damage(&path)? {
        return Err(BackupError::Damaged(damage));
    }
    let store = SqliteStore::open_for(&path, Access::Read)?;
    let last = store.last_act().await?;
    let end = last.map_or_else(String::new, |last| last.hash.to_string());
    if end != manifest.log_hash {
        return Err(BackupError::Damaged("the log has another end".to_owned()));
    }
    Ok(store)
}
