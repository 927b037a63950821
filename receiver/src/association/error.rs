//! Why the folder of an association stays as it is.

use std::io;
use std::path::PathBuf;

use shared::report::HotlineId;

use super::OFFICERS;
use crate::directory::NotAccepted;
use crate::files::WriteError;
use crate::keys::ceremony::CeremonyError;

/// The association's folder was not changed, or not published.
#[derive(Debug, thiserror::Error)]
pub enum AssociationError {
    /// A file could not be read.
    #[error("{}: {}", .0.display(), .1)]
    Read(PathBuf, io::Error),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// A key could not be read or written.
    #[error(transparent)]
    Key(#[from] CeremonyError),
    /// A file of the association is not as the tool has written it.
    #[error("{}: this file is damaged\n  fix: take it from a copy of the folder", .0.display())]
    Damaged(PathBuf),
    /// The rules of TUF refuse a file.
    #[error("the signed files: {0}")]
    Refused(#[from] sigstore_tuf::Error),
    /// A hotline's application was not accepted.
    #[error(transparent)]
    NotAccepted(#[from] NotAccepted),
    /// The directory has an application of the hotline that was made later.
    #[error(
        "the directory has a later application of this hotline\n  fix: ask the hotline for its last one"
    )]
    Older,
    /// No hotline of the directory has this id.
    #[error("the directory has no hotline {}", .0.as_str())]
    Unknown(HotlineId),
    /// A value cannot be in a directory.
    #[error("{0}")]
    Value(&'static str),
    /// The numbers of officers do not go together.
    #[error(
        "of {officers} officers, {threshold} cannot be those who have to sign\n  fix: at least one, at most all, and at most {OFFICERS} officers"
    )]
    Threshold {
        /// The number of officers.
        officers: usize,
        /// The number that has to sign.
        threshold: usize,
    },
    /// The key is none of those that may sign what there is to sign.
    #[error("this key is none of the officers', so its signature would count for nothing")]
    NotAnOfficer,
    /// Nothing waits for a signature.
    #[error("nothing waits for a signature")]
    NothingToSign,
    /// What officers signed has ended, or nobody has signed anything yet.
    #[error(
        "what the officers signed has ended\n  fix: `receiver association officers`, and let them sign it"
    )]
    Ended,
}
