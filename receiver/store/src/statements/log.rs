//! Statements for the log.

use model::audit::Act;
use model::chain::{ChainedAct, Head, LogKey, chained};
use model::rows::RowChange;
use shared::report::ReportId;

use crate::statement::{Statement, values};

pub(crate) fn after(place: u64, max: usize) -> Statement {
    Statement::new(
        "SELECT seq, case_id, entry, hash FROM act WHERE seq > $1 ORDER BY seq LIMIT $2",
        values![place, max],
    )
}

pub(crate) fn last() -> Statement {
    Statement::new(
        "SELECT seq, case_id, entry, hash FROM act ORDER BY seq DESC LIMIT 1",
        values![],
    )
}

/// The last entries about a case, the newest first.
pub(crate) fn on(case: ReportId, max: usize) -> Statement {
    Statement::new(
        "SELECT seq, case_id, entry, hash FROM act WHERE case_id = $1 ORDER BY seq DESC LIMIT $2",
        values![case, max],
    )
}

/// Appends entries after the last one; the last of them has the rows that were written with them.
/// Nobody else may append between the query for the last entry and these statements.
pub(crate) fn append(
    last: Option<&ChainedAct>,
    acts: &[Act],
    rows: Vec<RowChange>,
    key: &LogKey,
) -> Vec<Statement> {
    let mut head = last.map_or(Head::BEGIN, ChainedAct::head);
    let mut rows = Some(rows);
    let mut statements = Vec::new();
    for (left, act) in (0..acts.len()).rev().zip(acts) {
        let rows = rows.take_if(|_| left == 0).unwrap_or_default();
        let next = chained(act, rows, head, key);
        statements.push(restore(&next));
        head = next.head();
    }
    statements
}

/// Adds an entry exactly as it was hashed, here or in another store.
pub(crate) fn restore(act: &ChainedAct) -> Statement {
    Statement::new(
        "INSERT INTO act (seq, case_id, entry, hash) VALUES ($1, $2, $3, $4)",
        values![act.seq, act.case, act.json.as_str(), &act.hash.0[..]],
    )
}
