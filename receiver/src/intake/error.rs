//! The errors of the intake.

use store::StoreError;

use crate::crypto::epoch::SealFailed;
use crate::keys::RingError;

/// Why the intake does not accept a message, or has no key to give out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntakeError {
    /// The message cannot be opened, or its content is not a report. Nothing tells the two apart.
    #[error("the message cannot be accepted")]
    Unacceptable,
    /// The message names a key that is not accepted any more, or never was.
    #[error("the message names a key that is not accepted")]
    UnknownKey,
    /// The proof of work is missing, stale, too low, or was outbid.
    #[error("the proof of work is not enough")]
    ProofOfWork,
    /// The same message is being opened by another request.
    #[error("the same message is being opened just now")]
    Busy,
    /// There is no key.
    #[error(transparent)]
    Keys(#[from] RingError),
    /// The report cannot be encrypted for the desk.
    #[error(transparent)]
    Seal(#[from] SealFailed),
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
