//! HPKE base mode (RFC 9180) with the suites of the protocol: seal to a public key, open with the
//! private one.
//!
//! `aad` is always empty: everything that a ciphertext is bound to is part of `info`, so that any
//! HPKE library can check our messages.
//!
//! The crate `hpke` does all of it. With the feature `fast-open`, which the receiver uses, libcrux
//! and graviola do the decapsulation of X-Wing.

#[cfg(feature = "fast-open")]
mod ml_kem;
#[cfg(feature = "fast-open")]
mod x25519;
#[cfg(feature = "fast-open")]
mod xwing;

use std::fmt;

use ::hpke::aead::ChaCha20Poly1305;
use ::hpke::kdf::HkdfSha256;
use ::hpke::kem::X25519HkdfSha256;
#[cfg(not(feature = "fast-open"))]
use ::hpke::kem::XWing;
use ::hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use base64ct::{Base64, Encoding};
use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use zeroize::Zeroizing;

#[cfg(feature = "fast-open")]
use self::xwing::XWing;
use crate::base64;
use crate::receipt::Receipt;
use crate::secret::on_wiped_stack;

/// The exporter context of the receipt (RFC 9180, section 5.3).
const EXPORTER_CONTEXT: &[u8] = b"ack";

/// What a sender seals with.
type Context<K> = ::hpke::aead::AeadCtxS<ChaCha20Poly1305, HkdfSha256, K>;

type XWingKey = <XWing as Kem>::PrivateKey;
type X25519Key = <X25519HkdfSha256 as Kem>::PrivateKey;

/// The KEM of a key. KDF and AEAD are the same for both: HKDF-SHA256 (0x0001) and
/// ChaCha20-Poly1305 (0x0003).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Suite {
    /// X25519 with ML-KEM-768, the default: safe also against future quantum computers.
    XWing,
    /// X25519 alone, for peers without ML-KEM.
    X25519,
}

impl Suite {
    /// KEM, KDF and AEAD identifiers, two bytes each, big endian (RFC 9180, section 7).
    pub fn id(self) -> [u8; 6] {
        let [high, low] = match self {
            Self::XWing => XWing::KEM_ID,
            Self::X25519 => X25519HkdfSha256::KEM_ID,
        }
        .to_be_bytes();
        [high, low, 0x00, 0x01, 0x00, 0x03]
    }

    /// Bytes of the encapsulated key, `enc`.
    pub const fn enc_bytes(self) -> usize {
        match self {
            Self::XWing => 1120,
            Self::X25519 => 32,
        }
    }

    fn with_public_key_bytes(length: usize) -> Option<Self> {
        match length {
            1216 => Some(Self::XWing),
            32 => Some(Self::X25519),
            _ => None,
        }
    }
}

/// Sealing or opening failed: a wrong key, a damaged ciphertext or another `info`. The causes
/// cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it cannot be sealed or opened with this key")]
pub struct Failed;

impl From<::hpke::HpkeError> for Failed {
    fn from(_: ::hpke::HpkeError) -> Self {
        Self
    }
}

/// A public key: 1216 bytes for X-Wing, 32 for X25519. Travels as base64.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    suite: Suite,
    bytes: Vec<u8>,
}

impl PublicKey {
    /// The suite that this key belongs to.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The key as RFC 9180 serializes it.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Seals `plaintext` to this key.
    pub fn seal(
        &self,
        info: &[u8],
        plaintext: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Sealed, Failed> {
        match self.suite {
            Suite::XWing => seal::<XWing>(&self.bytes, info, plaintext, rng),
            Suite::X25519 => seal::<X25519HkdfSha256>(&self.bytes, info, plaintext, rng),
        }
    }
}

impl std::str::FromStr for PublicKey {
    type Err = Failed;

    fn from_str(base64: &str) -> Result<Self, Failed> {
        let bytes = base64::decode(base64).ok_or(Failed)?;
        let suite = Suite::with_public_key_bytes(bytes.len()).ok_or(Failed)?;
        match suite {
            Suite::XWing => <XWing as Kem>::PublicKey::from_bytes(&bytes).map(|_| ())?,
            Suite::X25519 => {
                <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&bytes).map(|_| ())?
            }
        }
        Ok(Self { suite, bytes })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Base64::encode_string(&self.bytes))
    }
}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let not_a_key = |_| de::Error::custom("not a public key in base64");
        String::deserialize(deserializer)?
            .parse()
            .map_err(not_a_key)
    }
}

/// A private key, serialized as its 32-byte seed. It stays in one place however often it is moved,
/// is wiped from there when dropped, and its use leaves nothing on the stack.
#[derive(Clone)]
pub struct PrivateKey(Key);

#[derive(Clone)]
enum Key {
    XWing(Box<XWingKey>),
    X25519(Box<X25519Key>),
}

impl PrivateKey {
    /// Makes a new key.
    pub fn generate(suite: Suite, rng: &mut impl CryptoRng) -> Self {
        on_wiped_stack(|| {
            Self(match suite {
                Suite::XWing => Key::XWing(Box::new(XWing::gen_keypair_with_rng(rng).0)),
                Suite::X25519 => {
                    Key::X25519(Box::new(X25519HkdfSha256::gen_keypair_with_rng(rng).0))
                }
            })
        })
    }

    /// Reads a key from its [`seed`](Self::seed).
    pub fn from_seed(suite: Suite, seed: &[u8]) -> Result<Self, Failed> {
        on_wiped_stack(|| {
            Ok(Self(match suite {
                Suite::XWing => Key::XWing(Box::new(XWingKey::from_bytes(seed)?)),
                Suite::X25519 => Key::X25519(Box::new(X25519Key::from_bytes(seed)?)),
            }))
        })
    }

    /// The secret seed, 32 bytes.
    pub fn seed(&self) -> Zeroizing<Vec<u8>> {
        on_wiped_stack(|| {
            Zeroizing::new(match &self.0 {
                Key::XWing(key) => key.to_bytes().to_vec(),
                Key::X25519(key) => key.to_bytes().to_vec(),
            })
        })
    }

    /// The suite that this key belongs to.
    pub fn suite(&self) -> Suite {
        match &self.0 {
            Key::XWing(_) => Suite::XWing,
            Key::X25519(_) => Suite::X25519,
        }
    }

    /// The public half of the key.
    pub fn public_key(&self) -> PublicKey {
        let bytes = on_wiped_stack(|| match &self.0 {
            Key::XWing(key) => XWing::sk_to_pk(key).to_bytes().to_vec(),
            Key::X25519(key) => X25519HkdfSha256::sk_to_pk(key).to_bytes().to_vec(),
        });
        PublicKey {
            suite: self.suite(),
            bytes,
        }
    }

    /// Opens a ciphertext that was sealed to the public half under the same `info`.
    pub fn open(&self, info: &[u8], enc: &[u8], ciphertext: &[u8]) -> Result<Opened, Failed> {
        on_wiped_stack(|| match &self.0 {
            Key::XWing(key) => open::<XWing>(key, info, enc, ciphertext),
            Key::X25519(key) => open::<X25519HkdfSha256>(key, info, enc, ciphertext),
        })
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({:?}, …)", self.suite())
    }
}

/// The result of sealing.
#[derive(Debug)]
pub struct Sealed {
    /// The encapsulated key, [`Suite::enc_bytes`] long.
    pub enc: Vec<u8>,
    /// The ciphertext, 16 bytes longer than the plaintext.
    pub ciphertext: Vec<u8>,
    /// The receipt that the holder of the private key will export.
    pub receipt: Receipt,
}

/// The result of opening.
pub struct Opened {
    /// The plaintext that was sealed.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// The proof that the ciphertext was opened.
    pub receipt: Receipt,
}

fn seal<K: Kem>(
    public_key: &[u8],
    info: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Sealed, Failed> {
    let public_key = K::PublicKey::from_bytes(public_key)?;
    let (enc, context) = ::hpke::setup_sender_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeS::Base,
        &public_key,
        info,
        rng,
    )?;
    seal_in(context, enc.to_bytes().to_vec(), plaintext)
}

/// Seals, once there is a context. Kept apart, this is the same code for both KEMs, and reporters load it
/// once.
#[inline(never)]
fn seal_in<K: Kem>(
    mut context: Context<K>,
    enc: Vec<u8>,
    plaintext: &[u8],
) -> Result<Sealed, Failed> {
    let ciphertext = context.seal(plaintext, b"")?;
    let mut exported = [0; Receipt::BYTES];
    context.export(EXPORTER_CONTEXT, &mut exported)?;
    Ok(Sealed {
        enc,
        ciphertext,
        receipt: Receipt::new(exported),
    })
}

fn open<K: Kem>(
    private_key: &K::PrivateKey,
    info: &[u8],
    enc: &[u8],
    ciphertext: &[u8],
) -> Result<Opened, Failed> {
    let enc = K::EncappedKey::from_bytes(enc)?;
    let mut context = ::hpke::setup_receiver::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeR::Base,
        private_key,
        &enc,
        info,
    )?;
    let plaintext = Zeroizing::new(context.open(ciphertext, b"")?);
    let mut exported = [0; Receipt::BYTES];
    context.export(EXPORTER_CONTEXT, &mut exported)?;
    Ok(Opened {
        plaintext,
        receipt: Receipt::new(exported),
    })
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    const SUITES: [Suite; 2] = [Suite::XWing, Suite::X25519];

    #[test]
    fn what_was_sealed_opens_with_the_same_receipt() {
        for suite in SUITES {
            let key = PrivateKey::generate(suite, &mut UnwrapErr(SysRng));
            let sealed = key
                .public_key()
                .seal(b"info", b"text", &mut UnwrapErr(SysRng))
                .unwrap();
            assert_eq!(sealed.enc.len(), suite.enc_bytes());
            assert_eq!(sealed.ciphertext.len(), 4 + 16);
            let opened = key.open(b"info", &sealed.enc, &sealed.ciphertext).unwrap();
            assert_eq!(opened.plaintext[..], *b"text");
            assert_eq!(opened.receipt, sealed.receipt);
        }
    }

    #[test]
    fn another_info_or_another_key_does_not_open() {
        for suite in SUITES {
            let key = PrivateKey::generate(suite, &mut UnwrapErr(SysRng));
            let other = PrivateKey::generate(suite, &mut UnwrapErr(SysRng));
            let sealed = key
                .public_key()
                .seal(b"info", b"text", &mut UnwrapErr(SysRng))
                .unwrap();
            assert!(key.open(b"other", &sealed.enc, &sealed.ciphertext).is_err());
            assert!(
                other
                    .open(b"info", &sealed.enc, &sealed.ciphertext)
                    .is_err()
            );
        }
    }

    #[test]
    fn keys_survive_their_encoding() {
        for suite in SUITES {
            let key = PrivateKey::generate(suite, &mut UnwrapErr(SysRng));
            let again = PrivateKey::from_seed(suite, &key.seed()).unwrap();
            assert_eq!(again.public_key(), key.public_key());
            assert_eq!(key.public_key().to_string().parse(), Ok(key.public_key()));
        }
        assert_eq!("AAAA".parse::<PublicKey>(), Err(Failed));
    }

    #[test]
    fn a_private_key_does_not_print_itself() {
        let key = PrivateKey::generate(Suite::X25519, &mut UnwrapErr(SysRng));
        assert_eq!(format!("{key:?}"), "PrivateKey(X25519, …)");
    }
}
