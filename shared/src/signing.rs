//! Ed25519 signatures (RFC 8032): the root signs its signers, a signer signs key configs and the keys
//! that reports are stored under; a desk's own signer signs what it exchanges with other hotlines; a desk signs its
//! requests for what waits at its intake, and its asker the questions to reporters.

use std::fmt;
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use ed25519_dalek::Signer;
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

use crate::base64;
use crate::secret::{Secret, on_wiped_stack};

/// The purpose of a signature. Its label stands before the text that is signed, so that a signature
/// for one purpose is not valid for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The root certifies a signer.
    Certificate,
    /// A signer publishes a key.
    KeyConfig,
    /// An intake stores reports under a key.
    Epoch,
    /// The root certifies a desk's signer for the exchange between hotlines, and for nothing else.
    ExchangeCertificate,
    /// A desk publishes a key to which other hotlines seal parcels.
    ExchangeKey,
    /// A desk sends a parcel: what everybody can read of it.
    Parcel,
    /// A desk sends a parcel: what only the recipient can read of it.
    ParcelContents,
    /// An intake has stored a parcel of another hotline.
    ParcelReceipt,
    /// The root asks for an entry in the directory of hotlines.
    DirectoryEntry,
    /// A desk asks its intake for what waits there.
    Pull,
    /// The root certifies the key with which a desk signs questions to reporters, and nothing else.
    Asker,
    /// A desk asks a reporter.
    Question,
}

impl Purpose {
    #[cfg(test)]
    const ALL: [Self; 12] = [
        Self::Certificate,
        Self::KeyConfig,
        Self::Epoch,
        Self::ExchangeCertificate,
        Self::ExchangeKey,
        Self::Parcel,
        Self::ParcelContents,
        Self::ParcelReceipt,
        Self::DirectoryEntry,
        Self::Pull,
        Self::Asker,
        Self::Question,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Certificate => "sealed-report v1 certificate\n",
            Self::KeyConfig => "sealed-report v1 key config\n",
            Self::Epoch => "sealed-report v1 epoch\n",
            Self::ExchangeCertificate => "sealed-report v1 exchange certificate\n",
            Self::ExchangeKey => "sealed-report v1 exchange key\n",
            Self::Parcel => "sealed-report v1 parcel\n",
            Self::ParcelContents => "sealed-report v1 parcel contents\n",
            Self::ParcelReceipt => "sealed-report v1 parcel receipt\n",
            Self::DirectoryEntry => "sealed-report v1 directory entry\n",
            Self::Pull => "sealed-report v1 pull\n",
            Self::Asker => "sealed-report v2 asker\n",
            Self::Question => "sealed-report v2 asked\n",
        }
    }

    fn message(self, text: &str) -> Vec<u8> {
        [self.label(), text].concat().into_bytes()
    }
}

/// A text and its signature, as they travel. The signature covers the text byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    text: String,
    signature: Signature,
}

/// The signature does not match this key, this text and this purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature is not valid")]
pub struct Forged;

impl Signed {
    /// The text, if its signature is that of `key` for `purpose`.
    pub fn verify(&self, purpose: Purpose, key: &VerifyingKey) -> Result<&str, Forged> {
        let signature = ed25519_dalek::Signature::from_bytes(&self.signature.0);
        key.0
            .verify_strict(&purpose.message(&self.text), &signature)
            .map_err(|_| Forged)?;
        Ok(&self.text)
    }

    /// The text, of which nobody has checked who signed it: to find out whose signature to check.
    pub fn unverified(&self) -> &str {
        &self.text
    }

    /// A text and its signature, where they do not travel together as JSON.
    #[cfg(feature = "follow-up")]
    pub(crate) fn of(text: String, signature: [u8; 64]) -> Self {
        let signature = Signature(signature);
        Self { text, signature }
    }

    /// The signature's 64 bytes (RFC 8032).
    #[cfg(feature = "follow-up")]
    pub(crate) fn signature(&self) -> &[u8; 64] {
        &self.signature.0
    }
}

/// A public key that checks signatures: 32 bytes, written as 44 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

/// This text is not a key for signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key for signatures: 32 bytes in base64")]
pub struct NotAKey;

impl VerifyingKey {
    /// The key's 32 bytes (RFC 8032).
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The key of these 32 bytes; none if they are no key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        ed25519_dalek::VerifyingKey::from_bytes(bytes)
            .ok()
            .map(Self)
    }
}

impl FromStr for VerifyingKey {
    type Err = NotAKey;

    fn from_str(base64: &str) -> Result<Self, NotAKey> {
        let bytes = base64::decode(base64).ok_or(NotAKey)?;
        let key = ed25519_dalek::VerifyingKey::try_from(&bytes[..]).map_err(|_| NotAKey)?;
        Ok(Self(key))
    }
}

impl fmt::Display for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64::encode_string(self.0.as_bytes()))
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({self})")
    }
}

impl Serialize for VerifyingKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VerifyingKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// A private key that signs: a seed of 32 bytes, written as 44 characters of base64. It stays in one
/// place however often it is moved, is wiped from there when dropped, and its use leaves nothing on
/// the stack.
pub struct SigningKey(Box<ed25519_dalek::SigningKey>);

impl SigningKey {
    /// Makes a new key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut seed = Secret::default();
        rng.fill_bytes(&mut seed[..]);
        Self::from_seed(&seed)
    }

    fn from_seed(seed: &[u8; 32]) -> Self {
        on_wiped_stack(|| Self(Box::new(ed25519_dalek::SigningKey::from_bytes(seed))))
    }

    /// The secret seed, to be written to a file.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(Base64::encode_string(self.0.as_bytes()))
    }

    /// The public half of the key.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Signs a text for one purpose.
    pub fn sign(&self, purpose: Purpose, text: String) -> Signed {
        let signature = on_wiped_stack(|| self.0.sign(&purpose.message(&text)));
        Signed {
            text,
            signature: Signature(signature.to_bytes()),
        }
    }
}

impl FromStr for SigningKey {
    type Err = NotAKey;

    fn from_str(base64: &str) -> Result<Self, NotAKey> {
        let mut seed = Secret::default();
        match Base64::decode(base64, &mut seed[..]) {
            Ok(decoded) if decoded.len() == ed25519_dalek::SECRET_KEY_LENGTH => {
                Ok(Self::from_seed(&seed))
            }
            _ => Err(NotAKey),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// A signature: 64 bytes, written as 88 characters of base64.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Signature([u8; 64]);

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

impl Serialize for Signature {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let signature = base64::decode(&text).and_then(|bytes| bytes.try_into().ok());
        signature
            .map(Self)
            .ok_or_else(|| de::Error::custom("a signature is 88 characters of base64"))
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    fn signed() -> (SigningKey, Signed) {
        let key = SigningKey::generate(&mut UnwrapErr(SysRng));
        let signed = key.sign(Purpose::KeyConfig, "text".to_owned());
        (key, signed)
    }

    #[test]
    fn a_signature_is_good_for_its_key_its_purpose_and_its_text() {
        let (key, signed) = signed();
        let public = key.verifying_key();
        assert_eq!(signed.verify(Purpose::KeyConfig, &public), Ok("text"));
        let (stranger, _) = self::signed();
        let strangers = stranger.verifying_key();
        assert_eq!(signed.verify(Purpose::KeyConfig, &strangers), Err(Forged));
        let mut other = signed.clone();
        other.text.push(' ');
        assert_eq!(other.verify(Purpose::KeyConfig, &public), Err(Forged));
        for byte in 0..64 {
            let mut damaged = signed.clone();
            damaged.signature.0[byte] ^= 1;
            assert_eq!(damaged.verify(Purpose::KeyConfig, &public), Err(Forged));
        }
    }

    #[test]
    fn a_signature_for_one_purpose_is_good_for_no_other() {
        let (key, _) = signed();
        let public = key.verifying_key();
        for made in Purpose::ALL {
            let signed = key.sign(made, "text".to_owned());
            for asked in Purpose::ALL {
                let is_good = signed.verify(asked, &public).is_ok();
                assert_eq!(is_good, made == asked, "{made:?} for {asked:?}");
            }
        }
    }

    #[test]
    fn keys_and_signed_texts_survive_their_encoding() {
        let (key, signed) = signed();
        let again: SigningKey = key.to_base64().parse().unwrap();
        assert_eq!(again.verifying_key(), key.verifying_key());
        assert_eq!(
            key.verifying_key().to_string().parse(),
            Ok(key.verifying_key())
        );
        let json = serde_json::to_string(&signed).unwrap();
        assert_eq!(serde_json::from_str::<Signed>(&json).unwrap(), signed);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "AAAA", &"A".repeat(44), "\u{e9}"] {
            assert_eq!(text.parse::<VerifyingKey>(), Err(NotAKey), "{text}");
        }
    }

    #[test]
    fn a_private_key_does_not_show_in_debug() {
        let (key, _) = signed();
        assert_eq!(format!("{key:?}"), "SigningKey(…)");
    }
}
