//! Files of hand-offs: kept sealed until the case is scrubbed, so that a download can be repeated and
//! changes nothing.

use base64ct::{Base64, Encoding};
use model::actor::Actor;
use model::audit::ActName;
use serde::{Deserialize, Serialize};
use shared::report::ReportId;
use store::{RecordChange, RecordKind};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::crypto::Unreadable;
use crate::handoff::Document;
use crate::records::Kept;

/// A file as it is stored, sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptDocument {
    /// The file's name: letters, digits, hyphens and dots.
    pub(crate) file_name: String,
    /// The file's media type.
    pub(crate) media_type: String,
    /// The file's content in base64 (RFC 4648, section 4).
    content: String,
}

impl KeptDocument {
    /// The file's content.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Unreadable> {
        Base64::decode_vec(&self.content).map_err(|_| Unreadable)
    }
}

impl Casework {
    /// The change that keeps the file of a hand-off.
    pub(super) fn document(
        &self,
        id: ReportId,
        hand_off: u64,
        document: &Document,
    ) -> Result<RecordChange, CaseError> {
        let key = key(id, hand_off);
        let kept = KeptDocument {
            file_name: document.file_name.clone(),
            media_type: document.media_type.to_owned(),
            content: Base64::encode_string(&document.bytes),
        };
        Ok(self.records().add(RecordKind::Document, &key, &kept)?)
    }

    /// Logs the access, then opens the file of a hand-off.
    #[tracing::instrument(skip_all, name = "casework.download")]
    pub(crate) async fn download(
        &self,
        actor: &Actor,
        id: ReportId,
        hand_off: u64,
    ) -> Result<KeptDocument, CaseError> {
        let key = key(id, hand_off);
        let kept: Option<Kept<KeptDocument>> =
            self.records().get(RecordKind::Document, &key).await?;
        let kept = kept.ok_or(CaseError::NotFound)?;
        let act = self.act(actor, id, ActName::Download, "", &hand_off.to_string());
        self.commit(Change::logged(act)).await?;
        Ok(kept.value)
    }

    /// Logs the access, then gives the number of the parcel of a hand-off, and the other hotline's signed receipt for it
    /// as JSON.
    #[tracing::instrument(skip_all, name = "casework.receipt")]
    pub(crate) async fn receipt(
        &self,
        actor: &Actor,
        id: ReportId,
        hand_off: u64,
    ) -> Result<(String, String), CaseError> {
        let worksheet = self.sheet(id).await?.worksheet;
        let hand_off = worksheet.as_ref().and_then(|it| it.hand_off(hand_off));
        let hand_off = hand_off.ok_or(CaseError::NotFound)?;
        let receipt = hand_off.parcel.clone().zip(hand_off.receipt.clone());
        let receipt = receipt.ok_or(CaseError::NotFound)?;
        let new = format!("receipt {}", receipt.0);
        let act = self.act(actor, id, ActName::Download, "", &new);
        self.commit(Change::logged(act)).await?;
        Ok(receipt)
    }
}

fn key(id: ReportId, hand_off: u64) -> Vec<u8> {
    let mut key = id.as_bytes().to_vec();
    key.extend(hand_off.to_be_bytes());
    key
}
