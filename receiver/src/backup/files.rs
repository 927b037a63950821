//! How files are copied.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

use super::{BackupError, failed};
use crate::config::folder_of;

/// The place of a file's copy in a backup: its path without what leads out of a folder.
pub(super) fn place_of(path: &Path) -> PathBuf {
    let kept = path.components().map(|component| match component {
        Component::Normal(name) => Path::new(name).to_owned(),
        Component::ParentDir => PathBuf::from("_above"),
        Component::RootDir | Component::Prefix(_) => PathBuf::from("_root"),
        Component::CurDir => PathBuf::new(),
    });
    Path::new(super::FILES).join(kept.collect::<PathBuf>())
}

/// Copies a file to a new one with the same mode, durably. Makes the folders above it.
pub(super) fn copy_new(from: &Path, to: &Path) -> Result<(), BackupError> {
    let mode = fs::metadata(from)
        .map_err(failed(from))?
        .permissions()
        .mode();
    let content = zeroize::Zeroizing::new(fs::read(from).map_err(failed(from))?);
    make_folder_of(to)?;
    write(to, &content, mode & 0o777).map_err(failed(to))
}

/// Writes a new file that only its owner can read, durably.
pub(super) fn write_new(path: &Path, content: &[u8]) -> Result<(), BackupError> {
    write(path, content, 0o600).map_err(failed(path))
}

fn write(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Makes the folder of a file, for its owner alone.
pub(super) fn make_folder_of(file: &Path) -> Result<(), BackupError> {
    let folder = folder_of(file);
    crate::files::make_folder(&folder).map_err(|error| failed(&folder)(io::Error::other(error)))
}

/// Writes a folder's entries to the disk.
pub(super) fn sync(folder: &Path) -> Result<(), BackupError> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(failed(folder))
}
