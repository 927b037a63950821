//! What the desk counts: reports by month and by what they are about, with every small count hidden.
//!
//! The page, the exports and what is published are one document: what is hidden in one is hidden in
//! all, so that a printed page may leave the house. Only what the desk has taken from the queue is
//! counted, never a URL, a domain or a day.

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
pub(crate) use self::table::{Dimension, KnownValues, Table};
pub(crate) use self::tally::{Asked, NoPeriod, Tally};

/// Everything that is shown of a period: also the JSON export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Statistics {
    /// The hotline's name.
    pub(crate) hotline: String,
    /// The months, in order: `2027-01`.
    pub(crate) months: Vec<String>,
    /// Counts under this are hidden, and so are others that would give them away.
    pub(crate) least_shown: u64,
    /// How many reports came.
    pub(crate) reports: Counts,
    /// The same by what they are about.
    pub(crate) tables: Vec<Table>,
}

/// Counts of something, month by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Counts {
    /// The count of each month, or null if it is hidden.
    pub(crate) by_month: Vec<Option<u64>>,
    /// What all months together come to at least, as can be told from what is shown.
    pub(crate) at_least: u64,
    /// And at most.
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
