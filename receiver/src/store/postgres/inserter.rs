//! The one task that enqueues: it takes all the reports that wait and inserts them in one
//! statement, so that one commit serves many.

use std::collections::{BTreeMap, HashSet};

use deadpool_postgres::Pool;
use shared::report::ReportId;
use tokio::sync::{mpsc, oneshot};

use super::values::{array, number};
use crate::epoch::SealedEpochKey;
use crate::queue::{Enqueued, Entry, Record};
use crate::store::StoreError;

/// Reports that may wait; beyond that the store is busy.
const WAITING: usize = 1024;

/// Reports in one statement at most.
const BATCH: usize = 256;

struct Waiting {
    record: Record,
    answer: oneshot::Sender<Result<Enqueued, StoreError>>,
}

/// Hands reports to the task. Dropping it lets the task finish what waits.
pub(super) struct Inserter(mpsc::Sender<Waiting>);

impl Inserter {
    pub(super) fn start(pool: Pool) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(pool, waiting));
        Self(sender)
    }

    /// Answers when the report is on the disk.
    pub(super) async fn enqueue(&self, entry: Entry) -> Result<Enqueued, StoreError> {
        let (answer, answered) = oneshot::channel();
        let record = entry.into();
        let sent = self.0.try_send(Waiting { record, answer });
        sent.map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

async fn run(pool: Pool, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        // In the order of their ids: two receivers that insert the same ones never wait for each
        // other in a circle.
        batch.sort_by_key(|waiting| waiting.record.id);
        let records: Vec<_> = batch.iter().map(|waiting| &waiting.record).collect();
        let mut inserted = insert(&pool, &records).await;
        if let Err(error) = &inserted {
            tracing::error!(%error, "the store could not commit");
        }
        for Waiting { record, answer } in batch.drain(..) {
            let enqueued = match &mut inserted {
                // Of two with the same id in one batch, one is new.
                Ok(new) => Ok(if new.remove(&record.id) {
                    Enqueued::New
                } else {
                    Enqueued::Known
                }),
                Err(error) => Err(error.clone()),
            };
            // Nobody listens any more when the request was given up.
            let _ = answer.send(enqueued);
        }
    }
}

/// Inserts what is not there yet, all at once and in this order; gives the ids of that.
pub(super) async fn insert(
    pool: &Pool,
    records: &[&Record],
) -> Result<HashSet<ReportId>, StoreError> {
    let epochs = records.iter().filter_map(|record| record.queued.as_ref());
    let epochs = epochs.map(|queued| (&queued.body.epoch.id.0[..], &*queued.body.epoch));
    // In the order of their ids, each once.
    let epochs: BTreeMap<&[u8], &SealedEpochKey> = epochs.collect();
    let epoch_ids: Vec<_> = epochs.keys().copied().collect();
    let encs: Vec<_> = epochs.values().map(|epoch| &epoch.enc[..]).collect();
    let ciphertexts: Vec<_> = epochs.values().map(|epoch| &epoch.ciphertext[..]).collect();
    let rows = Columns::of(records)?;
    let client = pool.get().await?;
    let insert = client
        .prepare_cached(
            "WITH epochs AS (
                 INSERT INTO epoch (id, enc, ciphertext)
                 SELECT * FROM UNNEST($1::bytea[], $2::bytea[], $3::bytea[])
                 ON CONFLICT (id) DO NOTHING)
             INSERT INTO report (id, received_hour, priority, epoch, sealed, leased_until, lease,
                                 attempts, last_lease)
             SELECT * FROM UNNEST($4::bytea[], $5::bigint[], $6::smallint[], $7::bytea[],
                                  $8::bytea[], $9::bigint[], $10::bytea[], $11::integer[],
                                  $12::boolean[])
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
        )
        .await?;
    let new = client
        .query(
            &insert,
            &[
                &epoch_ids,
                &encs,
                &ciphertexts,
                &rows.ids,
                &rows.hours,
                &rows.priorities,
                &rows.epochs,
                &rows.bodies,
                &rows.leased_until,
                &rows.leases,
                &rows.attempts,
                &rows.last_lease,
            ],
        )
        .await?;
    new.iter()
        .map(|row| Ok(ReportId::new(array(row, "id")?)))
        .collect()
}

/// The columns of rows for `report`.
#[derive(Default)]
struct Columns<'a> {
    ids: Vec<&'a [u8]>,
    hours: Vec<i64>,
    priorities: Vec<i16>,
    epochs: Vec<Option<&'a [u8]>>,
    bodies: Vec<Option<&'a [u8]>>,
    leased_until: Vec<Option<i64>>,
    leases: Vec<Option<Vec<u8>>>,
    attempts: Vec<i32>,
    last_lease: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn of(records: &[&'a Record]) -> Result<Self, StoreError> {
        let mut columns = Self::default();
        for record in records {
            let queued = record.queued.as_ref();
            let leased_until = queued.map(|queued| number(queued.leased_until));
            let lease = queued.and_then(|queued| queued.lease);
            let attempts = queued.map_or(0, |queued| queued.attempts);
            columns.ids.push(record.id.as_bytes());
            columns.hours.push(number(record.received)?);
            columns.priorities.push(record.priority as i16);
            let epoch = queued.map(|queued| &queued.body.epoch.id.0[..]);
            columns.epochs.push(epoch);
            let body = queued.map(|queued| &queued.body.bytes[..]);
            columns.bodies.push(body);
            columns.leased_until.push(leased_until.transpose()?);
            columns
                .leases
                .push(lease.map(|lease| lease.to_bytes().to_vec()));
            columns
                .attempts
                .push(i32::try_from(attempts).unwrap_or(i32::MAX));
            let last_lease = queued.is_some_and(|queued| queued.last_lease);
            columns.last_lease.push(last_lease);
        }
        Ok(columns)
    }
}
