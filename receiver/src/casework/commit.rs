//! The one way in which casework writes.

use model::audit::Act;
use model::case::{Card, Worksheet};
use store::{Batch, RecordChange, SealedCase};

use super::{CaseError, Casework};
use crate::webhooks::{Event, EventType};

/// Everything that one act writes: changes of cases and records, entries of the log, and the events
/// that webhooks are told of.
#[derive(Default)]
pub(super) struct Change {
    pub(super) batch: Batch,
    pub(super) events: Vec<Event>,
}

/// A case without the reporter's words: all that most acts need to open.
pub(super) struct Sheet {
    pub(super) card: Card,
    /// None once it is scrubbed.
    pub(super) worksheet: Option<Worksheet>,
}

impl Change {
    /// An act that changes nothing but the log.
    pub(super) fn logged(act: Act) -> Self {
        Self {
            batch: Batch {
                acts: vec![act],
                ..Batch::default()
            },
            ..Self::default()
        }
    }

    /// An act that changes a case, and the event that tells of it. `case` is the next version.
    pub(super) fn of_case(case: SealedCase, act: Act, event: EventType) -> Self {
        let event = Event::new(event, &case.card, act.at);
        let mut change = Self::logged(act);
        change.batch.cases.push(case);
        change.events.push(event);
        change
    }

    /// The same with records that belong to it.
    pub(super) fn with_records(mut self, records: impl IntoIterator<Item = RecordChange>) -> Self {
        self.batch.records.extend(records);
        self
    }

    /// Both changes as one.
    pub(super) fn and(mut self, other: Self) -> Self {
        let Batch {
            adopted,
            cases,
            records,
            acts,
        } = other.batch;
        self.batch.adopted.extend(adopted);
        self.batch.cases.extend(cases);
        self.batch.records.extend(records);
        self.batch.acts.extend(acts);
        self.events.extend(other.events);
        self
    }
}

impl Casework {
    /// Writes a change, all of it or nothing, and with it the deliveries to webhooks.
    pub(super) async fn commit(&self, change: Change) -> Result<(), CaseError> {
        let Change { mut batch, events } = change;
        batch.records.extend(self.webhooks.deliveries(&events)?);
        self.store.commit(batch).await?;
        self.webhooks.wake();
        Ok(())
    }

    /// The change of a case to its next version, which `sheet` holds but for the version.
    pub(super) fn changed(
        &self,
        mut sheet: Sheet,
        act: Act,
        event: EventType,
    ) -> Result<Change, CaseError> {
        sheet.card.version += 1;
        let file = match &sheet.worksheet {
            Some(worksheet) => self.seal_worksheet(sheet.card.id, worksheet)?,
            None => Vec::new(),
        };
        let card = sheet.card;
        Ok(Change::of_case(SealedCase { card, file }, act, event))
    }
}
