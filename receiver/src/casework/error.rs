//! Why an act on a case was not done.

use model::audit::Broken;
use store::{CommitError, StoreError};

use crate::crypto::Unreadable;
use crate::handoff::{MailError, Refusal};
use crate::records::RecordError;

/// Why a case was not shown or changed. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// There is no such case, report or part.
    #[error("there is no such case, report or part of one")]
    NotFound,
    /// The case is not as its author saw it, or not in a state that allows the act.
    #[error("the case is not as it was seen, or not in a state that allows this")]
    Conflict,
    /// Whoever acts lacks the right, or asked for the second review themselves.
    #[error("whoever acts may not do this")]
    Forbidden,
    /// The step needs a reason, an assessment or a hand-off first.
    #[error("something that this step needs is not there yet")]
    NotYet,
    /// A text is empty or too long.
    #[error("a text is empty or too long")]
    Text,
    /// The hand-off must not be made.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The mail was not sent.
    #[error("a mail was not sent: {0}")]
    Mail(#[from] MailError),
    /// The log does not hold.
    #[error(transparent)]
    Log(#[from] Broken),
    /// A case or report is damaged, or was sealed to another desk.
    #[error("a case cannot be read: {0}")]
    Unreadable(#[from] Unreadable),
    /// A record could not be read.
    #[error("a record cannot be read: {0}")]
    Record(Unreadable),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A task of ours ended without an answer, which is a fault.
    #[error("a task ended without an answer")]
    Ended,
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
