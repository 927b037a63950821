//! The tool of an association: a network's officers sign the directory of its hotlines with it, and publish static
//! files (The Update Framework, <https://theupdateframework.github.io/specification/v1.0.31/>).
//!
//! ```text
//! officers, so many of them ──sign──▶ root, and the targets: directory.json
//! publisher, each day       ──signs─▶ snapshot, and the timestamp, which lives a week
//! ```
//!
//! An association is a folder: `metadata` has the roots, the targets and the text of each version of the directory.
//! A version that too few have signed is a draft, which the next change overwrites.

mod error;
mod folder;
mod metadata;
mod officer;
mod publishing;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use model::recipient::is_country;
use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::report::{HotlineId, LanguageTag};
use shared::signing::{Signed, VerifyingKey};
use sigstore_tuf::{Root, Targets};

pub use self::error::AssociationError;
use self::folder::Folder;
use self::metadata::Keys;
pub use self::metadata::Signatures;
pub use self::officer::OfficerKey;
pub use self::publishing::Published;
use crate::directory::{self, Application, Directory, Entry, Status, provider};
use crate::files;
use crate::keys::ceremony::{self, CeremonyError};

/// Seconds for which what officers sign is valid: a year.
const SIGNED_SECONDS: u64 = 366 * 24 * 3600;

/// Officers of an association, at most.
const OFFICERS: usize = 15;

/// The association in a folder.
pub struct Association {
    folder: Folder,
}

/// What officers have to sign, or have signed.
#[derive(Debug)]
pub struct Draft {
    /// The role in TUF: `root` or `targets`.
    pub role: &'static str,
    /// The version of the role's file.
    pub version: u64,
    /// The signatures that it has.
    pub signatures: Signatures,
}

/// What a draft of the directory changes.
#[derive(Debug, Default)]
pub struct Changes {
    /// The entries that are new or different, as they will be.
    pub entries: Vec<Entry>,
    /// Whether reporters are told something else about countries without a hotline.
    pub elsewhere: bool,
}

/// A change of those who sign.
#[derive(Debug, Default)]
pub struct NewOfficers {
    /// The public keys of officers who come.
    pub add: Vec<VerifyingKey>,
    /// The public keys of officers who go.
    pub remove: Vec<VerifyingKey>,
    /// The number of officers who have to sign, if it changes.
    pub threshold: Option<usize>,
    /// The public key of the publisher, if it changes.
    pub publisher: Option<VerifyingKey>,
}

impl Association {
    /// Opens the association in a folder.
    pub fn open(folder: &Path) -> Self {
        provider::install();
        Self {
            folder: Folder::new(folder),
        }
    }

    /// Makes an association with an empty directory, signed by all its officers: `officers/1.key` and so on, each
    /// for one of them to take away, and `publisher/publisher.key`, for the machine that publishes.
    pub fn init(
        folder: &Path,
        name: &str,
        officers: usize,
        threshold: usize,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, AssociationError> {
        check_threshold(officers, threshold)?;
        if !directory::is_name(name) {
            return Err(AssociationError::Value(
                "the name of a network is one line of 1 to 100 characters",
            ));
        }
        let association = Self::open(folder);
        let keys = folder.join("officers");
        let made = (1..=officers).map(|number| make_key(&keys, &number.to_string(), rng));
        let made = made.collect::<Result<Vec<_>, _>>()?;
        let signers =
            (1..=officers).map(|number| ceremony::read_key(&keys.join(format!("{number}.key"))));
        let signers = signers.collect::<Result<Vec<OfficerKey>, _>>()?;
        let keys = Keys {
            officers: made,
            threshold,
            publisher: make_key(&folder.join("publisher"), "publisher", rng)?,
        };
        let directory = Directory {
            name: name.to_owned(),
            members: Vec::new(),
            elsewhere: BTreeMap::new(),
        };
        let (text, expires) = (directory.to_json(), now.plus_seconds(SIGNED_SECONDS));
        let mut root = metadata::root(&keys, 1, expires);
        let mut targets = metadata::targets(&text, 1, expires);
        for signer in &signers {
            root.sign(signer);
            targets.sign(signer);
        }
        association.folder.write_root(&root)?;
        association.folder.write_targets(&targets, &text)?;
        Ok(association)
    }

    /// Makes the key of a new officer: `officer.key`, which stays with the officer, and `officer.pub`.
    pub fn make_officer(
        folder: &Path,
        rng: &mut impl CryptoRng,
    ) -> Result<VerifyingKey, CeremonyError> {
        make_key(folder, "officer", rng)
    }

    /// The directory with all drafts.
    pub fn directory(&self) -> Result<Directory, AssociationError> {
        self.folder.directory(self.folder.last_targets()?)
    }

    /// Adds a hotline to the directory, or changes its entry. `root` is what the hotline has read out.
    pub fn add(
        &self,
        application: &Signed,
        root: &VerifyingKey,
        now: Timestamp,
    ) -> Result<Application, AssociationError> {
        let application = Application::verify(application, root)?;
        let mut directory = self.directory()?;
        let id = &application.hotline;
        let place = directory
            .members
            .iter()
            .position(|entry| entry.hotline.hotline == *id);
        if place.is_some_and(|place| directory.members[place].hotline.made > application.made) {
            return Err(AssociationError::Older);
        }
        let entry = Entry {
            hotline: application.clone(),
            status: Status::Active,
        };
        match place {
            Some(place) => directory.members[place] = entry,
            None => directory.members.push(entry),
        }
        directory
            .members
            .sort_by(|a, b| a.hotline.hotline.as_str().cmp(b.hotline.hotline.as_str()));
        self.write(&directory, now)?;
        Ok(application)
    }

    /// Revokes a hotline. Its entry stays, and says so.
    pub fn revoke(&self, hotline: &HotlineId, now: Timestamp) -> Result<(), AssociationError> {
        let mut directory = self.directory()?;
        let mut entries = directory.members.iter_mut();
        let entry = entries.find(|entry| entry.hotline.hotline == *hotline);
        entry
            .ok_or_else(|| AssociationError::Unknown(hotline.clone()))?
            .status = Status::Revoked;
        self.write(&directory, now)
    }

    /// Sets what reporters are told about a country without a hotline, in one language; takes it out if there is no
    /// text.
    pub fn tell(
        &self,
        country: &str,
        language: &LanguageTag,
        text: Option<&str>,
        now: Timestamp,
    ) -> Result<(), AssociationError> {
        if !is_country(country) {
            return Err(AssociationError::Value(
                "a country is two capital letters (ISO 3166-1)",
            ));
        }
        if !text.is_none_or(directory::is_told) {
            return Err(AssociationError::Value(
                "the text is one line of 1 to 1,000 characters",
            ));
        }
        let mut directory = self.directory()?;
        let told = directory.elsewhere.entry(country.to_owned()).or_default();
        match text {
            Some(text) => told.insert(language.as_str().to_owned(), text.to_owned()),
            None => told.remove(language.as_str()),
        };
        directory.elsewhere.retain(|_, told| !told.is_empty());
        self.write(&directory, now)
    }

    /// Changes who signs, or lets what is signed be valid for another year: a new root, and the directory anew.
    pub fn officers(&self, new: NewOfficers, now: Timestamp) -> Result<(), AssociationError> {
        let trusted = self.folder.trusted()?;
        let mut keys =
            Keys::of(trusted.root()).ok_or(AssociationError::Damaged(self.folder.root(1)))?;
        keys.officers
            .retain(|officer| !new.remove.contains(officer));
        for officer in new.add {
            if !keys.officers.contains(&officer) {
                keys.officers.push(officer);
            }
        }
        keys.threshold = new.threshold.unwrap_or(keys.threshold);
        keys.publisher = new.publisher.unwrap_or(keys.publisher);
        check_threshold(keys.officers.len(), keys.threshold)?;
        let (version, expires) = (trusted.root().version + 1, now.plus_seconds(SIGNED_SECONDS));
        self.folder
            .write_root(&metadata::root(&keys, version, expires))?;
        self.write(&self.directory()?, now)
    }

    /// What waits for signatures.
    pub fn drafts(&self) -> Result<Vec<Draft>, AssociationError> {
        let mut drafts = Vec::new();
        let trusted = self.folder.trusted()?;
        let coming = self.folder.root_after(&trusted)?;
        if let Some((root, envelope)) = &coming {
            // Both must be enough: those of the root before, and those of the root itself.
            let of = |by: &Root| envelope.signatures::<Root>(by, "root");
            let both = [of(trusted.root())?, of(root)?];
            let signatures = both
                .into_iter()
                .max_by_key(|it| it.needed.saturating_sub(it.signed));
            drafts.extend(signatures.map(|signatures| Draft {
                role: "root",
                version: envelope.version(),
                signatures,
            }));
        }
        let by = coming.as_ref().map_or(trusted.root(), |(root, _)| root);
        let version = self.folder.last_targets()?;
        let signatures = self
            .folder
            .targets(version)?
            .signatures::<Targets>(by, "targets")?;
        if !signatures.are_enough() {
            drafts.push(Draft {
                role: "targets",
                version,
                signatures,
            });
        }
        Ok(drafts)
    }

    /// What the draft of the directory changes.
    pub fn changes(&self) -> Result<Changes, AssociationError> {
        let (last, trusted) = (self.folder.last_targets()?, self.folder.trusted()?);
        let before = match self.folder.signed_targets(&trusted)? {
            Some(version) if version != last => self.folder.directory(version)?,
            Some(_) => return Ok(Changes::default()),
            None => {
                return Ok(Changes {
                    entries: self.directory()?.members,
                    elsewhere: true,
                });
            }
        };
        let mut coming = self.directory()?;
        let elsewhere = coming.elsewhere != before.elsewhere;
        coming
            .members
            .retain(|entry| !before.members.contains(entry));
        Ok(Changes {
            entries: coming.members,
            elsewhere,
        })
    }

    /// Signs the drafts with an officer's key, and gives them as they are then.
    pub fn sign(&self, key: &OfficerKey) -> Result<Vec<Draft>, AssociationError> {
        let drafts = self.drafts()?;
        if drafts.is_empty() {
            return Err(AssociationError::NothingToSign);
        }
        let trusted = self.folder.trusted()?;
        let coming = self.folder.root_after(&trusted)?;
        let roots = [Some(trusted.root()), coming.as_ref().map(|(root, _)| root)];
        let is_officer = |role| {
            let mut roles = roots.iter().flatten().filter_map(|root| root.role(role));
            roles.any(|role| role.keyids.contains(&key.id()))
        };
        if !is_officer("targets") {
            return Err(AssociationError::NotAnOfficer);
        }
        for draft in &drafts {
            let file = match draft.role {
                "root" => self.folder.root(draft.version),
                _ => self.folder.targets_file(draft.version),
            };
            let mut envelope = folder::envelope(&file)?;
            envelope.sign(key);
            files::replace(&file, &envelope.to_json())?;
        }
        // Those that are signed by enough are no drafts any more, and have as many signatures as they need.
        let left = self.drafts()?;
        let mut signed = drafts;
        for draft in &mut signed {
            let still = left.iter().find(|left| left.role == draft.role);
            draft.signatures.signed =
                still.map_or(draft.signatures.needed, |left| left.signatures.signed);
        }
        Ok(signed)
    }

    /// Writes the next version of the directory, or the draft anew.
    fn write(&self, directory: &Directory, now: Timestamp) -> Result<(), AssociationError> {
        let last = self.folder.last_targets()?;
        let is_signed = self.folder.signed_targets(&self.folder.trusted()?)? == Some(last);
        let version = if is_signed { last + 1 } else { last };
        let text = directory.to_json();
        let targets = metadata::targets(&text, version, now.plus_seconds(SIGNED_SECONDS));
        self.folder.write_targets(&targets, &text)
    }
}

fn make_key(
    folder: &Path,
    name: &str,
    rng: &mut impl CryptoRng,
) -> Result<VerifyingKey, CeremonyError> {
    Ok(ceremony::make_pair(folder, name, rng)?.verifying_key())
}

fn check_threshold(officers: usize, threshold: usize) -> Result<(), AssociationError> {
    match (1..=officers).contains(&threshold) && officers <= OFFICERS {
        true => Ok(()),
        false => Err(AssociationError::Threshold {
            officers,
            threshold,
        }),
    }
}
