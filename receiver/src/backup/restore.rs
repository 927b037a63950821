//! Makes a receiver's folder from a backup.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::name::OPERATOR;
use model::time::Timestamp;
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
/// or if a file would be overwritten.
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
    let key = match (&manifest.desk_key, desk_key) {
        (Some(place), Some(file)) => Some((to.join(place), file.to_owned())),
        (Some(_), None) => return Err(BackupError::NoDeskKey),
        (None, _) => None,
    };
    let keys = key.map_or_else(Vec::new, with_former);
    check_keys(&manifest, &keys)?;
    let ratchet = manifest.ratchet.as_ref().map(|path| to.join(path));
    write_files(backup, &manifest, to, &keys, ratchet.as_deref(), now)?;
    let config = to.join(&manifest.config);
    let settings = settings::load(&config, locales)?;
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

/// The place and the copy of the desk's key, and of the key before it, if that is beside the copy.
fn with_former(key: (PathBuf, PathBuf)) -> Vec<(PathBuf, PathBuf)> {
    let former = (key.0.with_extension(FORMER), key.1.with_extension(FORMER));
    let has_former = former.1.is_file();
    let mut keys = vec![key];
    keys.extend(has_former.then_some(former));
    keys
}

/// Checks that one of these keys is the desk's key of the time of the backup.
fn check_keys(manifest: &Manifest, keys: &[(PathBuf, PathBuf)]) -> Result<(), BackupError> {
    let Some(needed) = &manifest.desk_fingerprint else {
        return Ok(());
    };
    for (_, file) in keys {
        let key = desk_key_in(file).map_err(failed(file))?;
        if fingerprint(&key.public_key()).to_string() == *needed {
            return Ok(());
        }
    }
    Err(BackupError::OtherDeskKey(needed.clone()))
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
    let places = manifest.files.iter().map(|file| to.join(&file.path));
    let others = keys.iter().map(|(place, _)| place.clone());
    let others = others
        .chain(ratchet.map(Path::to_owned))
        .chain([to.to_owned()]);
    if let Some(existing) = places.chain(others).find(|place| place.exists()) {
        return Err(BackupError::Exists(existing));
    }
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
