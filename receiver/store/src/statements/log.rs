//! Statements for the log.

use model::audit::{Act, ChainHash, ChainedAct};
use shared::report::ReportId;

use crate::statement::{Statement, values};

pub(crate) fn after(place: u64, max: usize) -> Statement {
    Statement::new(
        "SELECT seq, entry, hash FROM act WHERE seq > $1 ORDER BY seq LIMIT $2",
        values![place, max],
    )
}

pub(crate) fn last() -> Statement {
    Statement::new(
        "SELECT seq, entry, hash FROM act ORDER BY seq DESC LIMIT 1",
        values![],
    )
}

pub(crate) fn on(case: ReportId) -> Statement {
    Statement::new(
        "SELECT seq, entry, hash FROM act WHERE case_id = $1 ORDER BY seq",
        values![case],
    )
}

/// Appends entries after the last one. Nobody else may append between the query for the last entry
/// and these statements.
pub(crate) fn append(last: Option<ChainedAct>, acts: &[Act]) -> Vec<Statement> {
    let (mut seq, mut hash) = last.map_or((0, ChainHash::BEGIN), |last| (last.seq, last.hash));
    let mut statements = Vec::new();
    for act in acts {
        let next = act.chain(seq, hash);
        statements.push(insert(&next, act.case));
        (seq, hash) = (next.seq, next.hash);
    }
    statements
}

/// Adds an entry exactly as it was hashed in another store. An unreadable entry is kept as it is,
/// without its case's id: a verification of the log will find it.
pub(crate) fn restore(act: &ChainedAct) -> Statement {
    insert(act, act.entry().ok().and_then(|entry| entry.case))
}

fn insert(act: &ChainedAct, case: Option<ReportId>) -> Statement {
    Statement::new(
        "INSERT INTO act (seq, case_id, entry, hash) VALUES ($1, $2, $3, $4)",
        values![act.seq, case, act.json.as_str(), &act.hash.0[..]],
    )
}
