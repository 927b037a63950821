//! How a desk keeps to a directory: what it has once seen stays a floor, below which nothing is believed any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sigstore_tuf::{Error, MetadataStore, Repository, TrustedMetadataSet, Updater};

use super::{Directory, TARGET, provider};

/// What a desk has of a directory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// The last verified file of each role, and all roots: floors for what comes.
    files: BTreeMap<String, String>,
    /// The last directory that was whole and valid when it was fetched.
    good: Option<Good>,
}

/// A directory that was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Good {
    /// The version that the officers signed.
    pub version: u64,
    /// SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// When it was last fetched, or found unchanged.
    pub fetched: Timestamp,
    /// The first second in which it is valid no more.
    pub until: Timestamp,
    /// What it says.
    pub directory: Directory,
    /// SHA-256 of the root that the config named then, in hexadecimal.
    root: String,
}

impl Followed {
    /// The last good directory under this root.
    pub fn good(&self, root: &[u8]) -> Option<&Good> {
        self.good.as_ref().filter(|good| good.root == sha256(root))
    }

    /// Fetches what is new, and says why nothing is, if so. What was verified on the way is kept in any case, so
    /// that an older file is refused from then on.
    ///
    /// # Errors
    ///
    /// Fails if a file is missing, is not signed by enough, is older than one seen before, has ended, or does not
    /// belong to the others.
    pub async fn refresh(
        &mut self,
        root: &[u8],
        from: impl Repository + 'static,
        now: Timestamp,
    ) -> Result<(), Error> {
        provider::install();
        let files = Files(Arc::new(Mutex::new(self.files.clone())));
        let fetched = fetch(root, from, files.clone(), now).await;
        self.files = files
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        self.good = Some(fetched?);
        Ok(())
    }
}

/// Checks that a file is a root that enough of its own officers have signed.
pub fn check_root(root: &[u8]) -> Result<(), Error> {
    provider::install();
    TrustedMetadataSet::from_root(root).map(drop)
}

async fn fetch(
    root: &[u8],
    from: impl Repository + 'static,
    files: Files,
    now: Timestamp,
) -> Result<Good, Error> {
    let mut updater = Updater::new(from, root)?.with_store(files);
    updater.refresh(time(now)).await?;
    let text = updater.get_target(TARGET, time(now)).await?;
    let directory = Directory::parse(&text)
        .ok_or_else(|| Error::Malformed("a directory that this version cannot read".to_owned()))?;
    let trusted = updater.trusted();
    let targets = trusted.targets_role("targets").ok_or(Error::NotRefreshed)?;
    Ok(Good {
        version: targets.version,
        sha256: sha256(&text),
        fetched: now,
        until: until(trusted).ok_or(Error::NotRefreshed)?,
        directory,
        root: sha256(root),
    })
}

/// The first of the ends of all four roles.
fn until(trusted: &TrustedMetadataSet) -> Option<Timestamp> {
    let ends = [
        trusted.root().expires,
        trusted.timestamp()?.expires,
        trusted.snapshot()?.expires,
        trusted.targets_role("targets")?.expires,
    ];
    let seconds = ends.into_iter().map(jiff::Timestamp::as_second).min()?;
    u64::try_from(seconds).ok().map(Timestamp)
}

/// A time as TUF's library has it.
pub(crate) fn time(now: Timestamp) -> jiff::Timestamp {
    let seconds = i64::try_from(now.0).unwrap_or(i64::MAX);
    jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX)
}

fn sha256(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}

/// The files of a desk while it looks for new ones.
#[derive(Clone)]
struct Files(Arc<Mutex<BTreeMap<String, String>>>);

impl MetadataStore for Files {
    fn load(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(files.get(name).map(|text| text.clone().into_bytes()))
    }

    fn store(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        // It comes under its plain name as well, which is the one that is read.
        if name.ends_with(".snapshot.json") {
            return Ok(());
        }
        let text = String::from_utf8(bytes.to_vec())
            .map_err(|_| Error::Malformed("a file that is no text".to_owned()))?;
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(name.to_owned(), text);
        Ok(())
    }
}
