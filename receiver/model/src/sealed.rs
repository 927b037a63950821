//! A stored report: its ciphertext, and the epoch key that opens it, sealed to the desk key.

use std::fmt;
use std::sync::Arc;

/// The name of an epoch: 8 random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EpochId(pub [u8; 8]);

/// Bytes of the ciphertext of an epoch key that nobody has signed: the key, and a tag.
const UNSIGNED_BYTES: usize = 32 + 16;

/// An epoch key, sealed to the desk key.
#[derive(Debug, PartialEq, Eq)]
pub struct SealedEpochKey {
    /// The epoch's name.
    pub id: EpochId,
    /// The encapsulated key of HPKE.
    pub enc: Vec<u8>,
    /// The epoch key (32 bytes) and its signature encrypted, with a tag of 16 bytes.
    pub ciphertext: Vec<u8>,
    /// The desk key that it is sealed to, so that the store refuses one that was retired. Not read
    /// back.
    pub desk_key: Option<Fingerprint>,
}

/// SHA-256 of the text of a desk's public key, 32 bytes. `Display` shows the first 8 bytes in
/// hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0[..8]
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl SealedEpochKey {
    /// Whether an intake of an earlier version made the key: they did not sign it.
    pub fn is_of_earlier_intake(&self) -> bool {
        self.ciphertext.len() == UNSIGNED_BYTES
    }
}

/// A report's JSON, encrypted under an epoch key, and the epoch key, sealed to the desk key.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedBody {
    /// The epoch key that encrypts the report.
    pub epoch: Arc<SealedEpochKey>,
    /// A counter of 8 bytes, the ciphertext, and a tag of 16 bytes.
    pub bytes: Vec<u8>,
}
