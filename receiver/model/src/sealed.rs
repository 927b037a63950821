//! A stored report: its ciphertext, and the epoch key that opens it, sealed to the desk.

use std::sync::Arc;

/// The name of an epoch: 8 random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EpochId(pub [u8; 8]);

/// An epoch key, sealed to the desk key.
#[derive(Debug, PartialEq, Eq)]
pub struct SealedEpochKey {
    /// The epoch's name.
    pub id: EpochId,
    /// The encapsulated key.
    pub enc: Vec<u8>,
    /// The 32 bytes of the key and a tag of 16.
    pub ciphertext: Vec<u8>,
}

/// A report's JSON under an epoch key, and that key sealed to the desk.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBody {
    /// The key it is under.
    pub epoch: Arc<SealedEpochKey>,
    /// Counter, ciphertext and tag.
    pub bytes: Vec<u8>,
}
