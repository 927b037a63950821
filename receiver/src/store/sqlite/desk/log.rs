//! The log of every act.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use shared::report::ReportId;

use crate::desk::audit::{Act, ChainHash, ChainedAct};

pub(super) fn append(transaction: &Transaction<'_>, acts: &[Act]) -> rusqlite::Result<()> {
    let last = last(transaction)?;
    let (mut seq, mut hash) = last.map_or((0, ChainHash::BEGIN), |last| (last.seq, last.hash));
    for act in acts {
        let next = act.chain(seq, hash);
        transaction
            .prepare_cached("INSERT INTO act (seq, case_id, entry, hash) VALUES (?, ?, ?, ?)")?
            .execute(params![
                next.seq,
                act.case.as_ref().map(ReportId::as_bytes),
                next.json,
                next.hash.0
            ])?;
        (seq, hash) = (next.seq, next.hash);
    }
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
