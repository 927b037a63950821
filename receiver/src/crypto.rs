//! Encryption of the data in the store: reports under epoch keys, the desk's records under keys
//! derived from the desk key.

pub mod authority;
pub mod epoch;
pub mod vault;

/// The ciphertext is damaged, was sealed to another desk key, or is not what the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored report is damaged or was sealed to another desk key")]
pub struct Unreadable;
