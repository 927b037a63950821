//! How a desk keeps to a directory: what it has once seen stays a floor, below which nothing is believed any more.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sigstore_tuf::{Error, MetadataStore, Repository, TrustedMetadataSet, Updater};

use super::{Application, Directory, TARGET, provider};
use crate::parcel::Edition;

/// Seconds after which a directory is stale: a day.
const STALE_SECONDS: u64 = 24 * 3600;

/// Versions of a directory that are remembered: others may name an earlier one than ours.
const SEEN: usize = 10;

/// The name under which the officers' last signatures are kept.
const TARGETS: &str = "targets.json";

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
    /// The last versions that were verified, this one among them.
    #[serde(default)]
    seen: BTreeMap<u64, SignedEdition>,
}

/// A version of a directory as the officers have signed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedEdition {
    /// SHA-256 of the text of `directory.json`, in hexadecimal.
    pub sha256: String,
    /// The officers' `targets.json`, which names version and hash.
    pub targets: String,
}

/// How old a directory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It was verified within a day.
    Fresh,
    /// It was not verified for a day, and is valid.
    Stale,
    /// It is valid no more: nothing is sealed to its hotlines.
    Ended,
}

/// An edition that somebody else goes by, beside those that were verified here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// It is the same as here.
    Same,
    /// It is of an earlier version, of which nothing is known any more.
    Earlier,
    /// It is of a later version.
    Later,
    /// It is of another network, as its name says.
    Elsewhere,
    /// It has the version of one here, and another text.
    Split,
}

impl Good {
    /// How old it is now.
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        match self.fetched.plus_seconds(STALE_SECONDS) < now {
            _ if self.until <= now => Freshness::Ended,
            true => Freshness::Stale,
            false => Freshness::Fresh,
        }
    }

    /// Version and hash, as they are told to others.
    pub fn edition(&self) -> Edition {
        Edition {
            network: self.directory.name.clone(),
            version: self.version,
            sha256: self.sha256.clone(),
        }
    }

    /// This version of the directory, as it was verified here.
    pub fn seen(&self, version: u64) -> Option<&SignedEdition> {
        self.seen.get(&version)
    }

    /// Compares the edition that somebody else goes by.
    pub fn compare(&self, other: &Edition) -> Compared {
        match self.seen(other.version) {
            Some(seen) if seen.sha256 == other.sha256 => Compared::Same,
            _ if other.network != self.directory.name => Compared::Elsewhere,
            Some(_) => Compared::Split,
            None if other.version > self.version => Compared::Later,
            None => Compared::Earlier,
        }
    }

    /// Whether a hotline takes part, under the same root.
    fn has(&self, hotline: &Application) -> bool {
        let mut active = self.directory.active();
        active.any(|known| (&known.hotline, known.root) == (&hotline.hotline, hotline.root))
    }

    /// Remembers this version beside those before.
    fn remember(&mut self, mut seen: BTreeMap<u64, SignedEdition>, targets: String) {
        let sha256 = self.sha256.clone();
        seen.insert(self.version, SignedEdition { sha256, targets });
        while seen.len() > SEEN {
            seen.pop_first();
        }
        self.seen = seen;
    }
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
        let mut good = fetched?;
        let before = self.good(root).map(|before| before.seen.clone());
        let targets = self.files.get(TARGETS).cloned().unwrap_or_default();
        good.remember(before.unwrap_or_default(), targets);
        self.good = Some(good);
        Ok(())
    }

    /// The hotlines that take part, and did not in `before` under the same root.
    pub fn newcomers<'a>(
        &'a self,
        before: Option<&'a Self>,
    ) -> impl Iterator<Item = &'a Application> {
        let now = self.good.iter().flat_map(|good| good.directory.active());
        let before = before.and_then(|before| before.good.as_ref());
        now.filter(move |hotline| !before.is_some_and(|good| good.has(hotline)))
    }

    /// The files as a server of the directory has them, by their names. They belong together after a refresh that
    /// did not fail.
    pub fn mirror(&self) -> BTreeMap<String, String> {
        let named = |(name, text): (&String, &String)| {
            let name = match &**name {
                "timestamp.json" => name.clone(),
                "snapshot.json" | TARGETS => format!("{}.{name}", version(text)?),
                _ if *name == format!("targets/{TARGET}") => {
                    format!("{}.{TARGET}", sha256(text.as_bytes()))
                }
                _ => name.strip_prefix("root_history/")?.to_owned(),
            };
            Some((name, text.clone()))
        };
        self.files.iter().filter_map(named).collect()
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
        seen: BTreeMap::new(),
    })
}

/// The version in the text of a role.
fn version(text: &str) -> Option<u64> {
    let metadata: Value = serde_json::from_str(text).ok()?;
    metadata["signed"]["version"].as_u64()
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
