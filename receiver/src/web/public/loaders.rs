//! Loaders of earlier versions, for partners who pinned one by its hash: a folder with the files
//! that earlier receivers served.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// The loaders of earlier versions, by file name.
#[derive(Debug, Default)]
pub struct Loaders(BTreeMap<String, Bytes>);

/// Why the folder of loaders is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadersError {
    /// The folder, or a file in it, cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, io::Error),
    /// A file's content does not match the hash in its name.
    #[error("{0}: not what its name says")]
    Other(PathBuf),
}

impl Loaders {
    /// Reads the folder, and checks each file against its name: partners' pages hold the same hash,
    /// so browsers would not run a file that was damaged or renamed.
    pub(crate) fn read(folder: &Path) -> Result<Self, LoadersError> {
        let unreadable = |error| LoadersError::Unreadable(folder.to_owned(), error);
        let mut loaders = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let bytes =
                fs::read(&path).map_err(|error| LoadersError::Unreadable(path.clone(), error))?;
            let name = name(&bytes);
            if path.file_name() != Some(name.as_ref()) {
                return Err(LoadersError::Other(path));
            }
            loaders.insert(name, bytes.into());
        }
        Ok(Self(loaders))
    }

    /// The loader at this path.
    pub fn find(&self, path: &str) -> Option<Bytes> {
        self.0.get(path.strip_prefix("/embed/")?).cloned()
    }
}

/// The file name of a loader: the build derives it from the loader's hash.
fn name(loader: &[u8]) -> String {
    let hash = Sha256::digest(loader);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1.{}.js", &hex[..16])
}
