//! The files of an association.

use std::path::{Path, PathBuf};
use std::{fs, io};

use shared::signing::VerifyingKey;
use sigstore_tuf::{Error, Metadata, Root, Targets, TrustedMetadataSet};

use super::AssociationError;
use super::metadata::{Envelope, Keys, sha256};
use crate::directory::{Directory, TARGET};
use crate::files::{self, WriteError};

/// The folder of an association.
pub(super) struct Folder {
    metadata: PathBuf,
}

impl Folder {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            metadata: folder.join("metadata"),
        }
    }

    pub(super) fn root(&self, version: u64) -> PathBuf {
        self.metadata.join(format!("{version}.root.json"))
    }

    pub(super) fn targets_file(&self, version: u64) -> PathBuf {
        self.metadata.join(format!("{version}.targets.json"))
    }

    pub(super) fn directory_file(&self, version: u64) -> PathBuf {
        self.metadata.join(format!("{version}.{TARGET}"))
    }

    /// Writes a root, in the place of a draft of the same version.
    pub(super) fn write_root(&self, root: &Envelope) -> Result<(), AssociationError> {
        files::make_folder(&self.metadata)?;
        files::replace(&self.root(root.version()), &root.to_json())?;
        Ok(())
    }

    /// Writes a version of the directory, in the place of a draft of the same version.
    pub(super) fn write_targets(
        &self,
        targets: &Envelope,
        directory: &str,
    ) -> Result<(), AssociationError> {
        let version = targets.version();
        files::replace(&self.directory_file(version), directory)?;
        files::replace(&self.targets_file(version), &targets.to_json())?;
        Ok(())
    }

    pub(super) fn targets(&self, version: u64) -> Result<Envelope, AssociationError> {
        envelope(&self.targets_file(version))
    }

    pub(super) fn directory(&self, version: u64) -> Result<Directory, AssociationError> {
        let file = self.directory_file(version);
        Directory::parse(read(&file)?.as_bytes()).ok_or(AssociationError::Damaged(file))
    }

    /// The chain of roots up to the last one that enough officers have signed.
    pub(super) fn trusted(&self) -> Result<TrustedMetadataSet, AssociationError> {
        let mut trusted = TrustedMetadataSet::from_root(read(&self.root(1))?.as_bytes())?;
        loop {
            let next = self.root(trusted.root().version + 1);
            if !next.exists() {
                return Ok(trusted);
            }
            match trusted.update_root(read(&next)?.as_bytes()) {
                Ok(()) => {}
                Err(Error::ThresholdNotMet { .. }) => return Ok(trusted),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The draft of a root after this one.
    pub(super) fn root_after(
        &self,
        trusted: &TrustedMetadataSet,
    ) -> Result<Option<(Root, Envelope)>, AssociationError> {
        let next = self.root(trusted.root().version + 1);
        if !next.exists() {
            return Ok(None);
        }
        let root = Metadata::<Root>::from_slice(read(&next)?.as_bytes())?;
        Ok(Some((root.into_signed(), envelope(&next)?)))
    }

    /// The last version of the directory, drafts included; 0 if there is none.
    pub(super) fn last_targets(&self) -> Result<u64, AssociationError> {
        let mut last = 0;
        while self.targets_file(last + 1).exists() {
            last += 1;
        }
        Ok(last)
    }

    /// The last version of the directory that enough of a root's officers have signed.
    pub(super) fn signed_targets(
        &self,
        trusted: &TrustedMetadataSet,
    ) -> Result<Option<u64>, AssociationError> {
        for version in (1..=self.last_targets()?).rev() {
            let signatures = self
                .targets(version)?
                .signatures::<Targets>(trusted.root(), "targets")?;
            if signatures.are_enough() {
                return Ok(Some(version));
            }
        }
        Ok(None)
    }

    /// Writes what desks fetch, the timestamp last.
    pub(super) fn publish(
        &self,
        to: &Path,
        trusted: &TrustedMetadataSet,
        (targets, version): (&Envelope, u64),
        (snapshot, timestamp): (&Envelope, &Envelope),
    ) -> Result<(), AssociationError> {
        fs::create_dir_all(to).map_err(WriteError::of(to))?;
        let put = |name: String, text: &str| files::replace(&to.join(name), text);
        for version in 1..=trusted.root().version {
            put(format!("{version}.root.json"), &read(&self.root(version))?)?;
        }
        let directory = read(&self.directory_file(version))?;
        put(format!("{}.{TARGET}", sha256(&directory)), &directory)?;
        put(format!("{version}.targets.json"), &targets.to_json())?;
        put(
            format!("{}.snapshot.json", snapshot.version()),
            &snapshot.to_json(),
        )?;
        put("timestamp.json".to_owned(), &timestamp.to_json())?;
        Ok(())
    }
}

impl Keys {
    /// The keys that a root of an association names.
    pub(super) fn of(root: &Root) -> Option<Self> {
        let key = |id: &String| -> Option<VerifyingKey> {
            let hex = &root.keys.get(id)?.keyval.public;
            VerifyingKey::from_bytes(&base16ct::lower::decode_vec(hex).ok()?.try_into().ok()?)
        };
        let officers = root.role("root")?;
        Some(Self {
            officers: officers.keyids.iter().map(key).collect::<Option<_>>()?,
            threshold: officers.threshold,
            publisher: key(root.role("timestamp")?.keyids.first()?)?,
        })
    }
}

/// The version of the timestamp in a folder that was published to; none if there is no timestamp.
pub(super) fn published_version(to: &Path) -> Result<Option<u64>, AssociationError> {
    let file = to.join("timestamp.json");
    if !file.exists() {
        return Ok(None);
    }
    Ok(Some(envelope(&file)?.version()))
}

/// The metadata in a file.
pub(super) fn envelope(file: &Path) -> Result<Envelope, AssociationError> {
    let text = read(file)?;
    serde_json::from_str(&text).map_err(|_| AssociationError::Damaged(file.to_owned()))
}

fn read(file: &Path) -> Result<String, AssociationError> {
    let read: io::Result<String> = fs::read_to_string(file);
    read.map_err(|error| AssociationError::Read(file.to_owned(), error))
}
