//! Everything that the store knows, in and out, for a copy.

use shared::report::ReportId;
use tokio_postgres::Row;

use super::values::{array, number, unsigned};
use super::{PostgresStore, inserter, priority, stored};
use crate::clock::Hour;
use crate::queue::{LeaseToken, Record};
use crate::store::StoreError;

pub(super) async fn after(
    store: &PostgresStore,
    seq: u64,
    max: usize,
) -> Result<Vec<(u64, Record)>, StoreError> {
    let rows = store
        .query(
            "SELECT seq, report.id, received_hour, priority, attempts, leased_until, last_lease,
                    lease, epoch, enc, ciphertext, sealed
             FROM report LEFT JOIN epoch ON epoch.id = epoch
             WHERE seq > $1 ORDER BY seq LIMIT $2",
            &[&number(seq)?, &number(max)?],
        )
        .await?;
    rows.iter().map(record).collect()
}

pub(super) async fn restore(store: &PostgresStore, records: Vec<Record>) -> Result<(), StoreError> {
    let records: Vec<_> = records.iter().collect();
    let new = inserter::insert(&store.pool, &records).await?;
    if new.len() == records.len() {
        return Ok(());
    }
    Err(StoreError::Engine("a report is there already".to_owned()))
}

fn record(row: &Row) -> Result<(u64, Record), StoreError> {
    let is_queued = row.try_get::<_, Option<i64>>("leased_until")?.is_some();
    let has_lease = row.try_get::<_, Option<&[u8]>>("lease")?.is_some();
    let lease = has_lease.then(|| array(row, "lease")).transpose()?;
    let record = if is_queued {
        Record::of(stored(row)?, lease.map(LeaseToken::from_bytes))
    } else {
        Record {
            id: ReportId::new(array(row, "id")?),
            received: Hour(unsigned(row, "received_hour")?),
            priority: priority(row)?,
            queued: None,
        }
    };
    Ok((unsigned(row, "seq")?, record))
}
