//! X-Wing with a private key that is expanded once, by libcrux and graviola.
//!
//! The crate `hpke` keeps the seed alone, and derives the keys of ML-KEM and X25519 from it at
//! every open. Here, these two do the KEM's decapsulation and nothing else: sealing, the key
//! schedule and the cipher stay with `hpke`. ML-KEM, SHA-3 and X25519 of libcrux are formally verified, as is
//! the assembly from which graviola's X25519 is made; their combination is not, so tests compare it
//! with the known answers and with `hpke`.
//!
//! The combination is written here, since libcrux's own takes no X25519 public key: it would compute
//! that key again at every open, which takes as long as X25519 itself.
//!
//! libcrux wipes nothing of the stack that it uses: `hpke::PrivateKey` does that around each use.
//!
//! One check is stricter: an X25519 share of small order is refused (RFC 7748, section 6.1).

use std::sync::Arc;

use ::hpke::kem::{self, SharedSecret};
use ::hpke::{Deserializable, HpkeError, Kem, Serializable};
use libcrux_traits::kem::arrayref::Kem as _;
use rand_core::CryptoRng;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::ml_kem::MlKemKey;
use super::x25519::X25519Key;

/// The end of what the combiner hashes (draft-connolly-cfrg-xwing-kem, section 5.3).
const LABEL: &[u8; 6] = br"\.//^\";

type Seed = <kem::XWing as Kem>::PrivateKey;
type PublicKey = <kem::XWing as Kem>::PublicKey;
type EncappedKey = <kem::XWing as Kem>::EncappedKey;

/// The same KEM as [`kem::XWing`].
pub(super) struct XWing;

/// The seed, and the keys derived from it.
#[derive(Clone)]
pub(super) struct PrivateKey {
    seed: Seed,
    /// The derived keys, in one place however often the private key is moved or cloned.
    expanded: Arc<Expanded>,
}

/// The keys that are derived from the seed.
struct Expanded {
    ml_kem: MlKemKey,
    x25519: X25519Key,
    x25519_public: [u8; 32],
}

impl PrivateKey {
    /// Fails if the two libraries derive different public keys from the seed.
    fn new(seed: Seed) -> Result<Self, HpkeError> {
        let (expanded, public_key) = expand(&seed)?;
        if public_key != kem::XWing::sk_to_pk(&seed) {
            return Err(HpkeError::ValidationError);
        }
        let expanded = Arc::new(expanded);
        Ok(Self { seed, expanded })
    }
}

fn expand(seed: &Seed) -> Result<(Expanded, PublicKey), HpkeError> {
    let seed = Zeroizing::new(seed.to_bytes());
    let (mut public_keys, mut private_keys) = ([0; 1216], Zeroizing::new([0; 2432]));
    libcrux_kem::XWing::keygen(&mut public_keys, &mut private_keys, seed.as_ref())
        .map_err(|_| HpkeError::ValidationError)?;
    let (ml_kem, x25519) = parts(&private_keys[..])?;
    let (_, x25519_public) = parts::<1184>(&public_keys)?;
    let expanded = Expanded {
        ml_kem: MlKemKey::decode(ml_kem),
        x25519: X25519Key::decode(x25519),
        x25519_public: *x25519_public,
    };
    Ok((expanded, PublicKey::from_bytes(&public_keys)?))
}

fn decapsulate(key: &Expanded, enc: &EncappedKey) -> Result<SharedSecret<XWing>, HpkeError> {
    let enc = enc.to_bytes();
    let (ml_kem_ciphertext, x25519_share) = parts(&enc)?;
    let ml_kem_secret = Zeroizing::new(key.ml_kem.decapsulate(ml_kem_ciphertext));
    let x25519_secret = key.x25519.agree(x25519_share);
    let x25519_secret = x25519_secret.ok_or(HpkeError::DecapError)?;
    let combined = [
        &ml_kem_secret[..],
        &x25519_secret[..],
        x25519_share,
        &key.x25519_public,
        LABEL,
    ];
    let mut secret = SharedSecret::<XWing>::default();
    libcrux_sha3::sha256_ema(secret.0.as_mut(), &Zeroizing::new(combined.concat()));
    Ok(secret)
}

/// The part of ML-KEM, and the 32 bytes of X25519 after it.
fn parts<const N: usize>(both: &[u8]) -> Result<(&[u8; N], &[u8; 32]), HpkeError> {
    let parts = both.split_first_chunk();
    let parts = parts.and_then(|(ml_kem, x25519)| Some((ml_kem, x25519.try_into().ok()?)));
    parts.ok_or(HpkeError::ValidationError)
}

impl Kem for XWing {
    type PublicKey = PublicKey;
    type PrivateKey = PrivateKey;
    type EncappedKey = EncappedKey;
    type NSecret = <kem::XWing as Kem>::NSecret;

    const KEM_ID: u16 = kem::XWing::KEM_ID;

    fn sk_to_pk(private_key: &PrivateKey) -> PublicKey {
        kem::XWing::sk_to_pk(&private_key.seed)
    }

    #[expect(
        clippy::expect_used,
        reason = "every seed is a key, the same to both libraries"
    )]
    fn derive_keypair(ikm: &[u8]) -> (PrivateKey, PublicKey) {
        let (seed, public_key) = kem::XWing::derive_keypair(ikm);
        let private_key = PrivateKey::new(seed).expect("the libraries agree on keys");
        (private_key, public_key)
    }

    fn decap(
        private_key: &PrivateKey,
        sender: Option<&PublicKey>,
        enc: &EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        // X-Wing authenticates no sender (draft-ietf-hpke-pq, section 4).
        if sender.is_some() {
            return Err(HpkeError::DecapError);
        }
        decapsulate(&private_key.expanded, enc)
    }

    fn encap_with_rng(
        public_key: &PublicKey,
        sender: Option<(&PrivateKey, &PublicKey)>,
        rng: &mut impl CryptoRng,
    ) -> Result<(SharedSecret<Self>, EncappedKey), HpkeError> {
        if sender.is_some() {
            return Err(HpkeError::EncapError);
        }
        let (secret, enc) = kem::XWing::encap_with_rng(public_key, None, rng)?;
        Ok((SharedSecret(secret.0), enc))
    }
}

impl Serializable for PrivateKey {
    type OutputSize = <Seed as Serializable>::OutputSize;

    fn write_exact(&self, bytes: &mut [u8]) {
        self.seed.write_exact(bytes);
    }
}

impl Deserializable for PrivateKey {
    fn from_bytes(seed: &[u8]) -> Result<Self, HpkeError> {
        Self::new(Seed::from_bytes(seed)?)
    }
}

impl ConstantTimeEq for PrivateKey {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.seed.ct_eq(&other.seed)
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    fn encapsulated() -> (PrivateKey, SharedSecret<kem::XWing>, EncappedKey) {
        let rng = &mut UnwrapErr(SysRng);
        let (private_key, public_key) = XWing::gen_keypair_with_rng(rng);
        let (secret, enc) = kem::XWing::encap_with_rng(&public_key, None, rng).unwrap();
        (private_key, secret, enc)
    }

    #[test]
    fn both_libraries_decapsulate_the_same_even_what_nobody_encapsulated() {
        let (private_key, secret, enc) = encapsulated();
        let ours = |enc: &EncappedKey| XWing::decap(&private_key, None, enc).unwrap().0;
        assert_eq!(ours(&enc), secret.0);
        for byte in (0..1120).step_by(7) {
            let mut damaged = enc.to_bytes();
            damaged[byte] ^= 1 << (byte % 8);
            let damaged = EncappedKey::from_bytes(&damaged).unwrap();
            let theirs = kem::XWing::decap(&private_key.seed, None, &damaged).unwrap();
            assert_eq!(ours(&damaged), theirs.0, "byte {byte}");
        }
    }

    #[test]
    fn a_share_of_small_order_is_refused() {
        let (private_key, _, enc) = encapsulated();
        let mut enc = enc.to_bytes();
        enc[1088..].fill(0);
        let enc = EncappedKey::from_bytes(&enc).unwrap();
        assert!(XWing::decap(&private_key, None, &enc).is_err());
    }

    #[test]
    fn no_sender_is_authenticated() {
        let (private_key, _, enc) = encapsulated();
        let rng = &mut UnwrapErr(SysRng);
        let public_key = XWing::sk_to_pk(&private_key);
        assert!(XWing::decap(&private_key, Some(&public_key), &enc).is_err());
        let sender = Some((&private_key, &public_key));
        assert!(XWing::encap_with_rng(&public_key, sender, rng).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn no_key_stays_on_the_stack() {
        use crate::hpke::{Key, PrivateKey as AnyKey, Suite};
        use crate::secret::tests::copies_below;

        let (private_key, _, enc) = encapsulated();
        let public_key = XWing::sk_to_pk(&private_key).to_bytes();
        let (mut public_keys, mut private_keys) = ([0; 1216], vec![0; 2432]);
        let encoded = private_keys.as_mut_slice().try_into().unwrap();
        let seed = private_key.seed.to_bytes();
        libcrux_kem::XWing::keygen(&mut public_keys, encoded, seed.as_ref()).unwrap();
        let expanded = private_key.expanded.clone();
        let secrets = [
            &private_keys[..32],
            &private_keys[2368..2400],
            // The bytes of the scalar that clamping does not change.
            &private_keys[2401..2431],
            // The input of the hash, after the shared secrets.
            &[&enc.to_bytes()[1088..], &public_key[1184..]].concat(),
        ];
        decapsulate(&expanded, &enc).unwrap();
        assert!(copies_below(&secrets) > 0, "there is something to wipe");
        let key = AnyKey(Key::XWing(Box::new(private_key)));
        assert!(key.open(b"", &enc.to_bytes(), &[0; 16]).is_err());
        assert_eq!(copies_below(&secrets), 0, "after opening");
        AnyKey::from_seed(Suite::XWing, &key.seed()).unwrap();
        assert_eq!(copies_below(&secrets), 0, "after expanding");
    }
}
