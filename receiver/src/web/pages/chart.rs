//! Draws a table as a bar chart, one bar for each month. The SVG needs no script and no style
//! attribute, and is readable in black on white, in dark mode and on paper.

use std::borrow::Cow;

use askama::Template;

use super::statistics::{title, value};
use crate::statistics::{Statistics, Table};
use crate::web::when;
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
    bars: Vec<Bar>,
    lines: Vec<(u64, u64)>,
    legend: Vec<Entry<'a>>,
}

struct Bar {
    month: Cow<'static, str>,
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

/// What is drawn: counts by month, each month as a bar of the first rows and the rest of its total.
pub(super) struct Drawing<'a> {
    /// The name, for ids.
    pub(super) name: &'static str,
    /// The title.
    pub(super) title: Cow<'static, str>,
    /// The language of the words.
    pub(super) words: Words,
    /// The months, in order, such as `2027-01`.
    pub(super) months: &'a [String],
    /// The total of each month; none if it is not shown.
    pub(super) totals: &'a [Option<u64>],
    /// The words for a row, and its count in each month.
    pub(super) rows: Vec<(Cow<'a, str>, Vec<u64>)>,
    /// The words for the rest of a total.
    pub(super) rest: Cow<'static, str>,
}

impl<'a> Chart<'a> {
    /// Draws a table of the statistics; `None` if no month's total is shown.
    pub(super) fn of(words: Words, statistics: &'a Statistics, table: &'a Table) -> Option<Self> {
        let rows = table.rows.iter().map(|row| {
            let counts = row.counts.by_month.iter();
            let counts = counts.map(|count| count.unwrap_or(0)).collect();
            (value(words, table.by, &row.value), counts)
        });
        Self::draw(Drawing {
            name: table.by.name(),
            title: title(words, table.by),
            words,
            months: &statistics.months,
            totals: &table.total.by_month,
            rows: rows.collect(),
            rest: words.statistics_not_shown(),
        })
    }

    /// Draws a drawing; `None` if no month's total is shown.
    pub(super) fn draw(drawing: Drawing<'a>) -> Option<Self> {
        let totals = drawing.totals;
        let top = scale_of(totals.iter().flatten().copied().max()?);
        let mut rows = drawing.rows;
        rows.truncate(FILLS - 1);
        let step = (WIDTH - LEFT) / totals.len() as u64;
        let bars = drawing.months.iter().enumerate().map(|(at, month)| {
            let x = LEFT + at as u64 * step;
            let counts = rows.iter().map(|(_, counts)| counts[at]).collect();
            Bar {
                month: when::month(drawing.words, month),
                middle: x + step / 2,
                is_named: at.is_multiple_of(totals.len().div_ceil(12)),
                is_hidden: totals[at].is_none(),
                pieces: pieces(counts, totals[at].unwrap_or(0), (x, step), top),
            }
        });
        let bars = bars.collect();
        let legend = rows.into_iter().map(|(value, _)| value).enumerate();
        let legend = legend.chain([(FILLS - 1, drawing.rest)]).enumerate();
        let legend: Vec<Entry<'a>> = legend
            .map(|(at, (fill, value))| entry(at, fill, value))
            .collect();
        Some(Self {
            name: drawing.name,
            title: drawing.title,
            summary: summary(drawing.words, drawing.months),
            height: HEIGHT + 60 + LEGEND_STEP * (legend.len() as u64).div_ceil(3),
            bars,
            lines: [0, top / 2, top]
                .map(|count| (count, y_of(count, top)))
                .to_vec(),
            legend,
        })
    }
}

/// The pieces of a bar from the bottom up: the shown counts, then the rest of the month's total.
fn pieces(mut counts: Vec<u64>, total: u64, (x, step): (u64, u64), top: u64) -> Vec<Piece> {
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

/// A sentence about a drawing of these months.
fn summary(words: Words, months: &[String]) -> Cow<'static, str> {
    let (Some(first), Some(last)) = (months.first(), months.last()) else {
        return Cow::default();
    };
    let [first, last] = [first, last].map(|month| when::month(words, month));
    words.statistics_chart_summary(first, last)
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
