//! The root's certificate for a signer, so that the root itself can stay offline.

use serde::{Deserialize, Serialize};

use crate::json;
use crate::report::HotlineId;
use crate::signing::{Forged, Purpose, Signed, SigningKey, VerifyingKey};

/// A certificate: for how long a key may sign a hotline's key configs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignerCertificate {
    /// The hotline for which the signer signs.
    pub hotline: HotlineId,
    /// The public key that checks the signer's signatures.
    pub signer: VerifyingKey,
    /// The first second of validity, since 1970 UTC.
    pub not_before: u64,
    /// The first second after the validity, since 1970 UTC.
    pub not_after: u64,
}

/// The reason why a text is not a certificate of this root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACertificate {
    /// The root did not sign the text.
    #[error("the root did not sign this certificate")]
    Signature,
    /// The root signed the text, but it is not a certificate.
    #[error("this is not a certificate")]
    Form,
}

impl From<Forged> for NotACertificate {
    fn from(_: Forged) -> Self {
        Self::Signature
    }
}

impl SignerCertificate {
    /// Writes the certificate as JSON, and signs it with the root.
    pub fn signed(&self, root: &SigningKey) -> Signed {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(self).unwrap_or_default();
        root.sign(Purpose::Certificate, text)
    }

    /// Reads a certificate that the root signed.
    pub fn verify(signed: &Signed, root: &VerifyingKey) -> Result<Self, NotACertificate> {
        let text = signed.verify(Purpose::Certificate, root)?;
        json::read(text.as_bytes()).ok_or(NotACertificate::Form)
    }
}

#[cfg(test)]
mod tests {
    use getrandom::{SysRng, rand_core::UnwrapErr};

    use super::*;

    #[test]
    fn only_the_root_certifies() {
        let [root, stranger, signer] =
            [(); 3].map(|()| SigningKey::generate(&mut UnwrapErr(SysRng)));
        let certificate = SignerCertificate {
            hotline: "example".parse().unwrap(),
            signer: signer.verifying_key(),
            not_before: 1,
            not_after: 2,
        };
        let signed = certificate.signed(&root);
        let verify = |signed: &Signed, by: &SigningKey| {
            SignerCertificate::verify(signed, &by.verifying_key())
        };
        assert_eq!(verify(&signed, &root), Ok(certificate.clone()));
        let forged = Err(NotACertificate::Signature);
        assert_eq!(verify(&signed, &stranger), forged);
        let by_itself = certificate.signed(&signer);
        assert_eq!(verify(&by_itself, &root), forged);
        let other = root.sign(Purpose::Certificate, "{}".to_owned());
        assert_eq!(verify(&other, &root), Err(NotACertificate::Form));
    }
}
