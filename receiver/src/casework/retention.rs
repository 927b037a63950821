//! Retention: the parts of a closed case are deleted, each after its own period. The card of the
//! case stays: the fact that the report came, its outcome, and the facts for statistics.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use model::audit::{Act, ActName};
use model::case::Card;
use model::name::DESK;
use model::time::{Hour, Timestamp};
use model::workflow::State;
use shared::report::ReportId;
use store::{CaseChange, ItemsChange, RecordChange, RecordKind, SealedCase, StoreError};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::config::Retention;
use crate::webhooks::EventType;

/// Maximum number of cases for each part in one run.
const AT_ONCE: usize = 200;

/// More cases than any store has: no limit.
const ALL: usize = u32::MAX as usize;

/// The cases with one part that is due to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The kind of the part.
    pub part: RecordKind,
    /// Days for which the part is kept after a case was closed.
    pub days: u32,
    /// Cases that still have the part. The store keeps this number, and the log does not vouch for it.
    pub cases: u64,
    /// The hour in which the oldest of them was closed.
    pub oldest: Option<Hour>,
}

impl Casework {
    /// Deletes due parts of at most some hundred cases, and of no more than the day allows. Purges
    /// deleted data from the store's files at least once a day.
    #[tracing::instrument(skip_all, name = "casework.tick")]
    pub(crate) async fn tick(&self) -> Result<(), CaseError> {
        self.heartbeat.beat().await?;
        if !self.clock.is_sure() {
            return Ok(());
        }
        let now = self.clock.now();
        let today = now.0 / (24 * 3600);
        let scrubbed = self.scrub(self.left_to_scrub(today).await).await?;
        self.daily.count(scrubbed);
        if scrubbed > 0 || self.forgot.load(Ordering::Relaxed) != today {
            self.forgot.store(0, Ordering::Relaxed);
            if self.purge(now).await? {
                self.forgot.store(today, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Purges deleted data from the store's files. Returns false while another program reads the store, which
    /// the log says once.
    async fn purge(&self, now: Timestamp) -> Result<bool, StoreError> {
        let is_purged = match self.store.forget(now).await {
            Err(StoreError::Busy) => false,
            done => done.map(|()| true)?,
        };
        if self.purge_waits.swap(!is_purged, Ordering::Relaxed) == is_purged {
            match is_purged {
                true => tracing::info!("deleted data is purged from the store's files"),
                false => tracing::warn!(
                    "deleted data stays in the store's files while another program reads the store"
                ),
            }
        }
        Ok(is_purged)
    }

    /// Deletes all due parts, and purges deleted data from the store's files. Returns the number of
    /// cases.
    #[tracing::instrument(skip_all, name = "casework.scrub_all")]
    pub async fn scrub_all(&self) -> Result<usize, CaseError> {
        let mut scrubbed = 0;
        loop {
            match self.scrub(ALL).await? {
                0 => break,
                more => scrubbed += more,
            }
        }
        self.store.forget(self.clock.now()).await?;
        Ok(scrubbed)
    }

    /// The parts of closed cases that are due within this many seconds. Changes nothing.
    #[tracing::instrument(skip_all, name = "casework.due")]
    pub async fn due(&self, in_seconds: u64) -> Result<Vec<Due>, StoreError> {
        let (retention, now) = (self.rules.retention, self.clock.now());
        let then = now.plus_seconds(in_seconds);
        let mut all = Vec::new();
        for part in RecordKind::PARTS {
            let counted = self.store.count_due(part, before(retention, part, then));
            let (cases, oldest) = counted.await?;
            all.push(Due {
                part,
                days: days(retention, part),
                cases,
                oldest,
            });
        }
        Ok(all)
    }

    /// Deletes due parts of at most `max` cases, and of at most some hundred, so that it does not take
    /// long. Returns the number of cases; the next run takes the others.
    async fn scrub(&self, max: usize) -> Result<usize, CaseError> {
        let now = self.clock.now();
        let mut scrubbed = 0;
        for id in self.with_parts_due(now).await? {
            if scrubbed == max {
                break;
            }
            // The case may have been reopened since the query.
            let Some(case) = self.store.case(id).await? else {
                continue;
            };
            let mut parts = Vec::new();
            for part in parts_due(&case.card, self.rules.retention, now) {
                if self.store.record(part, id.as_bytes()).await?.is_some() {
                    parts.push(part);
                }
            }
            if parts.is_empty() {
                continue;
            }
            let (outbox, figures) = match parts.contains(&RecordKind::Report) {
                true => (
                    self.without_hand_offs(id).await?,
                    Some(self.kept_figures(&case)?),
                ),
                false => (Vec::new(), None),
            };
            let change = scrubbing(case, &parts, outbox, figures, now);
            match self.commit(change).await {
                Ok(()) => scrubbed += 1,
                Err(CaseError::Conflict) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(scrubbed)
    }

    /// What takes the place of a worksheet that is scrubbed: its figures, sealed; nothing if it is damaged.
    fn kept_figures(&self, case: &SealedCase) -> Result<Vec<u8>, CaseError> {
        match self.figures_of(&case.card, &case.file) {
            Ok(Some(figures)) => self.seal_figures(case.card.id, &figures),
            Ok(None) | Err(CaseError::Unreadable(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The changes that remove the mails, parcels and files of a case, and its places in lists of cases.
    async fn without_hand_offs(&self, id: ReportId) -> Result<Vec<RecordChange>, CaseError> {
        let mut removed = Vec::new();
        for kind in [
            RecordKind::Mail,
            RecordKind::Outbox,
            RecordKind::Document,
            RecordKind::Dispute,
            RecordKind::Awaited,
            RecordKind::Question,
        ] {
            let keys = self.store.keys_under(kind, id.as_bytes()).await?;
            removed.extend(keys.into_iter().map(|key| RecordChange::Remove(kind, key)));
        }
        Ok(removed)
    }

    async fn with_parts_due(&self, now: Timestamp) -> Result<Vec<ReportId>, CaseError> {
        let mut cases = BTreeMap::new();
        for part in RecordKind::PARTS {
            let before = before(self.rules.retention, part, now);
            for card in self.store.due(part, before, AT_ONCE).await? {
                cases.insert(*card.id.as_bytes(), card.id);
            }
        }
        Ok(cases.into_values().collect())
    }
}

/// Days for which a part is kept after its case was closed.
fn days(retention: Retention, part: RecordKind) -> u32 {
    match part {
        RecordKind::Contact => retention.contact_days,
        RecordKind::Credentials => retention.credentials_days,
        RecordKind::Description | RecordKind::Notes => retention.text_days,
        _ => retention.rest_days,
    }
}

/// The hour before which a case must have been closed for this part to be due now.
fn before(retention: Retention, part: RecordKind, now: Timestamp) -> Hour {
    let hours = u64::from(days(retention, part)) * 24;
    Hour(now.hour().0.saturating_sub(hours))
}

fn parts_due(card: &Card, retention: Retention, now: Timestamp) -> Vec<RecordKind> {
    let Some(closed) = card.closed.filter(|_| !card.state.is_open()) else {
        return Vec::new();
    };
    let is_due = |part: &RecordKind| closed < before(retention, *part, now);
    // No part is kept longer than the report.
    if is_due(&RecordKind::Report) {
        return RecordKind::PARTS.to_vec();
    }
    RecordKind::PARTS.into_iter().filter(is_due).collect()
}

/// The change that deletes these parts of a case, and the mails and files of its hand-offs in
/// `outbox`. `figures` take the place of the worksheet of a case that loses its report, which anonymises it.
/// Conflicts if somebody else changes the case.
fn scrubbing(
    case: SealedCase,
    parts: &[RecordKind],
    outbox: Vec<RecordChange>,
    figures: Option<Vec<u8>>,
    now: Timestamp,
) -> Change {
    let SealedCase {
        mut card,
        mut file,
        earlier,
    } = case;
    let act = |what, old: String, new: &str| Act {
        at: now,
        who: DESK.to_owned(),
        what,
        case: Some(card.id),
        old,
        new: new.to_owned(),
    };
    let mut names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    names.extend(outbox.iter().map(|removed| removed.kind().name()));
    let scrub = act(ActName::Scrub, names.join(" "), "");
    let key = card.id.as_bytes().to_vec();
    let (mut anonymise, mut items) = (None, ItemsChange::Keep);
    if let Some(figures) = figures {
        let (old, new) = (card.state.name().to_owned(), State::Anonymised.name());
        anonymise = Some(act(ActName::Anonymise, old, new));
        (file, items) = (figures, ItemsChange::Unlink);
        card.state = State::Anonymised;
        card.assignee = None;
    }
    card.version += 1;
    let removed = parts
        .iter()
        .map(|part| RecordChange::Remove(*part, key.clone()));
    let case = SealedCase {
        card,
        file,
        earlier,
    };
    let case = CaseChange { case, items };
    let removed = removed.chain(outbox);
    let mut change = Change::of_case(case, scrub, EventType::Changed).with_records(removed);
    change.batch.acts.extend(anonymise);
    change
}
