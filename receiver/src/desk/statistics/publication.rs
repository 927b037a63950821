//! What the hotline tells everybody: the whole months of the last two years, written into the store
//! once a month by the desk, for the intake to show.
//!
//! Once a month, because two publications of neighbouring days would tell what came between.

use super::table::{Known, Period};
use super::{Statistics, suppression};
use crate::clock::Timestamp;
use crate::desk::audit::Act;
use crate::desk::case::Month;
use crate::store::desk::{Batch, DeskStore, RecordChange, RecordKind, Sealed};
use crate::store::{Store, StoreError};

/// The one publication there is.
const KEY: &[u8] = b"statistics";

/// Months in it.
const MONTHS: u32 = 24;

/// Brings what is published up to date: there is a publication of this month if the hotline
/// publishes, and none if it does not.
pub async fn publish(
    store: &dyn DeskStore,
    hotline: &str,
    known: &Known,
    is_on: bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = store.record(RecordKind::Publication, KEY).await?;
    let last = Month::of(now.hour()).minus(1);
    let (change, new) = match &before {
        Some(before) if is_on && covers(before, last) => return Ok(()),
        None if !is_on => return Ok(()),
        Some(_) if !is_on => (
            RecordChange::Remove(RecordKind::Publication, KEY.to_vec()),
            String::new(),
        ),
        before => {
            let period: Period = last.minus(MONTHS - 1).0..=last.0;
            let statistics = Statistics::of(hotline, &store.facts().await?, period, known);
            let sealed = Sealed {
                version: before.as_ref().map_or(1, |before| before.version + 1),
                // Strings and numbers always have a JSON form.
                bytes: serde_json::to_vec(&statistics).unwrap_or_default(),
            };
            (
                RecordChange::Put(RecordKind::Publication, KEY.to_vec(), sealed),
                last.to_string(),
            )
        }
    };
    let act = Act {
        at: now,
        who: "desk".to_owned(),
        what: "publish",
        case: None,
        old: String::new(),
        new,
    };
    let batch = Batch {
        records: vec![change],
        acts: vec![act],
        ..Batch::default()
    };
    // If another desk was quicker, it has done the same.
    let _ = store.commit(batch).await?;
    Ok(())
}

/// What is published, and its JSON as it lies in the store.
pub async fn published(store: &dyn Store) -> Result<Option<(Statistics, Vec<u8>)>, StoreError> {
    let record = store.record(RecordKind::Publication, KEY).await?;
    Ok(record.and_then(|record| Some((read(&record)?, record.bytes))))
}

fn covers(published: &Sealed, last: Month) -> bool {
    let months = read(published).map(|statistics| statistics.months);
    months.is_some_and(|months| months.last() == Some(&last.to_string()))
}

/// None if another version of the receiver wrote it otherwise: then it is written anew.
fn read(published: &Sealed) -> Option<Statistics> {
    let statistics: Statistics = serde_json::from_slice(&published.bytes).ok()?;
    let is_whole = |counts: &super::Counts| counts.by_month.len() == statistics.months.len();
    let mut rows = statistics.tables.iter().flat_map(|table| &table.rows);
    let is_whole = is_whole(&statistics.reports)
        && rows.all(|row| is_whole(&row.counts))
        && statistics.tables.iter().all(|table| is_whole(&table.total))
        && statistics.least_shown == suppression::LEAST;
    is_whole.then_some(statistics)
}
