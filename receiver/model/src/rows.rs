//! The rows of the store that the log vouches for, by name and digest.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A change of a row, as an entry of the log has it: an array of the row's kind, its name, and its
/// digest; null if the row was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowChange(pub String, pub RowHash, pub Option<RowHash>);

/// The name of a row, or the digest of its content: the first 16 bytes of SHA-256; as text in
/// hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RowHash(u128);

/// The text is not 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 32 hexadecimal digits")]
pub struct NotAHash;

impl RowHash {
    /// The hash of these parts. Each is hashed after its length, so that no two lists of parts look
    /// alike.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let whole: [u8; 32] = hash.finalize().into();
        let (first, _) = whole.split_at(16);
        Self(
            first
                .iter()
                .fold(0, |sum, byte| (sum << 8) | u128::from(*byte)),
        )
    }
}

impl fmt::Display for RowHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for RowHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl From<RowHash> for String {
    fn from(hash: RowHash) -> Self {
        hash.to_string()
    }
}

impl TryFrom<String> for RowHash {
    type Error = NotAHash;

    fn try_from(text: String) -> Result<Self, NotAHash> {
        let is_hex = text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
        let hash = u128::from_str_radix(&text, 16).ok().filter(|_| is_hex);
        hash.map(Self).ok_or(NotAHash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_of_parts_look_alike() {
        let lists: [&[&[u8]]; 5] = [&[], &[b""], &[b"ab"], &[b"a", b"b"], &[b"", b"ab"]];
        for (at, one) in lists.iter().enumerate() {
            for other in &lists[..at] {
                assert_ne!(RowHash::of(one), RowHash::of(other));
            }
        }
    }

    #[test]
    fn a_change_is_an_array_of_three() {
        let change = RowChange("staff".to_owned(), RowHash(1), None);
        let json = serde_json::to_string(&change).unwrap();
        assert_eq!(
            json,
            "[\"staff\",\"00000000000000000000000000000001\",null]"
        );
        assert_eq!(serde_json::from_str::<RowChange>(&json).unwrap(), change);
        for wrong in ["+0000000000000000000000000000001", "1", ""] {
            assert_eq!(RowHash::try_from(wrong.to_owned()), Err(NotAHash));
        }
    }
}
