//! Repeats: reports that bring nothing new, and are closed without anybody reading them.

use std::sync::Arc;

use model::actor::Actor;
use model::name::DESK;
use model::queue::{Claim, QueueState, Stored};
use model::time::Hour;
use shared::report::{Category, Report, ReportId};
use store::KnownItem;
use tokio::sync::watch;

use super::adopt::{Disposition, LEASE_SECONDS};
use super::{CaseError, Casework, identity};
use crate::wakes::Wakes;

/// Repeats that a request to take the next report closes, at most.
pub(super) const IN_REQUEST: u32 = 10;

/// Reports at the head of the queue that are looked through at a time.
const AHEAD: usize = 50;

/// Closes repeats at the head of the queue until the sender of `stopped` is dropped: each minute, and
/// when somebody has met many of them.
pub(crate) async fn close_repeats(casework: Arc<Casework>, mut stopped: watch::Receiver<()>) {
    let mut wakes = Wakes::of(&casework.repeats);
    loop {
        tokio::select! {
            biased;
            _ = stopped.changed() => return,
            () = wakes.next() => {}
        }
        while stopped.has_changed().is_ok() {
            match casework.close_repeats_ahead().await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "repeats could not be closed");
                    break;
                }
            }
        }
    }
}

impl Casework {
    /// Closes those of the first reports in the queue that are repeats, if the hotline's rules say so.
    /// Returns their number.
    #[tracing::instrument(skip_all, name = "casework.close_repeats_ahead")]
    pub async fn close_repeats_ahead(&self) -> Result<usize, CaseError> {
        if !self.rules.close_repeats {
            return Ok(0);
        }
        let now = self.clock.now();
        let mut waiting = self.store.list(None, None, AHEAD).await?;
        waiting.retain(|stored| stored.state(now) == QueueState::Waiting);
        let mut closed = 0;
        for (stored, report) in waiting.iter().zip(self.open_all(&waiting).await?) {
            let Ok(report) = report else { continue };
            if self.repeated(&report, stored.received).await?.is_none() {
                continue;
            }
            let claim = self.claim_for(1, LEASE_SECONDS);
            let Some(stored) = self.store.claim_these(&[stored.id], claim).await?.pop() else {
                continue;
            };
            match self.close_repeat(claim, &stored, &report).await? {
                true => closed += 1,
                false => self.give_back(&stored, claim).await?,
            }
        }
        Ok(closed)
    }

    /// Closes a report as a repeat if the hotline's rules say so and it brings nothing new: each of
    /// its locations is an item that is assessed as illegal and still there. `false` if a person has
    /// to read it.
    pub(super) async fn close_repeat(
        &self,
        claim: Claim,
        stored: &Stored,
        report: &Report,
    ) -> Result<bool, CaseError> {
        let Some(first) = self.repeated(report, stored.received).await? else {
            return Ok(false);
        };
        let desk = Actor::new(DESK.to_owned(), Vec::new());
        let disposition = Disposition::Repeat(first);
        let change = self.adoption(&desk, claim, stored, report, disposition);
        match self.commit(change.await?).await {
            Ok(()) => Ok(true),
            // The items have changed meanwhile: a person reads the report.
            Err(CaseError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The first of the cases whose items a report names; none if it brings anything new.
    async fn repeated(
        &self,
        report: &Report,
        received: Hour,
    ) -> Result<Option<ReportId>, CaseError> {
        let digests = identity::digests(&self.vault, &report.locations);
        let mut locations = report.locations.iter();
        let identifies = locations.all(|at| identity::digest(&self.vault, at).is_some());
        if !self.rules.close_repeats || tells_more(report) || !identifies {
            return Ok(None);
        }
        let known = self.known(&digests).await?;
        if known.len() < digests.len() {
            return Ok(None);
        }
        for item in &known {
            if !self.is_still_there(item, report.category, received).await? {
                return Ok(None);
            }
        }
        Ok(known.first().map(|item| item.case))
    }

    /// Whether an item is assessed as illegal and open, and recent enough for a repeat of this
    /// category. Once content is removed, unavailable or moved, a report of it is news.
    async fn is_still_there(
        &self,
        item: &KnownItem,
        category: Category,
        received: Hour,
    ) -> Result<bool, CaseError> {
        if !item.state.is_illegal() {
            return Ok(false);
        }
        let card = match self.sheet(item.case).await {
            Ok(sheet) => sheet.card,
            // A person reads the report beside a case that is damaged.
            Err(CaseError::Unreadable(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        let hours = u64::from(self.rules.repeat_days) * 24;
        let is_recent = received.0.saturating_sub(card.received.0) <= hours;
        Ok(is_recent && card.facts.category == category)
    }
}

/// Whether a report tells more than where suspected content is.
pub(super) fn tells_more(report: &Report) -> bool {
    report.description.is_some()
        || report.contact.is_some()
        || report.feedback
        || report.site_credentials.is_some()
        || !report.payment_methods.is_empty()
        || report.child_in_danger == Some(true)
        || report.observed_on.is_some()
        || report.age_hint.is_some()
        || report.paid_access.is_some()
        || !report.content_types.is_empty()
        || matches!(report.category, Category::Grooming | Category::Sextortion)
        || report.locations.iter().any(identity::tells_more)
}
