//! Copies a whole store into another one, and compares the two.

mod desk;

use shared::report::ReportId;

pub use self::desk::DeskCopied;
pub(crate) use self::desk::Pages;
use super::{Store, StoreError};

/// Number of reports, cases, records or entries that are read and written at a time.
const PAGE: usize = 200;

/// The numbers of copied items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Copied {
    /// Reports, including those that have left the queue.
    pub reports: u64,
    /// Reports that are in the queue.
    pub queued: u64,
    /// Keys of the intake.
    pub keys: u64,
    /// The counts of the desk's data.
    pub desk: DeskCopied,
}

/// The progress of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Number of reports copied so far.
    Copied(u64),
    /// Number of reports compared so far; all were the same in both stores.
    Compared(u64),
}

/// A copy or a comparison failed.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// One of the two stores failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The new store already has data. It was not changed.
    #[error(
        "the new store is not empty\n  fix: name a new file or an empty database; what a copy left \
         that broke off, delete first"
    )]
    NotEmpty,
    /// This report differs between the stores, or is missing in one.
    #[error(
        "report {0} is not the same in both stores\n  fix: stop every receiver on both, delete the \
         new store, and begin again"
    )]
    Different(ReportId),
    /// The intake's keys differ between the stores.
    #[error(
        "the keys are not the same in both stores\n  fix: stop every receiver on both, delete the \
         new store, and begin again"
    )]
    DifferentKeys,
    /// The desk's data differs between the stores.
    #[error(
        "what the desk keeps is not the same in both stores\n  fix: stop every receiver on both, \
         delete the new store, and begin again"
    )]
    DifferentDesk,
}

/// Copies everything from one store into another one that is empty, then compares the two. Nothing
/// else may use either store meanwhile.
///
/// # Errors
///
/// Fails if the new store is not empty, if one of the stores fails, or if the copy differs. In the
/// last two cases the new store may have a part of the data and must be deleted.
pub async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    mut progress: impl FnMut(Progress),
) -> Result<Copied, CopyError> {
    let is_empty = to.reports_after(0, 1).await?.is_empty()
        && to.keys().await?.is_empty()
        && desk::is_empty(to).await?;
    if !is_empty {
        return Err(CopyError::NotEmpty);
    }
    let (mut after, mut copied) = (0, 0);
    loop {
        let page = from.reports_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        copied += page.len() as u64;
        let reports = page.into_iter().map(|(_, report)| report);
        to.restore_reports(reports.collect()).await?;
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
///
/// # Errors
///
/// Fails if the stores differ, or if one of them fails.
pub async fn compare(
    one: &dyn Store,
    other: &dyn Store,
    mut progress: impl FnMut(Progress),
) -> Result<Copied, CopyError> {
    let mut same = Copied::default();
    let (mut after_one, mut after_other) = (0, 0);
    loop {
        let page = one.reports_after(after_one, PAGE).await?;
        let other_page = other.reports_after(after_other, PAGE).await?;
        for (index, (_, report)) in page.iter().enumerate() {
            if other_page.get(index).map(|(_, other)| other) != Some(report) {
                return Err(CopyError::Different(report.id));
            }
            same.queued += u64::from(report.queued.is_some());
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
