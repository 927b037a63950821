//! The one task that enqueues. It takes all waiting reports and inserts them in one statement, so
//! that one commit serves many reports.

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use deadpool_postgres::GenericClient;
use model::queue::{Enqueued, NewReport, ReportCopy};
use model::sealed::SealedEpochKey;
use shared::report::ReportId;
use tokio::sync::{mpsc, oneshot};
use tracing::Instrument;

use super::connections::Connections;
use crate::statement::number;
use crate::{StoreError, decode, failing};

/// Maximum number of waiting reports; beyond it, the store is busy.
const WAITING: usize = 1024;

/// Maximum number of reports in one statement.
const BATCH: usize = 256;

/// Time after which an insert that got no answer is given up: the next one uses another connection, and
/// reporters' browsers try again.
const ANSWER: Duration = Duration::from_secs(10);

struct Waiting {
    report: ReportCopy,
    answer: oneshot::Sender<Result<Enqueued, StoreError>>,
}

/// Hands reports to the task. When this is dropped, the task finishes the waiting reports.
pub(super) struct Inserter(mpsc::Sender<Waiting>);

impl Inserter {
    pub(super) fn start(connections: Connections) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING);
        tokio::spawn(run(connections, waiting));
        Self(sender)
    }

    /// Enqueues a report. Returns when it is on the disk.
    pub(super) async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError> {
        let (answer, answered) = oneshot::channel();
        let report = report.into();
        let sent = self.0.try_send(Waiting { report, answer });
        sent.map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }
}

async fn run(connections: Connections, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        // Sorted by id: otherwise two receivers that insert the same reports could deadlock.
        batch.sort_by_key(|waiting| waiting.report.id);
        let reports: Vec<_> = batch.iter().map(|waiting| &waiting.report).collect();
        let span = tracing::info_span!("store.enqueue");
        let mut inserted = insert_on(&connections, &reports).instrument(span).await;
        for Waiting { report, answer } in batch.drain(..) {
            let enqueued = match &mut inserted {
                // If a batch has two reports with the same id, only one counts as new.
                Ok(new) => Ok(if new.remove(&report.id) {
                    Enqueued::New
                } else {
                    Enqueued::Known
                }),
                Err(error) => Err(error.clone()),
            };
            // Sending fails if the caller was dropped and needs no answer.
            let _ = answer.send(enqueued);
        }
    }
}

async fn insert_on(
    connections: &Connections,
    reports: &[&ReportCopy],
) -> Result<HashSet<ReportId>, StoreError> {
    let work = async {
        let client = connections.get().await?;
        let inserted = insert(&*client, reports).await?;
        client.give_back();
        failing::over();
        Ok(inserted)
    };
    connections.within(ANSWER, work).await
}

/// Inserts the reports with unknown ids, in one statement and in this order. Returns the ids of the
/// inserted reports.
pub(super) async fn insert(
    client: &impl GenericClient,
    reports: &[&ReportCopy],
) -> Result<HashSet<ReportId>, StoreError> {
    let epochs = reports.iter().filter_map(|report| report.queued.as_ref());
    let epochs = epochs.map(|queued| (&queued.body.epoch.id.0[..], &*queued.body.epoch));
    // Each epoch once, in the order of the epochs' ids.
    let epochs: BTreeMap<&[u8], &SealedEpochKey> = epochs.collect();
    let epoch_ids: Vec<_> = epochs.keys().copied().collect();
    let encs: Vec<_> = epochs.values().map(|epoch| &epoch.enc[..]).collect();
    let ciphertexts: Vec<_> = epochs.values().map(|epoch| &epoch.ciphertext[..]).collect();
    let desk_keys = epochs.values().map(|epoch| epoch.desk_key);
    let desk_keys: Vec<_> = desk_keys.map(|key| key.map(|key| key.0.to_vec())).collect();
    let rows = Rows::of(reports);
    let insert = client
        .prepare_cached(
            "WITH epochs AS (
                 INSERT INTO epoch (id, enc, ciphertext, desk_key)
                 SELECT id, enc, ciphertext,
                        CASE WHEN EXISTS (SELECT 1 FROM desk_key) THEN sealed_to END
                 FROM UNNEST($1::bytea[], $2::bytea[], $3::bytea[], $4::bytea[])
                      AS new (id, enc, ciphertext, sealed_to)
                 ON CONFLICT (id) DO NOTHING)
             INSERT INTO report (id, received_hour, priority, epoch, sealed, leased_until, lease,
                                 attempts, last_lease)
             SELECT * FROM UNNEST($5::bytea[], $6::bigint[], $7::smallint[], $8::bytea[],
                                  $9::bytea[], $10::bigint[], $11::bytea[], $12::integer[],
                                  $13::boolean[])
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
                &desk_keys,
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
    new.iter().map(|row| decode::report_id(row)).collect()
}

/// Rows for the table `report`, column by column.
#[derive(Default)]
struct Rows<'a> {
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

impl<'a> Rows<'a> {
    fn of(reports: &[&'a ReportCopy]) -> Self {
        let mut rows = Self::default();
        for report in reports {
            rows.ids.push(report.id.as_bytes());
            rows.hours.push(number(report.received.0));
            rows.priorities.push(report.priority as i16);
            let queued = report.queued.as_ref();
            let epoch = queued.map(|queued| &queued.body.epoch.id.0[..]);
            rows.epochs.push(epoch);
            let body = queued.map(|queued| &queued.body.bytes[..]);
            rows.bodies.push(body);
            let leased_until = queued.map(|queued| number(queued.leased_until.0));
            rows.leased_until.push(leased_until);
            let lease = queued.and_then(|queued| queued.lease);
            let lease = lease.map(|lease| lease.to_bytes().to_vec());
            rows.leases.push(lease);
            let attempts = queued.map_or(0, |queued| queued.attempts);
            let attempts = i32::try_from(attempts).unwrap_or(i32::MAX);
            rows.attempts.push(attempts);
            let last_lease = queued.is_some_and(|queued| queued.last_lease);
            rows.last_lease.push(last_lease);
        }
        rows
    }
}
