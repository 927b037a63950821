//! How long it takes from the report to each milestone.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Milestone, Row};

/// Hours of a day.
const DAY: u64 = 24;

/// The time from the report to a milestone, over the items that reached it and whose hour is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FiguresTimes)]
pub(crate) struct Times {
    /// The milestone.
    pub(crate) to: Milestone,
    /// The number of items that reached it.
    pub(crate) items: u64,
    /// The median, in whole hours; null if no item reached it.
    #[schema(required)]
    pub(crate) median_hours: Option<u64>,
    /// The number of these items that reached it within 24 hours.
    pub(crate) within_1_day: u64,
    /// The number of these items that reached it within 72 hours.
    pub(crate) within_3_days: u64,
    /// The number of these items that reached it within 168 hours.
    pub(crate) within_7_days: u64,
}

impl Times {
    /// The times to this milestone. `hours` are those of each item that reached it.
    pub(super) fn of(to: Milestone, mut hours: Vec<u64>) -> Self {
        hours.sort_unstable();
        let within = |days: u64| hours.partition_point(|it| *it <= days * DAY) as u64;
        Self {
            to,
            items: hours.len() as u64,
            median_hours: median(&hours),
            within_1_day: within(1),
            within_3_days: within(3),
            within_7_days: within(7),
        }
    }

    /// The share of these items, in whole percent; none if there are none.
    pub(crate) fn percent(&self, within: u64) -> Option<u64> {
        (within * 100).checked_div(self.items)
    }
}

/// The hours of the items that reached this milestone.
pub(super) fn add(all: &mut Vec<u64>, to: Milestone, rows: &[Row]) {
    all.extend(rows.iter().filter_map(|row| row.hours_to(to)));
}

/// The middle of sorted numbers; of an even number of them, the mean of both in the middle, rounded down.
pub(super) fn median(sorted: &[u64]) -> Option<u64> {
    let upper = sorted.len() / 2;
    let lower = sorted.len().checked_sub(1)? / 2;
    Some(u64::midpoint(sorted[lower], sorted[upper]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_and_the_days_are_those_of_the_items() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[4]), Some(4));
        assert_eq!(median(&[1, 4]), Some(2));
        assert_eq!(median(&[1, 4, 90]), Some(4));
        let times = Times::of(Milestone::Removal, vec![169, 24, 25, 72, 168, 73]);
        assert_eq!(times.items, 6);
        assert_eq!(times.median_hours, Some(72));
        let within = [times.within_1_day, times.within_3_days, times.within_7_days];
        assert_eq!(within, [1, 3, 5]);
        assert_eq!(times.percent(3), Some(50));
        assert_eq!(Times::of(Milestone::Host, Vec::new()).percent(0), None);
    }
}
