//! Hosts, domains and countries by month: where items assessed as illegal are found, how long they stay, and what grows.

use std::collections::BTreeMap;

use model::month::Month;
use model::time::Day;

use super::{Counted, Milestone, NONE, times};

/// Number of months side by side.
const MONTHS: u32 = 12;

/// Number of months before one with whose mean it is compared.
const BEFORE: u32 = 3;

/// The fewest items of a month that grows.
const LEAST: u64 = 5;

/// Number of months, this one included, in which growth is told of.
const RECENT: usize = 2;

/// Number of names in a list, besides those that grow.
const LISTED: usize = 30;

/// Where the items of the last months were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trends {
    /// The months, the present one last, such as `2027-01`.
    pub(crate) months: Vec<String>,
    /// The number of items assessed as illegal in each month.
    pub(crate) totals: Vec<u64>,
    /// The domains with the most items, and all that grow.
    pub(crate) domains: Vec<Trend>,
    /// The same for hosts.
    pub(crate) hosts: Vec<Trend>,
    /// The same for countries of hosting; `(none)` if it was not estimated.
    pub(crate) countries: Vec<Trend>,
    /// The number of these items whose case is scrubbed: they are no longer among hosts and domains.
    pub(crate) scrubbed: u64,
}

/// The items of one host, domain or country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trend {
    /// The name, in the spelling of the DNS.
    pub(crate) name: String,
    /// The number of items in each month, and whether it grew then.
    pub(crate) by_month: Vec<(u64, bool)>,
    /// The number of items in all these months.
    pub(crate) items: u64,
    /// The number of these items that were removed, or could not be reached any more.
    pub(crate) removed: u64,
    /// The median of the time from the report until then, in whole hours.
    pub(crate) median_hours: Option<u64>,
}

impl Trend {
    /// Whether it grew in this month or in the last one.
    pub(crate) fn grows(&self) -> bool {
        self.by_month
            .iter()
            .rev()
            .take(RECENT)
            .any(|(_, grew)| *grew)
    }
}

/// The items and the hours to removal of one name.
#[derive(Default)]
struct Named {
    /// By month, from the first month that is read on.
    by_month: Vec<u64>,
    /// Of items of the months that are shown.
    hours: Vec<u64>,
}

/// Counts trends.
pub(crate) struct TrendsTally {
    /// The first month that is read.
    first: Month,
    totals: Vec<u64>,
    domains: BTreeMap<String, Named>,
    hosts: BTreeMap<String, Named>,
    countries: BTreeMap<String, Named>,
    scrubbed: u64,
}

impl TrendsTally {
    /// The trends until this day, before the first report.
    pub(crate) fn until(today: Day) -> Self {
        Self {
            first: Month::of_day(today).minus(MONTHS + BEFORE - 1),
            totals: vec![0; (MONTHS + BEFORE) as usize],
            domains: BTreeMap::new(),
            hosts: BTreeMap::new(),
            countries: BTreeMap::new(),
            scrubbed: 0,
        }
    }

    /// The first day on which reports came that count.
    pub(crate) fn first_day(&self) -> Day {
        self.first.first_day()
    }

    /// Adds a report.
    pub(crate) fn add(&mut self, counted: &Counted) {
        for row in counted.rows.iter().filter(|row| row.is_illegal()) {
            let month = Month::of_day(row.received).0.saturating_sub(self.first.0) as usize;
            let Some(total) = self.totals.get_mut(month) else {
                continue;
            };
            *total += 1;
            let is_shown = month >= BEFORE as usize;
            self.scrubbed += u64::from(is_shown && counted.is_scrubbed);
            let hours = row.hours_to(Milestone::Removal);
            let known = &row.known;
            let country = known.country.as_deref().unwrap_or(NONE);
            for (name, all) in [
                (known.domain.as_deref(), &mut self.domains),
                (known.host.as_deref(), &mut self.hosts),
                (Some(country), &mut self.countries),
            ] {
                let Some(name) = name else { continue };
                let named = all.entry(name.to_owned()).or_default();
                named.by_month.resize((MONTHS + BEFORE) as usize, 0);
                named.by_month[month] += 1;
                named.hours.extend(hours.filter(|_| is_shown));
            }
        }
    }

    /// The trends.
    pub(crate) fn trends(self) -> Trends {
        let months = (BEFORE..MONTHS + BEFORE).map(|month| self.first.plus(month).to_string());
        Trends {
            months: months.collect(),
            totals: self.totals[BEFORE as usize..].to_vec(),
            domains: listed(self.domains),
            hosts: listed(self.hosts),
            countries: listed(self.countries),
            scrubbed: self.scrubbed,
        }
    }
}

/// The names with the most items, and all that grow.
fn listed(all: BTreeMap<String, Named>) -> Vec<Trend> {
    let all = all.into_iter().map(|(name, named)| trend(name, named));
    let mut all: Vec<Trend> = all.filter(|trend| trend.items > 0).collect();
    all.sort_by_key(|trend| std::cmp::Reverse(trend.items));
    let mut place = 0;
    all.retain(|trend| {
        place += 1;
        place <= LISTED || trend.grows()
    });
    all
}

fn trend(name: String, mut named: Named) -> Trend {
    named.hours.sort_unstable();
    let windows = named.by_month.windows(BEFORE as usize + 1);
    let by_month: Vec<(u64, bool)> = windows
        .filter_map(|window| window.split_last())
        .map(|(count, before)| (*count, grew(*count, before)))
        .collect();
    Trend {
        name,
        items: by_month.iter().map(|(count, _)| count).sum(),
        removed: named.hours.len() as u64,
        median_hours: times::median(&named.hours),
        by_month,
    }
}

/// Whether a month has at least five items, and at least twice the mean of the three months before it.
fn grew(count: u64, before: &[u64]) -> bool {
    count >= LEAST && count * before.len() as u64 >= 2 * before.iter().sum::<u64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_grows_by_a_plain_rule() {
        for (count, before, expected) in [
            (4, [0, 0, 0], false),
            (5, [0, 0, 0], true),
            (5, [2, 3, 2], true),
            (5, [2, 3, 3], false),
            (20, [10, 10, 10], true),
            (19, [10, 10, 10], false),
        ] {
            assert_eq!(grew(count, &before), expected, "{count} after {before:?}");
        }
    }
}
