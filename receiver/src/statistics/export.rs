//! The tables for spreadsheets.

use super::{Counts, Statistics};
use crate::spreadsheet;

/// One line for each count: `by,value,month,reports`. Hidden counts are empty.
pub(crate) fn csv(statistics: &Statistics) -> Result<Vec<u8>, csv::Error> {
    let mut lines = vec![["by", "value", "month", "reports"].map(str::to_owned)];
    let mut add = |by: &str, value: &str, counts: &Counts| {
        for (month, count) in statistics.months.iter().zip(&counts.by_month) {
            let count = count.map_or_else(String::new, |count| count.to_string());
            lines.push([by.to_owned(), value.to_owned(), month.clone(), count]);
        }
    };
    for table in &statistics.tables {
        add(table.by.name(), "all", &table.total);
        for row in &table.rows {
            add(table.by.name(), &row.value, &row.counts);
        }
    }
    spreadsheet::csv(lines)
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
            String::from_utf8(csv(&statistics).unwrap()).unwrap(),
            "by,value,month,reports\r\n\
             partner,all,2027-01,9\r\n\
             partner,all,2027-02,\r\n\
             partner,\"'=1+1,\"\"\",2027-01,7\r\n\
             partner,\"'=1+1,\"\"\",2027-02,\r\n"
        );
    }
}
