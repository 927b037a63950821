//! The errors of acts on a case.

use model::audit::Broken;
use store::{CommitError, StoreError};

use crate::crypto::Unreadable;
use crate::handoff::Refusal;
use crate::records::RecordError;

/// A case was not shown or not changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// No such case, report or part exists.
    #[error("there is no such case, report or part of one")]
    NotFound,
    /// The case was changed since the author of the request saw it, or its state does not allow the
    /// act.
    #[error("the case is not as it was seen, or not in a state that allows this")]
    Conflict,
    /// The actor lacks the right, or asked for the second review themselves.
    #[error("whoever acts may not do this")]
    Forbidden,
    /// The step needs a reason, an assessment or a hand-off that has left first.
    #[error("something that this step needs is not there yet")]
    NotYet,
    /// A text is empty or too long.
    #[error("a text is empty or too long")]
    Text,
    /// The hand-off is not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The log's chain of hashes is broken.
    #[error(transparent)]
    Log(#[from] Broken),
    /// A case or report is damaged, or was sealed to another desk.
    #[error("a case cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// A record could not be read.
    #[error("a record cannot be read: {0}")]
    Record(Unreadable),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<RecordError> for CaseError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Conflict => Self::Conflict,
            RecordError::Store(error) => Self::Store(error),
            RecordError::Unreadable(error) => Self::Record(error),
        }
    }
}

impl From<CommitError> for CaseError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::Conflict => Self::Conflict,
            CommitError::Store(error) => Self::Store(error),
        }
    }
}
