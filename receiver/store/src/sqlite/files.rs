//! The files beside the database: created for its owner alone, and removed when they are old.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use model::time::Timestamp;

use crate::StoreError;

/// What the name of a copy from before a migration has after the database's name. The schema's
/// number follows.
pub(super) const BEFORE: &str = ".before-";

/// Seconds for which a copy from before a migration is kept. Content that is scrubbed from the
/// database is in the copy until then.
const COPY_SECONDS: u64 = 7 * 24 * 3600;

/// The file that a name stood for when it was opened.
pub(super) struct FileOnDisk {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl FileOnDisk {
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let found = fs::metadata(path).map_err(StoreError::engine)?;
        Ok(Self {
            path: path.to_owned(),
            device: found.dev(),
            inode: found.ino(),
        })
    }

    /// Fails if the file was removed, or if another has its name.
    pub(super) fn is_there(&self) -> Result<(), StoreError> {
        let is_same =
            |found: &fs::Metadata| (found.dev(), found.ino()) == (self.device, self.inode);
        match fs::metadata(&self.path) {
            Ok(found) if is_same(&found) => Ok(()),
            _ => Err(StoreError::engine(
                "the store's file was removed or replaced while the receiver ran",
            )),
        }
    }
}

/// Creates an empty file that only its owner can read (mode 0600), if there is none.
pub(super) fn create(path: &Path) -> Result<(), StoreError> {
    let created = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path);
    created.map(drop).map_err(StoreError::engine)
}

/// Writes a file to the disk.
pub(super) fn sync(path: &Path) -> Result<(), StoreError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(StoreError::engine)
}

/// Gives a complete file its name, durably.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    sync(from)?;
    let renamed = || -> io::Result<()> {
        fs::rename(from, to)?;
        let folder = to.parent().filter(|folder| *folder != Path::new(""));
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    };
    renamed().map_err(StoreError::engine)
}

/// Removes the copies of this database from before migrations that are older than a week.
pub(super) fn remove_old_copies(database: &Path, now: Timestamp) -> Result<(), StoreError> {
    let name = database.file_name().unwrap_or_default();
    let prefix = format!("{}{BEFORE}", name.to_string_lossy());
    let folder = database.parent().filter(|folder| *folder != Path::new(""));
    let remove = || -> io::Result<()> {
        for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
            let entry = entry?;
            let is_copy = entry.file_name().to_string_lossy().starts_with(&prefix);
            let written = u64::try_from(entry.metadata()?.mtime()).unwrap_or(0);
            if is_copy && written.saturating_add(COPY_SECONDS) < now.0 {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    remove().map_err(StoreError::engine)
}
