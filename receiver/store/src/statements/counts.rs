//! Statements for the numbers that the store keeps as cases change.

use std::ops::RangeInclusive;

use model::month::Month;
use model::time::{Day, Hour};

use crate::RecordKind;
use crate::statement::{Statement, values};

pub(crate) fn cases() -> Statement {
    Statement::new(
        "SELECT state, priority, assignee, cases FROM case_count",
        values![],
    )
}

pub(crate) fn tally(first: Month, last: Month) -> Statement {
    Statement::new(
        "SELECT month, fact, value, cases FROM case_tally WHERE month >= $1 AND month <= $2",
        values![first, last],
    )
}

pub(crate) fn due_days(days: RangeInclusive<Day>) -> Statement {
    Statement::new(
        "SELECT assignee, CAST(sum(cases) AS BIGINT) AS cases FROM due_count
         WHERE day >= $1 AND day <= $2 GROUP BY assignee",
        values![*days.start(), *days.end()],
    )
}

pub(crate) fn handed_over(assignee: &str) -> Statement {
    Statement::new(
        "SELECT count(*) AS cases FROM case_file WHERE handed_over = 1 AND assignee = $1",
        values![assignee],
    )
}

pub(crate) fn due(kind: RecordKind, before: Hour) -> Statement {
    // The order is that of an index: no plan reads the whole table, however old PostgreSQL's statistics of it are.
    Statement::new(
        "SELECT count(*) AS cases, min(closed_hour) AS oldest FROM (
             SELECT closed_hour FROM case_part
             WHERE kind = $1 AND closed_hour < $2 ORDER BY closed_hour) AS part",
        values![kind, before],
    )
}
