//! Writes files with keys, synced to the disk: new files, or whole ones in the place of others.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A file or folder could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {}", path.display(), words(error))]
pub struct WriteError {
    path: PathBuf,
    error: io::Error,
}

impl WriteError {
    /// The error of writing this file.
    pub fn of(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| failed(path, error)
    }
}

/// The words for the error, with a fix where it is always the same.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            "this is there already, and was not overwritten\n  fix: move it away first if it is to be \
             replaced, or name another place"
                .to_owned()
        }
        _ => error.to_string(),
    }
}

/// Makes a folder that only its owner can enter (mode 0700), with its missing parents.
pub(crate) fn make_folder(path: &Path) -> Result<(), WriteError> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path);
    made.map_err(|error| failed(path, error))
}

/// Writes a new file that only its owner can read (mode 0600).
pub(crate) fn write_secret(path: &Path, secret: &str) -> Result<(), WriteError> {
    write_with_mode(path, secret, 0o600)
}

/// Writes a new file that everybody can read (mode 0644).
pub(crate) fn write(path: &Path, text: &str) -> Result<(), WriteError> {
    write_with_mode(path, text, 0o644)
}

/// Writes a file that only its owner can read, in the place of one that may be there: at any moment,
/// the file has the whole earlier or the whole new content.
pub(crate) fn replace_secret(path: &Path, secret: &str) -> Result<(), WriteError> {
    replace_with_mode(path, secret, 0o600)
}

/// Writes a file that everybody can read, in the place of one that may be there.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), WriteError> {
    replace_with_mode(path, text, 0o644)
}

fn replace_with_mode(path: &Path, text: &str, mode: u32) -> Result<(), WriteError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    // What a run that was cut off has left.
    if part.exists() {
        fs::remove_file(part).map_err(|error| failed(part, error))?;
    }
    write_with_mode(part, text, mode)?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let replaced = fs::rename(part, path)
        .and_then(|()| fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all());
    replaced.map_err(|error| failed(path, error))
}

fn write_with_mode(path: &Path, text: &str, mode: u32) -> Result<(), WriteError> {
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path);
    file.and_then(|mut file| {
        writeln!(file, "{}", text.trim_end())?;
        file.sync_all()
    })
    .map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: io::Error) -> WriteError {
    WriteError {
        path: path.to_owned(),
        error,
    }
}
