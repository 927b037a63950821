//! Repeats: reports that bring nothing new, and are closed without anybody reading them.

use model::actor::Actor;
use model::audit::ActName;
use model::case::Card;
use model::name::DESK;
use model::queue::{Claim, Stored};
use model::time::Hour;
use model::workflow::{Outcome, State};
use shared::report::{Category, Location, Report, ReportId, UntrustedReport};
use store::{LocationDigest, RecordKind};

use super::adopt::Disposition;
use super::{CaseError, Casework, identity};

impl Casework {
    /// Closes a report as a repeat if the hotline's rules say so and it brings nothing new. Each open
    /// case that it repeats gets a note in the same commit. `false` if a person has to read it.
    pub(super) async fn close_repeat(
        &self,
        claim: Claim,
        stored: &Stored,
        report: &Report,
    ) -> Result<bool, CaseError> {
        let open = self.repeated(report, stored.received).await?;
        let Some(first) = open.first() else {
            return Ok(false);
        };
        let desk = Actor::new(DESK.to_owned(), Vec::new());
        let disposition = Disposition::Closed(Outcome::Repeat, Some(*first));
        let mut change = self.adoption(&desk, claim, stored, report, disposition)?;
        let (id, hour) = (stored.id, stored.received);
        let text = format!("Named again by report {id}, received in the hour from {hour}.");
        for case in open {
            let note = self.with_note(&desk, case, &text).await?;
            change.batch.records.push(note);
            let act = self.act(&desk, case, ActName::Note, "", "");
            change.batch.acts.push(act);
        }
        match self.commit(change).await {
            Ok(()) => Ok(true),
            // Somebody else adds a note at the same time: a person reads the report.
            Err(CaseError::Conflict) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The open cases that a report repeats, each once; none if the report brings anything new.
    async fn repeated(&self, report: &Report, received: Hour) -> Result<Vec<ReportId>, CaseError> {
        let mut open = Vec::new();
        if !self.rules.close_repeats || tells_more(report) {
            return Ok(open);
        }
        for location in &report.locations {
            let Some(case) = self.open_case(report, location, received).await? else {
                return Ok(Vec::new());
            };
            if !open.contains(&case) {
                open.push(case);
            }
        }
        Ok(open)
    }

    /// The newest open case in which this location is assessed as illegal, if the report can be a
    /// repeat of one.
    async fn open_case(
        &self,
        report: &Report,
        location: &Location,
        received: Hour,
    ) -> Result<Option<ReportId>, CaseError> {
        let Some(digest) = identity::digest(&self.vault, location) else {
            return Ok(None);
        };
        let linked = self.store.linked(&[digest], report.id()).await?;
        let hours = u64::from(self.rules.repeat_days) * 24;
        let can_be_repeated = |card: &&Card| {
            is_online(card.state)
                && card.facts.category == report.category
                && received.0.saturating_sub(card.received.0) <= hours
        };
        for card in linked.iter().rev().filter(can_be_repeated) {
            if self.is_illegal_in(card.id, digest).await? {
                return Ok(Some(card.id));
            }
        }
        Ok(None)
    }

    /// Whether a case names this location and all its findings about it say that it is illegal. What
    /// counts is the finding of this location, not the verdict about the whole case.
    async fn is_illegal_in(&self, id: ReportId, digest: LocationDigest) -> Result<bool, CaseError> {
        let worksheet = self.sheet(id).await?.worksheet;
        let assessment = worksheet.and_then(|worksheet| worksheet.assessment);
        let report: Option<UntrustedReport> = self.part(RecordKind::Report, id).await?;
        let (Some(assessment), Some(report)) = (assessment, report) else {
            return Ok(false);
        };
        let both = report.locations.iter().zip(&assessment.findings);
        let mut findings = both
            .filter(|(location, _)| identity::digest(&self.vault, location) == Some(digest))
            .map(|(_, finding)| finding)
            .peekable();
        Ok(
            findings.peek().is_some()
                && findings.all(|finding| finding.classification.is_illegal()),
        )
    }
}

/// Whether the desk knows of the content as illegal and still there. Once it is removed,
/// unavailable or moved, a report of it is news.
fn is_online(state: State) -> bool {
    matches!(state, State::AssessedIllegal | State::Monitoring)
}

/// Whether a report tells more than where suspected content is.
fn tells_more(report: &Report) -> bool {
    report.description.is_some()
        || report.contact.is_some()
        || report.feedback
        || report.site_credentials.is_some()
        || !report.payment_methods.is_empty()
        || report.child_in_danger == Some(true)
        || matches!(report.category, Category::Grooming | Category::Sextortion)
        || report.locations.iter().any(identity::tells_more)
}
