//! Makes a receiver's folder from a backup.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::name::OPERATOR;
use model::time::Timestamp;
use shared::hpke::PrivateKey;
use store::Access;

use super::manifest::Manifest;
use super::verify::check_files;
use super::{BackupError, failed, files};
use crate::crypto::fingerprint;
use crate::keys::ratchet::{Ratchet, RatchetFile};
use crate::opening::{self, Opened};
use crate::serve::DeskServices;
use crate::settings::{self, DeskSettings, FORMER, desk_key_in};
use crate::telemetry::Metrics;

/// A time after which no key of an intake ends.
const NEVER: Timestamp = Timestamp(u32::MAX as u64 * 1000);

/// What a restore has made, and what it has dealt with.
#[derive(Debug, Default)]
pub struct Restored {
    /// The config of the restored receiver.
    pub config: PathBuf,
    /// The accounts, which are all disabled.
    pub accounts: Vec<String>,
    /// Number of tokens of the API that were revoked.
    pub tokens: usize,
    /// Number of mails of hand-offs that waited, and of which nobody knows whether they have left.
    pub mails: usize,
}

/// Makes the folder `to` from a backup, with the copy of the desk's private key that the operator
/// keeps. What was ended after the backup must not come back: all accounts are disabled and their
/// sessions ended, all tokens are revoked, and no mail of a hand-off is sent again. The intake gets
/// a new ratchet, and makes new keys.
///
/// # Errors
///
/// Fails before anything is written if the backup has changed, if the desk's key is missing or another one,
/// or if a file would be overwritten. If it fails later, it removes what it has written.
pub async fn restore(
    backup: &Path,
    to: &Path,
    desk_key: Option<&Path>,
    locales: &[&str],
    now: Timestamp,
) -> Result<Restored, BackupError> {
    let manifest = check_files(backup)?;
    if manifest.is_evidence {
        return Err(BackupError::Evidence(backup.to_owned()));
    }
    let shown = match desk_key {
        Some(file) => with_former(file),
        None => Vec::new(),
    };
    let needs_key = manifest.desk_key.is_some() || manifest.desk_fingerprint.is_some();
    if needs_key && shown.is_empty() {
        return Err(BackupError::NoDeskKey);
    }
    let key = checked(&manifest, &shown)?;
    // The key of a desk whose key is in shares is used, and not written.
    let place = manifest.desk_key.as_ref().map(|place| to.join(place));
    let keys = place.map_or_else(Vec::new, |place| placed(&place, &shown));
    let ratchet = manifest.ratchet.as_ref().map(|path| to.join(path));
    let places = places(&manifest, to, &keys, ratchet.as_deref())?;
    let filled = async {
        write_files(backup, &manifest, to, &keys, ratchet.as_deref(), now)?;
        fill(&manifest, to, key, locales, now).await
    };
    let restored = filled.await;
    if restored.is_err() {
        remove(&places, to)?;
    }
    restored
}

/// Opens the store in the files that were written, and ends what may have ended since the backup.
async fn fill(
    manifest: &Manifest,
    to: &Path,
    key: Option<PrivateKey>,
    locales: &[&str],
    now: Timestamp,
) -> Result<Restored, BackupError> {
    let config = to.join(&manifest.config);
    let mut settings = settings::load(&config, locales)?;
    if let Some(key) = key {
        settings.unlock(key);
    }
    let opened = opening::open(&settings, Access::Migrate).await?;
    opened.store.confirm_clock(now).await?;
    // Nothing unwraps these without the old ratchet.
    opened.store.remove_keys_ended(NEVER).await?;
    let restored = match settings.desk {
        Some(desk) => end_all(desk, opened, now).await?,
        None => Restored::default(),
    };
    Ok(Restored { config, ..restored })
}

/// The copy of the desk's key, and that of the key before it, if it is beside the copy.
fn with_former(copy: &Path) -> Vec<PathBuf> {
    let former = copy.with_extension(FORMER);
    let has_former = former.is_file();
    let mut copies = vec![copy.to_owned()];
    copies.extend(has_former.then_some(former));
    copies
}

/// The places of the desk's key and of the key before it, each with its copy.
fn placed(place: &Path, copies: &[PathBuf]) -> Vec<(PathBuf, PathBuf)> {
    let places = [place.to_owned(), place.with_extension(FORMER)];
    places.into_iter().zip(copies.iter().cloned()).collect()
}

/// The desk's key of the time of the backup, if the backup knows its fingerprint.
///
/// # Errors
///
/// Fails if none of these copies is that key.
fn checked(manifest: &Manifest, copies: &[PathBuf]) -> Result<Option<PrivateKey>, BackupError> {
    let Some(needed) = &manifest.desk_fingerprint else {
        return Ok(None);
    };
    for file in copies {
        let key = desk_key_in(file).map_err(failed(file))?;
        if fingerprint(&key.public_key()).to_string() == *needed {
            return Ok(Some(key));
        }
    }
    Err(BackupError::OtherDeskKey(needed.clone()))
}

/// The places of all files that a restore writes, none of which is there.
fn places(
    manifest: &Manifest,
    to: &Path,
    keys: &[(PathBuf, PathBuf)],
    ratchet: Option<&Path>,
) -> Result<Vec<PathBuf>, BackupError> {
    let places = manifest.files.iter().map(|file| to.join(&file.path));
    let others = keys.iter().map(|(place, _)| place.clone());
    let all = places.chain(others).chain(ratchet.map(Path::to_owned));
    let all: Vec<_> = all.collect();
    match all.iter().find(|place| place.exists()) {
        Some(existing) => Err(BackupError::Exists(existing.clone())),
        None if to.exists() => Err(BackupError::Exists(to.to_owned())),
        None => Ok(all),
    }
}

/// Removes what a restore has written that was not finished: the folder, and the files outside of it. A database
/// has two files beside it while it is open.
fn remove(places: &[PathBuf], to: &Path) -> Result<(), BackupError> {
    for place in places.iter().filter(|place| !place.starts_with(to)) {
        for suffix in ["", "-wal", "-shm"] {
            let mut file = place.clone().into_os_string();
            file.push(suffix);
            if Path::new(&file).exists() {
                fs::remove_file(&file).map_err(failed(&file))?;
            }
        }
    }
    if to.exists() {
        fs::remove_dir_all(to).map_err(failed(to))?;
    }
    Ok(())
}

/// Writes the files of the backup, the keys of the desk and a new ratchet.
fn write_files(
    backup: &Path,
    manifest: &Manifest,
    to: &Path,
    keys: &[(PathBuf, PathBuf)],
    ratchet: Option<&Path>,
    now: Timestamp,
) -> Result<(), BackupError> {
    for file in &manifest.files {
        files::copy_new(&backup.join(&file.copy), &to.join(&file.path))?;
    }
    for (place, file) in keys {
        files::copy_new(file, place)?;
    }
    if let Some(path) = ratchet {
        files::make_folder_of(path)?;
        let ratchet = Ratchet::begin(now, &mut UnwrapErr(SysRng));
        RatchetFile::create(path, ratchet).map_err(failed(path))?;
    }
    files::sync(to)
}

/// Ends all that may have ended after the backup was made.
async fn end_all(
    desk: DeskSettings,
    opened: Opened,
    now: Timestamp,
) -> Result<Restored, BackupError> {
    let metrics = Arc::new(Metrics::new(opened.clock.clone()));
    let anchor = desk.open_store(opened.store, Access::Write, now).await?;
    let services = DeskServices::new(desk, anchor.ledger, anchor.vault, opened.clock, metrics);
    let mut restored = Restored::default();
    for account in services.staff.accounts().await? {
        services
            .staff
            .set_disabled(OPERATOR, &account.name, true)
            .await?;
        restored.accounts.push(account.name.to_string());
    }
    restored.tokens = services.staff.revoke_all_tokens(OPERATOR).await?;
    services.casework.convert().await?;
    restored.mails = services.casework.doubt_mails().await?;
    Ok(restored)
}
