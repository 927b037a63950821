//! The key of a mailbox that is on no server: everything that a reporter and the desk have in common.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding};
use hkdf::Hkdf;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::code::Code;
use crate::report::HotlineId;
use crate::secret::{Secret, on_wiped_stack};

const CODE_LABEL: &[u8] = b"sealed-report v2 code";
const TAG_LABEL: &[u8] = b"sealed-report v2 tag";
const QUESTION_LABEL: &[u8] = b"sealed-report v2 question";
const MAILBOX_LABEL: &[u8] = b"sealed-report v2 mailbox";

/// Bytes of a tag.
pub const TAG_BYTES: usize = 16;

/// Bytes of the salt of a slot.
pub const SALT_BYTES: usize = 16;

/// The key that follows from a code: 32 bytes, in JSON 43 characters of base64url. It stays in one place however often it
/// is moved, and is wiped when dropped.
pub struct MailboxKey(Secret);

impl MailboxKey {
    /// Bytes of a key.
    pub const BYTES: usize = 32;

    /// The key of a code at a hotline (HKDF-SHA256, RFC 5869, without salt).
    pub fn of(code: &Code, hotline: &HotlineId) -> Self {
        on_wiped_stack(|| {
            let info = [CODE_LABEL, hotline.as_str().as_bytes()];
            let mut key = Secret::default();
            expand(&Hkdf::new(None, code.digits()), &info, &mut key[..]);
            Self(key)
        })
    }

    /// The tag in an hour since 1970: only the key makes it, and those of two hours cannot be linked without it.
    pub fn tag(&self, hour: u64) -> [u8; TAG_BYTES] {
        let mut tag = [0; TAG_BYTES];
        self.expand(&[TAG_LABEL, &hour.to_be_bytes()], &mut tag);
        tag
    }

    /// The name of the mailbox, under which a question is signed.
    pub(super) fn name(&self) -> [u8; 16] {
        let mut name = [0; 16];
        self.expand(&[MAILBOX_LABEL], &mut name);
        name
    }

    /// The key of a slot with this salt. It seals once.
    pub(super) fn slot_key(&self, salt: &[u8; SALT_BYTES]) -> Secret {
        let mut key = Secret::default();
        self.expand(&[QUESTION_LABEL, salt], &mut key[..]);
        key
    }

    fn expand(&self, info: &[&[u8]], bytes: &mut [u8]) {
        on_wiped_stack(|| {
            // 32 bytes are a pseudorandom key of SHA-256 (RFC 5869, section 2.3).
            if let Ok(hkdf) = Hkdf::from_prk(&self.0[..]) {
                expand(&hkdf, info, bytes);
            }
        });
    }
}

fn expand(hkdf: &Hkdf<Sha256>, info: &[&[u8]], bytes: &mut [u8]) {
    // HKDF cannot fail for 32 bytes.
    let _ = hkdf.expand_multi_info(info, bytes);
}

impl Clone for MailboxKey {
    fn clone(&self) -> Self {
        let mut key = Secret::default();
        key.copy_from_slice(&self.0[..]);
        Self(key)
    }
}

impl PartialEq for MailboxKey {
    fn eq(&self, other: &Self) -> bool {
        self.0[..].ct_eq(&other.0[..]).into()
    }
}

impl Eq for MailboxKey {}

impl fmt::Debug for MailboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxKey(…)")
    }
}

impl Serialize for MailboxKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = Zeroizing::new(Base64UrlUnpadded::encode_string(&self.0[..]));
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for MailboxKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(deserializer)?);
        let mut key = Secret::default();
        match Base64UrlUnpadded::decode(text.as_str(), &mut key[..]) {
            Ok(decoded) if decoded.len() == Self::BYTES => Ok(Self(key)),
            _ => Err(de::Error::custom("a key is 43 characters of base64url")),
        }
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    fn code() -> Code {
        Code::random(&mut UnwrapErr(SysRng))
    }

    #[test]
    fn each_code_and_each_hotline_has_its_key() {
        let (code, ours) = (code(), "example".parse().unwrap());
        let key = MailboxKey::of(&code, &ours);
        assert_eq!(MailboxKey::of(&code, &ours), key);
        assert_ne!(MailboxKey::of(&code, &"other".parse().unwrap()), key);
        assert_ne!(MailboxKey::of(&self::code(), &ours), key);
    }

    #[test]
    fn nothing_that_follows_from_a_key_is_the_same() {
        let key = MailboxKey::of(&code(), &"example".parse().unwrap());
        let first = |bytes: &[u8]| bytes[..16].to_vec();
        let slot_keys = [[0; 16], [1; 16]].map(|salt| first(&key.slot_key(&salt)[..]));
        let mut all = vec![first(&key.0[..]), first(&key.name())];
        all.extend([0, 1, 256].map(|hour| first(&key.tag(hour))));
        all.extend(slot_keys);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn a_key_survives_its_encoding_and_does_not_show() {
        let key = MailboxKey::of(&code(), &"example".parse().unwrap());
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(json.len(), 45);
        assert_eq!(serde_json::from_str::<MailboxKey>(&json).unwrap(), key);
        assert_eq!(format!("{key:?}"), "MailboxKey(…)");
        for other in ["\"\"", "\"AAAA\"", &format!("\"{}\"", "A".repeat(44))] {
            assert!(serde_json::from_str::<MailboxKey>(other).is_err());
        }
    }
}
