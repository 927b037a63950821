//! The hotline of the vectors: its keys, and a source of "randomness" that is none.

use std::convert::Infallible;

use base64ct::{Base64, Encoding};
use rand_core::{TryCryptoRng, TryRng, utils};
use sha2::{Digest, Sha256};
use shared::certificate::SignerCertificate;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::KeyConfig;
use shared::signing::SigningKey;

use super::Made;

/// When everything begins: a second in January 2027, since 1970 UTC.
pub(crate) const BEGIN: u64 = 1_800_000_000;
pub(crate) const HOUR: u64 = 3600;
pub(crate) const DAY: u64 = 24 * HOUR;

pub(crate) const SUITES: [Suite; 2] = [Suite::XWing, Suite::X25519];

/// Bytes that look random and follow from a name.
pub(crate) fn drawn(name: &str, length: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for block in 0_u8.. {
        if bytes.len() >= length {
            break;
        }
        let hash = Sha256::new().chain_update(name).chain_update([block]);
        bytes.extend_from_slice(&hash.finalize());
    }
    bytes.truncate(length);
    bytes
}

/// The name of a suite in the names of vectors.
pub(crate) fn name(suite: Suite) -> &'static str {
    match suite {
        Suite::XWing => "X-Wing",
        Suite::X25519 => "X25519",
    }
}

/// The seed of a key that signs, and the key.
pub(crate) fn signing_key(name: &str) -> Made<(Vec<u8>, SigningKey)> {
    let seed = drawn(name, 32);
    let key = Base64::encode_string(&seed).parse()?;
    Ok((seed, key))
}

/// The intake's private key of a suite.
pub(crate) fn private_key(suite: Suite) -> Made<PrivateKey> {
    Ok(PrivateKey::from_seed(suite, &drawn(name(suite), 32))?)
}

/// The certificate of the signer, valid for 30 days.
pub(crate) fn certificate(signer: &SigningKey) -> Made<SignerCertificate> {
    Ok(SignerCertificate {
        hotline: "example".parse()?,
        signer: signer.verifying_key(),
        not_before: BEGIN,
        not_after: BEGIN + 30 * DAY,
    })
}

/// The config of the key of a suite, as a receiver publishes it.
pub(crate) fn config(suite: Suite) -> Made<KeyConfig> {
    Ok(KeyConfig {
        hotline: "example".parse()?,
        sequence: 7,
        not_before: BEGIN,
        not_after: BEGIN + 47 * HOUR,
        pow_floor: 64,
        public_key: private_key(suite)?.public_key(),
    })
}

/// Hands out the bytes that a vector records, and panics when more are asked for.
pub(crate) struct Recorded<'a>(pub(crate) &'a [u8]);

impl TryRng for Recorded<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_word_via_fill(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let (now, later) = self.0.split_at(bytes.len());
        bytes.copy_from_slice(now);
        self.0 = later;
        Ok(())
    }
}

impl TryCryptoRng for Recorded<'_> {}
