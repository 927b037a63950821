//! The desk's writes. Each batch is one transaction, which is rolled back if it is dropped before
//! its commit.

use async_trait::async_trait;
use deadpool_postgres::Transaction;
use model::time::Timestamp;
use shared::report::ReportId;

use super::leases::{lease_change, requeue};
use super::statement::{execute, first, rows};
use super::{ANSWER, PostgresStore};
use crate::statement::{Statement, values};
use crate::statements::{cases, items, log, records};
use crate::{
    Adopted, Batch, CaseChange, CommitError, ItemRow, ItemsChange, Links, LocationDigest, Logging,
    SealedCase, Source, StoreError, Write, decode, digest,
};

/// The lock that makes batches of the desk wait for each other: the log has one end, new cases have
/// numbers, and the numbers of cases are kept. The number is chosen by this project.
const LOCK_LOG: &str = "SELECT pg_advisory_xact_lock(7336212016)";

#[async_trait]
impl Write for PostgresStore {
    #[tracing::instrument(name = "store.write", skip_all)]
    async fn write(&self, batch: Batch, logging: Logging) -> Result<(), CommitError> {
        let work = async {
            let mut client = self.connections.get().await?;
            let transaction = client.transaction().await.map_err(StoreError::from)?;
            write(&transaction, &batch, logging).await?;
            transaction.commit().await.map_err(StoreError::from)?;
            client.give_back();
            Ok(())
        };
        self.connections.within(ANSWER, work).await
    }

    #[tracing::instrument(name = "store.forget", skip_all)]
    async fn forget(&self, _now: Timestamp) -> Result<(), StoreError> {
        let mut client = self.connections.get().await?;
        let transaction = client.transaction().await?;
        // An enqueue inserts a report and its epoch key in one statement, which waits for this
        // lock.
        transaction
            .batch_execute(
                "LOCK TABLE epoch IN SHARE ROW EXCLUSIVE MODE;
                 DELETE FROM epoch
                 WHERE NOT EXISTS (SELECT 1 FROM report WHERE report.epoch = epoch.id)",
            )
            .await?;
        // Adds up the changes of the queue. A reader sees either them or their sum.
        transaction
            .batch_execute(
                "WITH added AS (DELETE FROM queue_change RETURNING *)
                 INSERT INTO queue_change
                 SELECT priority, received_hour, sum(reports) FROM added
                 GROUP BY 1, 2 HAVING sum(reports) <> 0",
            )
            .await?;
        transaction.commit().await?;
        // VACUUM cannot run in a transaction.
        client
            .batch_execute("VACUUM desk_record, case_file, item, epoch, queue_change, case_part")
            .await?;
        client.give_back();
        Ok(())
    }
}

async fn write(
    transaction: &Transaction<'_>,
    batch: &Batch,
    logging: Logging,
) -> Result<(), CommitError> {
    if !(batch.acts.is_empty() && batch.touched().is_empty()) {
        let locked = transaction.batch_execute(LOCK_LOG).await;
        locked.map_err(StoreError::from)?;
    }
    for change in &batch.leases {
        if execute(transaction, &lease_change(*change)).await? == 0 {
            return Err(CommitError::Conflict);
        }
    }
    for requeued in &batch.requeued {
        if execute(transaction, &requeue(*requeued)).await? == 0 {
            return Err(CommitError::Conflict);
        }
    }
    for adopted in &batch.adopted {
        adopt(transaction, adopted).await?;
    }
    for change in &batch.cases {
        change_case(transaction, change, &cases::update(&change.case)).await?;
    }
    for change in &batch.converted {
        change_case(transaction, change, &cases::convert(&change.case)).await?;
    }
    for resealed in &batch.resealed {
        if execute(transaction, &cases::reseal(resealed)).await? == 0 {
            return Err(CommitError::Conflict);
        }
    }
    for change in &batch.records {
        let changed = execute(transaction, &records::change(change)).await?;
        if changed == 0 && change.needs_row() {
            return Err(CommitError::Conflict);
        }
    }
    append(transaction, batch, logging).await
}

async fn adopt(transaction: &Transaction<'_>, adopted: &Adopted) -> Result<(), CommitError> {
    let card = &adopted.case.card;
    let take = match adopted.source {
        Source::Queue { lease, now } => Statement::new(
            "UPDATE report SET leased_until = NULL, lease = NULL, epoch = NULL, sealed = NULL
             WHERE id = $1 AND lease = $2 AND leased_until > $3 RETURNING seq",
            values![card.id, lease, now],
        ),
        // Without a time of a lease, the report is in no queue.
        Source::Elsewhere => Statement::new(
            "INSERT INTO report (id, received_hour, priority, leased_until)
             VALUES ($1, $2, $3, NULL) ON CONFLICT (id) DO NOTHING RETURNING seq",
            values![card.id, card.received, card.priority],
        ),
    };
    let seq = first(transaction, &take, decode::place).await?;
    let seq = seq.ok_or(CommitError::Conflict)?;
    insert(transaction, seq, &adopted.case, &adopted.locations).await?;
    insert_items(transaction, card.id, &adopted.items).await
}

async fn change_case(
    transaction: &Transaction<'_>,
    change: &CaseChange,
    statement: &Statement,
) -> Result<(), CommitError> {
    if execute(transaction, statement).await? == 0 {
        return Err(CommitError::Conflict);
    }
    let id = change.case.card.id;
    match &change.items {
        ItemsChange::Keep => Ok(()),
        ItemsChange::Unlink => {
            execute(transaction, &items::unlink(id)).await?;
            Ok(())
        }
        ItemsChange::Replace(items) => {
            execute(transaction, &items::clear(id)).await?;
            insert_items(transaction, id, items).await
        }
    }
}

/// Adds the items of a case. Conflicts if another item has the address of one of them.
pub(super) async fn insert_items(
    transaction: &Transaction<'_>,
    id: ReportId,
    items: &[ItemRow],
) -> Result<(), CommitError> {
    for item in items {
        if execute(transaction, &items::insert(id, item)).await? == 0 {
            return Err(CommitError::Conflict);
        }
        for digest in &item.names {
            execute(transaction, &items::sighting(id, *digest)).await?;
        }
    }
    Ok(())
}

/// Adds a case and its locations in one statement, to save a round trip.
pub(super) async fn insert(
    transaction: &Transaction<'_>,
    seq: u64,
    case: &SealedCase,
    locations: &[LocationDigest],
) -> Result<(), StoreError> {
    execute(transaction, &cases::insert(seq, case)).await?;
    let link = Statement::new(
        "INSERT INTO case_location (digest, seq) SELECT DISTINCT unnest($1::bytea[]), $2::bigint",
        values![locations.to_vec(), seq],
    );
    execute(transaction, &link).await?;
    Ok(())
}

/// Appends the batch's entries, with the digests of what stands in the tables now.
async fn append(
    transaction: &Transaction<'_>,
    batch: &Batch,
    logging: Logging,
) -> Result<(), CommitError> {
    if batch.acts.is_empty() {
        return Ok(());
    }
    let last = first(transaction, &log::last(), decode::chained_act).await?;
    let mut changed = logging.rows_after(last.as_ref())?;
    for id in batch.touched() {
        let case = first(transaction, &cases::one(id), decode::sealed_case).await?;
        let items = rows(transaction, &items::of(id), decode::item).await?;
        let named = rows(transaction, &items::sightings(id), decode::location).await?;
        changed.extend(digest::of_case(id, case.as_ref()));
        changed.push(digest::of_links(id, &Links::of(items, named)));
    }
    changed.extend(batch.records.iter().filter_map(digest::of_change));
    for statement in log::append(last.as_ref(), &batch.acts, changed, &logging.key) {
        execute(transaction, &statement).await?;
    }
    Ok(())
}
