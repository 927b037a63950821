//! The receipt: proof that the holder of the private key opened the report.

use base64ct::{Base64UrlUnpadded, Encoding};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use subtle::ConstantTimeEq;

/// 32 bytes exported from the HPKE context of one report (RFC 9180, section 5.3).
///
/// Travels as base64url without padding, 43 characters. Compared in constant time.
#[derive(Clone, Copy)]
pub struct Receipt([u8; Receipt::BYTES]);

impl Receipt {
    /// Bytes of a receipt.
    pub const BYTES: usize = 32;

    /// Takes the exported secret.
    pub fn new(exported: [u8; Self::BYTES]) -> Self {
        Self(exported)
    }

    /// Whether this text encodes this receipt. Compared in constant time.
    pub fn is(&self, text: &str) -> bool {
        self.to_base64().as_bytes().ct_eq(text.as_bytes()).into()
    }

    fn to_base64(self) -> String {
        Base64UrlUnpadded::encode_string(&self.0)
    }
}

impl PartialEq for Receipt {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Receipt {}

impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Receipt(…)")
    }
}

impl Serialize for Receipt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_base64())
    }
}

impl<'de> Deserialize<'de> for Receipt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut bytes = [0; Self::BYTES];
        match Base64UrlUnpadded::decode(text.as_str(), &mut bytes) {
            Ok(decoded) if decoded.len() == Self::BYTES => Ok(Self(bytes)),
            _ => Err(de::Error::custom("a receipt is 43 characters of base64url")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn travels_as_base64url() {
        let receipt = Receipt::new([0; 32]);
        let json = serde_json::to_string(&receipt).unwrap();
        assert_eq!(json, format!("\"{}\"", "A".repeat(43)));
        assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt);
    }

    #[test]
    fn another_length_is_refused() {
        for text in ["\"\"", "\"AAAA\"", &format!("\"{}\"", "A".repeat(44))] {
            assert!(serde_json::from_str::<Receipt>(text).is_err());
        }
    }

    #[test]
    fn one_different_bit_is_another_receipt() {
        let mut other = [0; 32];
        other[31] = 1;
        assert_ne!(Receipt::new([0; 32]), Receipt::new(other));
    }
}
