//! A desk's own signer for the exchange with other hotlines.

use std::path::PathBuf;
use std::{fs, io};

use model::time::Timestamp;
use serde::Serialize;
use shared::certificate::NotACertificate;
use shared::signing::{Purpose, Signed, SigningKey};

use super::{ExchangeCertificate, Member};

/// The signer's key, and the file with the root's certificate for it, which an operator renews.
#[derive(Debug)]
pub struct Signer {
    us: Member,
    key: SigningKey,
    file: PathBuf,
}

/// A signer with the certificate that its file has now.
#[derive(Debug)]
pub struct Certified<'a> {
    signer: &'a Signer,
    signed: Signed,
    certificate: ExchangeCertificate,
}

/// Why a desk cannot sign.
#[derive(Debug, thiserror::Error)]
pub enum NotCertified {
    /// The certificate's file cannot be read.
    #[error("the certificate for the exchange: {0}")]
    Read(#[from] io::Error),
    /// The root did not sign the certificate for the exchange.
    #[error("the root did not certify this signer for the exchange: {0}")]
    Certificate(#[from] NotACertificate),
    /// The certificate names another hotline, or another signer.
    #[error("the certificate for the exchange is for another hotline or another signer key")]
    Other,
    /// The certificate is not valid now.
    #[error("the certificate for the exchange is not valid now")]
    Time,
}

impl Signer {
    /// The signer of a hotline, with the file that has its certificate.
    pub fn new(us: Member, key: SigningKey, file: PathBuf) -> Self {
        Self { us, key, file }
    }

    /// The hotline that it signs for.
    pub fn us(&self) -> &Member {
        &self.us
    }

    /// The signer with its certificate, as the file has it now, whether or not it is valid now.
    pub fn look(&self) -> Result<Certified<'_>, NotCertified> {
        let json = fs::read(&self.file)?;
        let signed = serde_json::from_slice(&json).map_err(|_| NotACertificate::Form)?;
        let certificate = ExchangeCertificate::verify(&signed, &self.us.root)?;
        let is_ours = certificate.hotline == self.us.hotline
            && certificate.signer == self.key.verifying_key();
        is_ours
            .then_some(Certified {
                signer: self,
                signed,
                certificate,
            })
            .ok_or(NotCertified::Other)
    }

    /// The signer with its certificate, if that is valid now.
    pub fn certified(&self, now: Timestamp) -> Result<Certified<'_>, NotCertified> {
        let certified = self.look()?;
        let ends = Timestamp(certified.certificate.not_after);
        let is_valid = certified.certificate.is_valid(now) && now < ends;
        is_valid.then_some(certified).ok_or(NotCertified::Time)
    }
}

impl Certified<'_> {
    /// The certificate as other hotlines check it.
    pub(super) fn certificate(&self) -> &Signed {
        &self.signed
    }

    /// The end of the certificate.
    pub fn ends(&self) -> Timestamp {
        Timestamp(self.certificate.not_after)
    }

    /// A value as signed JSON.
    pub(super) fn sign(&self, purpose: Purpose, value: &impl Serialize) -> Signed {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(value).unwrap_or_default();
        self.signer.key.sign(purpose, text)
    }
}
