//! The root's certificate for a desk's signer.

use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::certificate::NotACertificate;
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, SigningKey, VerifyingKey};

use super::{CLOCK_SKEW_SECONDS, ON_THE_WAY_SECONDS};

/// A certificate: for how long a desk's signer signs exchange keys and parcels for its hotline. It is
/// not good for the keys that reporters seal to: a stolen desk deceives no reporter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeCertificate {
    /// The hotline for which the desk signs.
    pub hotline: HotlineId,
    /// The public key that checks the desk's signatures.
    pub signer: VerifyingKey,
    /// The first second of validity, since 1970 UTC.
    pub not_before: u64,
    /// The first second after the validity, since 1970 UTC.
    pub not_after: u64,
}

impl ExchangeCertificate {
    /// Writes the certificate as JSON, and signs it with the root.
    pub fn signed(&self, root: &SigningKey) -> Signed {
        // Strings and numbers always have a JSON form.
        let text = serde_json::to_string(self).unwrap_or_default();
        root.sign(Purpose::ExchangeCertificate, text)
    }

    /// Reads a certificate that the root signed. Members that this version does not know are ignored.
    pub fn verify(signed: &Signed, root: &VerifyingKey) -> Result<Self, NotACertificate> {
        let text = signed.verify(Purpose::ExchangeCertificate, root)?;
        serde_json::from_str(text).map_err(|_| NotACertificate::Form)
    }

    /// Whether the certificate is valid at a time, within the difference of two clocks.
    pub(super) fn is_valid(&self, at: Timestamp) -> bool {
        at.0.saturating_add(CLOCK_SKEW_SECONDS) >= self.not_before
            && at.0 < self.not_after.saturating_add(CLOCK_SKEW_SECONDS)
    }

    /// Whether a parcel that was signed under this certificate may still arrive now.
    pub(super) fn is_good_for_parcels_on_their_way(&self, now: Timestamp) -> bool {
        let longest = ON_THE_WAY_SECONDS.saturating_add(CLOCK_SKEW_SECONDS);
        now.0.saturating_add(CLOCK_SKEW_SECONDS) >= self.not_before
            && now.0 < self.not_after.saturating_add(longest)
    }
}
