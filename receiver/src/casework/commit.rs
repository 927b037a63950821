//! The only way in which casework writes to the store.

use model::audit::Act;
use model::case::Card;
use model::item::Item;
use model::worksheet::Worksheet;
use store::{Batch, CaseChange, ItemRow, ItemsChange, LocationDigest, RecordChange, SealedCase};

use super::followers::{Followed, followed};
use super::{CaseError, Casework, identity};
use crate::webhooks::{Event, EventType};

/// The writes of one act: changes of cases and records, entries of the log, and the events for
/// webhooks.
#[derive(Default)]
pub(super) struct Change {
    pub(super) batch: Batch,
    pub(super) events: Vec<Event>,
    /// How items stand that cases of other hotlines' referrals follow.
    pub(super) followed: Vec<Followed>,
}

/// A case without the reporter's words: enough for most acts.
pub(super) struct Sheet {
    pub(super) card: Card,
    /// `None` once it is scrubbed.
    pub(super) worksheet: Option<Worksheet>,
}

impl Sheet {
    /// Fails if anything but the hand-offs has changed since this version.
    pub(super) fn is_as_seen(&self, version: u64) -> Result<(), CaseError> {
        let worksheet = self.worksheet.as_ref();
        let oldest = match worksheet.map_or(0, |worksheet| worksheet.same_since) {
            0 => self.card.version,
            since => since,
        };
        let is_valid = (oldest..=self.card.version).contains(&version);
        is_valid.then_some(()).ok_or(CaseError::Conflict)
    }
}

impl Change {
    /// An act that only adds an entry to the log.
    pub(super) fn logged(act: Act) -> Self {
        Self::all_logged(vec![act])
    }

    /// Several such acts.
    pub(super) fn all_logged(acts: Vec<Act>) -> Self {
        Self {
            batch: Batch {
                acts,
                ..Batch::default()
            },
            ..Self::default()
        }
    }

    /// An act that changes a case, with the event for webhooks. The case has its next version.
    pub(super) fn of_case(case: CaseChange, act: Act, event: EventType) -> Self {
        let event = Event::new(event, &case.case.card, act.at);
        let mut change = Self::logged(act);
        change.batch.cases.push(case);
        change.events.push(event);
        change
    }

    /// Adds records to the change.
    pub(super) fn with_records(mut self, records: impl IntoIterator<Item = RecordChange>) -> Self {
        self.batch.records.extend(records);
        self
    }

    /// Joins two changes into one.
    pub(super) fn and(mut self, other: Self) -> Self {
        let Batch {
            leases,
            requeued,
            adopted,
            cases,
            converted,
            resealed,
            records,
            acts,
        } = other.batch;
        self.batch.leases.extend(leases);
        self.batch.requeued.extend(requeued);
        self.batch.adopted.extend(adopted);
        self.batch.cases.extend(cases);
        self.batch.converted.extend(converted);
        self.batch.resealed.extend(resealed);
        self.batch.records.extend(records);
        self.batch.acts.extend(acts);
        self.events.extend(other.events);
        self.followed.extend(other.followed);
        self
    }
}

impl Casework {
    /// Writes a change, what follows from it for the cases of other hotlines' referrals, and its deliveries to webhooks: all
    /// of them, or nothing.
    pub(super) async fn commit(&self, change: Change) -> Result<(), CaseError> {
        let change = self.with_followers(change).await?;
        let Change {
            mut batch, events, ..
        } = change;
        batch.records.extend(self.webhooks.deliveries(&events)?);
        let is_logged_only = batch.records.is_empty();
        self.store.commit(batch).await?;
        // A read or a claim leaves nothing to send.
        if !is_logged_only {
            self.webhooks.wake();
            self.mails.send_replace(());
        }
        Ok(())
    }

    /// Writes an act that changes a case alone. Returns the case's new version.
    pub(super) async fn commit_changed(
        &self,
        sheet: Sheet,
        act: Act,
        event: EventType,
    ) -> Result<u64, CaseError> {
        let next = sheet.card.version + 1;
        self.commit(self.changed(sheet, act, event)?).await?;
        Ok(next)
    }

    /// The change of a case to its next version. `sheet` has the new content and the old version
    /// number.
    pub(super) fn changed(
        &self,
        mut sheet: Sheet,
        act: Act,
        event: EventType,
    ) -> Result<Change, CaseError> {
        if let Some(worksheet) = &mut sheet.worksheet {
            worksheet.same_since = sheet.card.version + 1;
        }
        self.next_version(sheet, act, event)
    }

    /// The change of a case whose hand-offs alone have changed: forms that were shown before remain
    /// valid.
    pub(super) fn changed_beside(
        &self,
        mut sheet: Sheet,
        act: Act,
        event: EventType,
    ) -> Result<Change, CaseError> {
        if let Some(worksheet) = &mut sheet.worksheet
            && worksheet.same_since == 0
        {
            worksheet.same_since = sheet.card.version;
        }
        self.next_version(sheet, act, event)
    }

    fn next_version(
        &self,
        mut sheet: Sheet,
        act: Act,
        event: EventType,
    ) -> Result<Change, CaseError> {
        let was_open = sheet.card.state.is_open();
        sheet.card.version += 1;
        let mut records = Vec::new();
        let followed = followed(&sheet);
        if let Some(worksheet) = &mut sheet.worksheet {
            records.extend(self.telling(worksheet)?);
            records.extend(self.disputing(sheet.card.id, worksheet)?);
            records.extend(self.awaiting(&sheet.card, worksheet)?);
            let today = self.calendar().today(act.at);
            if sheet.card.assignee.as_ref() == Some(&act.who) {
                worksheet.handed_over = None;
            }
            sheet.card.follow(worksheet, act.at.hour(), today);
            records.extend(self.asking(&sheet.card, worksheet)?);
        }
        let closes = was_open && !sheet.card.state.is_open();
        let event = if closes { EventType::Closed } else { event };
        let change = Change::of_case(self.sealed_change(sheet)?, act, event);
        Ok(Change { followed, ..change }.with_records(records))
    }

    /// A case as the store keeps it, with the rows of its items.
    pub(super) fn sealed_change(&self, sheet: Sheet) -> Result<CaseChange, CaseError> {
        let Sheet { card, worksheet } = sheet;
        // A scrubbed case stays as it is.
        let worksheet = worksheet.ok_or(CaseError::Conflict)?;
        let file = self.seal_worksheet(card.id, &worksheet)?;
        let earlier = None;
        Ok(CaseChange {
            items: ItemsChange::Replace(self.item_rows(&worksheet)),
            case: SealedCase {
                card,
                file,
                earlier,
            },
        })
    }

    /// The rows of a worksheet's items.
    pub(super) fn item_rows(&self, worksheet: &Worksheet) -> Vec<ItemRow> {
        let row = |item: &Item| ItemRow {
            place: item.place,
            digest: self.digest_of(item),
            names: identity::all_named(&self.vault, std::slice::from_ref(&item.location)),
            state: item.state,
            end: item.end,
        };
        worksheet.items.iter().map(row).collect()
    }

    /// The digest of an item's address; none if reports of the address are seen at another item.
    pub(super) fn digest_of(&self, item: &Item) -> Option<LocationDigest> {
        if item.is_seen_elsewhere {
            return None;
        }
        identity::digest(&self.vault, &item.location)
    }
}
