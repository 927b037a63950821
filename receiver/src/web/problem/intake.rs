//! Problems of the public half: reports and parcels that are not accepted.

use super::{Problem, log};
use crate::intake::{IntakeError, ParcelError};
use crate::keys::RingError;

impl From<RingError> for Problem {
    fn from(error: RingError) -> Self {
        match error {
            RingError::Store(error) => error.into(),
            error => {
                log("there is no key", &error);
                Self::Unavailable
            }
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        match error {
            IntakeError::Unacceptable => Self::Unacceptable,
            IntakeError::UnknownKey => Self::UnknownKey,
            IntakeError::ProofOfWork => Self::ProofOfWork,
            IntakeError::Busy => Self::Unavailable,
            IntakeError::Keys(error) => error.into(),
            IntakeError::Store(error) => error.into(),
            IntakeError::Seal(error) => {
                log("a report cannot be sealed", &error);
                Self::Unavailable
            }
        }
    }
}

impl From<ParcelError> for Problem {
    fn from(error: ParcelError) -> Self {
        match error {
            ParcelError::NoExchange => Self::NotFound,
            ParcelError::Stranger => Self::Forbidden,
            ParcelError::UnknownKey => Self::UnknownKey,
            ParcelError::Version => Self::ParcelVersion,
            ParcelError::Unacceptable => Self::Unacceptable,
            ParcelError::TooMany => Self::Unavailable,
            ParcelError::Store(error) => error.into(),
        }
    }
}
