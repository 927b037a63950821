//! The errors of the key ring.

use std::io;

use store::StoreError;

use super::ratchet::Unwrappable;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ratchet's file could not be brought forward.
    #[error("the file of the ratchet: {0}")]
    Ratchet(#[from] io::Error),
    /// A new key could not be wrapped: the clock is before the ratchet's hour.
    #[error("the clock stands before the ratchet's hour: is it right?")]
    Clock(#[from] Unwrappable),
    /// There is no key that could be given out, although one was made: the clock went back, or
    /// another receiver on this store has another ratchet.
    #[error(
        "there is no key to give out: is the clock right, and the ratchet the same everywhere?"
    )]
    Missing,
    /// The signer's certificate is not valid now.
    #[error("the signer's certificate is not valid now: see `receiver keys show`")]
    Certificate,
}
