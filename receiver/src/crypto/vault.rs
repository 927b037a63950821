//! Encrypts the desk's records with keys derived from the desk's private key.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use model::chain::LogKey;
use rand_core::CryptoRng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shared::hpke::PrivateKey;
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

use super::Unreadable;

const NONCE_BYTES: usize = 24;

/// Seals and opens the desk's records.
pub struct Vault {
    cipher: Box<XChaCha20Poly1305>,
    digest_key: Secret,
    log_key: LogKey,
}

impl Vault {
    /// The vault of this desk key.
    pub fn new(desk: &PrivateKey) -> Self {
        on_wiped_stack(|| {
            let cipher_key = derive(desk, b"sealed-report v1 desk record");
            Self {
                cipher: Box::new(XChaCha20Poly1305::new((&**cipher_key).into())),
                digest_key: derive(desk, b"sealed-report v1 desk digest"),
                log_key: LogKey::new(derive(desk, b"sealed-report v1 desk log")),
            }
        })
    }

    /// The key of the log's hashes.
    pub fn log_key(&self) -> LogKey {
        self.log_key.clone()
    }

    /// Seals a value as JSON, bound to its kind and its key. The result is a nonce of 24 random
    /// bytes, then ciphertext and tag.
    pub fn seal(
        &self,
        kind: &str,
        key: &[u8],
        value: &impl Serialize,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Unreadable> {
        let json = Zeroizing::new(serde_json::to_vec(value).map_err(|_| Unreadable)?);
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: &json,
            aad: &bound(kind, key),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        Ok([&nonce[..], &sealed.map_err(|_| Unreadable)?].concat())
    }

    /// Opens a value that was sealed as the same kind under the same key.
    pub fn open<T: DeserializeOwned>(
        &self,
        kind: &str,
        key: &[u8],
        sealed: &[u8],
    ) -> Result<T, Unreadable> {
        let (nonce, ciphertext) = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .ok_or(Unreadable)?;
        let payload = Payload {
            msg: ciphertext,
            aad: &bound(kind, key),
        };
        let json = self
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map(Zeroizing::new)
            .map_err(|_| Unreadable)?;
        serde_json::from_slice(&json).map_err(|_| Unreadable)
    }

    /// A digest that names a value without revealing it: HKDF-SHA256 with the desk's key.
    pub fn digest(&self, kind: &str, value: &str) -> [u8; 16] {
        let mut digest = [0; 16];
        let info = bound(kind, &Sha256::digest(value));
        // HKDF cannot fail for 16 bytes (RFC 5869, section 2.3).
        let _ = Hkdf::<Sha256>::new(None, &self.digest_key[..]).expand(&info, &mut digest);
        digest
    }
}

fn derive(desk: &PrivateKey, label: &[u8]) -> Secret {
    let mut key = Secret::default();
    // HKDF cannot fail for 32 bytes (RFC 5869, section 2.3).
    let _ = Hkdf::<Sha256>::new(None, &desk.seed()).expand(label, &mut key[..]);
    key
}

fn bound(kind: &str, key: &[u8]) -> Vec<u8> {
    [kind.as_bytes(), b"\0", key].concat()
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};
    use shared::hpke::Suite;

    use super::*;

    fn vault() -> Vault {
        Vault::new(&PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng)))
    }

    #[test]
    fn a_value_opens_as_what_it_is_and_nowhere_else() {
        let (vault, other) = (vault(), self::vault());
        let sealed = vault
            .seal("notes", b"1", &"sentinel", &mut UnwrapErr(SysRng))
            .unwrap();
        assert!(!sealed.windows(8).any(|window| window == b"sentinel"));
        let open = |vault: &Vault, kind, key: &[u8]| vault.open::<String>(kind, key, &sealed);
        assert_eq!(open(&vault, "notes", b"1").unwrap(), "sentinel");
        assert_eq!(open(&vault, "notes", b"2"), Err(Unreadable));
        assert_eq!(open(&vault, "contact", b"1"), Err(Unreadable));
        assert_eq!(open(&other, "notes", b"1"), Err(Unreadable));
        let cut = &sealed[..NONCE_BYTES - 1];
        assert_eq!(vault.open::<String>("notes", b"1", cut), Err(Unreadable));
    }

    #[test]
    fn digests_tell_apart_and_need_the_key() {
        let (vault, other) = (vault(), self::vault());
        let digest = vault.digest("web", "a");
        assert_eq!(vault.digest("web", "a"), digest);
        assert_ne!(vault.digest("web", "b"), digest);
        assert_ne!(vault.digest("onion", "a"), digest);
        assert_ne!(other.digest("web", "a"), digest);
    }
}
