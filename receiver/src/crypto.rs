//! Encryption of what lies in the store: reports under epoch keys, the desk's records under the
//! desk's key.

pub mod epoch;
pub mod vault;

/// The ciphertext is damaged, or was sealed to another desk key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored report is damaged or was sealed to another desk key")]
pub struct Unreadable;
