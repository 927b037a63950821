use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn column(counts: &[u64]) -> Column {
    let named = counts.iter().enumerate();
    let some = named.filter(|(_, count)| **count > 0);
    Column::of(&some.map(|(row, count)| (name(row), *count)).collect())
}

fn name(row: usize) -> String {
    format!("row {row}")
}

fn shown(counts: &[u64]) -> Vec<Option<u64>> {
    let column = column(counts);
    let cells = (0..counts.len()).map(|row| column.cell(&name(row)).shown());
    [column.total.shown()].into_iter().chain(cells).collect()
}

/// Every way in which this many reports can fall on this many rows.
fn ways(reports: u64, rows: usize) -> Vec<Vec<u64>> {
    if rows == 1 {
        return vec![vec![reports]];
    }
    let firsts = 0..=reports;
    firsts
        .flat_map(|first| {
            let rest = ways(reports - first, rows - 1);
            rest.into_iter()
                .map(move |rest| [vec![first], rest].concat())
        })
        .collect()
}

#[test]
fn a_small_count_hides_with_the_smallest_of_the_others() {
    assert_eq!(shown(&[0, 7, 12]), [Some(19), Some(0), Some(7), Some(12)]);
    assert_eq!(shown(&[3, 7, 12]), [Some(22), None, None, Some(12)]);
    assert_eq!(
        shown(&[3, 7, 12, 7]),
        [Some(29), None, None, Some(12), None]
    );
    assert_eq!(shown(&[3, 2, 12]), [Some(17), None, None, Some(12)]);
    assert_eq!(
        shown(&[1, 3, 12, 20])[1..],
        [None, None, None, Some(20)],
        "4 are few"
    );
    assert_eq!(
        shown(&[4, 4, 12, 20])[1..],
        [None, None, None, Some(20)],
        "8 are two 4"
    );
    let ones = [1, 1, 1, 1, 1, 12, 20, 0];
    let hidden = [None; 6].into_iter().chain([Some(20), Some(0)]);
    assert!(shown(&ones)[1..].iter().copied().eq(hidden), "5 are five 1");
    assert_eq!(
        shown(&[3, 7, 0]),
        [Some(10), None, None, None],
        "zeros, too"
    );
    assert_eq!(shown(&[4, 0]), [None; 3]);
    assert_eq!(shown(&[0, 0]), [Some(0); 3]);
}

#[test]
fn a_hidden_count_has_the_span_that_a_reader_can_compute() {
    let column = column(&[3, 7, 12]);
    let span = Span { least: 1, most: 9 };
    assert_eq!(column.cell(&name(0)), span);
    assert_eq!(column.cell(&name(1)), span);
}

/// The attacker knows this code, and tries out every month there can be.
#[test]
fn nobody_can_compute_a_hidden_count() {
    for rows in 2..=5 {
        let mut alike: BTreeMap<Column, Vec<Vec<u64>>> = BTreeMap::new();
        for reports in 0..=21 {
            for counts in ways(reports, rows) {
                alike.entry(column(&counts)).or_default().push(counts);
            }
        }
        for (column, months) in alike {
            for row in 0..rows {
                let possible: BTreeSet<u64> = months.iter().map(|counts| counts[row]).collect();
                let span = column.cell(&name(row));
                let is_shown = span.shown().is_some();
                assert_eq!(
                    possible.len() == 1,
                    is_shown,
                    "{column:?}, row {row}: {possible:?}"
                );
                assert!(
                    possible
                        .iter()
                        .all(|count| (span.least..=span.most).contains(count))
                );
            }
            let totals: BTreeSet<u64> = months.iter().map(|counts| counts.iter().sum()).collect();
            assert_eq!(totals.len() == 1, column.total.shown().is_some());
        }
    }
}

#[test]
fn nothing_small_is_shown_and_what_is_hidden_is_not_few() {
    for reports in 0..=18 {
        for counts in ways(reports, 4) {
            let shown = shown(&counts);
            let is_few = |count: &u64| (1..LEAST).contains(count);
            assert!(!shown.iter().flatten().any(is_few), "{counts:?}");
            let hidden = shown[0].map(|total| total - shown[1..].iter().flatten().sum::<u64>());
            assert!(!hidden.as_ref().is_some_and(is_few), "{counts:?}");
        }
    }
}
