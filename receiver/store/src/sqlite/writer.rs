//! The one thread that writes. It takes all waiting jobs and commits them together, so that one
//! flush of the disk serves many reports.

use std::thread::JoinHandle;

use rusqlite::{Connection, DropBehavior, ErrorCode, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot, watch};
use tracing::Span;

use super::files::FileOnDisk;
use crate::{StoreError, failing};

/// Maximum number of waiting jobs; beyond it, the store is busy.
const WAITING: usize = 1024;

/// Maximum number of jobs in one commit.
const BATCH: usize = 256;

/// Does its work in the transaction. Returns the reply, which is called with the commit's result.
type Job = Box<dyn FnOnce(&Transaction<'_>) -> Reply + Send>;
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Runs jobs on its own thread. When this is dropped, the thread finishes the waiting jobs.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    broken: watch::Receiver<Option<StoreError>>,
}

impl Writer {
    /// `file` is the file of the connection: nothing is written once another is in its place.
    pub(super) fn start(connection: Connection, file: FileOnDisk) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let (breaks, broken) = watch::channel(None);
        let thread = std::thread::Builder::new()
            .name("store writer".to_owned())
            .spawn(move || run(connection, &file, waiting, &breaks))
            .map_err(StoreError::engine)?;
        Ok(Self {
            jobs: Some(jobs),
            thread: Some(thread),
            broken,
        })
    }

    /// Runs `work`. Returns when its changes are on the disk. If `work` fails with any error, only
    /// its own changes are undone; the other jobs of the commit are not affected.
    pub(super) async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let span = Span::current();
        let job: Job = Box::new(move |transaction| {
            let done = span.in_scope(|| in_savepoint(transaction, work));
            Box::new(move |committed: Result<(), StoreError>| {
                // Sending fails if the caller was dropped and needs no answer.
                let _ = answer.send(committed.map_err(E::from).and(done));
            })
        });
        let jobs = self.jobs.as_ref().ok_or(StoreError::Closed)?;
        jobs.try_send(job).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Closed,
        })?;
        answered.await.map_err(|_| StoreError::Closed)?
    }

    /// Waits until the disk has failed. After that, nothing is written.
    pub(super) async fn broken(&self) -> StoreError {
        let mut broken = self.broken.clone();
        match broken.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(error)) => error.clone(),
            _ => StoreError::Closed,
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // Joining fails if the thread panicked. No job waits for an answer at this point.
            let _ = thread.join();
        }
    }
}

fn in_savepoint<T, E: From<StoreError>>(
    transaction: &Transaction<'_>,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let run = |sql| -> Result<(), StoreError> {
        transaction.prepare_cached(sql)?.execute([])?;
        Ok(())
    };
    run("SAVEPOINT job")?;
    let done = work(transaction);
    // An error that ended the transaction has already undone everything.
    if done.is_err() && transaction.is_autocommit() {
        return done;
    }
    if done.is_err() {
        run("ROLLBACK TO job")?;
    }
    run("RELEASE job")?;
    done
}

fn run(
    mut connection: Connection,
    file: &FileOnDisk,
    mut waiting: mpsc::Receiver<Job>,
    breaks: &watch::Sender<Option<StoreError>>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
        if let Err(error) = commit(&mut connection, file, batch.drain(..)) {
            breaks.send_replace(Some(error));
            return;
        }
    }
}

/// Runs and commits these jobs, and answers them. Fails if a write or a flush failed: then it is
/// unknown which pages are on the disk, and the file must be opened again to find out; or if the file is not
/// there any more. A full disk
/// is different: SQLite undoes the whole transaction.
fn commit(
    connection: &mut Connection,
    file: &FileOnDisk,
    jobs: impl Iterator<Item = Job>,
) -> Result<(), StoreError> {
    let mut replies = Vec::new();
    let committed = in_transaction(connection, |transaction| {
        for job in jobs {
            replies.push(job(transaction));
            // Some errors, for example a full disk, end the transaction. A later job would then
            // commit by itself.
            if transaction.is_autocommit() {
                break;
            }
        }
    });
    let failed_disk = committed
        .as_ref()
        .is_err_and(|error| error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure));
    // What is committed to a file without a name is gone with the process.
    let there = file.is_there();
    let is_broken = failed_disk || there.is_err();
    let committed = committed.map_err(StoreError::from).and(there);
    if committed.is_ok() {
        failing::over();
    }
    for reply in replies {
        reply(committed.clone());
    }
    if is_broken { committed } else { Ok(()) }
}

fn in_transaction(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>),
) -> rusqlite::Result<()> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.set_drop_behavior(DropBehavior::Rollback);
    work(&transaction);
    transaction.commit()
}
