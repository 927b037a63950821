//! The keys of an association: each officer's, and the publisher's. They sign TUF's metadata and nothing else.

use std::str::FromStr;

use base64ct::{Base64, Encoding};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use shared::secret::{Secret, on_wiped_stack};
use shared::signing::{NotAKey, VerifyingKey};
use sigstore_tuf::Key;

/// A private key that signs metadata: a seed of 32 bytes, written as 44 characters of base64.
pub struct OfficerKey(Box<SigningKey>);

impl FromStr for OfficerKey {
    type Err = NotAKey;

    fn from_str(base64: &str) -> Result<Self, NotAKey> {
        let mut seed = Secret::default();
        let decoded = Base64::decode(base64, &mut seed[..]).map_err(|_| NotAKey)?;
        if decoded.len() != 32 {
            return Err(NotAKey);
        }
        Ok(on_wiped_stack(|| {
            Self(Box::new(SigningKey::from_bytes(&seed)))
        }))
    }
}

impl OfficerKey {
    /// The id of the key in metadata.
    pub(super) fn id(&self) -> String {
        id(&public(&self.0.verifying_key().to_bytes()))
    }

    /// The signature of bytes, in hexadecimal.
    pub(super) fn sign(&self, bytes: &[u8]) -> String {
        let signature = on_wiped_stack(|| self.0.sign(bytes));
        base16ct::lower::encode_string(&signature.to_bytes())
    }
}

/// A public key and its id, as metadata has them.
pub(super) fn listed(key: &VerifyingKey) -> (String, Value) {
    let key = public(&key.to_bytes());
    (id(&key), key)
}

fn public(bytes: &[u8; 32]) -> Value {
    json!({
        "keytype": "ed25519",
        "scheme": "ed25519",
        "keyval": { "public": base16ct::lower::encode_string(bytes) },
    })
}

/// The id of a key: SHA-256 of its canonical JSON, in hexadecimal.
fn id(key: &Value) -> String {
    #[expect(clippy::expect_used, reason = "a key of this form has no number in it")]
    let id = serde_json::from_value::<Key>(key.clone())
        .ok()
        .and_then(|key| key.key_id().ok())
        .expect("a key has an id");
    id
}
