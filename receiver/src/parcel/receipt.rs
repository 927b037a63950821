//! The receipt of an intake for a parcel that it has stored.

use model::time::{Hour, Timestamp};
use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use shared::signing::{Purpose, Signed, SigningKey, VerifyingKey};

use super::contents::signed;
use super::{
    Admitted, CLOCK_SKEW_SECONDS, Edition, HOUR_SECONDS, Member, Parcel, ParcelId, Said, if_known,
    sha256,
};

/// Seconds for which the receipt for a parcel is kept, and that it could not be opened: 60 days. By then the key is
/// destroyed that the parcel is sealed to.
pub(crate) const KEPT_SECONDS: u64 = 60 * 24 * 3600;

/// Bytes of a receipt, at most.
const RECEIPT_BYTES: usize = 4 * 1024;

/// What a receipt says: this intake has this parcel on its disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The hotline that has the parcel.
    pub hotline: HotlineId,
    /// The hotline that sent it.
    pub from: HotlineId,
    /// The id of the parcel.
    pub id: ParcelId,
    /// SHA-256 of the text of the parcel's head, in hexadecimal. The head names the ciphertext's digest.
    pub head_sha256: String,
    /// The hour in which it arrived (RFC 3339).
    pub arrived: String,
    /// The directory that the hotline with the parcel goes by; none if it goes by none.
    #[serde(
        default,
        deserialize_with = "if_known",
        skip_serializing_if = "Option::is_none"
    )]
    pub directory: Option<Edition>,
}

/// A receipt, signed by the intake's signer, and the root's certificate for that signer. It is evidence for whoever
/// knows the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedReceipt {
    #[serde(deserialize_with = "signed")]
    certificate: Signed,
    #[serde(deserialize_with = "signed")]
    receipt: Signed,
}

/// The root's certificate for an intake's signer, as other hotlines read it: unlike the protocol of reports, the exchange
/// ignores members that it does not know.
#[derive(Deserialize)]
struct IntakeCertificate {
    hotline: HotlineId,
    signer: VerifyingKey,
    not_before: u64,
    not_after: u64,
}

impl IntakeCertificate {
    fn verify(signed: &Signed, root: &VerifyingKey) -> Result<Self, NoReceipt> {
        let text = signed.verify(Purpose::Certificate, root);
        serde_json::from_str(text.map_err(|_| NoReceipt)?).map_err(|_| NoReceipt)
    }

    /// Whether it was valid in some second of the hour that begins at `hour`, within the difference of two clocks.
    fn was_valid(&self, hour: Timestamp) -> bool {
        hour.0.saturating_add(HOUR_SECONDS + CLOCK_SKEW_SECONDS) >= self.not_before
            && hour.0 < self.not_after.saturating_add(CLOCK_SKEW_SECONDS)
    }
}

/// The answer of an intake is no receipt for this parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer that is no receipt for this parcel")]
pub struct NoReceipt;

impl Receipt {
    /// The receipt for a parcel that was admitted. `directory` is the one that we go by.
    pub fn new(
        hotline: &HotlineId,
        parcel: &Admitted,
        directory: Option<Edition>,
        now: Hour,
    ) -> Self {
        Self {
            hotline: hotline.clone(),
            from: parcel.head.from.clone(),
            id: parcel.head.id,
            head_sha256: parcel.head_sha256.clone(),
            arrived: now.to_string(),
            directory,
        }
    }
}

impl SignedReceipt {
    /// Signs a receipt with the intake's signer, under the root's certificate for it.
    pub fn new(certificate: Signed, signer: &SigningKey, receipt: &Receipt) -> Self {
        // Strings always have a JSON form.
        let text = serde_json::to_string(receipt).unwrap_or_default();
        Self {
            certificate,
            receipt: signer.sign(Purpose::ParcelReceipt, text),
        }
    }

    /// Writes the receipt as JSON.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What a receipt says, of which nothing is checked; none if it cannot be read.
    pub(crate) fn claims(json: &[u8]) -> Option<Receipt> {
        let read: Self = serde_json::from_slice(json).ok()?;
        serde_json::from_str(read.receipt.unverified()).ok()
    }

    /// Whether the parcel of a receipt arrived so long ago that the key is destroyed to which it was sealed. A receipt
    /// that cannot be read is old.
    pub(crate) fn is_old(json: &[u8], now: Timestamp) -> bool {
        let arrived = Self::claims(json).and_then(|receipt| receipt.arrived.parse().ok());
        arrived.is_none_or(|arrived: Timestamp| arrived.plus_seconds(KEPT_SECONDS) < now)
    }

    /// The directory that `of` goes by, in its own signed words, if it has signed this receipt for this parcel.
    pub fn said(json: &[u8], of: &Member, parcel: &Parcel) -> Result<Option<Said>, NoReceipt> {
        let receipt = Self::verify(json, of, parcel)?;
        let Self {
            certificate,
            receipt: text,
        } = serde_json::from_slice(json).map_err(|_| NoReceipt)?;
        Ok(receipt.directory.map(|edition| Said {
            edition,
            certificate,
            text,
        }))
    }

    /// Reads a receipt, if `of` has signed it for this parcel. Members that this version does not know are ignored.
    pub fn verify(json: &[u8], of: &Member, parcel: &Parcel) -> Result<Receipt, NoReceipt> {
        if json.len() > RECEIPT_BYTES {
            return Err(NoReceipt);
        }
        let signed: Self = serde_json::from_slice(json).map_err(|_| NoReceipt)?;
        let certificate = IntakeCertificate::verify(&signed.certificate, &of.root)?;
        let text = signed
            .receipt
            .verify(Purpose::ParcelReceipt, &certificate.signer);
        let receipt: Receipt =
            serde_json::from_str(text.map_err(|_| NoReceipt)?).map_err(|_| NoReceipt)?;
        let arrived: Timestamp = receipt.arrived.parse().map_err(|_| NoReceipt)?;
        let head = parcel.claimed_head().map_err(|_| NoReceipt)?;
        let is_of_parcel = (&receipt.hotline, &receipt.from, receipt.id)
            == (&of.hotline, &head.from, head.id)
            && receipt.head_sha256 == sha256(parcel.head.unverified().as_bytes());
        let is_certified = certificate.hotline == of.hotline && certificate.was_valid(arrived);
        (is_of_parcel && is_certified)
            .then_some(receipt)
            .ok_or(NoReceipt)
    }
}
