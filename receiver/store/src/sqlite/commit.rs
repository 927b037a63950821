//! The desk's writes. Each batch is one job of the writer: no other write can come between, and a
//! conflict rolls back the job's savepoint.

use async_trait::async_trait;
use model::time::Timestamp;
use rusqlite::Transaction;
use shared::report::ReportId;

use super::leases::{self, held, take_out};
use super::statement::{execute, first, rows};
use super::{SqliteStore, files};
use crate::statement::{Statement, values};
use crate::statements::{cases, items, log, records};
use crate::{
    Adopted, Batch, CaseChange, CommitError, ItemRow, ItemsChange, Links, LocationDigest, Logging,
    SealedCase, Source, StoreError, Write, decode, digest,
};

#[async_trait]
impl Write for SqliteStore {
    #[tracing::instrument(name = "store.write", skip_all)]
    async fn write(&self, batch: Batch, logging: Logging) -> Result<(), CommitError> {
        self.writer
            .write(move |transaction| write(transaction, &batch, logging))
            .await
    }

    #[tracing::instrument(name = "store.forget", skip_all)]
    async fn forget(&self, now: Timestamp) -> Result<(), StoreError> {
        files::remove_old_copies(&self.path, now)?;
        let delete = Statement::new(
            "DELETE FROM epoch WHERE id NOT IN (SELECT epoch FROM body)",
            values![],
        );
        self.writer
            .write(move |transaction| execute(transaction, &delete))
            .await?;
        // Deleted content is overwritten in the database, but stays in the write-ahead log until
        // the log is truncated.
        let truncate = |connection: &rusqlite::Connection| -> Result<bool, StoreError> {
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        };
        let is_busy = self.readers.read(truncate).await?;
        if is_busy {
            Err(StoreError::Busy)
        } else {
            Ok(())
        }
    }
}

fn write(
    transaction: &Transaction<'_>,
    batch: &Batch,
    logging: Logging,
) -> Result<(), CommitError> {
    for change in &batch.leases {
        leases::change(transaction, *change)?;
    }
    for requeued in &batch.requeued {
        if execute(transaction, &leases::requeue(*requeued))? == 0 {
            return Err(CommitError::Conflict);
        }
    }
    for adopted in &batch.adopted {
        adopt(transaction, adopted)?;
    }
    for change in &batch.cases {
        change_case(transaction, change, &cases::update(&change.case))?;
    }
    for change in &batch.converted {
        change_case(transaction, change, &cases::convert(&change.case))?;
    }
    for resealed in &batch.resealed {
        if execute(transaction, &cases::reseal(resealed))? == 0 {
            return Err(CommitError::Conflict);
        }
    }
    for change in &batch.records {
        let changed = execute(transaction, &records::change(change))?;
        if changed == 0 && change.needs_row() {
            return Err(CommitError::Conflict);
        }
    }
    append(transaction, batch, logging)
}

/// Appends the batch's entries, with the digests of what stands in the tables now.
fn append(
    transaction: &Transaction<'_>,
    batch: &Batch,
    logging: Logging,
) -> Result<(), CommitError> {
    if batch.acts.is_empty() {
        return Ok(());
    }
    let last = first(transaction, &log::last(), decode::chained_act)?;
    let mut changed = logging.rows_after(last.as_ref())?;
    for id in batch.touched() {
        let case = first(transaction, &cases::one(id), decode::sealed_case)?;
        let items = rows(transaction, &items::of(id), decode::item)?;
        let named = rows(transaction, &items::sightings(id), decode::location)?;
        changed.extend(digest::of_case(id, case.as_ref()));
        changed.push(digest::of_links(id, &Links::of(items, named)));
    }
    changed.extend(batch.records.iter().filter_map(digest::of_change));
    for statement in log::append(last.as_ref(), &batch.acts, changed, &logging.key) {
        execute(transaction, &statement)?;
    }
    Ok(())
}

fn adopt(transaction: &Transaction<'_>, adopted: &Adopted) -> Result<(), CommitError> {
    let id = adopted.case.card.id;
    let seq = match adopted.source {
        Source::Queue { lease, now } => {
            let seq = held(transaction, id, lease, now)?.ok_or(CommitError::Conflict)?;
            take_out(transaction, seq)?;
            seq
        }
        Source::Elsewhere => {
            let card = &adopted.case.card;
            let insert = Statement::new(
                "INSERT INTO report (id, received_hour, priority) VALUES ($1, $2, $3)
                 ON CONFLICT (id) DO NOTHING RETURNING seq",
                values![id, card.received, card.priority],
            );
            let seq = first(transaction, &insert, decode::place)?;
            seq.ok_or(CommitError::Conflict)?
        }
    };
    insert(transaction, seq, &adopted.case, &adopted.locations)?;
    insert_items(transaction, id, &adopted.items)
}

fn change_case(
    transaction: &Transaction<'_>,
    change: &CaseChange,
    statement: &Statement,
) -> Result<(), CommitError> {
    if execute(transaction, statement)? == 0 {
        return Err(CommitError::Conflict);
    }
    let id = change.case.card.id;
    match &change.items {
        ItemsChange::Keep => Ok(()),
        ItemsChange::Unlink => {
            execute(transaction, &items::unlink(id))?;
            Ok(())
        }
        ItemsChange::Replace(items) => {
            execute(transaction, &items::clear(id))?;
            insert_items(transaction, id, items)
        }
    }
}

/// Adds the items of a case. Conflicts if another item has the address of one of them.
pub(super) fn insert_items(
    transaction: &Transaction<'_>,
    id: ReportId,
    items: &[ItemRow],
) -> Result<(), CommitError> {
    for item in items {
        if execute(transaction, &items::insert(id, item))? == 0 {
            return Err(CommitError::Conflict);
        }
        for digest in &item.names {
            execute(transaction, &items::sighting(id, *digest))?;
        }
    }
    Ok(())
}

/// Adds a case with its locations.
pub(super) fn insert(
    transaction: &Transaction<'_>,
    seq: u64,
    case: &SealedCase,
    locations: &[LocationDigest],
) -> Result<(), StoreError> {
    execute(transaction, &cases::insert(seq, case))?;
    for digest in locations {
        let link = Statement::new(
            "INSERT OR IGNORE INTO case_location (digest, seq) VALUES ($1, $2)",
            values![*digest, seq],
        );
        execute(transaction, &link)?;
    }
    Ok(())
}
