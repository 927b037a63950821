//! The signature of a request, in its header `Authorization`.
//!
//! It covers the method, the path, the digest of the body, and a nonce of the intake that is valid once. So it is good for
//! one request to one intake process; no clock decides about it.

use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::signing::{Purpose, Signed, SigningKey, VerifyingKey};

use super::PATH;

/// The version of the requests.
const VERSION: u32 = 1;

/// The scheme of the header.
const SCHEME: &str = "Sealed-Report ";

/// What the desk signs of a request: JSON, in this order.
#[derive(Serialize, Deserialize)]
struct Statement {
    version: u32,
    method: String,
    path: String,
    nonce: String,
    body_sha256: String,
}

/// A request that the desk has signed, as far as its header says.
pub(super) struct Verified {
    /// The nonce that the request is for.
    pub(super) nonce: String,
    body_sha256: String,
}

/// Why the header of a request is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotVerified {
    /// The desk has not signed it, or for another request.
    Unsigned,
    /// The desk has signed it, and it has a version that is not read here.
    Version,
}

/// A new nonce: 32 hexadecimal digits.
pub(super) fn new_nonce() -> String {
    let mut bytes = [0; 16];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    hex(&bytes)
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// SHA-256 of bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The header of a request with this body.
pub(super) fn sign(key: &SigningKey, nonce: &str, body: &[u8]) -> String {
    let statement = Statement {
        version: VERSION,
        method: "POST".to_owned(),
        path: PATH.to_owned(),
        nonce: nonce.to_owned(),
        body_sha256: sha256(body),
    };
    // Strings and numbers always have a JSON form.
    let text = serde_json::to_string(&statement).unwrap_or_default();
    let signed = serde_json::to_vec(&key.sign(Purpose::Pull, text)).unwrap_or_default();
    format!("{SCHEME}{}", Base64UrlUnpadded::encode_string(&signed))
}

/// Verifies the header of a request.
pub(super) fn verify(header: &str, key: &VerifyingKey) -> Result<Verified, NotVerified> {
    let signed = header.strip_prefix(SCHEME);
    let signed = signed.and_then(|base64| Base64UrlUnpadded::decode_vec(base64).ok());
    let signed: Option<Signed> = signed.and_then(|json| serde_json::from_slice(&json).ok());
    let signed = signed.ok_or(NotVerified::Unsigned)?;
    let text = signed.verify(Purpose::Pull, key);
    let text = text.map_err(|_| NotVerified::Unsigned)?;
    let statement: Option<Statement> = serde_json::from_str(text).ok();
    let statement = statement
        .filter(|statement| statement.version == VERSION)
        .ok_or(NotVerified::Version)?;
    if statement.method != "POST" || statement.path != PATH {
        return Err(NotVerified::Unsigned);
    }
    Ok(Verified {
        nonce: statement.nonce,
        body_sha256: statement.body_sha256,
    })
}

impl Verified {
    /// Whether the desk has signed this body.
    pub(super) fn is_of(&self, body: &[u8]) -> bool {
        self.body_sha256 == sha256(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SigningKey {
        SigningKey::generate(&mut UnwrapErr(SysRng))
    }

    #[test]
    fn a_signature_is_good_for_its_key_its_nonce_and_its_body() {
        let (desk, stranger) = (key(), key());
        let header = sign(&desk, "nonce", b"body");
        let verified = verify(&header, &desk.verifying_key()).ok().unwrap();
        assert_eq!(verified.nonce, "nonce");
        assert!(verified.is_of(b"body") && !verified.is_of(b"body "));
        let public = stranger.verifying_key();
        assert_eq!(verify(&header, &public).err(), Some(NotVerified::Unsigned));
    }

    #[test]
    fn a_header_with_any_other_byte_is_refused() {
        let desk = key();
        let header = sign(&desk, "nonce", b"body");
        let public = desk.verifying_key();
        for at in 0..header.len() {
            let mut other = header.clone().into_bytes();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).unwrap();
            assert!(verify(&other, &public).is_err(), "{at}");
        }
        for header in ["", "Bearer x", SCHEME, "Sealed-Report AAAA"] {
            assert!(verify(header, &public).is_err(), "{header}");
        }
    }

    #[test]
    fn what_was_signed_for_something_else_is_refused() {
        let desk = key();
        let public = desk.verifying_key();
        let signed = |purpose, text: &str| {
            let signed = serde_json::to_vec(&desk.sign(purpose, text.to_owned())).unwrap();
            let header = format!("{SCHEME}{}", Base64UrlUnpadded::encode_string(&signed));
            verify(&header, &public).err()
        };
        let text = |version, method, path| {
            format!(
                r#"{{"version":{version},"method":"{method}","path":"{path}","nonce":"n","body_sha256":"b"}}"#
            )
        };
        assert_eq!(signed(Purpose::Pull, &text(1, "POST", PATH)), None);
        let unsigned = Some(NotVerified::Unsigned);
        assert_eq!(signed(Purpose::Epoch, &text(1, "POST", PATH)), unsigned);
        assert_eq!(signed(Purpose::Pull, &text(1, "GET", PATH)), unsigned);
        assert_eq!(
            signed(Purpose::Pull, &text(1, "POST", "/v2/pull")),
            unsigned
        );
        let version = Some(NotVerified::Version);
        assert_eq!(signed(Purpose::Pull, &text(2, "POST", PATH)), version);
        assert_eq!(signed(Purpose::Pull, "{}"), version);
    }
}
