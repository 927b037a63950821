//! A key of the intake as the store holds it.

use crate::time::{Hour, Timestamp};

/// A key as the store holds it. Its secret part cannot be read without the ratchet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// The key's sequence number; grows with every key.
    pub sequence: u64,
    /// The text of the key config.
    pub config: String,
    /// The hour in which the key was made; it is wrapped under this hour's secret.
    pub made: Hour,
    /// The time at which the key is destroyed.
    pub ends: Timestamp,
    /// The seed of the private key, wrapped.
    pub wrapped: Vec<u8>,
}
