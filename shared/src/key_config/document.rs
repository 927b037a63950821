//! The document that a browser fetches, and every check that the browser makes before it seals.

use serde::{Deserialize, Serialize};

use super::{KeyConfig, PublishedKey};
use crate::certificate::{NotACertificate, SignerCertificate};
use crate::json;
use crate::limits::{CLOCK_SKEW_SECONDS, KEY_DOCUMENT_BYTES, KEY_SECONDS, POW_MAX_EFFORT};
use crate::report::HotlineId;
use crate::signing::{Forged, Purpose, Signed, SigningKey, VerifyingKey};

/// A key config, signed by a signer, and the signer's certificate, signed by the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyDocument {
    certificate: Signed,
    config: Signed,
}

/// The hotline and root that a browser trusts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// The hotline that the form belongs to.
    pub hotline: HotlineId,
    /// The hotline's root.
    pub root: VerifyingKey,
    /// The highest sequence seen so far: a lower one means that an old key is replayed.
    pub least_sequence: u64,
}

/// The reason why a document is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Not a document of this version, or a document with impossible values.
    #[error("not a key document")]
    Form,
    /// The root did not certify the signer, or the signer did not sign the config.
    #[error("the key is not signed by this hotline")]
    Signature,
    /// Certificate or config belong to another hotline.
    #[error("the key is that of another hotline")]
    Hotline,
    /// Certificate or config are not valid now, even if the clock is wrong within the limit.
    #[error("the key is not valid at this time")]
    Time,
    /// The config is older than one that was seen before.
    #[error("the key is older than one seen before")]
    Sequence,
}

impl From<NotACertificate> for Untrusted {
    fn from(error: NotACertificate) -> Self {
        match error {
            NotACertificate::Signature => Self::Signature,
            NotACertificate::Form => Self::Form,
        }
    }
}

impl From<Forged> for Untrusted {
    fn from(_: Forged) -> Self {
        Self::Signature
    }
}

impl KeyDocument {
    /// Signs a key config, and puts the signer's certificate beside it.
    pub fn new(certificate: Signed, key: &PublishedKey, signer: &SigningKey) -> Self {
        Self {
            certificate,
            config: signer.sign(Purpose::KeyConfig, key.text().to_owned()),
        }
    }

    /// Writes the document as JSON, at most [`KEY_DOCUMENT_BYTES`] long.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a document. Nothing in it is verified yet.
    pub fn parse(json: &[u8]) -> Result<Self, Untrusted> {
        if json.len() > KEY_DOCUMENT_BYTES {
            return Err(Untrusted::Form);
        }
        json::read(json).ok_or(Untrusted::Form)
    }

    /// The key, if the whole chain holds at `now`, in seconds since 1970 UTC.
    pub fn verify(&self, trust: &Trust, now: u64) -> Result<PublishedKey, Untrusted> {
        let certificate = SignerCertificate::verify(&self.certificate, &trust.root)?;
        let text = self
            .config
            .verify(Purpose::KeyConfig, &certificate.signer)?;
        let key = PublishedKey::parse(text.to_owned()).map_err(|_| Untrusted::Form)?;
        let config = key.config();
        if certificate.hotline != trust.hotline || config.hotline != trust.hotline {
            return Err(Untrusted::Hotline);
        }
        if !is_possible(config) {
            return Err(Untrusted::Form);
        }
        check_time(certificate.not_before, certificate.not_after, now)?;
        check_time(config.not_before, config.not_after, now)?;
        if config.sequence < trust.least_sequence {
            return Err(Untrusted::Sequence);
        }
        Ok(key)
    }
}

/// Whether lifetime and effort are within the protocol's limits. A valid signature does not lift
/// these limits.
fn is_possible(config: &KeyConfig) -> bool {
    let lives = config.not_after.checked_sub(config.not_before);
    lives.is_some_and(|seconds| seconds <= KEY_SECONDS) && config.pow_floor <= POW_MAX_EFFORT
}

/// Checks that `now` is in the period, give or take the allowed error of a browser's clock.
pub(crate) fn check_time(not_before: u64, not_after: u64, now: u64) -> Result<(), Untrusted> {
    let has_begun = now.saturating_add(CLOCK_SKEW_SECONDS) >= not_before;
    let has_ended = now >= not_after.saturating_add(CLOCK_SKEW_SECONDS);
    if has_begun && !has_ended {
        Ok(())
    } else {
        Err(Untrusted::Time)
    }
}

#[cfg(test)]
mod tests;
