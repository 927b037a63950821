//! Makes a backup, while the receiver runs or not.

use std::fs;
use std::path::{Path, PathBuf};

use model::chain::Break;
use model::time::Timestamp;
use store::{Part, Store, StoreUrl, sqlite};

use super::files;
use super::manifest::{Manifest, SavedFile, digest};
use super::{BackupError, STORE, failed};
use crate::config::{NamedFiles, folder_of, named_files};
use crate::crypto::fingerprint;
use crate::settings::Settings;

/// What the name of a folder begins with while a backup is written into it.
const PART: &str = ".part-";

/// Makes a backup in a new folder of `destination`, named by the time, and removes the oldest ones
/// beyond `keep`. Returns the backup's folder. Every report whose receipt was sent before this began
/// is in it. `breaks` are those of the log. With one that nobody has accepted, the backup is evidence: it
/// counts as no backup, and no other is removed for it.
///
/// # Errors
///
/// Fails if the store is a PostgreSQL database, or if a file cannot be read or written. A backup
/// that was not finished has another name, and is removed by the next one.
pub async fn make(
    config: &Path,
    settings: &Settings,
    store: &dyn Store,
    destination: &Path,
    keep: usize,
    breaks: &[Break],
    now: Timestamp,
) -> Result<PathBuf, BackupError> {
    let StoreUrl::Sqlite(database) = &settings.store else {
        return Err(BackupError::Postgres);
    };
    let part = destination.join(format!("{PART}{}", std::process::id()));
    remove_parts(destination)?;
    files::make_folder_of(&part.join(STORE))?;
    sqlite::copy(database, &part.join(STORE))?;
    let head = sqlite::SqliteStore::open_for(&part.join(STORE), store::Access::Read)?;
    let last = store::Log::last_act(&head).await?;
    let owner = store::Ownership::owner(&head).await?;
    drop(head);
    let named = named_files(config).map_err(failed(config))?;
    let saved = save(config, &named, database, &part)?;
    let folder = folder_of(config);
    let manifest = Manifest {
        made: now,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        hotline: settings.hotline.id.as_str().to_owned(),
        log_entries: last.as_ref().map_or(0, |last| last.seq),
        log_hash: last.map_or_else(String::new, |last| last.hash.to_string()),
        log_breaks: breaks.iter().map(Break::to_string).collect(),
        is_evidence: breaks.iter().any(|it| it.accepted.is_none()),
        config: config.file_name().map(PathBuf::from).unwrap_or_default(),
        store: from_folder(database, &folder),
        desk_key: named.desk_key,
        desk_fingerprint: settings
            .keyless()
            .map(|desk| fingerprint(&desk.public_key).to_string()),
        store_id: owner.map(|owner| base16ct::lower::encode_string(&owner.store.0)),
        ratchet: named.ratchet,
        files: saved,
    };
    manifest.write(&part)?;
    files::sync(&part)?;
    let name = now.to_string().replace(':', "-");
    let backup = destination.join(name);
    fs::rename(&part, &backup).map_err(failed(&backup))?;
    files::sync(destination)?;
    if !manifest.is_evidence {
        store.beat(Part::Backup, now, None).await?;
        remove_oldest(destination, &manifest, keep)?;
    }
    Ok(backup)
}

/// Copies the config and the files that it names. Returns the list of all files of the backup.
fn save(
    config: &Path,
    named: &NamedFiles,
    database: &Path,
    part: &Path,
) -> Result<Vec<SavedFile>, BackupError> {
    let folder = folder_of(config);
    let own = config.file_name().map(PathBuf::from).unwrap_or_default();
    let mut saved = vec![SavedFile {
        path: from_folder(database, &folder),
        copy: PathBuf::from(STORE),
        sha256: digest(&part.join(STORE))?,
    }];
    for path in [own]
        .iter()
        .chain(&named.files)
        .chain(&publics(named, &folder))
    {
        let copy = files::place_of(path);
        files::copy_new(&folder.join(path), &part.join(&copy))?;
        saved.push(SavedFile {
            path: path.clone(),
            sha256: digest(&part.join(&copy))?,
            copy,
        });
    }
    Ok(saved)
}

/// The public halves beside the keys that the config names, which the config need not name: `signer.pub` goes
/// to the root each month.
fn publics(named: &NamedFiles, folder: &Path) -> Vec<PathBuf> {
    let keys = named.files.iter().filter(|file| is_key(file));
    let publics = keys.map(|key| key.with_extension("pub"));
    let others = publics.filter(|file| folder.join(file).is_file() && !named.files.contains(file));
    others.collect()
}

fn is_key(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "key")
}

/// A path as seen from a folder, if it is below that.
fn from_folder(path: &Path, folder: &Path) -> PathBuf {
    path.strip_prefix(folder).unwrap_or(path).to_owned()
}

/// Removes what earlier backups left that were not finished.
fn remove_parts(destination: &Path) -> Result<(), BackupError> {
    for entry in entries(destination)? {
        if name_of(&entry).starts_with(PART) {
            fs::remove_dir_all(&entry).map_err(failed(entry))?;
        }
    }
    Ok(())
}

/// Removes the oldest backups of the same receiver, so that `keep` are left.
fn remove_oldest(destination: &Path, made: &Manifest, keep: usize) -> Result<(), BackupError> {
    let mut backups = entries(destination)?;
    let is_alike = |entry: &PathBuf| {
        Manifest::read(entry).is_ok_and(|it| it.is_of_same(made) && !it.is_evidence)
    };
    backups.retain(|entry| !name_of(entry).starts_with(PART) && is_alike(entry));
    backups.sort();
    let surplus = backups.len().saturating_sub(keep.max(1));
    for oldest in backups.into_iter().take(surplus) {
        fs::remove_dir_all(&oldest).map_err(failed(oldest))?;
    }
    Ok(())
}

/// The paths of a folder's entries; none if there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(failed(folder))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    paths.collect::<Result<_, _>>().map_err(failed(folder))
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
