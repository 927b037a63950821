//! Statements for cases.

use std::ops::Range;

use model::case::Facts;
use model::time::Hour;
use shared::report::{Category, ReportId};

use crate::statement::{Dialect, Statement, Value, Values, values};
use crate::{Arrival, CaseFilter, LocationDigest, Place, RecordKind, Resealed, SealedCase};

/// The columns and tables of every query for a card or a sealed case.
const CASE: &str = "
    SELECT report.id, received_hour, case_file.priority, version, state, assignee, month, category,
           language, partner, outcome, country, site_type, waited, closed_hour, seq, file,
           number, earlier_state, due_day, origin, handed_over
    FROM case_file JOIN report USING (seq)";

pub(crate) fn one(id: ReportId) -> Statement {
    Statement::new(format!("{CASE} WHERE report.id = $1"), values![id])
}

pub(crate) fn of(dialect: Dialect, ids: &[ReportId]) -> Statement {
    let mut values = Values::new(dialect);
    let these = values.one_of("report.id", ids.to_vec());
    values.into_statement(format!("{CASE} WHERE {these}"))
}

pub(crate) fn filtered(dialect: Dialect, filter: &CaseFilter) -> Statement {
    let mut values = Values::new(dialect);
    let equal: [(&str, Option<Value>); 6] = [
        ("assignee", filter.assignee.as_deref().map(Value::from)),
        ("language", filter.language.as_deref().map(Value::from)),
        ("partner", filter.partner.as_deref().map(Value::from)),
        (
            "category",
            filter.category.map(|category| category.name().into()),
        ),
        ("case_file.priority", filter.priority.map(Value::from)),
        ("number", filter.number.map(Value::from)),
    ];
    let mut conditions = Vec::new();
    for (column, value) in equal {
        if let Some(value) = value {
            conditions.push(format!("{column} = {}", values.add(value)));
        }
    }
    if filter.unassigned {
        conditions.push("assignee IS NULL".to_owned());
    }
    if filter.referred {
        conditions.push("origin IS NOT NULL".to_owned());
    }
    if let Some(name) = &filter.not_assignee {
        let name = values.add(name.as_str());
        conditions.push(format!("(assignee IS NULL OR assignee <> {name})"));
    }
    if filter.closed_unread {
        return closed_unread(filter, values, conditions);
    }
    if filter.not_known {
        return not_known(filter, values);
    }
    if let Some(days) = &filter.due {
        let (first, last) = (values.add(*days.start()), values.add(*days.end()));
        conditions.push(format!("due_day BETWEEN {first} AND {last}"));
        return due_on(filter, values, conditions);
    }
    // Each state is read in the order of an index, and the rest of a priority apart from what follows:
    // as one condition, they would be sorted, or read from the beginning of the priority.
    let behind = match filter.after {
        None => vec!["TRUE".to_owned()],
        Some(after) => {
            let priority = values.add(Value::Small(after.priority()));
            let seq = seq_of(&mut values, after);
            vec![
                format!("case_file.priority = {priority} AND seq > {seq}"),
                format!("case_file.priority > {priority}"),
            ]
        }
    };
    let states = filter.states.iter();
    let mut states: Vec<_> = states
        .map(|state| format!("state = {}", values.add(state.name())))
        .collect();
    if states.is_empty() {
        states.push("TRUE".to_owned());
    }
    let (all, limit) = (all_of(&conditions), values.limit(filter.max));
    let order = format!("ORDER BY case_file.priority, seq LIMIT {limit}");
    let mut parts = Vec::new();
    for state in &states {
        for behind in &behind {
            parts.push(format!(
                "SELECT seq FROM (SELECT seq FROM case_file WHERE {state} AND {behind} AND {all}
                                  {order}) AS part"
            ));
        }
    }
    let listed = parts.join(" UNION ALL ");
    values.into_statement(format!("{CASE} WHERE seq IN ({listed}) {order}"))
}

/// The open cases that an earlier receiver wrote last.
fn not_known(filter: &CaseFilter, mut values: Values) -> Statement {
    let behind = match filter.after {
        None => "TRUE".to_owned(),
        Some(after) => format!("seq > {}", seq_of(&mut values, after)),
    };
    let limit = values.limit(filter.max);
    values.into_statement(format!(
        "{CASE} WHERE handed_over IS NULL AND {behind} ORDER BY seq LIMIT {limit}"
    ))
}

/// The cases in which something is due on one of the filter's days.
fn due_on(filter: &CaseFilter, mut values: Values, mut conditions: Vec<String>) -> Statement {
    if let Some(after) = filter.after {
        let day = values.add(after.due());
        let seq = seq_of(&mut values, after);
        conditions.push(format!("(due_day, seq) > ({day}, {seq})"));
    }
    let (all, limit) = (all_of(&conditions), values.limit(filter.max));
    values.into_statement(format!(
        "{CASE} WHERE {all} ORDER BY due_day, seq LIMIT {limit}"
    ))
}

/// The cases that were closed as they left the queue. A new case has version 1.
fn closed_unread(
    filter: &CaseFilter,
    mut values: Values,
    mut conditions: Vec<String>,
) -> Statement {
    if !filter.states.is_empty() {
        let states = filter.states.iter().map(|state| state.name()).collect();
        conditions.push(values.one_of::<&'static str>("state", states));
    }
    conditions.push("version = 1 AND closed_hour IS NOT NULL".to_owned());
    if let Some(after) = filter.after {
        let hour = values.add(after.closed());
        let seq = seq_of(&mut values, after);
        conditions.push(format!("(closed_hour, seq) < ({hour}, {seq})"));
    }
    let (all, limit) = (all_of(&conditions), values.limit(filter.max));
    values.into_statement(format!(
        "{CASE} WHERE {all} ORDER BY closed_hour DESC, seq DESC LIMIT {limit}"
    ))
}

/// The row of the case at a place.
fn seq_of(values: &mut Values, place: Place) -> String {
    format!(
        "(SELECT seq FROM report WHERE id = {})",
        values.add(place.id())
    )
}

fn all_of(conditions: &[String]) -> String {
    match conditions {
        [] => "TRUE".to_owned(),
        conditions => conditions.join(" AND "),
    }
}

pub(crate) fn linked(
    dialect: Dialect,
    locations: &[LocationDigest],
    except: Option<ReportId>,
    max: usize,
) -> Statement {
    let mut values = Values::new(dialect);
    let listed = seqs_linked(&mut values, locations, except);
    let limit = values.limit(max);
    values.into_statement(format!(
        "{CASE} WHERE seq IN ({listed} ORDER BY seq DESC LIMIT {limit}) ORDER BY seq"
    ))
}

pub(crate) fn count_linked(
    dialect: Dialect,
    locations: &[LocationDigest],
    except: Option<ReportId>,
) -> Statement {
    let mut values = Values::new(dialect);
    let listed = seqs_linked(&mut values, locations, except);
    values.into_statement(format!(
        "SELECT count(*) AS cases FROM ({listed}) AS linked"
    ))
}

/// The rows of the cases that name one of these locations, without the case `except`.
fn seqs_linked(
    values: &mut Values,
    locations: &[LocationDigest],
    except: Option<ReportId>,
) -> String {
    let same = values.one_of("digest", locations.to_vec());
    let others = except.map_or_else(String::new, |except| {
        let except = values.add(except);
        format!("AND seq <> (SELECT seq FROM report WHERE id = {except})")
    });
    format!("SELECT DISTINCT seq FROM case_location WHERE {same} {others}")
}

pub(crate) fn numbered(number: u64) -> Statement {
    Statement::new(
        "SELECT report.id FROM case_file JOIN report USING (seq) WHERE number = $1",
        values![number],
    )
}

pub(crate) fn earlier(dialect: Dialect, after: Option<ReportId>, max: usize) -> Statement {
    // An open case counts as one that is closed after all others.
    const ENDED: &str = "coalesce(closed_hour, 9223372036854775807)";
    let mut values = Values::new(dialect);
    let behind = after.map_or_else(String::new, |after| {
        let after = values.add(after);
        format!(
            "AND ({ENDED}, seq) < (SELECT {ENDED}, seq FROM case_file JOIN report USING (seq)
                                   WHERE report.id = {after})"
        )
    });
    let limit = values.limit(max);
    // The order is that of an index: PostgreSQL reads no case, even before it has statistics of them.
    values.into_statement(format!(
        "{CASE} WHERE earlier_state IS NOT NULL {behind}
         ORDER BY closed_hour DESC NULLS FIRST, seq DESC LIMIT {limit}"
    ))
}

pub(crate) fn due(dialect: Dialect, kind: RecordKind, before: Hour, max: usize) -> Statement {
    let mut values = Values::new(dialect);
    let (kind, before) = (values.add(kind), values.add(before));
    let limit = values.limit(max);
    values.into_statement(format!(
        "{CASE} JOIN (SELECT seq, closed_hour AS closed FROM case_part
                      WHERE kind = {kind} AND closed_hour < {before}
                      ORDER BY closed_hour, seq LIMIT {limit}) AS part USING (seq)
         ORDER BY closed, seq"
    ))
}

pub(crate) fn after(place: u64, max: usize) -> Statement {
    Statement::new(
        // For both tables: PostgreSQL would read one of them from its beginning.
        format!("{CASE} WHERE case_file.seq > $1 AND report.seq > $1 ORDER BY seq LIMIT $2"),
        values![place, max],
    )
}

pub(crate) fn arrived(
    dialect: Dialect,
    hours: Range<Hour>,
    after: Option<Arrival>,
    max: usize,
) -> Statement {
    let mut values = Values::new(dialect);
    // Every report has a place above 0.
    let after = after.unwrap_or(Arrival {
        hour: hours.start,
        seq: 0,
    });
    let (hour, seq, end) = (
        values.add(after.hour),
        values.add(after.seq),
        values.add(hours.end),
    );
    let limit = values.limit(max);
    // The rows of reports are short; those of cases hold worksheets.
    values.into_statement(format!(
        "{CASE} WHERE seq IN (
             SELECT seq FROM report
             WHERE (received_hour, seq) > ({hour}, {seq}) AND received_hour < {end}
               AND EXISTS (SELECT 1 FROM case_file AS taken WHERE taken.seq = report.seq)
             ORDER BY received_hour, seq LIMIT {limit})
         ORDER BY received_hour, seq"
    ))
}

/// The locations of all cases after one place, up to and including another, those of each case in
/// ascending order.
pub(crate) fn locations(after: u64, up_to: u64) -> Statement {
    Statement::new(
        "SELECT seq, digest FROM case_location WHERE seq > $1 AND seq <= $2 ORDER BY seq, digest",
        values![after, up_to],
    )
}

/// Adds a case for the report in the row `seq`. A case whose number is 0 gets the next one.
pub(crate) fn insert(seq: u64, case: &SealedCase) -> Statement {
    let SealedCase {
        card,
        file,
        earlier,
    } = case;
    let facts = &card.facts;
    let (outcome, site_type) = names(facts);
    Statement::new(
        "INSERT INTO case_file (seq, version, priority, state, assignee, month, category,
                                language, partner, outcome, country, site_type, waited,
                                closed_hour, file, earlier_state, due_day, origin, handed_over, number)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $18, $19, $20,
                 COALESCE(NULLIF(CAST($17 AS BIGINT), 0),
                          (SELECT max(number) FROM case_file) + 1, 1))",
        values![
            seq,
            card.version,
            card.priority,
            card.state.name(),
            card.assignee.as_deref(),
            facts.month,
            Category::name(facts.category),
            facts.language.as_str(),
            facts.partner.as_deref(),
            outcome,
            facts.country.as_deref(),
            site_type,
            facts.waited.name(),
            card.closed,
            file.as_slice(),
            earlier.as_deref(),
            card.number,
            card.due,
            facts.origin.as_deref(),
            card.is_handed_over.map(u64::from),
        ],
    )
}

/// Changes a case if the stored version is the one before the new one; otherwise changes no row.
pub(crate) fn update(case: &SealedCase) -> Statement {
    changed(case, "version + 1 = $2")
}

/// Brings a case of an earlier receiver into the present form. Its version stays the same; changes
/// no row if the case was changed meanwhile.
pub(crate) fn convert(case: &SealedCase) -> Statement {
    changed(case, "version = $2 AND earlier_state IS NOT NULL")
}

/// Puts another ciphertext in the place of a worksheet's; changes no row if that has changed.
pub(crate) fn reseal(resealed: &Resealed) -> Statement {
    let Resealed { id, from, to } = resealed;
    Statement::new(
        "UPDATE case_file SET file = $3
         WHERE seq = (SELECT seq FROM report WHERE id = $1) AND file = $2",
        values![*id, from.as_slice(), to.as_slice()],
    )
}

fn changed(SealedCase { card, file, .. }: &SealedCase, is_expected: &str) -> Statement {
    let (outcome, site_type) = names(&card.facts);
    Statement::new(
        format!(
            "UPDATE case_file SET version = $2, state = $3, assignee = $4, outcome = $5,
                                  country = $6, site_type = $7, closed_hour = $8, file = $9,
                                  priority = $10, due_day = $11, handed_over = $12,
                                  earlier_state = NULL
             WHERE seq = (SELECT seq FROM report WHERE id = $1) AND {is_expected}"
        ),
        values![
            card.id,
            card.version,
            card.state.name(),
            card.assignee.as_deref(),
            outcome,
            card.facts.country.as_deref(),
            site_type,
            card.closed,
            file.as_slice(),
            card.priority,
            card.due,
            card.is_handed_over.map(u64::from),
        ],
    )
}

/// The names of the outcome and of the site's type.
fn names(facts: &Facts) -> (Option<&'static str>, Option<&'static str>) {
    let outcome = facts.outcome.map(|outcome| outcome.name());
    let site_type = facts.site_type.map(|site_type| site_type.name());
    (outcome, site_type)
}

/// Finds the row of a report.
pub(crate) fn report_row(id: ReportId) -> Statement {
    Statement::new("SELECT seq FROM report WHERE id = $1", values![id])
}
