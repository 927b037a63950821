//! From the queue to a case.

use getrandom::{SysRng, rand_core::UnwrapErr};
use shared::report::{Report, ReportId};

use super::{identity, without_parts};
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::audit::Act;
use crate::desk::auth::Who;
use crate::desk::case::{Card, Facts, File, Month, Waited};
use crate::desk::workflow::{Outcome, State};
use crate::problem::Problem;
use crate::queue::{Claim, LeaseToken, Stored};
use crate::store::desk::{Adopted, Batch, RecordChange, RecordKind, SealedCase};

/// Seconds that a report is held until its case is written.
const LEASE_SECONDS: u64 = 60;

/// What a claim of the next report came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The case; nothing if the queue has no more.
    pub case: Option<ReportId>,
    /// Repeats of assessed locations that were closed on the way.
    pub repeats: u32,
}

/// How a report becomes a case.
#[derive(Clone, Copy)]
enum Fate {
    /// Somebody takes it.
    Taken,
    /// It is closed at once.
    Closed(Outcome, Option<ReportId>),
}

impl Desk {
    /// Takes the most urgent report. Repeats of assessed locations are closed on the way, if the
    /// hotline says so.
    pub async fn take_next(&self, who: &Who) -> Result<Taken, Problem> {
        let mut repeats = 0;
        loop {
            let claim = self.lease(1);
            let Some(stored) = self.store.claim(claim).await?.pop() else {
                return Ok(Taken {
                    case: None,
                    repeats,
                });
            };
            // What cannot be read keeps its lease: it is set aside in the end, and holds up nobody.
            let Ok(report) = self.open(&stored) else {
                tracing::error!(id = %stored.id, "a report cannot be read");
                continue;
            };
            let fate = self.fate(&report).await?;
            let batch = self.adoption(who, claim, &stored, &report, fate)?;
            self.commit(batch).await?;
            match fate {
                Fate::Taken => {
                    let case = Some(stored.id);
                    return Ok(Taken { case, repeats });
                }
                Fate::Closed(..) => repeats += 1,
            }
        }
    }

    /// Takes one report out of its turn.
    pub async fn take(&self, who: &Who, id: ReportId) -> Result<(), Problem> {
        self.adopt_these(who, &[id], Fate::Taken).await.map(|_| ())
    }

    /// Closes reports at once, unread: spam, or repeats. Gives how many were still there to close.
    pub async fn close_unread(
        &self,
        who: &Who,
        ids: &[ReportId],
        outcome: Outcome,
    ) -> Result<usize, Problem> {
        self.adopt_these(who, ids, Fate::Closed(outcome, None))
            .await
    }

    async fn adopt_these(&self, who: &Who, ids: &[ReportId], fate: Fate) -> Result<usize, Problem> {
        let claim = self.lease(ids.len());
        let mut all = Batch::default();
        for stored in self.store.claim_these(ids, claim).await? {
            let report = self.open(&stored).map_err(|_| Problem::Unavailable)?;
            let batch = self.adoption(who, claim, &stored, &report, fate)?;
            all.adopted.extend(batch.adopted);
            all.records.extend(batch.records);
            all.acts.extend(batch.acts);
        }
        let adopted = all.adopted.len();
        if adopted == 0 {
            return Err(Problem::Conflict);
        }
        self.commit(all).await?;
        Ok(adopted)
    }

    fn lease(&self, max: usize) -> Claim {
        let now = self.clock.now();
        Claim {
            max,
            token: LeaseToken::random(&mut UnwrapErr(SysRng)),
            now,
            until: now.plus_seconds(LEASE_SECONDS),
            max_attempts: self.max_attempts,
        }
    }

    /// A report whose every location has been assessed before answers itself; unless a child is in
    /// danger, which is never old news.
    async fn fate(&self, report: &Report) -> Result<Fate, Problem> {
        if !self.close_repeats || report.child_in_danger == Some(true) {
            return Ok(Fate::Taken);
        }
        let mut first = None;
        for digest in identity::digests(&self.vault, &report.locations) {
            let linked = self.store.linked(&[digest], report.id()).await?;
            let assessed = |card: &&Card| {
                let outcome = card.facts.outcome;
                matches!(
                    outcome,
                    Some(Outcome::AssessedIllegal | Outcome::NotIllegal)
                )
            };
            let Some(earlier) = linked.iter().find(assessed) else {
                return Ok(Fate::Taken);
            };
            first = first.or(Some(earlier.id));
        }
        Ok(Fate::Closed(Outcome::Repeat, first))
    }

    fn adoption(
        &self,
        who: &Who,
        claim: Claim,
        stored: &Stored,
        report: &Report,
        fate: Fate,
    ) -> Result<Batch, Problem> {
        let now = claim.now;
        let mut file = File::default();
        if let Fate::Closed(_, repeat_of) = fate {
            file.repeat_of = repeat_of;
        }
        let card = card(who, now, stored, report, fate);
        let act = Act {
            at: now,
            who: match fate {
                Fate::Closed(_, Some(_)) => "desk".to_owned(),
                _ => who.name.clone(),
            },
            what: "take",
            case: Some(stored.id),
            old: "received".to_owned(),
            new: match card.facts.outcome {
                Some(outcome) => format!("{}: {}", card.state.name(), outcome.name()),
                None => card.state.name().to_owned(),
            },
        };
        Ok(Batch {
            adopted: vec![Adopted {
                lease: claim.token,
                now,
                case: SealedCase {
                    card,
                    file: self.seal_file(stored.id, &file)?,
                },
                locations: identity::digests(&self.vault, &report.locations),
            }],
            records: self.parts(report)?,
            acts: vec![act],
            ..Batch::default()
        })
    }

    /// The parts of a report, each sealed for itself.
    fn parts(&self, report: &Report) -> Result<Vec<RecordChange>, Problem> {
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

fn card(who: &Who, now: Timestamp, stored: &Stored, report: &Report, fate: Fate) -> Card {
    let (state, outcome) = match fate {
        Fate::Taken => (State::Triage, None),
        Fate::Closed(outcome, _) => (State::Closed, Some(outcome)),
    };
    Card {
        id: stored.id,
        version: 1,
        received: stored.received,
        priority: stored.priority,
        state,
        assignee: state.is_open().then(|| who.name.clone()),
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
