//! Opens the store of a config: the one that belongs to its hotline and its desk's key, and with a
//! clock that knows when the store was last at work.

mod new_key;
mod owner;

use std::path::PathBuf;
use std::sync::Arc;

use model::sealed::Fingerprint;
use model::time::Timestamp;
use store::{Access, CommitError, Part, Store, StoreError, StoreUrl};

use crate::anchor::AnchorError;
use crate::clock::{Clock, GuardedClock};
use crate::settings::Settings;

/// A store that belongs to the config, and the clock to use with it.
pub struct Opened {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The clock.
    pub clock: Arc<GuardedClock>,
}

/// The store was not opened. Nothing in it was changed, apart from its tables where they had to be
/// brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store could not be opened.
    #[error("store.url: {url}: {error}")]
    Store {
        /// The store's address, without a password.
        url: String,
        /// The error of the store.
        error: StoreError,
    },
    /// There is no store where the desk has had one.
    #[error(
        "store.url: {url}: there is no store, and {} says that there was one\n  fix: mount its disk, correct \
         the url, or put a backup back; for a new store, remove that file", head.display()
    )]
    Vanished {
        /// The store's address, without a password.
        url: String,
        /// The file with the end of the log.
        head: PathBuf,
    },
    /// The store belongs to another hotline.
    #[error(
        "store.url: {url}: this is the store of the hotline {owner:?}, and hotline.id is {id:?}\n  \
         fix: name the store of this hotline, or correct hotline.id"
    )]
    Hotline {
        /// The store's address, without a password.
        url: String,
        /// The hotline that the store belongs to.
        owner: String,
        /// The hotline in the config.
        id: String,
    },
    /// What is in the store is sealed to the key of another desk.
    #[error(
        "store.url: {url}: what is stored here is sealed to the desk key {owner}, and {key} is \
         {found}\n  fix: use the key files that belong to this store, or name another store; nothing \
         was changed"
    )]
    DeskKey {
        /// The store's address, without a password.
        url: String,
        /// The fingerprint of the key that the store belongs to, or that it is another one.
        owner: String,
        /// The config's key for the desk's key.
        key: &'static str,
        /// The fingerprint of the desk's key in the config.
        found: Fingerprint,
    },
    /// The desk's key was changed, and the store still needs the former one.
    #[error(
        "desk.private_key: the desk's key was changed, and the former key {0} is still needed\n  fix: put \
         the file desk.former beside desk.key again, until `receiver keys desk retire` has removed it"
    )]
    FormerKey(Fingerprint),
    /// The desk's key is in shares, and its change is not done.
    #[error(
        "desk.private_key: the desk's key was changed, and a desk whose key is in shares has no former one\n  fix: \
         name the file desk.key, which `receiver keys desk join` makes, until `receiver keys desk retire` has \
         retired the former key"
    )]
    Sealed,
    /// The desk's key was changed, and the store was not told yet.
    #[error(
        "desk.private_key: the desk's key was changed, and the store does not know it yet\n  fix: \
         `receiver keys desk new` ends what it began, or start the receiver"
    )]
    UnknownKey,
    /// The keys that the new key of the desk inherits could not be read.
    #[error(transparent)]
    Keys(#[from] AnchorError),
    /// The new key of the desk could not be written to the store.
    #[error("the new key of the desk could not be written to the store: {0}")]
    NewKey(#[from] CommitError),
}

/// Opens the store of these settings.
///
/// # Errors
///
/// Fails if the store cannot be opened, or belongs to another hotline or to another desk.
pub async fn open(settings: &Settings, access: Access) -> Result<Opened, OpenError> {
    open_at(settings, access, None).await
}

/// Opens the store of these settings. `confirmed` is a time of which a person says that it is right.
///
/// # Errors
///
/// Fails as [`open`] does.
pub async fn open_at(
    settings: &Settings,
    access: Access,
    confirmed: Option<Timestamp>,
) -> Result<Opened, OpenError> {
    let failed = |error| OpenError::Store {
        url: shown(&settings.store),
        error,
    };
    refuse_vanished(settings)?;
    let store = store::open_for(&settings.store, access)
        .await
        .map_err(failed)?;
    let beats = store.beats().await.map_err(failed)?;
    // A backup is no receiver at work: a clock that was wrong for it alone decides nothing.
    let seen = beats.into_iter().filter(|(part, _)| *part != Part::Backup);
    let seen = seen.map(|(_, at)| at).max();
    let clock = Arc::new(GuardedClock::start(seen));
    if let Some(at) = confirmed {
        clock.confirm(at);
    }
    owner::check(&*store, settings, access, clock.now()).await?;
    Ok(Opened { store, clock })
}

/// Fails if there was a store and there is none: its disk may not be mounted.
fn refuse_vanished(settings: &Settings) -> Result<(), OpenError> {
    let StoreUrl::Sqlite(path) = &settings.store else {
        return Ok(());
    };
    match settings.keyless() {
        Some(desk) if desk.log_head.exists() && !path.exists() => Err(OpenError::Vanished {
            url: shown(&settings.store),
            head: desk.log_head.clone(),
        }),
        _ => Ok(()),
    }
}

/// The address of a store as messages show it, without a password.
fn shown(url: &StoreUrl) -> String {
    format!("{url:?}")
}
