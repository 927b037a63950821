//! The cryptography that `sigstore-tuf` calls: Ed25519 and SHA-2, as everywhere in the receiver. Keys of other
//! kinds check nothing, so a signature by one counts for no threshold.

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256, Sha384, Sha512};
use sigstore_crypto::{
    CryptoProvider, Error, HashContext, Result, SigningScheme, install_default_provider,
};
use sigstore_types::HashAlgorithm;

/// Sets the cryptography of this process. Must come before anything of TUF is read.
pub(crate) fn install() {
    // Whoever was quicker has set the same.
    let _ = install_default_provider(&Ours);
}

#[derive(Debug)]
struct Ours;

impl CryptoProvider for Ours {
    fn hash(&self, algorithm: HashAlgorithm) -> Result<Box<dyn HashContext>> {
        match algorithm {
            HashAlgorithm::Sha2256 => Ok(Box::new(Running(Sha256::new()))),
            HashAlgorithm::Sha2384 => Ok(Box::new(Running(Sha384::new()))),
            HashAlgorithm::Sha2512 => Ok(Box::new(Running(Sha512::new()))),
            other => Err(Error::UnsupportedAlgorithm(format!("{other:?}"))),
        }
    }

    fn verify_raw(
        &self,
        scheme: SigningScheme,
        public_key: &[u8],
        data: &[u8],
        signature: &[u8],
    ) -> Result<()> {
        if scheme != SigningScheme::Ed25519 {
            return Err(Error::UnsupportedAlgorithm(format!("{scheme:?}")));
        }
        let wrong = |_| Error::Verification("Ed25519".to_owned());
        let public_key = <&[u8; 32]>::try_from(public_key)
            .map_err(|_| Error::InvalidKey("a key of another length".to_owned()))?;
        let key = VerifyingKey::from_bytes(public_key).map_err(wrong)?;
        let signature = Signature::from_slice(signature).map_err(wrong)?;
        key.verify_strict(data, &signature).map_err(wrong)
    }

    fn verify_prehashed(
        &self,
        scheme: SigningScheme,
        _public_key: &[u8],
        _digest: &[u8],
        _signature: &[u8],
    ) -> Result<()> {
        Err(Error::UnsupportedAlgorithm(format!("{scheme:?}")))
    }
}

/// A digest of which not all is read yet.
struct Running<D>(D);

impl<D: Digest + Send> HashContext for Running<D> {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.0, data);
    }

    fn finalize(self: Box<Self>) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}
