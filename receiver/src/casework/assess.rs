//! Findings: the analyst's observations at each location, and the assessment made of them.

use std::net::IpAddr;

use model::actor::Actor;
use model::assessment::{Assessment, Finding};
use model::audit::ActName;
use model::case::Facts;
use model::rights::Right;
use model::workflow::State;
use shared::report::{ReportId, UntrustedReport};
use store::RecordKind;

use super::commit::Sheet;
use super::step::is_second;
use super::{CaseError, Casework};
use crate::handoff::hosting;
use crate::webhooks::EventType;

/// Maximum characters of an explanation, the limit of a XARF report.
const EXPLANATION_CHARS: usize = 1000;

/// A finding, and the address of the server if the analyst gave one. The finding's `hosting` is
/// estimated from that address.
pub(crate) struct Observed {
    /// The finding, without `hosting`.
    pub(crate) finding: Finding,
    /// The address of the server.
    pub(crate) address: Option<IpAddr>,
}

impl Casework {
    /// Records the findings about all locations of a case, and replaces earlier findings. Returns
    /// the case's new version.
    #[tracing::instrument(skip_all, name = "casework.assess")]
    pub(crate) async fn assess(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        observed: Vec<Observed>,
        explanation: &str,
    ) -> Result<u64, CaseError> {
        if explanation.chars().count() > EXPLANATION_CHARS {
            return Err(CaseError::Text);
        }
        let mut sheet = self.sheet_seen(id, version).await?;
        let report: Option<UntrustedReport> = self.part(RecordKind::Report, id).await?;
        let locations = report.map_or(0, |report| report.locations.len());
        if !is_open_to(actor, &sheet) || observed.len() != locations {
            return Err(CaseError::Conflict);
        }
        let assessment = self.assessment(actor, observed, explanation);
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let old = worksheet.assessment.as_ref().map(verdict);
        let (old, new) = (old.unwrap_or_default(), verdict(&assessment));
        count(&mut sheet.card.facts, &assessment);
        worksheet.assessment = Some(assessment);
        let act = self.act(actor, id, ActName::Assess, &old, &new);
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    fn assessment(&self, actor: &Actor, observed: Vec<Observed>, explanation: &str) -> Assessment {
        let now = self.clock.now();
        let findings = observed.into_iter().map(|observed| Finding {
            hosting: observed
                .address
                .and_then(|address| hosting::estimate(address, now)),
            ..observed.finding
        });
        Assessment {
            by: actor.name.clone(),
            on: now.day(),
            findings: findings.collect(),
            explanation: explanation.to_owned(),
        }
    }
}

/// Whether this actor may record findings now.
fn is_open_to(actor: &Actor, sheet: &Sheet) -> bool {
    match sheet.card.state {
        State::InAssessment => actor.may(Right::Work),
        State::SecondReview => actor.may(Right::Review) && is_second(actor, sheet),
        _ => false,
    }
}

/// The classifications in the order of the locations, as the log shows them.
fn verdict(assessment: &Assessment) -> String {
    let findings = assessment.findings.iter();
    let names = findings.map(|finding| finding.classification.name());
    names.collect::<Vec<_>>().join(" ")
}

/// Sets the facts for statistics: they count the first location that is assessed as illegal, or
/// else the first location.
fn count(facts: &mut Facts, assessment: &Assessment) {
    let mut findings = assessment.findings.iter();
    let counted = findings
        .find(|finding| finding.classification.is_illegal())
        .or(assessment.findings.first());
    facts.site_type = counted.map(|finding| finding.site_type);
    let hosting = counted.and_then(|finding| finding.hosting.as_ref());
    facts.country = hosting.map(|hosting| hosting.country.clone());
}
