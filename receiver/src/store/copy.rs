//! Copies a whole store to another, and compares the two.

mod desk;

use shared::report::ReportId;

pub use self::desk::DeskCopied;
use super::{Store, StoreError};

/// Reports that are read and written at a time.
const PAGE: usize = 200;

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// Reports of which at least the fact is known that they came.
    pub reports: u64,
    /// Of these, how many are in the queue still.
    pub queued: u64,
    /// Keys of the intake.
    pub keys: u64,
    /// What the desk keeps.
    pub desk: DeskCopied,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// This many reports are copied.
    Copied(u64),
    /// This many reports are the same in both.
    Compared(u64),
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the two failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is something in the target already; it was left alone.
    #[error(
        "the new store is not empty\n  fix: name a new file or an empty database; what a copy left \
         that broke off, delete first"
    )]
    NotEmpty,
    /// A report is not the same in both, or is missing in one.
    #[error(
        "report {0} is not the same in both stores\n  fix: stop every receiver on both, delete the \
         new store, and begin again"
    )]
    Different(ReportId),
    /// The keys are not the same in both.
    #[error(
        "the keys are not the same in both stores\n  fix: stop every receiver on both, delete the \
         new store, and begin again"
    )]
    DifferentKeys,
    /// What the desk keeps is not the same in both.
    #[error(
        "what the desk keeps is not the same in both stores\n  fix: stop every receiver on both, \
         delete the new store, and begin again"
    )]
    DifferentDesk,
}

/// Copies everything from one store to an empty other one, and then compares them. Nothing else may
/// use either of them meanwhile.
pub async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    mut progress: impl FnMut(Progress),
) -> Result<Copied, CopyError> {
    let is_empty = to.records(0, 1).await?.is_empty()
        && to.keys().await?.is_empty()
        && desk::is_empty(to).await?;
    if !is_empty {
        return Err(CopyError::NotEmpty);
    }
    let (mut after, mut copied) = (0, 0);
    loop {
        let page = from.records(after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        copied += page.len() as u64;
        let records = page.into_iter().map(|(_, record)| record);
        to.restore(records.collect()).await?;
        progress(Progress::Copied(copied));
    }
    let mut newest = None;
    for key in from.keys().await? {
        let sequence = key.sequence;
        to.add_key(key, newest).await?;
        newest = Some(sequence);
    }
    desk::copy(from, to).await?;
    compare(from, to, progress).await
}

/// Compares everything in two stores, every body byte for byte.
pub async fn compare(
    one: &dyn Store,
    other: &dyn Store,
    mut progress: impl FnMut(Progress),
) -> Result<Copied, CopyError> {
    let mut same = Copied::default();
    let (mut after_one, mut after_other) = (0, 0);
    loop {
        let page = one.records(after_one, PAGE).await?;
        let other_page = other.records(after_other, PAGE).await?;
        for (index, (_, record)) in page.iter().enumerate() {
            if other_page.get(index).map(|(_, other)| other) != Some(record) {
                return Err(CopyError::Different(record.id));
            }
            same.queued += u64::from(record.queued.is_some());
        }
        if let Some((_, more)) = other_page.get(page.len()) {
            return Err(CopyError::Different(more.id));
        }
        let (Some((last, _)), Some((other_last, _))) = (page.last(), other_page.last()) else {
            break;
        };
        (after_one, after_other) = (*last, *other_last);
        same.reports += page.len() as u64;
        progress(Progress::Compared(same.reports));
    }
    let keys = one.keys().await?;
    if keys != other.keys().await? {
        return Err(CopyError::DifferentKeys);
    }
    same.keys = keys.len() as u64;
    same.desk = desk::compare(one, other).await?;
    Ok(same)
}
