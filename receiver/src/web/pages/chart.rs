//! Draws a table as a bar chart, one bar for each month. The SVG needs no script and no style
//! attribute, and is readable in black on white, in dark mode and on paper.

use std::borrow::Cow;

use askama::Template;

use super::statistics::{title, value};
use crate::statistics::{Statistics, Table};
use crate::words::Words;

/// The drawing's width and the bars' height, in units of the SVG.
const WIDTH: u64 = 720;
const HEIGHT: u64 = 200;

/// Width of the scale's numbers at the left.
const LEFT: u64 = 48;

/// Number of ways to fill a bar; the last one is for counts that are not shown.
pub(super) const FILLS: usize = 9;

/// Height of a line of the legend, which has three columns.
const LEGEND_STEP: u64 = 22;

/// The values of the chart's template.
#[derive(Template)]
#[template(path = "chart.svg", escape = "html")]
pub(super) struct Chart<'a> {
    name: &'static str,
    title: Cow<'static, str>,
    summary: Cow<'static, str>,
    height: u64,
    bars: Vec<Bar<'a>>,
    lines: Vec<(u64, u64)>,
    legend: Vec<Entry<'a>>,
}

struct Bar<'a> {
    month: &'a str,
    middle: u64,
    is_named: bool,
    is_hidden: bool,
    pieces: Vec<Piece>,
}

struct Piece {
    fill: usize,
    x: u64,
    y: u64,
    width: u64,
    height: u64,
}

struct Entry<'a> {
    fill: usize,
    x: u64,
    y: u64,
    value: Cow<'a, str>,
}

impl<'a> Chart<'a> {
    /// Draws a table; `None` if no month's total is shown.
    pub(super) fn of(words: Words, statistics: &'a Statistics, table: &'a Table) -> Option<Self> {
        let totals = &table.total.by_month;
        let top = scale_of(totals.iter().flatten().copied().max()?);
        let values = table.rows.iter().take(FILLS - 1).enumerate();
        let values = values.map(|(fill, row)| (fill, value(words, table.by, &row.value)));
        let legend = values.chain([(FILLS - 1, words.statistics_not_shown())]);
        let legend = legend.enumerate();
        let legend: Vec<Entry<'a>> = legend
            .map(|(at, (fill, value))| entry(at, fill, value))
            .collect();
        let step = (WIDTH - LEFT) / totals.len() as u64;
        let bars = statistics.months.iter().enumerate().map(|(at, month)| {
            let x = LEFT + at as u64 * step;
            Bar {
                month,
                middle: x + step / 2,
                is_named: at.is_multiple_of(totals.len().div_ceil(12)),
                is_hidden: totals[at].is_none(),
                pieces: pieces(table, at, totals[at].unwrap_or(0), (x, step), top),
            }
        });
        Some(Self {
            name: table.by.name(),
            title: title(words, table.by),
            summary: summary(words, statistics),
            height: HEIGHT + 60 + LEGEND_STEP * (legend.len() as u64).div_ceil(3),
            bars: bars.collect(),
            lines: [0, top / 2, top]
                .map(|count| (count, y_of(count, top)))
                .to_vec(),
            legend,
        })
    }
}

/// The pieces of a bar from the bottom up: the shown counts, then the rest of the month's total.
fn pieces(table: &Table, month: usize, total: u64, (x, step): (u64, u64), top: u64) -> Vec<Piece> {
    let rows = table.rows.iter().take(FILLS - 1);
    let mut counts: Vec<u64> = rows
        .map(|row| row.counts.by_month[month].unwrap_or(0))
        .collect();
    let rest = total.saturating_sub(counts.iter().sum());
    counts.resize(FILLS - 1, 0);
    counts.push(rest);
    let mut ground = 0;
    let mut pieces = Vec::new();
    for (fill, count) in counts
        .into_iter()
        .enumerate()
        .filter(|(_, count)| *count > 0)
    {
        let (y, bottom) = (y_of(ground + count, top), y_of(ground, top));
        ground += count;
        pieces.push(Piece {
            fill,
            x: x + step / 8,
            y,
            width: step * 3 / 4,
            height: bottom - y,
        });
    }
    pieces
}

fn entry(at: usize, fill: usize, value: Cow<'_, str>) -> Entry<'_> {
    let place = at as u64;
    Entry {
        fill,
        x: LEFT + place % 3 * 224,
        y: HEIGHT + 52 + place / 3 * LEGEND_STEP,
        value,
    }
}

fn summary(words: Words, statistics: &Statistics) -> Cow<'static, str> {
    let (Some(first), Some(last)) = (statistics.months.first(), statistics.months.last()) else {
        return Cow::default();
    };
    words.statistics_chart_summary(first.clone(), last.clone())
}

/// The vertical position of a count, measured from the top.
fn y_of(count: u64, top: u64) -> u64 {
    10 + HEIGHT - count * HEIGHT / top
}

/// The smallest of 10, 20, 50, 100, 200, 500, … that is at least `most`.
fn scale_of(most: u64) -> u64 {
    let mut step = 10;
    loop {
        for top in [step, 2 * step, 5 * step] {
            if most <= top {
                return top;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_room_for_the_highest_bar() {
        for (most, top) in [
            (0, 10),
            (7, 10),
            (11, 20),
            (21, 50),
            (51, 100),
            (1001, 2000),
        ] {
            assert_eq!(scale_of(most), top);
        }
    }
}
