//! The keys that other hotlines seal parcels to, as a desk publishes them.

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::certificate::NotACertificate;
use shared::hpke::{PublicKey, Suite};
use shared::key_config::KeyId;
use shared::report::HotlineId;
use shared::signing::{Forged, Purpose, Signed};

use super::contents::signed;
use super::{CLOCK_SKEW_SECONDS, Certified, ExchangeCertificate, Member, VERSIONS};

/// Bytes of a key document, at most.
pub(crate) const KEY_DOCUMENT_BYTES: usize = 8 * 1024;

/// Seconds from a key's first use until it is destroyed, at most: 28 days.
pub(crate) const KEY_SECONDS: u64 = 28 * 24 * 3600;

/// A key, and how long it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeKey {
    /// The hotline that the key belongs to.
    pub hotline: HotlineId,
    /// The sequence number, which grows with every new key.
    pub sequence: u64,
    /// First second of use, since 1970 UTC.
    pub not_before: u64,
    /// First second at which the key is destroyed, since 1970 UTC.
    pub not_after: u64,
    /// The versions of parcels that the hotline reads.
    pub versions: Vec<u32>,
    /// The X-Wing key that parcels are sealed to.
    pub public_key: PublicKey,
}

/// A key, signed by a desk's signer, and the root's certificate for that signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyDocument {
    #[serde(deserialize_with = "signed")]
    certificate: Signed,
    #[serde(deserialize_with = "signed")]
    pub(super) key: Signed,
}

/// A key of another hotline that may be sealed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerKey {
    /// The hotline that the key belongs to.
    pub hotline: HotlineId,
    /// The name of the key.
    pub id: KeyId,
    /// The sequence number of the key.
    pub sequence: u64,
    /// The first second at which nobody opens what is sealed to it.
    pub ends: Timestamp,
    /// The highest version of parcels that both hotlines read.
    pub version: u32,
    /// The key.
    pub public_key: PublicKey,
}

/// The reason why a document is not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotTrusted {
    /// No document of an exchange key, or one with impossible values.
    #[error("no exchange key")]
    Form,
    /// The hotline's root did not certify the signer, or the signer did not sign the key.
    #[error("an exchange key that the hotline did not sign")]
    Signature,
    /// The key belongs to another hotline.
    #[error("the exchange key of another hotline")]
    Hotline,
    /// The key or its certificate is not valid now.
    #[error("an exchange key that is not valid now")]
    Time,
    /// The hotline reads no version that this receiver makes.
    #[error("an exchange key for versions that this receiver does not know: upgrade it")]
    Version,
}

impl From<Forged> for NotTrusted {
    fn from(_: Forged) -> Self {
        Self::Signature
    }
}

impl From<NotACertificate> for NotTrusted {
    fn from(error: NotACertificate) -> Self {
        match error {
            NotACertificate::Signature => Self::Signature,
            NotACertificate::Form => Self::Form,
        }
    }
}

impl ExchangeKey {
    /// The exact text that is signed, which gives the key its name.
    pub fn text(&self) -> String {
        // Strings and numbers always have a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The name of the key.
    pub fn id(&self) -> KeyId {
        KeyId::of(&self.text())
    }
}

impl KeyDocument {
    /// Signs a key.
    pub fn new(signer: &Certified<'_>, key: &ExchangeKey) -> Self {
        Self {
            certificate: signer.certificate().clone(),
            key: signer.sign(Purpose::ExchangeKey, key),
        }
    }

    /// Writes the document as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a document. Nothing in it is checked yet.
    pub fn parse(json: &[u8]) -> Result<Self, NotTrusted> {
        if json.len() > KEY_DOCUMENT_BYTES {
            return Err(NotTrusted::Form);
        }
        serde_json::from_slice(json).map_err(|_| NotTrusted::Form)
    }

    /// The key, if this hotline published it for use at `now` and reads a version of parcels that this receiver makes.
    pub fn verify(&self, of: &Member, now: Timestamp) -> Result<PeerKey, NotTrusted> {
        let (key, id) = self.published(of, now)?;
        let both = VERSIONS
            .iter()
            .filter(|version| key.versions.contains(version));
        Ok(PeerKey {
            hotline: key.hotline,
            id,
            sequence: key.sequence,
            ends: Timestamp(key.not_after),
            version: both.max().copied().ok_or(NotTrusted::Version)?,
            public_key: key.public_key,
        })
    }

    /// The key and its name, if this hotline published it for use at `now`, whatever versions of parcels it reads. Members
    /// of the texts that this version does not know are ignored.
    pub(crate) fn published(
        &self,
        of: &Member,
        now: Timestamp,
    ) -> Result<(ExchangeKey, KeyId), NotTrusted> {
        let certificate = ExchangeCertificate::verify(&self.certificate, &of.root)?;
        let text = self.key.verify(Purpose::ExchangeKey, &certificate.signer)?;
        let key: ExchangeKey = serde_json::from_str(text).map_err(|_| NotTrusted::Form)?;
        if certificate.hotline != of.hotline || key.hotline != of.hotline {
            return Err(NotTrusted::Hotline);
        }
        let lives = key.not_after.checked_sub(key.not_before);
        let is_possible = lives.is_some_and(|seconds| seconds <= KEY_SECONDS)
            && key.public_key.suite() == Suite::XWing;
        if !is_possible {
            return Err(NotTrusted::Form);
        }
        let has_begun = now.0.saturating_add(CLOCK_SKEW_SECONDS) >= key.not_before;
        if !has_begun || now.0 >= key.not_after || !certificate.is_valid(now) {
            return Err(NotTrusted::Time);
        }
        Ok((key, KeyId::of(text)))
    }
}
