//! The id of a parcel.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::report::HotlineId;

/// 16 random bytes, made by the sender before the first attempt to deliver the parcel. Travels as 32
/// lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ParcelId([u8; 16]);

/// The text is not the id of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a parcel's id is 32 lower-case hexadecimal digits")]
pub struct NotAParcelId;

impl ParcelId {
    /// Makes a new id.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The bytes of the id.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Bytes at the beginning of a key of the inbox that name the sender.
pub(crate) const SENDER_BYTES: usize = 16;

/// The key under which the intake keeps a parcel of this hotline until the desk takes it in.
pub fn inbox_key(from: &HotlineId, id: ParcelId) -> Vec<u8> {
    let sender = Sha256::digest(from.as_str());
    [&sender[..SENDER_BYTES], id.as_bytes()].concat()
}

impl FromStr for ParcelId {
    type Err = NotAParcelId;

    fn from_str(text: &str) -> Result<Self, NotAParcelId> {
        let mut bytes = [0; 16];
        let decoded = base16ct::lower::decode(text, &mut bytes).map_err(|_| NotAParcelId)?;
        let is_whole = decoded.len() == 16;
        is_whole.then_some(Self(bytes)).ok_or(NotAParcelId)
    }
}

impl TryFrom<String> for ParcelId {
    type Error = NotAParcelId;

    fn try_from(text: String) -> Result<Self, NotAParcelId> {
        text.parse()
    }
}

impl From<ParcelId> for String {
    fn from(id: ParcelId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base16ct::lower::encode_string(&self.0))
    }
}

impl fmt::Debug for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ParcelId({self})")
    }
}
