//! The errors of acts on a case.

use model::chain::Broken;
use model::life::Requirement;
use store::{CommitError, StoreError};

use super::received::Foreign;
use crate::crypto::Unreadable;
use crate::follow_up::NotCertified;
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
    /// The item with this number lacks what the step needs.
    #[error("something that this step needs is not there yet")]
    NotYet(u32, Requirement),
    /// The item with this number cannot take the step from its present state.
    #[error("an item is in a state that does not allow this")]
    NoStep(u32),
    /// No item was chosen, and it is not clear which one is meant.
    #[error("no item was chosen")]
    NothingChosen,
    /// The finding of the item with this number lacks a menu that its category needs.
    #[error("a finding is not complete")]
    Incomplete(u32, &'static str),
    /// The item with this number has no finding.
    #[error("an item has no finding")]
    NoFinding(u32),
    /// No registry has given the server's address of the item with this number to a country.
    #[error("an address belongs to no country")]
    NoCountry(u32),
    /// The explanation of the item with this number is too long.
    #[error("an explanation is too long")]
    Explanation(u32),
    /// The line with this number, from 1, is no address.
    #[error("a line is no address")]
    NoAddress(usize),
    /// Other reports name the address of the item with this number.
    #[error("other reports name the address of an item")]
    NamedByOthers(u32),
    /// The days of a period are not in their order, or too many.
    #[error("a period has no days, or too many")]
    Period,
    /// A table cannot be written.
    #[error("a table cannot be written")]
    Table(#[from] csv::Error),
    /// There are too many addresses or items.
    #[error("too many addresses")]
    TooMany,
    /// The recipient's name is missing or too long.
    #[error("the recipient is missing")]
    NoRecipient,
    /// The item with this number is not at this recipient.
    #[error("an item is not at this recipient")]
    Elsewhere(u32),
    /// The explanation of the item with this number names the host of another item, and would go to
    /// a host.
    #[error("an explanation names another host")]
    NamesOther(u32),
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
    /// A report in the queue is not what an intake of this hotline has stored.
    #[error("a report is refused: {0}")]
    Foreign(Foreign),
    /// What was claimed is the answer of a reporter, and went to its case.
    #[error("this is the answer of a reporter, and has gone to its case")]
    NoReport,
    /// A question is empty or too long.
    #[error("a question is empty or too long")]
    Question,
    /// The root has not certified the desk's asker for this time.
    #[error(transparent)]
    NoAsker(#[from] NotCertified),
    /// As many questions wait for an answer as the board has room for.
    #[error("the board is full of questions")]
    BoardFull,
    /// A record could not be read.
    #[error("a record cannot be read: {0}")]
    Record(Unreadable),
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for CaseError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Untrue(_) => Self::Unreadable(Unreadable),
            StoreError::Log(broken) => Self::Log(broken),
            error => Self::Store(error),
        }
    }
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
            CommitError::Store(error) => error.into(),
        }
    }
}
