//! Backups of a receiver with a SQLite store: the store and the files that its config names, but for
//! the two secrets that no backup may hold, the ratchet and the desk's private key.

mod files;
mod make;
mod manifest;
mod restore;
mod verify;

use std::io;
use std::path::PathBuf;

use store::StoreError;

pub use self::make::make;
pub use self::manifest::{Manifest, SavedFile};
pub use self::restore::{Restored, restore};
pub use self::verify::{check_files, open_copy};
use crate::anchor::AnchorError;
use crate::casework::CaseError;
use crate::config::ConfigError;
use crate::opening::OpenError;
use crate::records::RecordError;
use crate::staff::StaffError;

/// The copy of the store in a backup's folder.
const STORE: &str = "store.db";

/// The folder of the other files in a backup's folder.
const FILES: &str = "files";

/// A backup was not made, not verified or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The store is a PostgreSQL database.
    #[error(
        "store.url: this store is a PostgreSQL database\n  fix: back it up by its own means, for example \
         `pg_dump --format=custom --file=reports.dump DATABASE`; and copy the config and the keys, but for \
         ratchet.key"
    )]
    Postgres,
    /// A file or folder could not be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The folder has no readable list of what the backup holds.
    #[error(
        "{}: this is no backup, or it is not complete\n  fix: name a folder that `receiver backup make` has \
         printed",
        .0.display()
    )]
    NoManifest(PathBuf),
    /// A file of the backup is not what it was.
    #[error("{}: this file has changed since the backup was made\n  fix: use another backup", .0.display())]
    Changed(PathBuf),
    /// The store in the backup is damaged.
    #[error("{STORE}: the database is damaged: {0}\n  fix: use another backup")]
    Damaged(String),
    /// The backup is of a store whose log does not hold.
    #[error(
        "{}: this backup is evidence of a damaged log, which no receiver starts with\n  fix: restore another \
         backup, from before the damage",
        .0.display()
    )]
    Evidence(PathBuf),
    /// A file would be overwritten.
    #[error("{}: this is there already\n  fix: restore to a folder that is not, and move such files away", .0.display())]
    Exists(PathBuf),
    /// The desk's private key is not in the backup.
    #[error(
        "the desk's private key is needed, and is in no backup\n  fix: --desk-key FILE, with the copy of \
         desk.key that you keep in a safe place, or as `receiver keys desk join` makes it of its shares"
    )]
    NoDeskKey,
    /// The desk's private key is another than that of the backup.
    #[error(
        "--desk-key: this is not the desk's key {0} of this backup\n  fix: name the copy of that key; nothing was \
         written"
    )]
    OtherDeskKey(String),
    /// The config in the backup cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The restored store cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The log of the restored store does not hold.
    #[error(transparent)]
    Log(#[from] AnchorError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The accounts could not be disabled.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// The tokens could not be revoked.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The mails that waited could not be marked.
    #[error(transparent)]
    Case(#[from] CaseError),
}

/// The error of an operation on this file or folder.
fn failed(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.into();
    move |error| BackupError::File { path, error }
}
