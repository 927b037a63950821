//! The log of every act.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use shared::report::ReportId;

use crate::desk::audit::{Act, ChainHash, ChainedAct};

pub(super) fn append(transaction: &Transaction<'_>, acts: &[Act]) -> rusqlite::Result<()> {
    let last = last(transaction)?;
    let (mut seq, mut hash) = last.map_or((0, ChainHash::BEGIN), |last| (last.seq, last.hash));
    for act in acts {
        let next = act.chain(seq, hash);
        insert(transaction, &next, act.case)?;
        (seq, hash) = (next.seq, next.hash);
    }
    Ok(())
}

pub(super) fn restore(transaction: &Transaction<'_>, act: &ChainedAct) -> rusqlite::Result<()> {
    // An entry that cannot be read is kept as it is: that is for the log's reader to find.
    let case = act.entry().ok().and_then(|entry| entry.case);
    insert(transaction, act, case)
}

fn insert(
    transaction: &Transaction<'_>,
    act: &ChainedAct,
    case: Option<ReportId>,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO act (seq, case_id, entry, hash) VALUES (?, ?, ?, ?)")?
        .execute(params![
            act.seq,
            case.as_ref().map(ReportId::as_bytes),
            act.json,
            act.hash.0
        ])?;
    Ok(())
}

pub(super) fn last(connection: &Connection) -> rusqlite::Result<Option<ChainedAct>> {
    connection
        .prepare_cached("SELECT seq, entry, hash FROM act ORDER BY seq DESC LIMIT 1")?
        .query_row([], chained)
        .optional()
}

pub(super) fn after(
    connection: &Connection,
    seq: u64,
    max: usize,
) -> rusqlite::Result<Vec<ChainedAct>> {
    connection
        .prepare_cached("SELECT seq, entry, hash FROM act WHERE seq > ? ORDER BY seq LIMIT ?")?
        .query_map(params![seq, max], chained)?
        .collect()
}

pub(super) fn on(connection: &Connection, case: ReportId) -> rusqlite::Result<Vec<ChainedAct>> {
    connection
        .prepare_cached("SELECT seq, entry, hash FROM act WHERE case_id = ? ORDER BY seq")?
        .query_map([case.as_bytes()], chained)?
        .collect()
}

fn chained(row: &Row<'_>) -> rusqlite::Result<ChainedAct> {
    Ok(ChainedAct {
        seq: row.get("seq")?,
        json: row.get("entry")?,
        hash: ChainHash(row.get("hash")?),
    })
}
