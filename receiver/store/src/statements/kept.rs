//! Statements that compare the numbers which the store keeps with what they count, and count them anew.
//! Triggers keep them; whoever can write the store can change them.

use crate::engine::Engine;
use crate::statement::{Dialect, Statement, values};
use crate::{StoreError, decode};

/// A table of numbers, and how they are counted.
pub(crate) struct Kept {
    /// The table's name.
    pub(crate) table: &'static str,
    /// The query for its rows.
    kept: String,
    /// The query for the rows that it should have, with its columns in their order.
    counted: String,
}

/// The facts of every case of a reporter in `case_tally`, and those of cases that were assessed as illegal.
const FACTS: [&str; 5] = ["category", "language", "partner", "outcome", "waited"];
const FACTS_OF_ILLEGAL: [&str; 2] = ["country", "site_type"];

/// The tables whose numbers are not as if counted now.
pub(crate) async fn wrong<E: Engine>(engine: &E) -> Result<Vec<Kept>, StoreError> {
    let mut wrong = Vec::new();
    for kept in tables(E::DIALECT) {
        let differences = engine.first(kept.differences(), decode::cases).await?;
        if differences.is_some_and(|rows| rows > 0) {
            wrong.push(kept);
        }
    }
    Ok(wrong)
}

/// The tables of an engine.
fn tables(dialect: Dialect) -> Vec<Kept> {
    let all = |table| format!("SELECT * FROM {table}");
    let of = |table, counted: &str| Kept {
        table,
        kept: all(table),
        counted: counted.to_owned(),
    };
    vec![
        queue(dialect),
        of(
            "case_count",
            "SELECT state, priority, coalesce(assignee, ''), count(*) FROM case_file
             GROUP BY state, priority, coalesce(assignee, '')",
        ),
        of("case_tally", &tally()),
        of(
            "due_count",
            "SELECT due_day, coalesce(assignee, ''), count(*) FROM case_file
             WHERE due_day IS NOT NULL GROUP BY due_day, coalesce(assignee, '')",
        ),
        of(
            "case_part",
            "SELECT case_file.seq, desk_record.kind, case_file.closed_hour
             FROM case_file JOIN report USING (seq) JOIN desk_record ON desk_record.key = report.id
             WHERE case_file.closed_hour IS NOT NULL
               AND desk_record.kind IN ('report', 'description', 'contact', 'credentials', 'notes')",
        ),
    ]
}

/// The reports in the queue. PostgreSQL has the changes of their numbers, which are added up.
fn queue(dialect: Dialect) -> Kept {
    let [table, kept, counted] = match dialect {
        Dialect::Sqlite => [
            "queue_count",
            "SELECT priority, received_hour, reports FROM queue_count WHERE reports <> 0",
            "SELECT queue.priority, received_hour, count(*) FROM queue JOIN report USING (seq)
             GROUP BY queue.priority, received_hour",
        ],
        Dialect::Postgres => [
            "queue_change",
            "SELECT priority, received_hour, sum(reports)::bigint FROM queue_change
             GROUP BY priority, received_hour HAVING sum(reports) <> 0",
            "SELECT priority, received_hour, count(*) FROM report WHERE leased_until IS NOT NULL
             GROUP BY priority, received_hour",
        ],
    };
    Kept {
        table,
        kept: kept.to_owned(),
        counted: counted.to_owned(),
    }
}

fn tally() -> String {
    let count = |fact: &str, only: &str| {
        format!(
            "SELECT month, '{fact}', coalesce({fact}, ''), count(*) FROM case_file
             WHERE origin IS NULL {only}
             GROUP BY month, coalesce({fact}, '')"
        )
    };
    let illegal = "AND outcome = 'assessed_illegal'";
    let all = FACTS.map(|fact| count(fact, ""));
    let of_illegal = FACTS_OF_ILLEGAL.map(|fact| count(fact, illegal));
    let parts: Vec<_> = all.into_iter().chain(of_illegal).collect();
    parts.join(" UNION ALL ")
}

impl Kept {
    /// The number of rows that are kept and not counted, or counted and not kept. One statement sees one state.
    fn differences(&self) -> Statement {
        let Self { kept, counted, .. } = self;
        let less = |one: &str, other: &str, name: &str| {
            format!(
                "SELECT * FROM (SELECT * FROM ({one}) AS a EXCEPT SELECT * FROM ({other}) AS b) AS {name}"
            )
        };
        let (too_many, lacking) = (less(kept, counted, "many"), less(counted, kept, "few"));
        Statement::new(
            format!("SELECT count(*) AS cases FROM ({too_many} UNION ALL {lacking}) AS other"),
            values![],
        )
    }

    /// Counts the table anew. Nobody changes meanwhile what is counted.
    pub(crate) fn count_anew(&self, dialect: Dialect) -> Vec<Statement> {
        let lock = "LOCK TABLE report, case_file, desk_record IN SHARE ROW EXCLUSIVE MODE";
        let locked = (dialect == Dialect::Postgres).then(|| lock.to_owned());
        let (table, counted) = (self.table, &self.counted);
        let anew = [
            format!("DELETE FROM {table}"),
            format!("INSERT INTO {table} {counted}"),
        ];
        let all = locked.into_iter().chain(anew);
        all.map(|sql| Statement::new(sql, values![])).collect()
    }
}
