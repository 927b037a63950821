//! Questions to reporters who stay anonymous: the desk's asker, which signs them.

use std::path::PathBuf;
use std::{fs, io};

use model::time::Timestamp;
use shared::certificate::NotACertificate;
use shared::follow_up::question::AskerCertificate;
use shared::report::HotlineId;
use shared::signing::{Signed, SigningKey};

use crate::crypto::authority::Authority;

/// The key with which a desk signs questions, and the file with the root's certificate for it, which an operator renews.
#[derive(Debug)]
pub(crate) struct Asker {
    us: Authority,
    key: SigningKey,
    file: PathBuf,
}

/// Why a desk cannot ask.
#[derive(Debug, thiserror::Error)]
pub enum NotCertified {
    /// The certificate's file cannot be read.
    #[error("the asker's certificate: {0}")]
    Read(#[from] io::Error),
    /// The root did not sign the certificate for an asker.
    #[error("the root did not certify this asker: {0}")]
    Certificate(#[from] NotACertificate),
    /// The certificate names another hotline, or another key.
    #[error("the asker's certificate is for another hotline or another key")]
    Other,
    /// The certificate is not valid now.
    #[error("the asker's certificate is not valid now")]
    Time,
}

impl Asker {
    /// The asker of a hotline, with the file that has its certificate.
    pub(crate) fn new(us: Authority, key: SigningKey, file: PathBuf) -> Self {
        Self { us, key, file }
    }

    /// The hotline that asks.
    pub(crate) fn hotline(&self) -> &HotlineId {
        &self.us.hotline
    }

    /// The key that signs questions.
    pub(crate) fn key(&self) -> &SigningKey {
        &self.key
    }

    /// The certificate, as the file has it now, whether or not it is valid now.
    pub(crate) fn look(&self) -> Result<(Signed, AskerCertificate), NotCertified> {
        let json = fs::read(&self.file)?;
        let signed = serde_json::from_slice(&json).map_err(|_| NotACertificate::Form)?;
        let certificate = AskerCertificate::verify(&signed, &self.us.root)?;
        let AskerCertificate(of) = &certificate;
        let is_ours = of.hotline == self.us.hotline && of.signer == self.key.verifying_key();
        is_ours
            .then_some((signed, certificate))
            .ok_or(NotCertified::Other)
    }

    /// The end of the certificate; none if its file has none.
    pub(crate) fn certified_until(&self) -> Option<Timestamp> {
        let (_, AskerCertificate(of)) = self.look().ok()?;
        Some(Timestamp(of.not_after))
    }

    /// The certificate and its end, if it is valid now.
    pub(crate) fn certificate(&self, now: Timestamp) -> Result<(Signed, Timestamp), NotCertified> {
        let (signed, AskerCertificate(of)) = self.look()?;
        (of.not_before..of.not_after)
            .contains(&now.0)
            .then_some((signed, Timestamp(of.not_after)))
            .ok_or(NotCertified::Time)
    }
}
