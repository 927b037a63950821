//! The log of every act.

use deadpool_postgres::Transaction;
use shared::report::ReportId;
use tokio_postgres::Row;

use super::super::PostgresStore;
use super::super::values::{array, bytes, number, unsigned};
use crate::desk::audit::{Act, ChainHash, ChainedAct};
use crate::store::StoreError;

/// Two desks that log at the same time come one after another. The number is this project's own.
const ONE_AT_A_TIME: &str = "SELECT pg_advisory_xact_lock(7336212016)";

const LAST: &str = "SELECT seq, entry, hash FROM act ORDER BY seq DESC LIMIT 1";

pub(super) async fn append(transaction: &Transaction<'_>, acts: &[Act]) -> Result<(), StoreError> {
    if acts.is_empty() {
        return Ok(());
    }
    transaction.batch_execute(ONE_AT_A_TIME).await?;
    let last = transaction.query_opt(LAST, &[]).await?;
    let last = last.as_ref().map(chained).transpose()?;
    let (mut seq, mut hash) = last.map_or((0, ChainHash::BEGIN), |last| (last.seq, last.hash));
    for act in acts {
        let next = act.chain(seq, hash);
        insert(transaction, &next, act.case).await?;
        (seq, hash) = (next.seq, next.hash);
    }
    Ok(())
}

pub(super) async fn restore(
    transaction: &Transaction<'_>,
    act: &ChainedAct,
) -> Result<(), StoreError> {
    // An entry that cannot be read is kept as it is: that is for the log's reader to find.
    let case = act.entry().ok().and_then(|entry| entry.case);
    insert(transaction, act, case).await
}

async fn insert(
    transaction: &Transaction<'_>,
    act: &ChainedAct,
    case: Option<ReportId>,
) -> Result<(), StoreError> {
    let insert = transaction
        .prepare_cached("INSERT INTO act (seq, case_id, entry, hash) VALUES ($1, $2, $3, $4)")
        .await?;
    let case = case.as_ref().map(|id| bytes(id.as_bytes()));
    transaction
        .execute(
            &insert,
            &[&number(act.seq)?, &case, &act.json, &bytes(&act.hash.0)],
        )
        .await?;
    Ok(())
}

pub(super) async fn last(store: &PostgresStore) -> Result<Option<ChainedAct>, StoreError> {
    let rows = store.query(LAST, &[]).await?;
    rows.first().map(chained).transpose()
}

pub(super) async fn after(
    store: &PostgresStore,
    seq: u64,
    max: usize,
) -> Result<Vec<ChainedAct>, StoreError> {
    let sql = "SELECT seq, entry, hash FROM act WHERE seq > $1 ORDER BY seq LIMIT $2";
    let rows = store.query(sql, &[&number(seq)?, &number(max)?]).await?;
    rows.iter().map(chained).collect()
}

pub(super) async fn on(
    store: &PostgresStore,
    case: ReportId,
) -> Result<Vec<ChainedAct>, StoreError> {
    let sql = "SELECT seq, entry, hash FROM act WHERE case_id = $1 ORDER BY seq";
    let rows = store.query(sql, &[&bytes(case.as_bytes())]).await?;
    rows.iter().map(chained).collect()
}

fn chained(row: &Row) -> Result<ChainedAct, StoreError> {
    Ok(ChainedAct {
        seq: unsigned(row, "seq")?,
        json: row.try_get("entry")?,
        hash: ChainHash(array(row, "hash")?),
    })
}
