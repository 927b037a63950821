//! Copies and compares the desk's data: cases, records of every kind, the log.

use strum::VariantArray;

use super::{CopyError, PAGE};
use crate::{DeskPart, RecordKind, Store, StoreError};

/// The numbers of the desk's copied items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeskCopied {
    /// Cases in any state.
    pub cases: u64,
    /// Records of every kind.
    pub records: u64,
    /// Entries of the log.
    pub acts: u64,
}

/// Whether the store has no records and no log. Cases are left out: each has a report, and the
/// caller looks for reports.
pub(super) async fn is_empty(store: &dyn Store) -> Result<bool, CopyError> {
    for kind in RecordKind::VARIANTS {
        if !store.records_after(*kind, &[], 1).await?.is_empty() {
            return Ok(false);
        }
    }
    Ok(store.acts(0, 1).await?.is_empty())
}

/// Copies the desk's data. The new store must already have the cases' reports.
pub(super) async fn copy(from: &dyn Store, to: &dyn Store) -> Result<(), CopyError> {
    let mut place = Pages::BEGIN;
    while let Some(part) = place.next(from).await? {
        to.restore_desk(part).await?;
    }
    Ok(())
}

/// Compares the desk's data in two stores.
pub(super) async fn compare(one: &dyn Store, other: &dyn Store) -> Result<DeskCopied, CopyError> {
    let mut same = DeskCopied::default();
    let (mut place, mut other_place) = (Pages::BEGIN, Pages::BEGIN);
    loop {
        let (part, other_part) = (place.next(one).await?, other_place.next(other).await?);
        if part != other_part {
            return Err(CopyError::DifferentDesk);
        }
        let Some(part) = part else { return Ok(same) };
        same.cases += part.cases.len() as u64;
        same.records += part.records.len() as u64;
        same.acts += part.acts.len() as u64;
    }
}

/// The position of reading in a store: first its cases, then its records by kind, then its log.
#[derive(Clone)]
pub(crate) struct Pages {
    case: u64,
    kinds: &'static [RecordKind],
    key: Vec<u8>,
    act: u64,
}

impl Pages {
    pub(crate) const BEGIN: Self = Self {
        case: 0,
        kinds: RecordKind::VARIANTS,
        key: Vec::new(),
        act: 0,
    };

    /// Reads the next cases or records; `None` where the log begins.
    pub(crate) async fn next_rows(
        &mut self,
        store: &dyn Store,
    ) -> Result<Option<DeskPart>, StoreError> {
        let cases = store.cases_after(self.case, PAGE).await?;
        if let Some((last, _)) = cases.last() {
            self.case = *last;
            let cases = cases.into_iter().map(|(_, case)| case).collect();
            return Ok(Some(DeskPart {
                cases,
                ..DeskPart::default()
            }));
        }
        while let [kind, later @ ..] = self.kinds {
            let records = store.records_after(*kind, &self.key, PAGE).await?;
            if let Some((last, _)) = records.last() {
                self.key.clone_from(last);
                let records = records.into_iter();
                let records = records.map(|(key, record)| (*kind, key, record)).collect();
                return Ok(Some(DeskPart {
                    records,
                    ..DeskPart::default()
                }));
            }
            (self.kinds, self.key) = (later, Vec::new());
        }
        Ok(None)
    }

    /// Reads the next part; `None` at the end.
    async fn next(&mut self, store: &dyn Store) -> Result<Option<DeskPart>, StoreError> {
        if let Some(rows) = self.next_rows(store).await? {
            return Ok(Some(rows));
        }
        let acts = store.acts(self.act, PAGE).await?;
        let Some(last) = acts.last() else {
            return Ok(None);
        };
        self.act = last.seq;
        Ok(Some(DeskPart {
            acts,
            ..DeskPart::default()
        }))
    }
}
