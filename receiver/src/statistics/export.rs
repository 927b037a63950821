//! The tables as CSV (RFC 4180), for spreadsheets.

use super::{Counts, Statistics};

/// One line for each count: `by,value,month,reports`. Hidden counts are empty.
pub(crate) fn csv(statistics: &Statistics) -> String {
    let mut lines = vec!["by,value,month,reports\r\n".to_owned()];
    let mut add = |by: &str, value: &str, counts: &Counts| {
        for (month, count) in statistics.months.iter().zip(&counts.by_month) {
            let count = count.map_or_else(String::new, |count| count.to_string());
            let cells = [by, value, month, &count].map(cell);
            lines.push(format!("{}\r\n", cells.join(",")));
        }
    };
    for table in &statistics.tables {
        add(table.by.name(), "all", &table.total);
        for row in &table.rows {
            add(table.by.name(), &row.value, &row.counts);
        }
    }
    lines.concat()
}

/// A cell that no spreadsheet reads as a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::table::Row;
    use crate::statistics::{Dimension, Table};

    #[test]
    fn each_count_has_a_line_and_nothing_is_a_formula() {
        let counts = |by_month: &[Option<u64>]| Counts {
            by_month: by_month.to_vec(),
            at_least: 0,
            at_most: 0,
        };
        let statistics = Statistics {
            hotline: "Example".to_owned(),
            months: vec!["2027-01".to_owned(), "2027-02".to_owned()],
            least_shown: 5,
            reports: counts(&[Some(9), None]),
            tables: vec![Table {
                by: Dimension::Partner,
                total: counts(&[Some(9), None]),
                rows: vec![Row {
                    value: "=1+1,\"".to_owned(),
                    counts: counts(&[Some(7), None]),
                }],
            }],
        };
        assert_eq!(
            csv(&statistics),
            "by,value,month,reports\r\n\
             partner,all,2027-01,9\r\n\
             partner,all,2027-02,\r\n\
             partner,\"'=1+1,\"\"\",2027-01,7\r\n\
             partner,\"'=1+1,\"\"\",2027-02,\r\n"
        );
        for start in ["=", "+", "-", "@", "\t"] {
            assert_eq!(cell(&format!("{start}1")), format!("'{start}1"));
        }
        assert_eq!(cell("\r1"), "\"'\r1\"");
    }
}
