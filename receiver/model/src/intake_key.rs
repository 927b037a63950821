//! A key of the intake as the store holds it.

use crate::time::{Hour, Timestamp};

/// A key as the store holds it: nothing in it can be read without the ratchet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Grows with every key.
    pub sequence: u64,
    /// The key config's text.
    pub config: String,
    /// The hour in which it was made, under whose secret it is wrapped.
    pub made: Hour,
    /// When it is destroyed.
    pub ends: Timestamp,
    /// The private key's seed, wrapped.
    pub wrapped: Vec<u8>,
}
