//! Findings: the analyst's observations about each item.

use std::net::IpAddr;

use model::actor::Actor;
use model::assessment::Finding;
use model::audit::{Act, ActName};
use model::item::{Item, Signed};
use model::worksheet::Worksheet;
use shared::report::ReportId;

use super::{CaseError, Casework};
use crate::handoff::{host_of, hosting};
use crate::webhooks::EventType;

/// Maximum characters of an explanation, the limit of a XARF report.
const EXPLANATION_CHARS: usize = 1000;

/// The analyst's observations about one item, as they stand on the screen.
#[derive(Debug, Clone)]
pub(crate) struct Observed {
    /// The number of the item within its case.
    pub(crate) place: u32,
    /// The finding, without `hosting`; none if nothing is to be recorded.
    pub(crate) finding: Option<Finding>,
    /// The address of the server, if the analyst gave one; `hosting` is estimated from it.
    pub(crate) address: Option<IpAddr>,
    /// The explanation for hosts and police; none if it stays as it is.
    pub(crate) explanation: Option<String>,
}

impl Casework {
    /// Records findings in place of earlier ones. If `copied` names an item, its finding and its
    /// explanation are recorded for the items `to` as well. Returns the case's new version.
    #[tracing::instrument(skip_all, name = "casework.assess")]
    pub(crate) async fn assess(
        &self,
        actor: &Actor,
        id: ReportId,
        version: u64,
        observed: &[Observed],
        copied: Option<Copied<'_>>,
    ) -> Result<u64, CaseError> {
        let mut sheet = self.sheet_seen(id, version).await?;
        let worksheet = sheet.worksheet.as_mut().ok_or(CaseError::Conflict)?;
        let mut act = self.record(actor, id, worksheet, observed)?;
        if let Some(copied) = copied {
            let before = worksheet.clone();
            copy(actor, worksheet, copied)?;
            let changed = act.unwrap_or_else(|| self.act(actor, id, ActName::Assess, "", ""));
            act = (before != *worksheet).then(|| Act {
                new: verdicts(worksheet),
                ..changed
            });
        }
        let Some(act) = act else {
            return Ok(sheet.card.version);
        };
        self.commit_changed(sheet, act, EventType::Changed).await
    }

    /// Records findings and explanations on a worksheet. Returns the entry for the log, if anything
    /// has changed.
    pub(super) fn record(
        &self,
        actor: &Actor,
        id: ReportId,
        worksheet: &mut Worksheet,
        observed: &[Observed],
    ) -> Result<Option<Act>, CaseError> {
        let (before, old) = (worksheet.clone(), verdicts(worksheet));
        for observed in observed {
            let item = worksheet.item_mut(observed.place);
            self.observe(actor, item.ok_or(CaseError::Conflict)?, observed)?;
        }
        let new = verdicts(worksheet);
        let act = || self.act(actor, id, ActName::Assess, &old, &new);
        Ok((before != *worksheet).then(act))
    }

    fn observe(
        &self,
        actor: &Actor,
        item: &mut Item,
        observed: &Observed,
    ) -> Result<(), CaseError> {
        let explanation = observed.explanation.as_ref().unwrap_or(&item.explanation);
        if explanation.chars().count() > EXPLANATION_CHARS {
            return Err(CaseError::Explanation(item.place));
        }
        let now = self.clock.now();
        let finding = observed.finding.clone().map(|finding| Finding {
            hosting: match observed.address {
                Some(address) => hosting::estimate(address, now),
                None => None,
            },
            ..finding
        });
        if observed.address.is_some() && finding.as_ref().is_some_and(|it| it.hosting.is_none()) {
            return Err(CaseError::NoCountry(item.place));
        }
        let is_new = finding.is_some() && !is_same(finding.as_ref(), item.finding.as_ref());
        let is_explained = *explanation != item.explanation;
        let may = (!is_new || item.is_assessed_by(actor)) && (!is_explained || item.is_open());
        if !may {
            return Err(CaseError::Conflict);
        }
        if is_new {
            item.finding = finding;
            item.assessed = Some(Signed::on_day(&actor.name, self.calendar().today(now)));
        }
        item.explanation = explanation.clone();
        Ok(())
    }
}

/// A finding that is copied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Copied<'a> {
    /// The item whose finding is copied.
    pub(crate) from: u32,
    /// The items that get it.
    pub(crate) to: &'a [u32],
}

fn copy(actor: &Actor, worksheet: &mut Worksheet, copied: Copied<'_>) -> Result<(), CaseError> {
    if copied.to.is_empty() {
        return Err(CaseError::NothingChosen);
    }
    let from = worksheet.item(copied.from).cloned();
    let from = from.filter(|item| item.finding.is_some());
    let from = from.ok_or(CaseError::NoFinding(copied.from))?;
    for place in copied.to {
        let item = worksheet.item_mut(*place).ok_or(CaseError::Conflict)?;
        if !item.is_assessed_by(actor) {
            return Err(CaseError::Conflict);
        }
        // The server is that of the other item, unless both are at one host.
        let is_at_same_host = host_of(&item.location) == host_of(&from.location);
        let own = item.finding.take().and_then(|finding| finding.hosting);
        item.finding = from.finding.clone().map(|finding| Finding {
            hosting: match is_at_same_host {
                true => finding.hosting,
                false => own,
            },
            ..finding
        });
        item.explanation.clone_from(&from.explanation);
        item.assessed.clone_from(&from.assessed);
    }
    Ok(())
}

/// Whether two findings say the same, apart from the day of the estimate.
fn is_same(one: Option<&Finding>, other: Option<&Finding>) -> bool {
    let without_day = |finding: &Finding| {
        let mut finding = finding.clone();
        if let Some(hosting) = &mut finding.hosting {
            hosting.on.clear();
        }
        finding
    };
    one.map(without_day) == other.map(without_day)
}

/// The classifications in the order of the items, as the log shows them: `1 baseline 3 ignore`.
fn verdicts(worksheet: &Worksheet) -> String {
    let found = worksheet.items.iter().filter_map(|item| {
        let classification = item.classification()?;
        Some(format!("{} {}", item.place, classification.name()))
    });
    found.collect::<Vec<_>>().join(" ")
}
