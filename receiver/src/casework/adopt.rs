//! Takes reports from the queue; each becomes a case.

use std::collections::BTreeSet;

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::case::{Card, Facts, Waited};
use model::item::{Item, Known, Signed};
use model::life::End;
use model::month::Month;
use model::priority::Priority;
use model::queue::{Claim, Stored};
use model::time::{Day, Hour, Timestamp};
use model::workflow::State;
use model::worksheet::{Feedback, FeedbackState, Worksheet};
use shared::report::{Location, Report, ReportId, UntrustedReport};
use store::{Adopted, Batch, KnownItem, LocationDigest, RecordChange, RecordKind, Source};

use super::commit::{Change, Sheet};
use super::repeat::IN_REQUEST;
use super::{CaseError, Casework, identity};
use crate::webhooks::{Event, EventType};

/// Seconds that a report is held until its case is written.
pub(super) const LEASE_SECONDS: u64 = 60;

/// Number of unreadable reports in a row after which no more are claimed.
const UNREADABLE: u32 = 3;

/// Number of attempts to make a case of a report, while others bring its addresses.
const ADOPTIONS: usize = 3;

/// The answer to "take the next report".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NextCase {
    /// The case; `None` if the queue has no more reports.
    pub(crate) case: Option<ReportId>,
    /// Number of repeats that were closed by themselves before this case was taken.
    pub(crate) repeats: u32,
}

/// How a report becomes a case.
#[derive(Clone, Copy)]
pub(super) enum Disposition {
    /// Taken by the actor.
    Taken,
    /// Closed at once as spam.
    Spam,
    /// Closed at once as a repeat of this case, because it brings nothing new.
    Repeat(ReportId),
}

/// The answer to a request to take several reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct TakenAtOnce {
    /// Number of reports that were taken.
    pub(crate) taken: usize,
    /// Number of reports that were left: somebody else has them, or they cannot be read.
    pub(crate) left: usize,
}

impl Casework {
    /// Takes the most urgent report. If the hotline's rules say so, repeats are closed first: at most
    /// [`IN_REQUEST`], and then a repeat is taken like any other report. Others are closed beside requests.
    #[tracing::instrument(skip_all, name = "casework.take_next")]
    pub(crate) async fn take_next(&self, actor: &Actor) -> Result<NextCase, CaseError> {
        let (mut repeats, mut unreadable) = (0, 0);
        loop {
            let claim = self.claim_for(1, LEASE_SECONDS);
            let Some(stored) = self.store.claim(claim).await?.pop() else {
                let case = None;
                return Ok(NextCase { case, repeats });
            };
            // An unreadable report keeps its lease, and is set aside after its last one. It blocks
            // no other report. Several in a row are no single damage: the others are left alone.
            let report = match self.open_claimed(claim, &stored).await {
                Ok(report) => report,
                Err(CaseError::Foreign(_) | CaseError::NoReport) => continue,
                Err(CaseError::Unreadable(_)) if unreadable + 1 < UNREADABLE => {
                    tracing::error!(id = %stored.id, "a report cannot be read");
                    unreadable += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            unreadable = 0;
            if repeats == IN_REQUEST {
                self.repeats.send_replace(());
            } else if self.close_repeat(claim, &stored, &report).await? {
                repeats += 1;
                continue;
            }
            self.adopt(actor, claim, &stored, &report, Disposition::Taken)
                .await?;
            let case = Some(stored.id);
            return Ok(NextCase { case, repeats });
        }
    }

    /// Takes one report, whatever its turn.
    #[tracing::instrument(skip_all, name = "casework.take")]
    pub(crate) async fn take(&self, actor: &Actor, id: ReportId) -> Result<(), CaseError> {
        let claim = self.claim_for(1, LEASE_SECONDS);
        let stored = self.store.claim_these(&[id], claim).await?.pop();
        let stored = stored.ok_or(CaseError::Conflict)?;
        let report = self.open_claimed(claim, &stored).await?;
        self.adopt(actor, claim, &stored, &report, Disposition::Taken)
            .await
    }

    /// Takes these reports, whatever their turn.
    #[tracing::instrument(skip_all, name = "casework.take_all")]
    pub(crate) async fn take_all(
        &self,
        actor: &Actor,
        ids: &[ReportId],
    ) -> Result<TakenAtOnce, CaseError> {
        let mut done = TakenAtOnce::default();
        for id in ids {
            match self.take(actor, *id).await {
                Ok(()) => done.taken += 1,
                Err(
                    CaseError::Conflict
                    | CaseError::Foreign(_)
                    | CaseError::NoReport
                    | CaseError::Unreadable(_),
                ) => done.left += 1,
                Err(error) => return Err(error),
            }
        }
        Ok(done)
    }

    /// Makes a case of a report. Tries again if another report brings one of its addresses at the
    /// same time: then the address is a known item.
    pub(super) async fn adopt(
        &self,
        actor: &Actor,
        claim: Claim,
        stored: &Stored,
        report: &Report,
        disposition: Disposition,
    ) -> Result<(), CaseError> {
        for _ in 1..ADOPTIONS {
            let change = self
                .adoption(actor, claim, stored, report, disposition)
                .await?;
            match self.commit(change).await {
                Err(CaseError::Conflict) => {}
                done => return done,
            }
        }
        let change = self
            .adoption(actor, claim, stored, report, disposition)
            .await?;
        self.commit(change).await
    }

    /// The change that makes a case of a report.
    pub(super) async fn adoption(
        &self,
        actor: &Actor,
        claim: Claim,
        stored: &Stored,
        report: &Report,
        disposition: Disposition,
    ) -> Result<Change, CaseError> {
        let mut worksheet = self.worksheet(report).await?;
        if let Disposition::Taken = disposition {
            worksheet.follow_up = self.follow_up_of(stored)?;
        }
        let (now, today) = (claim.now.hour(), self.calendar().today(claim.now));
        worksheet.taken = Some(now.to_string());
        dispose(&mut worksheet, actor, (now, today), disposition);
        let mut card = card(claim.now, stored, report);
        card.assignee = Some(actor.name.clone());
        card.follow(&mut worksheet, now, today);
        let act = act(actor, claim.now, &card, (ActName::Take, "received"));
        let source = Source::Queue {
            lease: claim.token,
            now: claim.now,
        };
        self.new_case(actor, source, report, (card, worksheet), act)
            .await
    }

    /// The change that adds a case, and tells the cases whose items it names.
    pub(super) async fn new_case(
        &self,
        actor: &Actor,
        source: Source,
        report: &UntrustedReport,
        (card, worksheet): (Card, Worksheet),
        act: Act,
    ) -> Result<Change, CaseError> {
        let named = worksheet.known.iter().map(|known| known.case);
        let sightings: BTreeSet<ReportId> = named.collect();
        let (priority, is_open) = (card.priority, card.state.is_open());
        let event = match is_open {
            true => EventType::Taken,
            false => EventType::Closed,
        };
        let event = Event::new(event, &card, act.at);
        let worksheet = Some(worksheet);
        let items = worksheet.iter().flat_map(|sheet| self.item_rows(sheet));
        let items = items.collect();
        let case = self.sealed_change(Sheet { card, worksheet })?.case;
        let adopted = Adopted {
            source,
            case,
            items,
            locations: identity::all_named(&self.vault, &report.locations),
        };
        let mut change = Change {
            batch: Batch {
                adopted: vec![adopted],
                records: self.parts(report)?,
                acts: vec![act],
                ..Batch::default()
            },
            events: vec![event],
            ..Change::default()
        };
        for case in sightings {
            change = change.and(self.sighting(actor, case, priority).await?);
        }
        Ok(change)
    }

    /// The change of a case one of whose items a report names: an entry in its history, and the
    /// report's priority if that is more urgent.
    async fn sighting(
        &self,
        actor: &Actor,
        case: ReportId,
        priority: Priority,
    ) -> Result<Change, CaseError> {
        let act = self.act(actor, case, ActName::Sighting, "", priority.name());
        let mut sheet = match self.sheet(case).await {
            Ok(sheet) => sheet,
            // A damaged case keeps no report in the queue.
            Err(CaseError::Unreadable(_)) => return Ok(Change::logged(act)),
            Err(error) => return Err(error),
        };
        if sheet.worksheet.is_none() || sheet.card.priority <= priority {
            return Ok(Change::logged(act));
        }
        sheet.card.priority = priority;
        self.changed_beside(sheet, act, EventType::Changed)
    }

    /// The worksheet of a new case: an item for each location that is no item yet, and the known
    /// items.
    pub(super) async fn worksheet(&self, report: &UntrustedReport) -> Result<Worksheet, CaseError> {
        let digests = identity::digests(&self.vault, &report.locations);
        let known = self.known(&digests).await?;
        let mut worksheet = Worksheet::default();
        let mut brought = BTreeSet::new();
        for (at, location) in (0..).zip(&report.locations) {
            let digest = identity::digest(&self.vault, location);
            let is_known = digest.is_some_and(|digest| known.iter().any(|it| it.digest == digest));
            // A report may name one address twice.
            let is_again = digest.is_some_and(|digest| !brought.insert(digest));
            if !is_known && !is_again {
                let item = Item::new(worksheet.next_place(), location.clone(), Some(at));
                worksheet.items.push(item);
            }
        }
        let position = |known: &KnownItem| {
            let names = |at: &&Location| identity::digest(&self.vault, at) == Some(known.digest);
            let at = report.locations.iter().position(|at| names(&at));
            at.and_then(|at| u32::try_from(at).ok())
        };
        let named = known.iter().map(|known| unsettled(known, position(known)));
        worksheet.known = named.collect();
        let wants_answer = report.feedback && report.contact.is_some();
        worksheet.feedback = wants_answer.then_some(Feedback {
            state: FeedbackState::Owed,
            settled: None,
            due: None,
        });
        Ok(worksheet)
    }

    /// The items with these addresses.
    pub(super) async fn known(
        &self,
        digests: &[LocationDigest],
    ) -> Result<Vec<KnownItem>, CaseError> {
        if digests.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = self.store.known(digests).await?;
        known.sort_unstable_by_key(|item| item.number);
        Ok(known)
    }

    /// The parts of a report as records, each sealed separately.
    fn parts(&self, report: &UntrustedReport) -> Result<Vec<RecordChange>, CaseError> {
        let (records, id) = (self.records(), report.id);
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

/// An item of an earlier case at which nobody has looked in the light of this report.
pub(super) fn unsettled(known: &KnownItem, reported: Option<u32>) -> Known {
    Known {
        reported,
        case: known.case,
        item: known.number,
        settled: None,
        became: None,
    }
}

/// Closes a new case, if it is not to be read.
fn dispose(
    worksheet: &mut Worksheet,
    actor: &Actor,
    (now, today): (Hour, Day),
    disposition: Disposition,
) {
    let repeat_of = match disposition {
        Disposition::Taken => return,
        Disposition::Spam => None,
        Disposition::Repeat(case) => Some(case),
    };
    worksheet.repeat_of = repeat_of;
    for item in &mut worksheet.items {
        item.end(End::Spam, now);
    }
    for known in &mut worksheet.known {
        known.settled = Some(Signed::on_day(&actor.name, today));
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

/// The entry of the log for a new case, and what it was before.
pub(super) fn act(actor: &Actor, now: Timestamp, card: &Card, (what, old): (ActName, &str)) -> Act {
    Act {
        at: now,
        who: actor.name.clone(),
        what,
        case: Some(card.id),
        old: old.to_owned(),
        new: match card.facts.outcome {
            Some(outcome) => format!("{}: {}", card.state.name(), outcome.name()),
            None => card.state.name().to_owned(),
        },
    }
}

/// The card of a new case, without what follows from its worksheet.
fn card(now: Timestamp, stored: &Stored, report: &Report) -> Card {
    Card {
        id: stored.id,
        number: 0,
        version: 1,
        received: stored.received,
        // The column in the queue is for its order alone: the report itself says how urgent it is.
        priority: Priority::of(report),
        state: State::ToAssess,
        assignee: None,
        facts: Facts {
            month: Month::of(stored.received),
            category: report.category,
            language: report.language.as_str().to_owned(),
            partner: report.partner.as_ref().map(|slug| slug.as_str().to_owned()),
            outcome: None,
            country: None,
            site_type: None,
            waited: Waited::between(stored.received, now.hour()),
            origin: None,
        },
        closed: None,
        due: None,
        is_handed_over: Some(false),
    }
}
