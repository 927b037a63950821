//! Hand-offs of a case: the available ways, and their execution.

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::case::{Dossier, HandedOff, HandoffKind};
use shared::report::ReportId;

use super::commit::Sheet;
use super::{CaseError, Casework};
use crate::handoff::{self, Document, Mail, Refusal, Transport};
use crate::webhooks::EventType;

/// A way to hand a case off, and whether it is available.
pub(crate) struct Offer {
    /// The format and the kind of recipient.
    pub(crate) kind: HandoffKind,
    /// The other hotlines to choose from, by their names in the config.
    pub(crate) recipients: Vec<String>,
    /// Why the way is not available now; `None` if it is.
    pub(crate) refusal: Option<Refusal>,
}

/// A hand-off that was made and logged.
pub(crate) enum HandedOut {
    /// A file for the analyst to download.
    File(Document),
    /// A mail that the mail server has accepted.
    Mail,
}

impl Casework {
    /// All ways to hand a case off.
    pub(super) fn offers(&self, dossier: &Dossier) -> Vec<Offer> {
        let checked = handoff::check_all(dossier, self.sender.as_ref());
        let offers = checked.map(|(kind, checked)| Offer {
            kind,
            recipients: self.recipients(kind),
            refusal: checked.err(),
        });
        offers.collect()
    }

    /// Hands a case off. `to` names another hotline, needed for [`HandoffKind::Hotline`] only;
    /// `recipient` describes the recipient in the case's record.
    #[tracing::instrument(skip_all, name = "casework.hand_off")]
    pub(crate) async fn hand_off(
        self: &Arc<Self>,
        actor: &Actor,
        id: ReportId,
        kind: HandoffKind,
        to: &str,
        recipient: &str,
    ) -> Result<HandedOut, CaseError> {
        let (dossier, sheet) = self.dossier(id).await?;
        let (sender, now) = (self.sender.as_ref(), self.clock.now());
        let rng = &mut UnwrapErr(SysRng);
        let made = handoff::prepare(kind, to, &dossier, sender, now, rng)?;
        let recipient = with_left_out(recipient, &made.left_out);
        match made.transport {
            Transport::Download(document) => {
                self.record_hand_off(actor, sheet, kind, &recipient).await?;
                Ok(HandedOut::File(document))
            }
            Transport::Mail(mail) => {
                self.send(actor.clone(), id, kind, mail, recipient).await?;
                Ok(HandedOut::Mail)
            }
        }
    }

    /// Sends a mail, then records it: a record without a mail would be believed. Both happen in a
    /// task of their own, so that a cancelled request leaves no mail unrecorded.
    async fn send(
        self: &Arc<Self>,
        actor: Actor,
        id: ReportId,
        kind: HandoffKind,
        mail: Box<Mail>,
        recipient: String,
    ) -> Result<(), CaseError> {
        let casework = self.clone();
        let sent = tokio::spawn(async move {
            mail.send().await?;
            casework.record_sent(&actor, id, kind, &recipient).await
        });
        sent.await.map_err(|_| CaseError::Ended)?
    }

    /// Records a sent mail; tries again whenever somebody else changes the case meanwhile.
    async fn record_sent(
        &self,
        actor: &Actor,
        id: ReportId,
        kind: HandoffKind,
        recipient: &str,
    ) -> Result<(), CaseError> {
        loop {
            let sheet = self.sheet(id).await?;
            match self.record_hand_off(actor, sheet, kind, recipient).await {
                Err(CaseError::Conflict) => {}
                recorded => return recorded,
            }
        }
    }

    async fn record_hand_off(
        &self,
        actor: &Actor,
        mut sheet: Sheet,
        kind: HandoffKind,
        recipient: &str,
    ) -> Result<(), CaseError> {
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::NotFound)?;
        worksheet.referrals.push(HandedOff {
            kind,
            to: recipient.to_owned(),
            by: actor.name.clone(),
            at: self.clock.now().to_string(),
        });
        let act = self.act(actor, sheet.card.id, ActName::HandOff, "", kind.name());
        self.commit(self.changed(sheet, act, EventType::HandedOff)?)
            .await
    }

    fn recipients(&self, kind: HandoffKind) -> Vec<String> {
        let sender = self.sender.as_ref();
        let referrals = sender.and_then(|sender| sender.referrals.as_ref());
        match (kind, referrals) {
            (HandoffKind::Hotline, Some(referrals)) => referrals.hotlines.keys().cloned().collect(),
            _ => Vec::new(),
        }
    }
}

/// The recipient for the record, with the locations that the format had no room for.
fn with_left_out(recipient: &str, left_out: &[usize]) -> String {
    let mut words = recipient.to_owned();
    for place in left_out {
        words.push_str(&format!(", without location {}", place + 1));
    }
    words
}
