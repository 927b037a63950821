//! Random tokens, of sessions and of the API.

use base64ct::{Base64UrlUnpadded, Encoding};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// 32 random bytes that give access to whoever shows them. The store has only their SHA-256.
pub(crate) struct RandomToken(Zeroizing<String>);

impl RandomToken {
    /// A new token.
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

/// The key under which a token, or the session that it belongs to, is stored: SHA-256.
pub(super) fn key_of(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
