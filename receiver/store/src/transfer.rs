//! Whole stores, page by page, for a copy.

use async_trait::async_trait;
use model::chain::ChainedAct;
use model::queue::ReportCopy;

use crate::engine::Engine;
use crate::statements::{cases, items};
use crate::{ItemRow, LocationDigest, RecordKind, SealedCase, SealedRecord, StoreError, decode};

/// Reads and writes everything that a store holds, apart from the intake's keys.
#[async_trait]
pub trait Transfer: Send + Sync {
    /// Reports after this place, each with its place, the oldest first; at most `max`. The place of
    /// the first report is above 0.
    async fn reports_after(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, ReportCopy)>, StoreError>;

    /// Adds reports in this order, all or none.
    ///
    /// # Errors
    ///
    /// Fails if the id of one of them is already known.
    async fn restore_reports(&self, reports: Vec<ReportCopy>) -> Result<(), StoreError>;

    /// Cases after this place, each with its place, the one with the oldest report first; at most
    /// `max`. The place of the first case is above 0.
    async fn cases_after(&self, after: u64, max: usize)
    -> Result<Vec<(u64, CaseCopy)>, StoreError>;

    /// Records of a kind whose keys are above this key, in the order of the keys; at most `max`.
    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError>;

    /// Adds a part of another store's desk data, all or nothing.
    ///
    /// # Errors
    ///
    /// Fails if a case, a record or an entry of the log exists already, or if a case's report is
    /// unknown.
    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError>;
}

/// All of a case's data in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseCopy {
    /// The case with its worksheet.
    pub case: SealedCase,
    /// The case's locations, in ascending order.
    pub locations: Vec<LocationDigest>,
    /// The case's items, in the order of their numbers.
    pub items: Vec<ItemRow>,
}

/// A part of the desk's data in a store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeskPart {
    /// Cases, whose reports are in the store already.
    pub cases: Vec<CaseCopy>,
    /// Records, with their kinds and keys.
    pub records: Vec<(RecordKind, Vec<u8>, SealedRecord)>,
    /// Entries of the log, with their places and hashes.
    pub acts: Vec<ChainedAct>,
}

/// Implements [`Transfer::cases_after`] for both engines.
pub(crate) async fn cases_after(
    engine: &impl Engine,
    after: u64,
    max: usize,
) -> Result<Vec<(u64, CaseCopy)>, StoreError> {
    let rows = engine.rows(cases::after(after, max), decode::placed_case);
    let copy = |(place, case)| {
        let copy = CaseCopy {
            case,
            locations: Vec::new(),
            items: Vec::new(),
        };
        (place, copy)
    };
    let mut copies: Vec<_> = rows.await?.into_iter().map(copy).collect();
    let Some(last) = copies.last().map(|(place, _)| *place) else {
        return Ok(copies);
    };
    let locations = engine.rows(cases::locations(after, last), decode::location);
    for (place, digest) in locations.await? {
        if let Ok(index) = copies.binary_search_by_key(&place, |(place, _)| *place) {
            copies[index].1.locations.push(digest);
        }
    }
    let items = engine.rows(items::between(after, last), decode::item);
    for (place, item) in items.await? {
        if let Ok(index) = copies.binary_search_by_key(&place, |(place, _)| *place) {
            copies[index].1.items.push(item);
        }
    }
    Ok(copies)
}
