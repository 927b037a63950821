//! The task that sends the mails of hand-offs: each at most once, and none without an entry in the
//! log.
//!
//! The hand-off, its entry and the mail are written in one commit. Before an attempt talks to the
//! mail server, it writes that it has begun; so no other desk of the store sends the same mail, and
//! a mail whose attempt was cut off is never sent again.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use model::worksheet::HandOffState;
use store::{Batch, RecordKind};
use tokio::sync::watch;

use super::ending::{Ended, HELD_BACK};
use super::mail::WaitingMail;
use super::{CaseError, Casework};
use crate::handoff::MailError;
use crate::records::{Kept, RecordError};
use crate::wakes::Wakes;

/// Maximum number of simultaneous mails.
const AT_ONCE: usize = 4;

/// The line of the log if the end of a mail cannot be written. The mail is not sent again.
const UNRECORDED: &str = "what became of the mail of a hand-off is not recorded";

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
            if let Err(error) = self.end_mail(lost, HandOffState::Unknown, "").await {
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
            self.end_mail(kept, HandOffState::Unknown, "").await?;
        }
        Ok(all.len())
    }

    /// Attempts to send a mail, and records what became of it. A mail with an item that may not
    /// leave any more has failed, and the mail server hears nothing of it.
    async fn attempt(&self, mut kept: Kept<WaitingMail>) -> Result<(), CaseError> {
        let may_leave = self.may_all_leave(kept.value.of(), kept.value.kind).await?;
        kept.value.begin(self.clock.now());
        self.put(&kept).await?;
        if !may_leave {
            tracing::warn!("the mail of a hand-off is held back: {HELD_BACK}");
            return self.end_mail(&kept, HandOffState::Failed, HELD_BACK).await;
        }
        let server = self.sender.as_ref().and_then(|sender| sender.mail.as_ref());
        let sent = match server {
            Some(server) => kept.value.mail.send(server).await,
            None => Err(MailError::NotConfigured),
        };
        let Err(error) = sent else {
            return self.end_mail(&kept, HandOffState::Sent, "").await;
        };
        tracing::warn!(%error, "the mail of a hand-off was not sent");
        match error {
            MailError::Unconfirmed => self.end_mail(&kept, HandOffState::Unknown, "").await,
            error if error.passes() && !kept.value.was_last() => self.put_back(&kept).await,
            error => {
                let reason = error.to_string();
                self.end_mail(&kept, HandOffState::Failed, &reason).await
            }
        }
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

    /// Records the end of a mail.
    async fn end_mail(
        &self,
        kept: &Kept<WaitingMail>,
        state: HandOffState,
        reason: &str,
    ) -> Result<(), CaseError> {
        let ended = Ended {
            of: kept.value.of(),
            kind: kept.value.kind,
            waited: (RecordKind::Mail, &kept.key),
            state,
            reason,
            receipt: None,
            file: None,
        };
        self.end(&ended).await
    }

    async fn put(&self, kept: &Kept<WaitingMail>) -> Result<(), RecordError> {
        let batch = Batch {
            records: vec![self.records().put(RecordKind::Mail, kept)?],
            ..Batch::default()
        };
        self.records().commit(batch).await
    }
}
