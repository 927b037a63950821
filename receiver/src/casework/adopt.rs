//! Takes reports from the queue; each becomes a case.

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::case::{Card, Facts, Waited, Worksheet};
use model::month::Month;
use model::priority::Priority;
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
    /// Number of repeats that were closed by themselves before this case was taken.
    pub(crate) repeats: u32,
}

/// The answer to a request to close reports unread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ClosedUnread {
    /// The reports that were closed; the others were gone.
    pub(crate) closed: Vec<ReportId>,
    /// Number of reports that were left in the queue because a child may be in danger.
    pub(crate) left: usize,
}

/// How a report becomes a case.
#[derive(Clone, Copy)]
pub(super) enum Disposition {
    /// Taken by the actor.
    Taken,
    /// Closed at once with this outcome; by the desk itself if the report repeats this open case.
    Closed(Outcome, Option<ReportId>),
}

impl Casework {
    /// Takes the most urgent report. If the hotline's rules say so, repeats are closed first.
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
            if self.close_repeat(claim, &stored, &report).await? {
                repeats += 1;
                continue;
            }
            let change = self.adoption(actor, claim, &stored, &report, Disposition::Taken)?;
            self.commit(change).await?;
            let case = Some(stored.id);
            return Ok(NextCase { case, repeats });
        }
    }

    /// Takes one report, whatever its turn.
    #[tracing::instrument(skip_all, name = "casework.take")]
    pub(crate) async fn take(&self, actor: &Actor, id: ReportId) -> Result<(), CaseError> {
        let taken = self.adopt_these(actor, &[id], Disposition::Taken).await?;
        if taken.is_empty() {
            return Err(CaseError::Conflict);
        }
        Ok(())
    }

    /// Closes these reports at once, unread, as spam or repeats. Reports of a child in danger are
    /// left in the queue.
    #[tracing::instrument(skip_all, name = "casework.close_unread")]
    pub(crate) async fn close_unread(
        &self,
        actor: &Actor,
        ids: &[ReportId],
        outcome: Outcome,
    ) -> Result<ClosedUnread, CaseError> {
        let (mut chosen, mut left) = (Vec::new(), 0);
        for id in ids {
            let stored = self.store.find(*id).await?;
            if stored.is_some_and(|stored| stored.priority == Priority::Danger) {
                left += 1;
            } else {
                chosen.push(*id);
            }
        }
        let disposition = Disposition::Closed(outcome, None);
        let closed = self.adopt_these(actor, &chosen, disposition).await?;
        if closed.is_empty() && !chosen.is_empty() && left == 0 {
            return Err(CaseError::Conflict);
        }
        Ok(ClosedUnread { closed, left })
    }

    async fn adopt_these(
        &self,
        actor: &Actor,
        ids: &[ReportId],
        disposition: Disposition,
    ) -> Result<Vec<ReportId>, CaseError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let claim = self.claim_for(ids.len(), LEASE_SECONDS);
        let mut all = Change::default();
        for stored in self.store.claim_these(ids, claim).await? {
            let report = self.open(&stored)?;
            all = all.and(self.adoption(actor, claim, &stored, &report, disposition)?);
        }
        let adopted = all.batch.adopted.iter();
        let adopted: Vec<_> = adopted.map(|adopted| adopted.case.card.id).collect();
        if !adopted.is_empty() {
            self.commit(all).await?;
        }
        Ok(adopted)
    }

    pub(super) fn adoption(
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
        let act = act(actor, claim.now, &card);
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

/// A copy of the report without the parts that have their own retention period.
fn without_parts(report: &UntrustedReport) -> UntrustedReport {
    UntrustedReport {
        description: None,
        contact: None,
        site_credentials: None,
        ..report.clone()
    }
}

fn act(actor: &Actor, now: Timestamp, card: &Card) -> Act {
    Act {
        at: now,
        who: actor.name.clone(),
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
