//! The public statistics: the last 24 whole months. The desk writes them into the store once a
//! month, and the intake shows them.
//!
//! Only once a month, because two publications on neighbouring days would reveal the cases between.

use std::sync::Arc;

use model::audit::{Act, ActName};
use model::month::Month;
use model::name::DESK;
use model::time::Timestamp;
use store::{
    Batch, CommitError, DeskStore, RecordChange, RecordKind, Records, SealedRecord, StoreError,
};

use super::table::{KnownValues, Period};
use super::{Statistics, suppression};

/// The key of the only publication in the store.
const KEY: &[u8] = b"statistics";

/// The number of months in the publication.
const MONTHS: u32 = 24;

/// The desk's last publication, as the intake shows it.
pub(crate) struct Published {
    store: Arc<dyn Records>,
}

impl Published {
    /// Reads the publication in this store.
    pub(crate) fn new(store: Arc<dyn Records>) -> Self {
        Self { store }
    }

    /// The publication, and its JSON from the store; none if the hotline publishes nothing.
    pub(crate) async fn read(&self) -> Result<Option<(Statistics, Vec<u8>)>, StoreError> {
        let record = self.store.record(RecordKind::Publication, KEY).await?;
        Ok(record.and_then(|record| Some((read(&record)?, record.bytes))))
    }
}

/// Brings the publication up to date: replaces it if the last whole month is missing, and removes
/// it if the hotline does not publish.
pub(super) async fn publish(
    store: &dyn DeskStore,
    hotline: &str,
    known: &KnownValues,
    is_public: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = store.record(RecordKind::Publication, KEY).await?;
    let last = Month::of(now.hour()).minus(1);
    let (change, new) = match &before {
        Some(before) if is_public && covers(before, last) => return Ok(()),
        None if !is_public => return Ok(()),
        Some(_) if !is_public => {
            let remove = RecordChange::Remove(RecordKind::Publication, KEY.to_vec());
            (remove, String::new())
        }
        before => {
            let period: Period = last.minus(MONTHS - 1).0..=last.0;
            let tallied = store.tally(period.clone()).await?;
            let statistics = Statistics::of(hotline, &tallied, period, known);
            let sealed = SealedRecord {
                version: before.as_ref().map_or(1, |before| before.version + 1),
                // Strings and numbers always have a JSON form.
                bytes: serde_json::to_vec(&statistics).unwrap_or_default(),
            };
            let put = RecordChange::Put(RecordKind::Publication, KEY.to_vec(), sealed);
            (put, last.to_string())
        }
    };
    match store.commit(batch(change, &new, now)).await {
        // Another desk on this store was quicker, and made the same change.
        Ok(()) | Err(CommitError::Conflict) => Ok(()),
        Err(CommitError::Store(error)) => Err(error),
    }
}

fn batch(change: RecordChange, new: &str, now: Timestamp) -> Batch {
    Batch {
        records: vec![change],
        ..Batch::from(Act::of(DESK, ActName::Publish, "", new, now))
    }
}

fn covers(published: &SealedRecord, last: Month) -> bool {
    let months = read(published).map(|statistics| statistics.months);
    months.is_some_and(|months| months.last() == Some(&last.to_string()))
}

/// Reads a publication; none if another version of the receiver wrote it in another form.
fn read(published: &SealedRecord) -> Option<Statistics> {
    let statistics: Statistics = serde_json::from_slice(&published.bytes).ok()?;
    let is_whole = |counts: &super::Counts| counts.by_month.len() == statistics.months.len();
    let mut rows = statistics.tables.iter().flat_map(|table| &table.rows);
    let is_whole = is_whole(&statistics.reports)
        && rows.all(|row| is_whole(&row.counts))
        && statistics.tables.iter().all(|table| is_whole(&table.total))
        && statistics.least_shown == suppression::LEAST;
    is_whole.then_some(statistics)
}
