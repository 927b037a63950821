//! Changes the key of a desk in three steps. Each may be cut off at any time, and begun again: another
//! key is made beside the present one; what the former key opens is sealed to the new one; the former
//! key is retired, once nothing needs it.

mod files;
mod reseal;
mod retire;

use std::fmt;
use std::io;
use std::path::PathBuf;

use store::{CommitError, StoreError};

pub use self::files::{Made, make_first, make_next, read, write_new, write_share};
pub use self::reseal::KeyChange;
use crate::files::WriteError;
pub use crate::shares::{Share, ShareError, join, split};

/// Numbers of what the former key of a desk opens, or what was sealed to its present key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Epoch keys, which open waiting reports.
    pub epochs: usize,
    /// Worksheets of cases.
    pub cases: usize,
    /// Records of the desk.
    pub records: usize,
    /// Rows that neither key opens, or that are not as the log says. They stay as they are.
    pub damaged: usize,
}

impl Counts {
    /// Whether nothing is sealed to the former key.
    pub fn is_nothing(self) -> bool {
        self.epochs + self.cases + self.records == 0
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            epochs,
            cases,
            records,
            ..
        } = self;
        write!(
            f,
            "epoch keys: {epochs}, cases: {cases}, records: {records}"
        )
    }
}

/// A step of a change of the desk's key was not done.
#[derive(Debug, thiserror::Error)]
pub enum KeyChangeError {
    /// The desk's key is in shares.
    #[error(
        "desk.private_key is \"sealed\", and a key is changed in its file\n  fix: `receiver keys desk join` makes the \
         key again; name its file in desk.private_key, change the key, then split the new one and write \"sealed\" \
         again"
    )]
    Sealed,
    /// There is no former key.
    #[error(
        "the desk has one key, and no former one beside it\n  fix: `receiver keys desk new` makes another"
    )]
    NoFormerKey,
    /// Something is still sealed to the former key.
    #[error(
        "the former key is still needed, for {0}\n  fix: `receiver keys desk reseal`; if reports go on \
         being sealed to the former key, an intake still has the former desk.pub: bring it the new one, \
         and restart it"
    )]
    Needed(Counts),
    /// The intake of this config still seals to the former key.
    #[error(
        "intake.desk_public_key is the former key's\n  fix: `receiver keys desk new` writes the new one; \
         restart the receiver"
    )]
    Intake,
    /// The intake on another machine still seals to the former key.
    #[error(
        "the intake that desk.pull names still seals to the former key\n  fix: bring it the new desk.pub, and restart it"
    )]
    OtherMachine,
    /// Reports wait at the intake on another machine, some of them perhaps sealed to the former key.
    #[error(
        "reports wait at the intake that desk.pull names, and may be sealed to the former key: {0}\n  fix: let the desk \
         run until it has fetched them; then `receiver keys desk reseal`"
    )]
    Waiting(u64),
    /// The intake on another machine cannot be asked what it seals to.
    #[error("whether the intake that desk.pull names seals to the former key is not known: {0}")]
    Unknown(String),
    /// A file with a key could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A file could not be removed.
    #[error("{}: {error}\n  fix: remove it", path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        error: io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A change was not written.
    #[error(transparent)]
    Commit(#[from] CommitError),
}
