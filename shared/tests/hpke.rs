//! Known answers of others: `tests/hpke/*.json`, taken from vectors by `tests/hpke/extract.py`.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

use std::convert::Infallible;

use base64ct::{Base64, Encoding};
use hpke::aead::{AeadCtxR, ChaCha20Poly1305};
use hpke::kdf::HkdfSha256;
use hpke::kem::{X25519HkdfSha256, XWing};
use hpke::{Deserializable, HpkeError, Kem, OpModeR, Serializable};
use rand_core::{TryCryptoRng, TryRng};
use serde::{Deserialize, Deserializer, de};
use shared::hpke::{PrivateKey, Suite};
use shared::receipt::Receipt;

/// What one vector says, and what follows from it for us.
#[derive(Deserialize)]
#[expect(non_snake_case, reason = "the vector's own names")]
struct Vector {
    info: Hex,
    ikmR: Hex,
    skRm: Hex,
    pkRm: Hex,
    ikmE: Hex,
    enc: Hex,
    pt: Hex,
    aad: Hex,
    ct: Hex,
    exports: Vec<Export>,
    ct_without_aad: Hex,
    receipt: Hex,
}

#[derive(Deserialize)]
struct Export {
    exporter_context: Hex,
    exported_value: Hex,
}

fn vectors() -> [(Suite, Vector); 2] {
    let read = |json| serde_json::from_str(json).unwrap();
    [
        (Suite::X25519, read(include_str!("hpke/x25519.json"))),
        (Suite::XWing, read(include_str!("hpke/xwing.json"))),
    ]
}

#[test]
fn a_seed_gives_the_key_that_it_gives_everybody() {
    for (suite, vector) in vectors() {
        let key = PrivateKey::from_seed(suite, &vector.skRm.0).unwrap();
        assert_eq!(key.public_key().as_bytes(), vector.pkRm.0);
        let base64 = Base64::encode_string(&vector.pkRm.0);
        assert_eq!(base64.parse(), Ok(key.public_key()));
    }
}

#[test]
fn what_others_sealed_opens() {
    for (suite, vector) in vectors() {
        let key = PrivateKey::from_seed(suite, &vector.skRm.0).unwrap();
        let opened = key
            .open(&vector.info.0, &vector.enc.0, &vector.ct_without_aad.0)
            .unwrap();
        assert_eq!(*opened.plaintext, vector.pt.0);
        assert_eq!(opened.receipt, vector.receipt());
        // Bound to an `aad`, it is not for us.
        let bound = key.open(&vector.info.0, &vector.enc.0, &vector.ct.0);
        assert!(bound.is_err());
    }
}

#[test]
fn the_same_randomness_seals_to_the_same_bytes() {
    for (suite, vector) in vectors() {
        let key = PrivateKey::from_seed(suite, &vector.skRm.0).unwrap();
        let sealed = key
            .public_key()
            .seal(&vector.info.0, &vector.pt.0, &mut Played(&vector.ikmE.0))
            .unwrap();
        assert_eq!(sealed.enc, vector.enc.0);
        assert_eq!(sealed.ciphertext, vector.ct_without_aad.0);
        assert_eq!(sealed.receipt, vector.receipt());
    }
}

#[test]
fn the_library_below_gives_every_known_answer() {
    for (suite, vector) in vectors() {
        match suite {
            Suite::X25519 => gives_every_known_answer::<X25519HkdfSha256>(&vector),
            Suite::XWing => gives_every_known_answer::<XWing>(&vector),
        }
    }
}

/// Also what our protocol never uses: derived keys, an `aad`, other exports.
fn gives_every_known_answer<K: Kem>(vector: &Vector) {
    let (private_key, public_key) = K::derive_keypair(&vector.ikmR.0);
    // Read and written once: the vector's X25519 scalar is not clamped yet (RFC 7748, section 5).
    let known = K::PrivateKey::from_bytes(&vector.skRm.0).unwrap();
    assert_eq!(private_key.to_bytes(), known.to_bytes());
    assert_eq!(public_key.to_bytes().to_vec(), vector.pkRm.0);
    let enc = K::EncappedKey::from_bytes(&vector.enc.0).unwrap();
    let mut context: AeadCtxR<ChaCha20Poly1305, HkdfSha256, K> =
        hpke::setup_receiver(&OpModeR::Base, &private_key, &enc, &vector.info.0).unwrap();
    let plaintext = context.open(&vector.ct.0, &vector.aad.0).unwrap();
    assert_eq!(plaintext, vector.pt.0);
    assert!(!vector.exports.is_empty());
    for export in &vector.exports {
        let mut exported = [0; 32];
        context
            .export(&export.exporter_context.0, &mut exported)
            .unwrap();
        assert_eq!(exported[..], export.exported_value.0);
    }
}

#[test]
fn what_the_library_below_opens_opens_and_nothing_else() {
    for (suite, vector) in vectors() {
        let agree = match suite {
            Suite::X25519 => agree::<X25519HkdfSha256>,
            Suite::XWing => agree::<XWing>,
        };
        let (enc, ciphertext) = (&vector.enc.0, &vector.ct_without_aad.0);
        assert!(agree(suite, &vector, enc, ciphertext));
        for byte in (0..enc.len()).step_by(11).chain([enc.len() - 1]) {
            assert!(!agree(suite, &vector, &flipped(enc, byte), ciphertext));
        }
        for byte in 0..ciphertext.len() {
            assert!(!agree(suite, &vector, enc, &flipped(ciphertext, byte)));
        }
        let longer = |bytes: &[u8]| [bytes, &[0]].concat();
        for enc in [&[][..], &enc[1..], &longer(enc)] {
            assert!(!agree(suite, &vector, enc, ciphertext));
        }
        for ciphertext in [&[][..], &ciphertext[1..], &longer(ciphertext)] {
            assert!(!agree(suite, &vector, enc, ciphertext));
        }
    }
}

/// Whether a message opens. We and the library must say the same, and see the same in it.
fn agree<K: Kem>(suite: Suite, vector: &Vector, enc: &[u8], ciphertext: &[u8]) -> bool {
    let key = PrivateKey::from_seed(suite, &vector.skRm.0).unwrap();
    let ours = key.open(&vector.info.0, enc, ciphertext).ok();
    let ours = ours.map(|opened| (opened.plaintext.to_vec(), opened.receipt));
    let theirs = opened_below::<K>(vector, enc, ciphertext).ok();
    assert_eq!(ours, theirs);
    ours.is_some()
}

fn opened_below<K: Kem>(
    vector: &Vector,
    enc: &[u8],
    ciphertext: &[u8],
) -> Result<(Vec<u8>, Receipt), HpkeError> {
    let key = K::PrivateKey::from_bytes(&vector.skRm.0)?;
    let enc = K::EncappedKey::from_bytes(enc)?;
    let mut context: AeadCtxR<ChaCha20Poly1305, HkdfSha256, K> =
        hpke::setup_receiver(&OpModeR::Base, &key, &enc, &vector.info.0)?;
    let plaintext = context.open(ciphertext, b"")?;
    let mut exported = [0; Receipt::BYTES];
    context.export(b"ack", &mut exported)?;
    Ok((plaintext, Receipt::new(exported)))
}

fn flipped(bytes: &[u8], byte: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[byte] ^= 1;
    bytes
}

impl Vector {
    fn receipt(&self) -> Receipt {
        Receipt::new(self.receipt.0[..].try_into().unwrap())
    }
}

/// Bytes that are written in hexadecimal.
struct Hex(Vec<u8>);

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let byte = |digits| u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16);
        let bytes: Result<_, _> = text.as_bytes().chunks(2).map(byte).collect();
        bytes.map(Self).map_err(de::Error::custom)
    }
}

/// Randomness that was written down: what is asked for must be exactly what is left.
struct Played<'a>(&'a [u8]);

impl TryRng for Played<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        panic!("nothing but bytes was written down")
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        panic!("nothing but bytes was written down")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.copy_from_slice(self.0);
        self.0 = &[];
        Ok(())
    }
}

impl TryCryptoRng for Played<'_> {}
