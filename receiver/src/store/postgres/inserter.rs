//! The one task that enqueues: it takes all the reports that wait and inserts them in one
//! statement, so that one commit serves many.

use std::collections::{BTreeMap, HashSet};

use deadpool_postgres::Pool;
use shared::report::ReportId;
use tokio::sync::{mpsc, oneshot};

use super::values::{array, bytes, number};
use crate::queue::{Enqueued, Entry};
use crate::store::StoreError;

/// Reports that may wait; beyond that the store is busy.
const WAITING: usize = 1024;

/// Reports in one statement at most.
const BATCH: usize = 256;

struct Waiting {
    entry: Entry,
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
        let sent = self.0.try_send(Waiting { entry, answer });
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
        batch.sort_by_key(|waiting| waiting.entry.id);
        let entries: Vec<_> = batch.iter().map(|waiting| &waiting.entry).collect();
        let mut inserted = insert(&pool, &entries).await;
        if let Err(error) = &inserted {
            tracing::error!(%error, "the store could not commit");
        }
        for Waiting { entry, answer } in batch.drain(..) {
            let enqueued = match &mut inserted {
                // Of two with the same id in one batch, one is new.
                Ok(new) => Ok(if new.remove(&entry.id) {
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

/// Inserts what is not there yet; gives the ids of that.
async fn insert(pool: &Pool, entries: &[&Entry]) -> Result<HashSet<ReportId>, StoreError> {
    let column = |of: fn(&Entry) -> &[u8]| entries.iter().map(|entry| of(entry)).collect();
    let ids: Vec<&[u8]> = column(|entry| bytes(entry.id.as_bytes()));
    let report_epochs: Vec<&[u8]> = column(|entry| bytes(&entry.body.epoch.id.0));
    let bodies: Vec<&[u8]> = column(|entry| &entry.body.bytes);
    let hours = entries.iter().map(|entry| number(entry.received));
    let hours = hours.collect::<Result<Vec<i64>, _>>()?;
    let priorities = entries.iter().map(|entry| entry.priority as i16);
    let priorities: Vec<i16> = priorities.collect();
    let epochs = entries.iter().map(|entry| &*entry.body.epoch);
    let epochs: BTreeMap<&[u8], _> = epochs.map(|epoch| (&epoch.id.0[..], epoch)).collect();
    let epoch_ids: Vec<&[u8]> = epochs.keys().copied().collect();
    let encs: Vec<&[u8]> = epochs.values().map(|epoch| &epoch.enc[..]).collect();
    let ciphertexts = epochs.values().map(|epoch| &epoch.ciphertext[..]);
    let ciphertexts: Vec<&[u8]> = ciphertexts.collect();

    let client = pool.get().await?;
    let insert = client
        .prepare_cached(
            "WITH epochs AS (
                 INSERT INTO epoch (id, enc, ciphertext)
                 SELECT * FROM UNNEST($1::bytea[], $2::bytea[], $3::bytea[])
                 ON CONFLICT (id) DO NOTHING)
             INSERT INTO report (id, received_hour, priority, epoch, sealed)
             SELECT * FROM UNNEST($4::bytea[], $5::bigint[], $6::smallint[], $7::bytea[],
                                  $8::bytea[])
             ON CONFLICT (id) DO NOTHING
             RETURNING id",
        )
        .await?;
    let rows = client
        .query(
            &insert,
            &[
                &epoch_ids,
                &encs,
                &ciphertexts,
                &ids,
                &hours,
                &priorities,
                &report_epochs,
                &bodies,
            ],
        )
        .await?;
    rows.iter()
        .map(|row| Ok(ReportId::new(array(row, "id")?)))
        .collect()
}
