//! Decides which counts of one month and one dimension are shown.
//!
//! A count from 1 to 4 could point at a person, so it is hidden; a zero is shown. The month's total
//! is shown, too. No reader may be able to compute a hidden count, even one who knows these rules:
//!
//! 1. Counts from 1 to 4 are hidden. This is enough if there are at least two of them, their sum is
//!    at least 5, and they are neither all 1 nor all 4.
//! 2. Otherwise the smallest of the other counts is hidden as well, with all counts equal to it.
//!    Any of the hidden counts can then be the large one.
//! 3. If only zeros are left, they are hidden as well: only the month's total is shown.
//!
//! For example, 2, 4, 9, 20 shows 9 and 20 (rule 1), and 3, 9, 20 shows 20 (rule 2). A month with
//! fewer than five reports is hidden in every table, total included.
//!
//! No sum over months is published, except sums that follow from shown counts. So it does not
//! matter which months a document covers, today or in another year. Tables share only the totals of
//! months, which are shown in all tables or hidden in all: any counts of one table are possible
//! with any of another, so no table reveals another's. This holds for facts that do not follow from
//! each other. Country and type of site follow from the outcome: their tables count within the
//! outcome "assessed as illegal", and their total is that count, shown or hidden.

use std::collections::BTreeMap;
use std::iter::Sum;

/// The smallest count, other than zero, that is shown.
pub(super) const LEAST: u64 = 5;

/// The range of a count that a reader can derive. A count with only one possible value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// The least possible value.
    pub(super) least: u64,
    /// The greatest possible value.
    pub(super) most: u64,
}

impl Span {
    /// A count that is shown.
    pub(super) fn exactly(count: u64) -> Self {
        Self {
            least: count,
            most: count,
        }
    }

    /// The count, if it is shown.
    pub(super) fn shown(self) -> Option<u64> {
        (self.least == self.most).then_some(self.least)
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        spans.fold(Self::exactly(0), |sum, span| Self {
            least: sum.least + span.least,
            most: sum.most + span.most,
        })
    }
}

/// One month of a table, with hidden counts as ranges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    /// The month's total.
    pub(super) total: Span,
    /// The count of each value that a reader may know to occur.
    cells: BTreeMap<String, Span>,
    /// The count of each other value.
    others: Span,
}

impl Column {
    /// Hides counts of a month by the rules above. None of `counts` is zero.
    pub(super) fn of(counts: &BTreeMap<String, u64>) -> Self {
        let total = counts.values().sum();
        if (1..LEAST).contains(&total) {
            return Self::hidden(Span {
                least: 1,
                most: LEAST - 1,
            });
        }
        let mut by_size: Vec<_> = counts.iter().collect();
        by_size.sort_by_key(|(_, count)| **count);
        let (hidden, shown) = by_size.split_at(hidden_of(&by_size));
        if shown.is_empty() && total > 0 {
            return Self::hidden(Span::exactly(total));
        }
        let span = Span {
            least: 1,
            most: (sum(hidden) + 1).saturating_sub(hidden.len() as u64),
        };
        let hidden = hidden.iter().map(|(value, _)| ((*value).clone(), span));
        let shown = shown.iter();
        let shown = shown.map(|(value, count)| ((*value).clone(), Span::exactly(**count)));
        Self {
            total: Span::exactly(total),
            cells: hidden.chain(shown).collect(),
            others: Span::exactly(0),
        }
    }

    /// Hides counts of a month whose total is a count of another column.
    pub(super) fn within(total: Span, counts: &BTreeMap<String, u64>) -> Self {
        if total.shown().is_some() {
            Self::of(counts)
        } else {
            Self::hidden(total)
        }
    }

    /// A month of which nothing is shown except, perhaps, its total.
    fn hidden(total: Span) -> Self {
        Self {
            total,
            cells: BTreeMap::new(),
            others: Span {
                least: 0,
                most: total.most,
            },
        }
    }

    /// The number of reports with this value.
    pub(super) fn cell(&self, value: &str) -> Span {
        self.cells.get(value).copied().unwrap_or(self.others)
    }

    /// The values that a reader may know to occur.
    pub(super) fn values(&self) -> impl Iterator<Item = &String> {
        self.cells.keys()
    }
}

/// The number of counts that must be hidden, from the smallest on.
fn hidden_of(by_size: &[(&String, &u64)]) -> usize {
    let small = by_size.partition_point(|(_, count)| **count < LEAST);
    let (counts, reports) = (small as u64, sum(&by_size[..small]));
    let could_be_others = counts < reports && reports < counts * (LEAST - 1);
    if small == 0 || (counts >= 2 && reports >= LEAST && could_be_others) {
        return small;
    }
    let next = by_size.get(small).map(|(_, count)| **count);
    next.map_or(small, |next| {
        by_size.partition_point(|(_, count)| **count <= next)
    })
}

fn sum(counts: &[(&String, &u64)]) -> u64 {
    counts.iter().map(|(_, count)| **count).sum()
}

#[cfg(test)]
mod tests;
