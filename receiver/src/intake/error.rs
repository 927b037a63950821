//! The errors of the intake.

use store::StoreError;

use crate::crypto::epoch::SealFailed;
use crate::keys::RingError;

/// The intake does not accept a message, or has no key to publish.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    /// The message cannot be opened, or its content is not a report. Senders cannot tell which.
    #[error("the message cannot be accepted")]
    Unacceptable,
    /// The message names a key that is no longer accepted, or never existed.
    #[error("the message names a key that is not accepted")]
    UnknownKey,
    /// The proof of work is missing, stale, too low, or was outbid.
    #[error("the proof of work is not enough")]
    ProofOfWork,
    /// The same message is being opened by another request.
    #[error("the same message is being opened just now")]
    Busy,
    /// There is no usable key.
    #[error(transparent)]
    Keys(#[from] RingError),
    /// The report cannot be encrypted for the desk.
    #[error(transparent)]
    Seal(#[from] SealFailed),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
