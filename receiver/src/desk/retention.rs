//! What belongs to a closed case goes when its time comes, each part by a clock of its own. What
//! stays is the fact that the report came, what became of it, and what statistics count.

mod page;

use std::collections::BTreeMap;

use serde::Deserialize;

pub(super) use self::page::doors;
use super::audit::Act;
use super::case::Card;
use super::workflow::State;
use crate::clock::{Hour, Timestamp};
use crate::store::StoreError;
use crate::store::desk::{Batch, DeskStore, RecordChange, RecordKind, SealedCase};

/// Cases that are looked at for each clock in one run.
const AT_ONCE: usize = 200;

/// More cases than any store has.
const ALL: usize = u32::MAX as usize;

/// `[desk.retention]`: days after a case was closed until a part of it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Where to write to.
    pub contact_days: u32,
    /// What opens the site.
    pub credentials_days: u32,
    /// What the reporter wrote freely, and the analysts' notes.
    pub text_days: u32,
    /// Everything else, and what is left of the others.
    pub rest_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            contact_days: 30,
            credentials_days: 7,
            text_days: 90,
            rest_days: 365,
        }
    }
}

impl Retention {
    /// Days that this part of a case is kept.
    fn days(self, part: RecordKind) -> u32 {
        match part {
            RecordKind::Contact => self.contact_days,
            RecordKind::Credentials => self.credentials_days,
            RecordKind::Description | RecordKind::Notes => self.text_days,
            _ => self.rest_days,
        }
    }

    /// This part goes now if the case was closed before this hour.
    fn before(self, part: RecordKind, now: Timestamp) -> Hour {
        let hours = u64::from(self.days(part)) * 24;
        Hour(now.hour().0.saturating_sub(hours))
    }
}

/// How much of one kind is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The part.
    pub part: RecordKind,
    /// Cases that still have it.
    pub cases: usize,
    /// When the oldest of them was closed.
    pub oldest: Option<Hour>,
}

/// What goes at this time, part by part. Changes nothing.
pub async fn due(
    store: &dyn DeskStore,
    retention: Retention,
    now: Timestamp,
) -> Result<Vec<Due>, StoreError> {
    let mut all = Vec::new();
    for part in RecordKind::PARTS {
        let cards = store.due(part, retention.before(part, now), ALL).await?;
        all.push(Due {
            part,
            cases: cards.len(),
            oldest: cards.first().and_then(|card| card.closed),
        });
    }
    Ok(all)
}

/// Scrubs what is due, of so many cases that it does not take long; gives of how many. What it leaves
/// is due the next time. Afterwards, [`DeskStore::forget`] lets it go from the files.
pub async fn run(
    store: &dyn DeskStore,
    retention: Retention,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let mut cases = BTreeMap::new();
    for part in RecordKind::PARTS {
        let before = retention.before(part, now);
        for card in store.due(part, before, AT_ONCE).await? {
            cases.insert(*card.id.as_bytes(), card.id);
        }
    }
    let mut scrubbed = 0;
    for id in cases.into_values() {
        // Somebody may have reopened it a moment ago.
        let Some(case) = store.case(id).await? else {
            continue;
        };
        let mut parts = Vec::new();
        for part in parts_due(&case.card, retention, now) {
            if store.record(part, id.as_bytes()).await?.is_some() {
                parts.push(part);
            }
        }
        if !parts.is_empty() && store.commit(scrubbing(case, &parts, now)).await?.is_ok() {
            scrubbed += 1;
        }
    }
    Ok(scrubbed)
}

fn parts_due(card: &Card, retention: Retention, now: Timestamp) -> Vec<RecordKind> {
    let Some(closed) = card.closed.filter(|_| !card.state.is_open()) else {
        return Vec::new();
    };
    let is_due = |part: &RecordKind| closed < retention.before(*part, now);
    // Nothing outlives the report.
    if is_due(&RecordKind::Report) {
        return RecordKind::PARTS.to_vec();
    }
    RecordKind::PARTS.into_iter().filter(is_due).collect()
}

/// Takes these parts from a case, if nobody changes it meanwhile.
fn scrubbing(case: SealedCase, parts: &[RecordKind], now: Timestamp) -> Batch {
    let SealedCase { mut card, mut file } = case;
    let act = |what, old: String, new: &str| Act {
        at: now,
        who: "desk".to_owned(),
        what,
        case: Some(card.id),
        old,
        new: new.to_owned(),
    };
    let names: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    let mut acts = vec![act("scrub", names.join(" "), "")];
    let key = card.id.as_bytes().to_vec();
    if parts.contains(&RecordKind::Report) {
        acts.push(act(
            "anonymise",
            card.state.name().to_owned(),
            State::Anonymised.name(),
        ));
        file.clear();
        card.state = State::Anonymised;
        card.assignee = None;
    }
    card.version += 1;
    let removed = parts
        .iter()
        .map(|part| RecordChange::Remove(*part, key.clone()));
    Batch {
        records: removed.collect(),
        cases: vec![SealedCase { card, file }],
        acts,
        ..Batch::default()
    }
}
