//! Which counts of one month and one dimension may be shown.
//!
//! A count under five could point at somebody, so it is hidden; zero points at nobody and stays. As
//! the month's total is shown as well, nobody may be able to compute what is hidden, not even who
//! knows this code:
//!
//! - What is hidden comes to five or more, and could be something else: the small counts alone do if
//!   there are two, and they are not all as small or as large as they can be.
//! - If they do not, the smallest of the others are hidden, too, and with one all that are equal to it.
//!   Then it may be any of the hidden ones that is large.
//! - If that leaves nothing but zeros, they are hidden, too: the whole month.
//!
//! A month with fewer than five reports is hidden in every table, total included.
//!
//! Months share nothing: no sum over months is ever published, but what can be computed from what is
//! shown. So it does not matter which months stand next to each other, today or in another year.
//! Tables share the totals of months, and those are either known to everybody or hidden in all: for
//! given totals, each table's counts go with each other table's, so that none tells of another. That
//! holds for facts that do not follow from each other. Country and type of site do follow from the
//! outcome: they are counted within one outcome, as a table of that count, which is shown or hidden.

use std::collections::BTreeMap;
use std::iter::Sum;

/// The smallest count, other than zero, that is shown.
pub(super) const LEAST: u64 = 5;

/// What a reader can tell of a count: it is shown if there is only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Span {
    /// It is not less.
    pub(super) least: u64,
    /// It is not more.
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

/// One month of a table, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Column {
    /// How many reports came.
    pub(super) total: Span,
    /// How many of each value, if there are any.
    cells: BTreeMap<String, Span>,
    /// How many of every other value.
    others: Span,
}

impl Column {
    /// Hides what has to be hidden of these counts, none of which is zero.
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

    /// Hides what has to be hidden of counts that come to one of another column.
    pub(super) fn within(total: Span, counts: &BTreeMap<String, u64>) -> Self {
        if total.shown().is_some() {
            Self::of(counts)
        } else {
            Self::hidden(total)
        }
    }

    /// A month of which nothing is shown but, perhaps, its total.
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

    /// How many reports have this value.
    pub(super) fn cell(&self, value: &str) -> Span {
        self.cells.get(value).copied().unwrap_or(self.others)
    }

    /// The values of which a reader may know that there are any.
    pub(super) fn values(&self) -> impl Iterator<Item = &String> {
        self.cells.keys()
    }
}

/// How many of these counts have to be hidden, from the smallest on.
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
