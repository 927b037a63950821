//! Brings cases of earlier receivers, which knew no items, into the present form: once, before the
//! desk listens.

mod earlier;

use std::collections::HashSet;

use model::audit::{Act, ActName};
use model::case::UNKNOWN;
use model::name::DESK;
use shared::report::{ReportId, UntrustedReport};
use store::{CaseFilter, LocationDigest, RecordKind, SealedCase};

use self::earlier::EarlierWorksheet;
use super::commit::{Change, Sheet};
use super::{CaseError, Casework};
use crate::webhooks::EventType;

/// Number of conflicts in a row after which something else is wrong.
const CONFLICTS: usize = 10;

/// More entries of the log than any case has.
const ALL: usize = u32::MAX as usize;

/// Number of cases in one commit.
const AT_ONCE: usize = 100;

impl Casework {
    /// Converts all cases of earlier receivers. An address that several of them name becomes an item
    /// of each; reports of it are seen at the one that is open, or else was closed last. Returns the
    /// number of cases.
    #[tracing::instrument(skip_all, name = "casework.convert")]
    pub async fn convert(&self) -> Result<usize, CaseError> {
        let (mut converted, mut conflicts, mut damaged) = (0, 0, 0);
        let mut after = None;
        loop {
            let cases = self.store.earlier(after, AT_ONCE).await?;
            let Some(last) = cases.last().map(|case| case.card.id) else {
                return Ok(converted);
            };
            let (change, unreadable) = self.conversion(cases).await?;
            let count = change.batch.converted.len();
            // Another desk on the same store may do the same.
            if !self.tried(change, count, &mut conflicts).await? {
                continue;
            }
            converted += count;
            damaged += unreadable;
            after = Some(last);
            tracing::info!(cases = converted, damaged, "brought into the present form");
        }
    }

    /// Finds out on which day something is due in the open cases of earlier receivers, which kept no such
    /// day, and which of them were handed over. Where no day was known, hand-offs should be answered as many days from
    /// now as new ones.
    /// Returns the number of cases.
    #[tracing::instrument(skip_all, name = "casework.find_due")]
    pub(crate) async fn find_due(&self) -> Result<usize, CaseError> {
        let mut filter = CaseFilter {
            not_known: true,
            max: AT_ONCE,
            ..CaseFilter::default()
        };
        let (mut found, mut conflicts) = (0, 0);
        loop {
            let cards = self.store.cases(&filter).await?;
            let Some(last) = cards.last() else {
                return Ok(found);
            };
            let mut change = Change::default();
            for card in &cards {
                match self.find_due_in(card.id).await {
                    Ok(of_case) => change = change.and(of_case),
                    Err(CaseError::Unreadable(_) | CaseError::Record(_)) => {
                        tracing::error!(case = %card.id, "a case of an earlier receiver cannot be read");
                    }
                    Err(error) => return Err(error),
                }
            }
            let count = change.batch.cases.len();
            // Somebody may have changed one of the cases, and found it out with that.
            if !self.tried(change, count, &mut conflicts).await? {
                continue;
            }
            found += count;
            filter.after = Some(filter.place(last));
        }
    }

    /// Writes a change of so many cases. Returns false if it has to be made anew, because one of them has changed
    /// meanwhile; `conflicts` counts how often that was so in a row.
    async fn tried(
        &self,
        change: Change,
        cases: usize,
        conflicts: &mut usize,
    ) -> Result<bool, CaseError> {
        let done = match cases {
            0 => Ok(()),
            _ => self.commit(change).await,
        };
        match done {
            Err(CaseError::Conflict) if *conflicts < CONFLICTS => {
                *conflicts += 1;
                Ok(false)
            }
            done => {
                *conflicts = 0;
                done.map(|()| true)
            }
        }
    }

    /// The change that finds it out in one case.
    async fn find_due_in(&self, id: ReportId) -> Result<Change, CaseError> {
        let mut sheet = self.sheet(id).await?;
        let answer_by = self.today().plus(self.rules.answer_days).to_string();
        let is_without_days = sheet.card.due == Some(UNKNOWN);
        let worksheet = sheet.worksheet.iter_mut().filter(|_| is_without_days);
        for hand_off in worksheet.flat_map(|it| &mut it.hand_offs) {
            let is_expected = hand_off.state.has_left() && hand_off.kind.expects_answer();
            hand_off.answer_by = is_expected.then(|| answer_by.clone());
        }
        let act = self.own_act(id, ActName::Convert, "", "due");
        let mut change = self.changed_beside(sheet, act, EventType::Changed)?;
        // Nothing has changed for anybody else.
        change.events.clear();
        Ok(change)
    }

    /// The change that converts these cases, and the number of those that cannot be read.
    async fn conversion(&self, cases: Vec<SealedCase>) -> Result<(Change, usize), CaseError> {
        let mut change = Change::default();
        let (mut seen, mut damaged) = (HashSet::new(), 0);
        for case in cases {
            let id = case.card.id;
            match self.converted(case, &mut seen).await {
                Ok(sheet) => change.batch.converted.push(self.sealed_change(sheet)?),
                Err(CaseError::Unreadable(_) | CaseError::Record(_)) => {
                    tracing::error!(case = %id, "a case of an earlier receiver cannot be read");
                    damaged += 1;
                }
                Err(error) => return Err(error),
            }
        }
        let new = format!("cases: {}", change.batch.converted.len());
        let act = Act::of(DESK, ActName::Convert, "", &new, self.clock.now());
        change.batch.acts.push(act);
        Ok((change, damaged))
    }

    /// A case in the present form. `seen` holds the addresses of the cases before it in the batch.
    async fn converted(
        &self,
        case: SealedCase,
        seen: &mut HashSet<LocationDigest>,
    ) -> Result<Sheet, CaseError> {
        let SealedCase {
            mut card,
            file,
            earlier,
        } = case;
        let now = self.clock.now();
        let earlier_sheet: EarlierWorksheet = self.open_file(card.id, &file)?;
        let report: Option<UntrustedReport> = self.part(RecordKind::Report, card.id).await?;
        let has_contact = self.has(RecordKind::Contact, card.id).await?;
        let history = self.history(card.id, ALL).await?;
        let state = earlier.unwrap_or_default();
        let days = (
            self.calendar().today(now),
            self.calendar().next_working_day(now),
        );
        let mut worksheet =
            earlier_sheet.convert(&card, &state, report, has_contact, &history, days);
        let digests = worksheet.items.iter().map(|item| self.digest_of(item));
        let digests: Vec<_> = digests.collect();
        let named: Vec<_> = digests.iter().flatten().copied().collect();
        let known = self.known(&named).await?;
        for (item, digest) in worksheet.items.iter_mut().zip(digests) {
            let Some(digest) = digest else { continue };
            let is_known = known.iter().any(|known| known.digest == digest);
            item.is_seen_elsewhere = is_known || !seen.insert(digest);
        }
        let (assignee, closed) = (card.assignee.clone(), card.closed);
        card.follow(&mut worksheet, now.hour(), days.0);
        if card.state.is_open() {
            card.assignee = assignee;
        }
        card.closed = closed.or(card.closed);
        let worksheet = Some(worksheet);
        Ok(Sheet { card, worksheet })
    }
}
