//! Encrypts the desk's records with keys derived from the desk's private key.
//!
//! If the desk's key was changed, two kinds of keys are handed down from the former key's vault: the
//! key of the digests by which rows are found, because the content behind a digest may be scrubbed; and
//! the keys of the log, because the log goes on.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use model::chain::LogKey;
use rand_core::CryptoRng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::hpke::PrivateKey;
use shared::secret::{Secret, on_wiped_stack};
use zeroize::Zeroizing;

use super::Unreadable;

const NONCE_BYTES: usize = 24;

/// Seals and opens the desk's records.
pub struct Vault {
    cipher: Box<XChaCha20Poly1305>,
    /// The cipher of the former desk key, while something may still be sealed to it.
    former: Option<Box<XChaCha20Poly1305>>,
    /// Of the first desk key.
    digest_key: Secret,
    /// Of the present desk key.
    proof_key: Secret,
    log_key: LogKey,
}

/// The keys that a vault hands down to the vault of the desk's next key.
#[derive(Serialize, Deserialize)]
pub struct Inherited {
    /// The key of the digests by which rows are found.
    digest: [u8; 32],
    /// The keys of the log, the oldest first.
    log: Vec<[u8; 32]>,
}

impl Vault {
    /// The vault of a desk key that was never changed.
    pub fn new(desk: &PrivateKey) -> Self {
        Self::after(desk, None, None)
    }

    /// The vault of a desk key with the keys that it has inherited. It opens what is sealed to the
    /// former key as well; without that, the log must say that the former key is retired.
    pub fn after(
        desk: &PrivateKey,
        former: Option<&PrivateKey>,
        inherited: Option<&Inherited>,
    ) -> Self {
        on_wiped_stack(|| {
            let own_digest = || derive(desk, b"sealed-report v1 desk digest");
            let log = inherited.map(|keys| keys.log.iter().map(secret).collect());
            Self {
                cipher: cipher(desk),
                former: former.map(cipher),
                digest_key: inherited.map_or_else(own_digest, |keys| secret(&keys.digest)),
                proof_key: own_digest(),
                log_key: LogKey::after(
                    log.unwrap_or_default(),
                    derive(desk, b"sealed-report v1 desk log"),
                    former.is_none(),
                ),
            }
        })
    }

    /// The keys for the vault of the desk's next key.
    pub fn inherited(&self) -> Inherited {
        Inherited {
            digest: **self.digest_key,
            log: self.log_key.all().map(|key| ***key).collect(),
        }
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
        self.seal_bytes(kind, key, &json, rng)
    }

    fn seal_bytes(
        &self,
        kind: &str,
        key: &[u8],
        bytes: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<u8>, Unreadable> {
        let mut nonce = [0; NONCE_BYTES];
        rng.fill_bytes(&mut nonce);
        let payload = Payload {
            msg: bytes,
            aad: &bound(kind, key),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        Ok([&nonce[..], &sealed.map_err(|_| Unreadable)?].concat())
    }

    /// The same value, sealed to the present desk key; none if it is.
    ///
    /// # Errors
    ///
    /// Fails if neither key opens it.
    pub fn reseal(
        &self,
        kind: &str,
        key: &[u8],
        sealed: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Result<Option<Vec<u8>>, Unreadable> {
        if open(&self.cipher, kind, key, sealed).is_ok() {
            return Ok(None);
        }
        let former = self.former.as_ref().ok_or(Unreadable)?;
        let opened = open(former, kind, key, sealed)?;
        self.seal_bytes(kind, key, &opened, rng).map(Some)
    }

    /// Opens a value that was sealed as the same kind under the same key.
    pub fn open<T: DeserializeOwned>(
        &self,
        kind: &str,
        key: &[u8],
        sealed: &[u8],
    ) -> Result<T, Unreadable> {
        let mut ciphers = [&self.cipher].into_iter().chain(&self.former);
        let json = ciphers.find_map(|cipher| self::open(cipher, kind, key, sealed).ok());
        serde_json::from_slice(&json.ok_or(Unreadable)?).map_err(|_| Unreadable)
    }

    /// A digest that names a value without revealing it: HKDF-SHA256 with the first desk key. It
    /// stays the same when the desk's key is changed.
    pub fn digest(&self, kind: &str, value: &str) -> [u8; 16] {
        digest(&self.digest_key, kind, value)
    }

    /// A digest that only this desk can make: HKDF-SHA256 with the present desk key.
    pub fn proof(&self, kind: &str, value: &str) -> [u8; 16] {
        digest(&self.proof_key, kind, value)
    }
}

fn open(
    cipher: &XChaCha20Poly1305,
    kind: &str,
    key: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Unreadable> {
    let (nonce, ciphertext) = sealed
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(Unreadable)?;
    let payload = Payload {
        msg: ciphertext,
        aad: &bound(kind, key),
    };
    let opened = cipher.decrypt(&XNonce::from(*nonce), payload);
    opened.map(Zeroizing::new).map_err(|_| Unreadable)
}

fn digest(key: &Secret, kind: &str, value: &str) -> [u8; 16] {
    let mut digest = [0; 16];
    let info = bound(kind, &Sha256::digest(value));
    // HKDF cannot fail for 16 bytes (RFC 5869, section 2.3).
    let _ = Hkdf::<Sha256>::new(None, &key[..]).expand(&info, &mut digest);
    digest
}

fn cipher(desk: &PrivateKey) -> Box<XChaCha20Poly1305> {
    let key = derive(desk, b"sealed-report v1 desk record");
    Box::new(XChaCha20Poly1305::new((&**key).into()))
}

fn secret(bytes: &[u8; 32]) -> Secret {
    let mut secret = Secret::default();
    secret.copy_from_slice(bytes);
    secret
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

    #[test]
    fn the_vault_of_the_next_key_opens_and_finds_what_was_there() {
        let rng = &mut UnwrapErr(SysRng);
        let [first, second, third] = [0; 3].map(|_| PrivateKey::generate(Suite::XWing, rng));
        let one = Vault::new(&first);
        let inherited = one.inherited();
        let two = Vault::after(&second, Some(&first), Some(&inherited));
        let sealed = one.seal("notes", b"1", &"text", rng).unwrap();
        assert_eq!(two.open::<String>("notes", b"1", &sealed).unwrap(), "text");
        assert_eq!(two.digest("web", "a"), one.digest("web", "a"));
        assert_ne!(two.proof("device", "a"), one.proof("device", "a"));

        let anew = two.reseal("notes", b"1", &sealed, rng).unwrap().unwrap();
        assert_eq!(two.reseal("notes", b"1", &anew, rng), Ok(None));
        assert_eq!(one.open::<String>("notes", b"1", &anew), Err(Unreadable));
        let alone = Vault::after(&second, None, Some(&inherited));
        assert_eq!(alone.open::<String>("notes", b"1", &anew).unwrap(), "text");
        assert_eq!(alone.reseal("notes", b"1", &sealed, rng), Err(Unreadable));
        let three = Vault::after(&third, Some(&second), Some(&alone.inherited()));
        assert_eq!(three.digest("web", "a"), one.digest("web", "a"));
        assert_eq!(three.log_key().all().count(), 3);
    }
}
