//! Repeats: reports that bring nothing new, and are closed without anybody reading them.

use model::actor::Actor;
use model::name::DESK;
use model::queue::{Claim, Stored};
use model::time::Hour;
use shared::report::{Category, Report, ReportId};
use store::KnownItem;

use super::adopt::Disposition;
use super::{CaseError, Casework, identity};

impl Casework {
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
