//! Random tokens, of sessions and of the API.

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 32 random bytes that open something to whoever has them. The store knows their SHA-256 only.
pub(crate) struct RandomToken(Zeroizing<String>);

impl RandomToken {
    pub(super) fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill_bytes(&mut bytes[..]);
        Self(Zeroizing::new(Base64UrlUnpadded::encode_string(&bytes[..])))
    }

    /// The text, in base64url.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a token is stored under.
pub(super) fn key_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
