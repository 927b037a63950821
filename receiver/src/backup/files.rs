//! The files that a config names, and how they are copied.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Component, Path, PathBuf};

use toml::Value;

use super::{BackupError, failed};

/// What a config names.
pub(super) struct Named {
    /// The files to save, as the config names them: from its folder, or whole.
    pub(super) files: Vec<PathBuf>,
    /// The desk's private key.
    pub(super) desk_key: Option<PathBuf>,
    /// The ratchet's file.
    pub(super) ratchet: Option<PathBuf>,
}

/// The existing files that a config names anywhere, and the two that no backup holds. A folder
/// stands for the files in it.
pub(super) fn named(config: &Path) -> Result<Named, BackupError> {
    let text = fs::read_to_string(config).map_err(failed(config))?;
    let table: toml::Table = toml::from_str(&text)
        // The parser's own error might show a password.
        .map_err(|_| failed(config)(io::ErrorKind::InvalidData.into()))?;
    let value = Value::Table(table);
    let secret = |section: &str, key: &str| {
        let path = value.get(section)?.get(key)?.as_str()?;
        Some(PathBuf::from(path))
    };
    let desk_key = secret("desk", "private_key");
    let ratchet = secret("intake", "ratchet");
    let mut files = Vec::new();
    let folder = folder_of(config);
    each_text(&value, &mut |text| {
        add(&folder, Path::new(text), &mut files)
    });
    files.retain(|file| Some(file) != desk_key.as_ref() && Some(file) != ratchet.as_ref());
    files.sort();
    files.dedup();
    Ok(Named {
        files,
        desk_key,
        ratchet,
    })
}

/// The folder of a file.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    folder.unwrap_or(Path::new(".")).to_owned()
}

fn each_text(value: &Value, then: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => then(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, then)),
        Value::Table(table) => table.values().for_each(|value| each_text(value, then)),
        _ => {}
    }
}

fn add(folder: &Path, path: &Path, files: &mut Vec<PathBuf>) {
    let place = folder.join(path);
    if path != Path::new("") && place.is_file() {
        files.push(path.to_owned());
    } else if path.components().count() > 0
        && !is_above(path)
        && let Ok(entries) = fs::read_dir(&place)
    {
        for entry in entries.flatten() {
            add(folder, &path.join(entry.file_name()), files);
        }
    }
}

/// Whether a path leads to the config's folder itself or to a folder above it.
fn is_above(path: &Path) -> bool {
    let named = |component: &Component<'_>| matches!(component, Component::Normal(_));
    !path.components().any(|component| named(&component))
}

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
