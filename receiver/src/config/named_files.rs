//! The files that a config names, wherever in it.

use std::path::{Component, Path, PathBuf};
use std::{fs, io};

use toml::Value;

use super::desk::SEALED;

/// The files that a config names.
pub(crate) struct NamedFiles {
    /// The files to save, as the config names them: from its folder, or whole.
    pub(crate) files: Vec<PathBuf>,
    /// The desk's private key; none if it is in shares.
    pub(crate) desk_key: Option<PathBuf>,
    /// The ratchet's file.
    pub(crate) ratchet: Option<PathBuf>,
}

/// The existing files that a config names anywhere, and the two that no backup holds. A folder
/// stands for the files in it.
pub(crate) fn named_files(config: &Path) -> io::Result<NamedFiles> {
    let text = fs::read_to_string(config)?;
    // The parser's own error might show a password.
    let table: toml::Table =
        toml::from_str(&text).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let value = Value::Table(table);
    let secret = |section: &str, key: &str| {
        let path = value.get(section)?.get(key)?.as_str()?;
        Some(PathBuf::from(path))
    };
    let desk_key = secret("desk", "private_key").filter(|path| *path != Path::new(SEALED));
    let ratchet = secret("intake", "ratchet");
    let mut files = Vec::new();
    let folder = folder_of(config);
    each_text(&value, &mut |text| {
        add(&folder, Path::new(text), &mut files)
    });
    files.retain(|file| Some(file) != desk_key.as_ref() && Some(file) != ratchet.as_ref());
    files.sort();
    files.dedup();
    Ok(NamedFiles {
        files,
        desk_key,
        ratchet,
    })
}

/// The folder of a file.
pub(crate) fn folder_of(file: &Path) -> PathBuf {
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
