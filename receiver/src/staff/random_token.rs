//! Random tokens for sessions and for the API.

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 32 random bytes that give access to their bearer. The store has only their SHA-256.
pub(crate) struct RandomToken(Zeroizing<String>);

impl RandomToken {
    /// Makes a new token.
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut bytes[..]);
        Self(Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..])))
    }

    /// The token's text, in base64url.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of a token: the key of the token or of its session in the store.
pub(super) fn key_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
