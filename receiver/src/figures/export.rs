//! The figures as files for spreadsheets.

use super::row::COLUMNS;
use super::{Figures, Notices, Row};
use crate::spreadsheet;

/// The names of the columns of the items, as the first line of their file.
pub(crate) fn items_head() -> Result<Vec<u8>, csv::Error> {
    spreadsheet::csv([COLUMNS])
}

/// A line for each item.
pub(crate) fn items(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    spreadsheet::csv(rows.iter().map(Row::cells))
}

/// A line for each count: `count,value,items,reports`.
pub(crate) fn figures(figures: &Figures) -> Result<Vec<u8>, csv::Error> {
    let mut lines = vec![["count", "value", "items", "reports"].map(str::to_owned)];
    let mut add = |count: &str, value: &str, items: Option<u64>, reports: Option<u64>| {
        let number = |number: Option<u64>| number.map_or_else(String::new, |it| it.to_string());
        let (count, value) = (count.to_owned(), value.to_owned());
        lines.push([count, value, number(items), number(reports)]);
    };
    add("received", "", Some(figures.items), Some(figures.reports));
    for (count, items) in [
        ("decided", figures.decided),
        ("illegal", figures.illegal),
        ("scrubbed", figures.scrubbed),
    ] {
        add(count, "", Some(items), None);
    }
    for (count, reports) in [("asked", figures.asked), ("answered", figures.answered)] {
        add(count, "", None, Some(reports));
    }
    for table in &figures.tables {
        for row in &table.rows {
            add(
                table.by.name(),
                &row.value,
                Some(row.items),
                Some(row.reports),
            );
        }
    }
    for times in &figures.times {
        let name = times.to.name();
        for (within, items) in [
            ("", times.items),
            ("_within_1_day", times.within_1_day),
            ("_within_3_days", times.within_3_days),
            ("_within_7_days", times.within_7_days),
        ] {
            add("time", &format!("{name}{within}"), Some(items), None);
        }
    }
    spreadsheet::csv(lines)
}

/// A line for each count of notices: `provider,category,classification,action,notices,items`.
pub(crate) fn notices(notices: &Notices) -> Result<Vec<u8>, csv::Error> {
    let head = [
        "provider",
        "category",
        "classification",
        "action",
        "notices",
        "items",
    ];
    let mut lines = vec![head.map(str::to_owned)];
    for row in &notices.rows {
        lines.push([
            row.provider.clone(),
            row.category.to_owned(),
            row.classification.to_owned(),
            row.action.name().to_owned(),
            row.notices.to_string(),
            row.items.to_string(),
        ]);
    }
    spreadsheet::csv(lines)
}
