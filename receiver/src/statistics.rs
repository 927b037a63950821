//! The desk's statistics: reports counted by month and by one fact, with every small count hidden.
//!
//! The page, the exports and the publication are one document: a count that is hidden in one is
//! hidden in all, so a printed page may leave the hotline. Only reports that were taken from the
//! queue are counted, never by URL, domain or day.

mod export;
mod publication;
mod suppression;
mod table;
mod tally;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) use self::export::csv;
pub(crate) use self::publication::Published;
use self::suppression::Span;
pub(crate) use self::table::{Dimension, KnownValues, NONE, OTHER, Row, Table};
pub(crate) use self::tally::{Asked, NoPeriod, Tally};

/// The statistics of a period; also the JSON export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Statistics {
    /// The hotline's name.
    pub(crate) hotline: String,
    /// The months, in order, such as `2027-01`.
    pub(crate) months: Vec<String>,
    /// Smaller counts, except zero, are hidden, and so are other counts that would reveal them.
    pub(crate) least_shown: u64,
    /// The number of reports in each month.
    pub(crate) reports: Counts,
    /// The same reports, counted by one fact in each table.
    pub(crate) tables: Vec<Table>,
}

/// The counts of each month of the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Counts {
    /// The count of each month, or null if it is hidden.
    pub(crate) by_month: Vec<Option<u64>>,
    /// The least possible sum of all months, as far as the shown counts tell.
    pub(crate) at_least: u64,
    /// The greatest possible sum of all months, as far as the shown counts tell.
    pub(crate) at_most: u64,
}

impl FromIterator<Span> for Counts {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let spans: Vec<Span> = spans.into_iter().collect();
        let all: Span = spans.iter().copied().sum();
        Self {
            by_month: spans.into_iter().map(Span::shown).collect(),
            at_least: all.least,
            at_most: all.most,
        }
    }
}
