//! The task that sends the mails of hand-offs: each at most once, and none without an entry in the
//! log.
//!
//! The hand-off, its entry and the mail are written in one commit. Before an attempt talks to the
//! mail server, it writes that it has begun; so no other desk of the store sends the same mail, and
//! a mail whose attempt was cut off is never sent again.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use model::audit::ActName;
use model::name::DESK;
use model::worksheet::{HandOffState, HandoffKind};
use store::{Batch, RecordChange, RecordKind};
use tokio::sync::watch;

use super::commit::Change;
use super::mail::WaitingMail;
use super::outbox::OfCase;
use super::{CaseError, Casework};
use crate::handoff::{MailError, may_leave};
use crate::records::{Kept, RecordError};
use crate::wakes::Wakes;
use crate::webhooks::EventType;

/// Maximum number of simultaneous mails.
const AT_ONCE: usize = 4;

/// The line of the log if the end of a mail cannot be written. The mail is not sent again.
const UNRECORDED: &str = "what became of the mail of a hand-off is not recorded";

/// The reason why a mail has failed whose items changed while it waited.
const HELD_BACK: &str = "an item may not leave any more";

/// Sends due mails until the sender of `stopped` is dropped, then waits for the answers to those
/// that are being sent.
pub(crate) async fn run(casework: Arc<Casework>, mut stopped: watch::Receiver<()>) {
    let mut wakes = Wakes::of(&casework.mails);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = wakes.next() => {}
        }
        if let Err(error) = casework.send_due(&stopped).await {
            tracing::error!(%error, "the mails of hand-offs cannot be read");
        }
    }
}

impl Casework {
    #[tracing::instrument(skip_all, name = "casework.send_due")]
    async fn send_due(&self, stopped: &watch::Receiver<()>) -> Result<(), CaseError> {
        let now = self.clock.now();
        let all: Vec<Kept<WaitingMail>> = self.records().all(RecordKind::Mail).await?;
        for lost in all.iter().filter(|kept| kept.value.is_lost(now)) {
            tracing::warn!("an attempt to send the mail of a hand-off was cut off");
            if let Err(error) = self.end(lost, HandOffState::Unknown, "").await {
                tracing::error!(%error, "{UNRECORDED}");
            }
        }
        let mut due: Vec<_> = all
            .into_iter()
            .filter(|kept| kept.value.is_due(now))
            .collect();
        due.sort_by_key(|kept| kept.value.due);
        let sent = stream::iter(due)
            .take_while(|_| std::future::ready(stopped.has_changed().is_ok()))
            .map(|kept| self.attempt(kept));
        let mut sent = sent.buffer_unordered(AT_ONCE);
        while let Some(sent) = sent.next().await {
            match sent {
                // Another desk with this store has begun the same attempt.
                Ok(()) | Err(CaseError::Conflict) => {}
                Err(error) => tracing::error!(%error, "{UNRECORDED}"),
            }
        }
        Ok(())
    }

    /// Ends all mails that wait as "may have left": after a restore, nobody knows. Returns their number.
    #[tracing::instrument(skip_all, name = "casework.doubt_mails")]
    pub async fn doubt_mails(&self) -> Result<usize, CaseError> {
        let all: Vec<Kept<WaitingMail>> = self.records().all(RecordKind::Mail).await?;
        for kept in &all {
            self.end(kept, HandOffState::Unknown, "").await?;
        }
        Ok(all.len())
    }

    /// Attempts to send a mail, and records what became of it. A mail with an item that may not
    /// leave any more has failed, and the mail server hears nothing of it.
    async fn attempt(&self, mut kept: Kept<WaitingMail>) -> Result<(), CaseError> {
        let of = OfCase {
            case: kept.value.case,
            hand_off: kept.value.hand_off,
        };
        let may_leave = self.may_all_leave(of, kept.value.kind).await?;
        kept.value.begin(self.clock.now());
        self.put(&kept).await?;
        if !may_leave {
            tracing::warn!("the mail of a hand-off is held back: {HELD_BACK}");
            return self.end(&kept, HandOffState::Failed, HELD_BACK).await;
        }
        let server = self.sender.as_ref().and_then(|sender| sender.mail.as_ref());
        let sent = match server {
            Some(server) => kept.value.mail.send(server).await,
            None => Err(MailError::NotConfigured),
        };
        let Err(error) = sent else {
            return self.end(&kept, HandOffState::Sent, "").await;
        };
        tracing::warn!(%error, "the mail of a hand-off was not sent");
        match error {
            MailError::Unconfirmed => self.end(&kept, HandOffState::Unknown, "").await,
            error if error.passes() && !kept.value.was_last() => self.put_back(&kept).await,
            error => {
                let reason = error.to_string();
                self.end(&kept, HandOffState::Failed, &reason).await
            }
        }
    }

    /// Whether all items of a hand-off may still leave: the police may have asked to wait meanwhile, or
    /// somebody may have corrected a verdict.
    pub(super) async fn may_all_leave(
        &self,
        of: OfCase,
        kind: HandoffKind,
    ) -> Result<bool, CaseError> {
        let Some(worksheet) = self.sheet(of.case).await?.worksheet else {
            return Ok(false);
        };
        let hand_off = worksheet.hand_off(of.hand_off);
        let may_leave = |place: &u32| {
            let item = worksheet.item(*place);
            item.is_some_and(|item| may_leave(kind, item))
        };
        Ok(hand_off.is_some_and(|it| it.items.iter().all(may_leave)))
    }

    /// Lets a mail wait for its next attempt. A mail that was scrubbed meanwhile stays away.
    async fn put_back(&self, begun: &Kept<WaitingMail>) -> Result<(), CaseError> {
        let kept = self.records().get(RecordKind::Mail, &begun.key).await?;
        let Some(mut kept): Option<Kept<WaitingMail>> = kept else {
            return Ok(());
        };
        kept.value.wait(self.clock.now());
        Ok(self.put(&kept).await?)
    }

    /// Records the end of a mail in one commit: on the worksheet, in the log, and by removing the
    /// mail. Tries again whenever somebody else changes the case meanwhile.
    async fn end(
        &self,
        kept: &Kept<WaitingMail>,
        state: HandOffState,
        reason: &str,
    ) -> Result<(), CaseError> {
        loop {
            let change = self.ending(kept, state, reason).await?;
            let Some(change) = change else {
                return Ok(());
            };
            match self.commit(change).await {
                Err(CaseError::Conflict) => {}
                done => return done,
            }
        }
    }

    /// The change that ends a mail; `None` if another desk has ended it as lost as well.
    async fn ending(
        &self,
        kept: &Kept<WaitingMail>,
        state: HandOffState,
        reason: &str,
    ) -> Result<Option<Change>, CaseError> {
        let mail = &kept.value;
        let mut sheet = self.sheet(mail.case).await?;
        let priority = sheet.card.priority;
        // Read after the sheet: whoever removes the mail changes the case in the same commit.
        let is_there = self.store.record(RecordKind::Mail, &kept.key).await?;
        if state == HandOffState::Unknown && is_there.is_none() {
            return Ok(None);
        }
        let (what, event) = ended_as(state);
        let act = self.own_act(mail.case, what, mail.kind.name(), reason);
        let worksheet = sheet.worksheet.as_mut();
        let change = match worksheet.and_then(|it| it.hand_off_mut(mail.hand_off)) {
            Some(hand_off) => {
                self.settle(hand_off, state, DESK, priority);
                self.changed_beside(sheet, act, event)?
            }
            // The case was scrubbed meanwhile.
            None => Change::logged(act),
        };
        let removed = RecordChange::Remove(RecordKind::Mail, kept.key.clone());
        Ok(Some(change.with_records([removed])))
    }

    async fn put(&self, kept: &Kept<WaitingMail>) -> Result<(), RecordError> {
        let batch = Batch {
            records: vec![self.records().put(RecordKind::Mail, kept)?],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}

/// The entry of the log about a hand-off that got into this state, and the event for webhooks.
pub(super) fn ended_as(state: HandOffState) -> (ActName, EventType) {
    match state {
        HandOffState::Sent => (ActName::HandOffSent, EventType::HandedOff),
        HandOffState::Failed | HandOffState::NotOpened => {
            (ActName::HandOffFailed, EventType::Changed)
        }
        HandOffState::Arrived => (ActName::HandOffArrived, EventType::HandedOff),
        HandOffState::Opened => (ActName::HandOffOpened, EventType::Changed),
        HandOffState::Answered => (ActName::HandOffAnswered, EventType::Changed),
        HandOffState::NoAnswer => (ActName::HandOffNoAnswer, EventType::Changed),
        HandOffState::Unknown | HandOffState::Sending | HandOffState::Made => {
            (ActName::HandOffUnknown, EventType::Changed)
        }
    }
}
