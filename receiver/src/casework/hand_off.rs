//! Hand-offs of a case: the available ways, and their execution.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::actor::Actor;
use model::audit::ActName;
use model::case::{Dossier, HandOffState, HandedOff, HandoffKind};
use shared::report::ReportId;

use super::mail::WaitingMail;
use super::sending::ended_as;
use super::{CaseError, Casework};
use crate::handoff::{self, Document, Refusal, Transport};
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

/// A hand-off that was logged.
pub(crate) enum HandedOut {
    /// A file for the analyst to download.
    File(Document),
    /// A mail that will be sent: [`run`](super::sending::run).
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

    /// Hands a case off. `version` is the version that the author of the request saw; the same
    /// request a second time conflicts. `to` names another hotline, needed for
    /// [`HandoffKind::Hotline`] only; `recipient` describes the recipient in the case's record.
    #[tracing::instrument(skip_all, name = "casework.hand_off")]
    pub(crate) async fn hand_off(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        kind: HandoffKind,
        to: &str,
        recipient: &str,
    ) -> Result<HandedOut, CaseError> {
        let (dossier, mut sheet) = self.dossier(id).await?;
        sheet.is_as_seen(version)?;
        let (sender, now) = (self.sender.as_ref(), self.clock.now());
        let rng = &mut UnwrapErr(SysRng);
        let made = handoff::prepare(kind, to, &dossier, sender, now, rng)?;
        let recipient = with_left_out(recipient, &made.left_out);
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::NotFound)?;
        let is_same = |before: &HandedOff| before.kind == kind && before.to == recipient;
        let since = |before: &&HandedOff| before.version > version;
        if worksheet.referrals.iter().filter(since).any(is_same) {
            return Err(CaseError::Conflict);
        }
        let next = sheet.card.version + 1;
        let (state, event, mail, handed_out) = match made.transport {
            Transport::Download(document) => {
                let file = HandedOut::File(document);
                (HandOffState::Sent, EventType::HandedOff, None, file)
            }
            Transport::Mail(mail) => {
                let mail = self.waiting_mail(&WaitingMail::new(id, next, kind, *mail, now))?;
                let state = HandOffState::Sending;
                (state, EventType::Changed, Some(mail), HandedOut::Mail)
            }
        };
        worksheet.referrals.push(HandedOff {
            kind,
            to: recipient,
            by: actor.name.clone(),
            at: now.to_string(),
            state,
            version: next,
        });
        let act = self.act(actor, id, ActName::HandOff, "", kind.name());
        let change = self.changed_beside(sheet, act, event)?;
        self.commit(change.with_records(mail)).await?;
        Ok(handed_out)
    }

    /// Records what an analyst found out about a mail that the mail server did not confirm: whether
    /// it has left. `hand_off` is the version of the hand-off.
    #[tracing::instrument(skip_all, name = "casework.settle_hand_off")]
    pub(crate) async fn settle_hand_off(
        &self,
        actor: &Actor,
        id: ReportId,
        hand_off: u64,
        has_left: bool,
    ) -> Result<(), CaseError> {
        let mut sheet = self.sheet(id).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let is_it =
            |it: &&mut HandedOff| it.version == hand_off && it.state == HandOffState::Unknown;
        let it = worksheet.referrals.iter_mut().find(is_it);
        let it = it.ok_or(CaseError::Conflict)?;
        let state = if has_left {
            HandOffState::Sent
        } else {
            HandOffState::Failed
        };
        let (what, event) = ended_as(state);
        it.state = state;
        let act = self.act(actor, id, what, it.kind.name(), "");
        self.commit(self.changed_beside(sheet, act, event)?).await
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
