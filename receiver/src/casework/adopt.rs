//! Takes reports from the queue; each becomes a case.

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::case::{Card, Facts, Waited, Worksheet};
use model::month::Month;
use model::name::DESK;
use model::queue::{Claim, Stored};
use model::time::Timestamp;
use model::workflow::{Outcome, State};
use shared::report::{Report, ReportId, UntrustedReport};
use store::{Adopted, Batch, RecordChange, RecordKind, SealedCase};

use super::commit::Change;
use super::{CaseError, Casework, identity};
use crate::webhooks::{Event, EventType};

/// Seconds that a report is held until its case is written.
const LEASE_SECONDS: u64 = 60;

/// The answer to "take the next report".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NextCase {
    /// The case; `None` if the queue has no more reports.
    pub(crate) case: Option<ReportId>,
    /// Number of repeats of assessed locations that were closed before this case was taken.
    pub(crate) repeats: u32,
}

/// How a report becomes a case.
#[derive(Clone, Copy)]
enum Disposition {
    /// Taken by the actor.
    Taken,
    /// Closed at once with this outcome; by the desk itself if the report repeats this earlier
    /// case.
    Closed(Outcome, Option<ReportId>),
}

impl Casework {
    /// Takes the most urgent report. If the hotline's rules say so, repeats of assessed locations
    /// are closed first.
    #[tracing::instrument(skip_all, name = "casework.take_next")]
    pub(crate) async fn take_next(&self, actor: &Actor) -> Result<NextCase, CaseError> {
        let mut repeats = 0;
        loop {
            let claim = self.claim_for(1, LEASE_SECONDS);
            let Some(stored) = self.store.claim(claim).await?.pop() else {
                let case = None;
                return Ok(NextCase { case, repeats });
            };
            // An unreadable report keeps its lease, and is set aside after its last one. It blocks
            // no other report.
            let Ok(report) = self.open(&stored) else {
                tracing::error!(id = %stored.id, "a report cannot be read");
                continue;
            };
            let disposition = self.disposition(&report).await?;
            let change = self.adoption(actor, claim, &stored, &report, disposition)?;
            self.commit(change).await?;
            match disposition {
                Disposition::Taken => {
                    let case = Some(stored.id);
                    return Ok(NextCase { case, repeats });
                }
                Disposition::Closed(..) => repeats += 1,
            }
        }
    }

    /// Takes one report, whatever its turn.
    #[tracing::instrument(skip_all, name = "casework.take")]
    pub(crate) async fn take(&self, actor: &Actor, id: ReportId) -> Result<(), CaseError> {
        self.adopt_these(actor, &[id], Disposition::Taken)
            .await
            .map(|_| ())
    }

    /// Closes these reports at once, unread, as spam or repeats. Returns the number of closed
    /// reports: others were claimed or gone.
    #[tracing::instrument(skip_all, name = "casework.close_unread")]
    pub(crate) async fn close_unread(
        &self,
        actor: &Actor,
        ids: &[ReportId],
        outcome: Outcome,
    ) -> Result<usize, CaseError> {
        if ids.is_empty() {
            return Ok(0);
        }
        self.adopt_these(actor, ids, Disposition::Closed(outcome, None))
            .await
    }

    async fn adopt_these(
        &self,
        actor: &Actor,
        ids: &[ReportId],
        disposition: Disposition,
    ) -> Result<usize, CaseError> {
        let claim = self.claim_for(ids.len(), LEASE_SECONDS);
        let mut all = Change::default();
        for stored in self.store.claim_these(ids, claim).await? {
            let report = self.open(&stored)?;
            all = all.and(self.adoption(actor, claim, &stored, &report, disposition)?);
        }
        let adopted = all.batch.adopted.len();
        if adopted == 0 {
            return Err(CaseError::Conflict);
        }
        self.commit(all).await?;
        Ok(adopted)
    }

    /// Closes a report as a repeat if all its locations were assessed before; never if a child may
    /// be in danger.
    async fn disposition(&self, report: &Report) -> Result<Disposition, CaseError> {
        if !self.rules.close_repeats || report.child_in_danger == Some(true) {
            return Ok(Disposition::Taken);
        }
        let mut first = None;
        for digest in identity::digests(&self.vault, &report.locations) {
            let linked = self.store.linked(&[digest], report.id()).await?;
            let Some(earlier) = linked.iter().find(|card| is_assessed(card)) else {
                return Ok(Disposition::Taken);
            };
            first = first.or(Some(earlier.id));
        }
        Ok(Disposition::Closed(Outcome::Repeat, first))
    }

    fn adoption(
        &self,
        actor: &Actor,
        claim: Claim,
        stored: &Stored,
        report: &Report,
        disposition: Disposition,
    ) -> Result<Change, CaseError> {
        let mut worksheet = Worksheet::default();
        if let Disposition::Closed(_, repeat_of) = disposition {
            worksheet.repeat_of = repeat_of;
        }
        let card = card(actor, claim.now, stored, report, disposition);
        let event = if card.state.is_open() {
            EventType::Taken
        } else {
            EventType::Closed
        };
        let event = Event::new(event, &card, claim.now);
        let act = act(actor, claim.now, &card, disposition);
        let file = self.seal_worksheet(stored.id, &worksheet)?;
        let adopted = Adopted {
            lease: claim.token,
            now: claim.now,
            case: SealedCase { card, file },
            locations: identity::digests(&self.vault, &report.locations),
        };
        Ok(Change {
            batch: Batch {
                adopted: vec![adopted],
                records: self.parts(report)?,
                acts: vec![act],
                ..Batch::default()
            },
            events: vec![event],
        })
    }

    /// The parts of a report as records, each sealed separately.
    fn parts(&self, report: &Report) -> Result<Vec<RecordChange>, CaseError> {
        let (records, id) = (self.records(), report.id());
        let key = id.as_bytes();
        let mut parts = vec![records.add(RecordKind::Report, key, &without_parts(report))?];
        if let Some(description) = &report.description {
            parts.push(records.add(RecordKind::Description, key, description)?);
        }
        if let Some(contact) = &report.contact {
            parts.push(records.add(RecordKind::Contact, key, contact)?);
        }
        if let Some(credentials) = &report.site_credentials {
            parts.push(records.add(RecordKind::Credentials, key, credentials)?);
        }
        Ok(parts)
    }
}

fn is_assessed(card: &Card) -> bool {
    let outcome = card.facts.outcome;
    matches!(
        outcome,
        Some(Outcome::AssessedIllegal | Outcome::NotIllegal)
    )
}

/// A copy of the report without the parts that have their own retention period.
fn without_parts(report: &UntrustedReport) -> UntrustedReport {
    UntrustedReport {
        description: None,
        contact: None,
        site_credentials: None,
        ..report.clone()
    }
}

fn act(actor: &Actor, now: Timestamp, card: &Card, disposition: Disposition) -> Act {
    Act {
        at: now,
        who: match disposition {
            Disposition::Closed(_, Some(_)) => DESK.to_owned(),
            _ => actor.name.clone(),
        },
        what: ActName::Take,
        case: Some(card.id),
        old: "received".to_owned(),
        new: match card.facts.outcome {
            Some(outcome) => format!("{}: {}", card.state.name(), outcome.name()),
            None => card.state.name().to_owned(),
        },
    }
}

fn card(
    actor: &Actor,
    now: Timestamp,
    stored: &Stored,
    report: &Report,
    disposition: Disposition,
) -> Card {
    let (state, outcome) = match disposition {
        Disposition::Taken => (State::Triage, None),
        Disposition::Closed(outcome, _) => (State::Closed, Some(outcome)),
    };
    Card {
        id: stored.id,
        version: 1,
        received: stored.received,
        priority: stored.priority,
        state,
        assignee: state.is_open().then(|| actor.name.clone()),
        facts: Facts {
            month: Month::of(stored.received),
            category: report.category,
            language: report.language.as_str().to_owned(),
            partner: report.partner.as_ref().map(|slug| slug.as_str().to_owned()),
            outcome,
            country: None,
            site_type: None,
            waited: Waited::between(stored.received, now.hour()),
        },
        closed: (!state.is_open()).then(|| now.hour()),
    }
}
