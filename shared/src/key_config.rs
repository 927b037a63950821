//! The keys that a hotline publishes, so that browsers can seal reports to them, and the chain of
//! signatures from the hotline's root to each key.

mod document;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hpke::PublicKey;
use crate::json;
use crate::report::HotlineId;

#[cfg(feature = "follow-up")]
pub(crate) use document::check_time;
pub use document::{KeyDocument, Trust, Untrusted};

/// One key of a hotline and how long it is used. The suite follows from the key's length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyConfig {
    /// The hotline that the key belongs to.
    pub hotline: HotlineId,
    /// The sequence number, which grows with every new key.
    pub sequence: u64,
    /// First second of use, since 1970 UTC.
    pub not_before: u64,
    /// First second at which the key is destroyed, since 1970 UTC.
    pub not_after: u64,
    /// The least effort that a proof of work must show; 0 asks for no proof.
    pub pow_floor: u32,
    /// The public key that reports are sealed to.
    pub public_key: PublicKey,
}

/// A published key config: its exact text, from which the key's id follows, and its parsed content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedKey {
    id: KeyId,
    text: String,
    config: KeyConfig,
}

/// This text is not a key config.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key config")]
pub struct NotAKeyConfig;

impl PublishedKey {
    /// Writes a key config as JSON.
    pub fn new(config: KeyConfig) -> Self {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(&config).unwrap_or_default();
        Self {
            id: KeyId::of(&text),
            text,
            config,
        }
    }

    /// Reads a published text without checking a signature: see [`KeyDocument::verify`].
    pub fn parse(text: String) -> Result<Self, NotAKeyConfig> {
        let config = json::read(text.as_bytes()).ok_or(NotAKeyConfig)?;
        Ok(Self {
            id: KeyId::of(&text),
            text,
            config,
        })
    }

    /// The id of the key, which follows from the text.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parsed content of the text.
    pub fn config(&self) -> &KeyConfig {
        &self.config
    }
}

/// The first 8 bytes of the SHA-256 of a key config's text. A message names its key with it, so
/// receivers never try one key after another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; KeyId::BYTES]);

impl KeyId {
    /// Bytes of a key id.
    pub const BYTES: usize = 8;

    /// Takes the bytes of a message's header.
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, as in a message's header.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// The id of the key that a text publishes.
    pub fn of(config: &str) -> Self {
        let mut id = [0; Self::BYTES];
        id.copy_from_slice(&Sha256::digest(config)[..Self::BYTES]);
        Self(id)
    }
}

/// This text is not a key id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key id is 16 lower-case hexadecimal digits")]
pub struct NotAKeyId;

impl FromStr for KeyId {
    type Err = NotAKeyId;

    fn from_str(text: &str) -> Result<Self, NotAKeyId> {
        let number = u64::from_str_radix(text, 16).map_err(|_| NotAKeyId)?;
        let id = Self(number.to_be_bytes());
        (id.to_string() == text).then_some(id).ok_or(NotAKeyId)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;
    use crate::hpke::{PrivateKey, Suite};

    fn published(suite: Suite) -> PublishedKey {
        PublishedKey::new(KeyConfig {
            hotline: "example".parse().unwrap(),
            sequence: 7,
            not_before: 1,
            not_after: 2,
            pow_floor: 0,
            public_key: PrivateKey::generate(suite, &mut UnwrapErr(SysRng)).public_key(),
        })
    }

    #[test]
    fn what_is_published_is_what_is_read() {
        for suite in [Suite::XWing, Suite::X25519] {
            let published = published(suite);
            assert_eq!(
                PublishedKey::parse(published.text().to_owned()),
                Ok(published)
            );
        }
    }

    #[test]
    fn every_byte_of_a_config_names_the_key() {
        let published = published(Suite::X25519);
        let spaced = published.text().to_owned() + " ";
        assert_ne!(PublishedKey::parse(spaced).unwrap().id(), published.id());
    }

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = published(Suite::X25519).id();
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in [
            "",
            "1",
            "+123456789abcdef",
            "0123456789ABCDEF",
            "0123456789abcdef0",
        ] {
            assert_eq!(text.parse::<KeyId>(), Err(NotAKeyId), "{text}");
        }
    }

    #[test]
    fn a_truncated_or_foreign_config_is_refused() {
        let text = published(Suite::X25519).text().to_owned();
        for end in 0..text.len() {
            assert_eq!(
                PublishedKey::parse(text[..end].to_owned()),
                Err(NotAKeyConfig)
            );
        }
        let unknown = text.replace("sequence", "consequence");
        assert_eq!(PublishedKey::parse(unknown), Err(NotAKeyConfig));
    }
}
