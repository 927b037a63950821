//! Loaders of earlier versions, for partners who pinned one by its hash: files in a folder, as an
//! earlier receiver served them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

/// What is kept, by the name of the file.
#[derive(Debug, Default)]
pub struct Loaders(BTreeMap<String, Bytes>);

/// Why the folder is refused.
#[derive(Debug, thiserror::Error)]
pub enum LoadersError {
    /// It cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, io::Error),
    /// A file is not the one that its name says.
    #[error("{0}: not what its name says")]
    Other(PathBuf),
}

impl Loaders {
    /// Reads the folder. Partners' pages have the hash of each file: one that is damaged, or was
    /// named by hand, would never run.
    pub fn read(folder: &Path) -> Result<Self, LoadersError> {
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

/// The name under which a build serves a loader that never changes.
fn name(loader: &[u8]) -> String {
    let hash = Sha256::digest(loader);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("v1.{}.js", &hex[..16])
}
