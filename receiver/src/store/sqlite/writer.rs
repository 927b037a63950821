//! The one thread that writes: it takes all the work that waits and commits it together, so that
//! one flush of the disk serves many reports.

use std::thread::JoinHandle;

use rusqlite::{Connection, DropBehavior, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};

use crate::store::StoreError;

/// Writes that may wait; beyond that the store is busy.
const WAITING: usize = 1024;

/// Writes in one commit at most.
const BATCH: usize = 256;

/// Does its work within the transaction, and afterwards hears whether that was committed.
type Job = Box<dyn FnOnce(&Transaction<'_>) -> Reply + Send>;
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Runs writes on a thread of its own. Dropping it finishes what waits.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    broken: watch::Receiver<Option<String>>,
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (breaks, broken) = watch::channel(None);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || run(connection, waiting, &breaks))
            .map_err(|error| StoreError::Engine(error.to_string()))?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            broken,
        })
    }

    /// Runs `work`, and answers when it is on the disk. If `work` fails, what it did is undone and
    /// its neighbours in the commit stay.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            let done = in_savepoint(transaction, work);
            Box::new(move |committed: Result<(), StoreError>| {
                // Nobody listens any more when the request was given up.
                let _ = answer.send(committed.and(done.map_err(StoreError::from)));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits until the disk has failed. Nothing is written from then on.
    pub(super) async fn broken(&self) -> StoreError {
        let mut broken = self.broken.clone();
        match broken.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(error)) => StoreError::Engine(error.clone()),
            _ => StoreError::Closed,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // It panics never; and if it did, nothing waits for its answer any more.
            let _ = thread.join();
        }
    }
}

fn in_savepoint<T>(
    transaction: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let run = |sql| transaction.prepare_cached(sql)?.execute([]);
    run("SAVEPOINT job")?;
    let done = work(transaction);
    if done.is_err() {
        run("ROLLBACK TO job")?;
    }
    run("RELEASE job")?;
    done
}

fn run(
    mut connection: Connection,
    mut waiting: mpsc::Receiver<Job>,
    breaks: &watch::Sender<Option<String>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
        let committed = commit(&mut connection, batch.drain(..));
        // Once a write or a flush has failed, nobody knows what the disk has: only opening the file
        // again tells. A full disk is different: SQLite undoes the whole transaction.
        if let Err(error) = committed
            && error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
        {
            breaks.send_replace(Some(error.to_string()));
            return;
        }
    }
}

fn commit(connection: &mut Connection, jobs: impl Iterator<Item = Job>) -> rusqlite::Result<()> {
    let mut replies = Vec::new();
    let committed = (|| {
        let mut transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.set_drop_behavior(DropBehavior::Rollback);
        for job in jobs {
            replies.push(job(&transaction));
            // Some errors, a full disk for one, may end the transaction: then there is nothing to
            // commit, and a job after it would be on its own.
            if transaction.is_autocommit() {
                break;
            }
        }
        transaction.commit()
    })();
    let failure = committed.as_ref().map_err(ToString::to_string);
    if let Err(error) = &failure {
        tracing::error!(error, "the store could not commit");
    }
    for reply in replies {
        reply(failure.clone().copied().map_err(StoreError::Engine));
    }
    committed
}
