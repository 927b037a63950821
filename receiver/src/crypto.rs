//! Encryption of the data in the store: reports under epoch keys, the desk's records under keys
//! derived from the desk key.

pub mod authority;
pub mod epoch;
pub mod vault;

use base64ct::{Base64, Encoding};
use model::sealed::Fingerprint;
use sha2::{Digest, Sha256};
use shared::hpke::{Failed, PrivateKey, PublicKey, Suite};
use zeroize::Zeroizing;

/// The fingerprint of a desk's public key.
pub fn fingerprint(desk: &PublicKey) -> Fingerprint {
    Fingerprint(Sha256::digest(desk.to_string()).into())
}

/// The text of a desk's private key in its file: the seed in base64.
pub(crate) fn private_text(desk: &PrivateKey) -> Zeroizing<String> {
    Zeroizing::new(Base64::encode_string(&desk.seed()))
}

/// Reads a desk's private key from the text of its file.
pub(crate) fn private_key(text: &str) -> Result<PrivateKey, Failed> {
    let seed = Base64::decode_vec(text).map(Zeroizing::new);
    PrivateKey::from_seed(Suite::XWing, &seed.map_err(|_| Failed)?)
}

/// The ciphertext is damaged, was sealed to another desk key, or is not what the log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored report is damaged or was sealed to another desk key")]
pub struct Unreadable;
