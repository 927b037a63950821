//! Who signed the epoch key that reports are stored under. Everybody who has the desk's public key can
//! seal to it; only a signer that the hotline's root certified can say that an intake did.

use model::time::{Hour, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::certificate::SignerCertificate;
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, SigningKey, VerifyingKey};

/// Seconds before and after its certificate in which a signer's epochs count. A form that was opened while
/// the certificate was valid can be sent for 72 hours after its end.
const GRACE_SECONDS: u64 = 73 * 3600;

/// The hotline that a certificate has to name, and the root that has to sign it.
#[derive(Debug, Clone)]
pub struct Authority {
    /// The hotline that the receiver works for.
    pub hotline: HotlineId,
    /// The hotline's root.
    pub root: VerifyingKey,
}

/// Signs the epochs of an intake.
pub trait EpochSigner {
    /// The voucher of an epoch.
    fn vouch(&self, epoch: &EpochStatement) -> Voucher;
}

/// What is signed of an epoch: JSON, in this order. It has no time finer than the hour, as an epoch begins with a
/// report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpochStatement {
    /// The hour in which the epoch begins, since 1970 UTC.
    first_hour: u64,
    /// The hour in which it ends.
    last_hour: u64,
    /// SHA-256 of the epoch key, in hexadecimal.
    key_sha256: String,
}

/// The signature of an epoch, and the root's certificate of the signer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    certificate: Signed,
    epoch: Signed,
}

/// No signer of this hotline has signed the epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no signer of this hotline has signed the epoch key")]
pub(super) struct Unsigned;

impl EpochStatement {
    /// The epoch with this key.
    pub(super) fn new(begins: Timestamp, ends: Timestamp, key: &[u8]) -> Self {
        Self {
            first_hour: begins.hour().0,
            last_hour: ends.hour().0,
            key_sha256: base16ct::lower::encode_string(&Sha256::digest(key)),
        }
    }

    /// Whether a report of this hour can have been stored in the epoch.
    pub(super) fn has(&self, hour: Hour) -> bool {
        (self.first_hour..=self.last_hour).contains(&hour.0)
    }
}

impl Voucher {
    /// Signs an epoch with the key of this certificate.
    pub fn new(certificate: Signed, epoch: &EpochStatement, key: &SigningKey) -> Self {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(epoch).unwrap_or_default();
        Self {
            certificate,
            epoch: key.sign(Purpose::Epoch, text),
        }
    }
}

impl Authority {
    /// The epoch with this key, if a signer of this hotline has signed it, certified at that time.
    pub(super) fn verify(&self, voucher: &Voucher, key: &[u8]) -> Result<EpochStatement, Unsigned> {
        let certificate = SignerCertificate::verify(&voucher.certificate, &self.root);
        let certificate = certificate.map_err(|_| Unsigned)?;
        let text = voucher.epoch.verify(Purpose::Epoch, &certificate.signer);
        let text = text.map_err(|_| Unsigned)?;
        let epoch: EpochStatement = serde_json::from_str(text).map_err(|_| Unsigned)?;
        let first = certificate.not_before.saturating_sub(GRACE_SECONDS);
        let last = certificate.not_after.saturating_add(GRACE_SECONDS);
        let is_valid = certificate.hotline == self.hotline
            && (first..last).contains(&epoch.first_hour.saturating_mul(3600))
            && epoch.key_sha256 == base16ct::lower::encode_string(&Sha256::digest(key));
        is_valid.then_some(epoch).ok_or(Unsigned)
    }
}
