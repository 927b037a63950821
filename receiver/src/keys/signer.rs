//! The signer: signs this receiver's key configs, in the name of the hotline's root.

use std::path::{Path, PathBuf};
use std::{fs, io};

use model::time::Timestamp;
use shared::certificate::{NotACertificate, SignerCertificate};
use shared::key_config::{KeyDocument, PublishedKey, Trust};
use shared::signing::{Signed, SigningKey};

use crate::crypto::authority::{Authority, EpochSigner, EpochStatement, Voucher};
use crate::parcel::{Receipt, SignedReceipt};

/// The signer's key, and the root's certificate for it.
#[derive(Debug)]
pub struct Signer {
    authority: Authority,
    key: SigningKey,
    path: PathBuf,
    signed: Signed,
    certificate: SignerCertificate,
}

/// Why the certificate's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// The file cannot be read.
    #[error("{}", .0)]
    Read(#[from] io::Error),
    /// The file holds no certificate of the root.
    #[error(transparent)]
    Certificate(#[from] NotACertificate),
    /// The certificate names another hotline.
    #[error("the certificate is for another hotline")]
    Hotline,
    /// The certificate names another signer.
    #[error("the certificate is for another signer key")]
    Signer,
}

impl Signer {
    /// A signer with this key, and the certificate that is read from a file.
    pub fn open(
        authority: Authority,
        key: SigningKey,
        path: &Path,
    ) -> Result<Self, CertificateError> {
        let (signed, certificate) = read(path, &authority, &key)?;
        Ok(Self {
            authority,
            key,
            path: path.to_owned(),
            signed,
            certificate,
        })
    }

    /// What browsers trust of this hotline.
    pub(crate) fn trust(&self) -> Trust {
        Trust {
            hotline: self.authority.hotline.clone(),
            root: self.authority.root,
            least_sequence: 0,
        }
    }

    /// Reads the certificate's file again, where an operator may have put a newer one. Gives whether
    /// the certificate has changed.
    pub(super) fn reload(&mut self) -> Result<bool, CertificateError> {
        let (signed, certificate) = read(&self.path, &self.authority, &self.key)?;
        let is_new = signed != self.signed;
        (self.signed, self.certificate) = (signed, certificate);
        Ok(is_new)
    }

    /// The hotline and the root that vouch for this signer.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// The root's certificate.
    pub fn certificate(&self) -> &SignerCertificate {
        &self.certificate
    }

    /// Whether browsers believe this signer at `now`.
    pub fn is_certified(&self, now: Timestamp) -> bool {
        (self.certificate.not_before..self.certificate.not_after).contains(&now.0)
    }

    /// The signed receipt for a parcel of another hotline.
    pub(super) fn receipt(&self, receipt: &Receipt) -> SignedReceipt {
        SignedReceipt::new(self.signed.clone(), &self.key, receipt)
    }

    /// The signed document of a key, for browsers to fetch.
    pub(super) fn publish(&self, key: &PublishedKey) -> KeyDocument {
        KeyDocument::new(self.signed.clone(), key, &self.key)
    }
}

impl EpochSigner for Signer {
    fn vouch(&self, epoch: &EpochStatement) -> Voucher {
        Voucher::new(self.signed.clone(), epoch, &self.key)
    }
}

fn read(
    path: &Path,
    authority: &Authority,
    key: &SigningKey,
) -> Result<(Signed, SignerCertificate), CertificateError> {
    let json = fs::read(path)?;
    let signed = serde_json::from_slice(&json).map_err(|_| NotACertificate::Form)?;
    let certificate = SignerCertificate::verify(&signed, &authority.root)?;
    if certificate.hotline != authority.hotline {
        return Err(CertificateError::Hotline);
    }
    if certificate.signer != key.verifying_key() {
        return Err(CertificateError::Signer);
    }
    Ok((signed, certificate))
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    fn key() -> SigningKey {
        SigningKey::generate(&mut UnwrapErr(SysRng))
    }

    fn certificate(hotline: &str, signer: &SigningKey) -> SignerCertificate {
        SignerCertificate {
            hotline: hotline.parse().unwrap(),
            signer: signer.verifying_key(),
            not_before: 10,
            not_after: 20,
        }
    }

    /// Opens a signer whose certificate's file holds this text.
    fn open(root: &SigningKey, signer: SigningKey, json: &str) -> Result<Signer, CertificateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("signer.cert");
        fs::write(&path, json).unwrap();
        let authority = Authority {
            hotline: "example".parse().unwrap(),
            root: root.verifying_key(),
        };
        Signer::open(authority, signer, &path)
    }

    fn json(signed: &Signed) -> String {
        serde_json::to_string(signed).unwrap()
    }

    #[test]
    fn a_certificate_is_for_this_hotline_and_this_signer_by_this_root() {
        let [root, stranger] = [(); 2].map(|()| key());
        let signer = key();
        let good = json(&certificate("example", &signer).signed(&root));
        let foreign = json(&certificate("other", &signer).signed(&root));
        let forged = json(&certificate("example", &signer).signed(&stranger));
        let again = || signer.to_base64().parse::<SigningKey>().unwrap();
        let signer = open(&root, again(), &good).unwrap();
        assert!(signer.is_certified(Timestamp(10)) && signer.is_certified(Timestamp(19)));
        assert!(!signer.is_certified(Timestamp(9)) && !signer.is_certified(Timestamp(20)));
        assert!(matches!(
            open(&root, again(), &foreign),
            Err(CertificateError::Hotline)
        ));
        assert!(matches!(
            open(&root, again(), &forged),
            Err(CertificateError::Certificate(NotACertificate::Signature))
        ));
        assert!(matches!(
            open(&root, key(), &good),
            Err(CertificateError::Signer)
        ));
        assert!(matches!(
            open(&root, again(), "{}"),
            Err(CertificateError::Certificate(NotACertificate::Form))
        ));
    }
}
