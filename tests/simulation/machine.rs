//! The real parts: the intake's sealer, a store on the disk, the desk's opener.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::FutureExt;
use model::queue::{NewReport, QueueState, Stored};
use model::time::Timestamp;
use rand::SeedableRng;
use rand::rngs::StdRng;
use receiver::crypto::epoch::{EpochOpener, EpochSealer, Provenance};
use receiver::crypto::vault::Vault;
use shared::hpke::{PrivateKey, Suite};
use shared::report::ReportId;
use store::{Batch, CommitError, LeaseError, Logging, Requeued, Store, StoreUrl};
use tempfile::TempDir;
use tests::IntakeSigner;

use crate::expected::{self, Row};
use crate::step::{Answer, Crash, Write};

/// SQLite's own numbers: the log begins with a header, and each page in it has one too.
const LOG_HEADER: u64 = 32;
const LOG_PAGE: u64 = 24 + 4096;

/// Pages in the log from which on it is copied into the database, as the store has it.
const CHECKPOINT_PAGES: u64 = 250;

pub(crate) struct Machine {
    rng: StdRng,
    desk: PrivateKey,
    signer: IntakeSigner,
    sealer: EpochSealer,
    opener: EpochOpener,
    /// What this process has opened before, by what was stored: opening is what takes time.
    opened: HashMap<(ReportId, Vec<u8>), String>,
    store: Arc<dyn Store>,
    folder: TempDir,
}

impl Machine {
    pub(crate) async fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let desk = PrivateKey::generate(Suite::X25519, &mut rng);
        let folder = folder();
        let signer = IntakeSigner::new();
        Self {
            rng,
            sealer: EpochSealer::new(desk.public_key()),
            opener: EpochOpener::new(desk.clone(), signer.authority()),
            signer,
            desk,
            opened: HashMap::new(),
            store: open(&folder).await,
            folder,
        }
    }

    /// Does a write and waits for the answer.
    pub(crate) async fn apply(&mut self, write: &Write, now: Timestamp) -> Answer {
        let store = self.store.clone();
        match write {
            Write::Enqueue { .. } => {
                let entry = self.entry(write, now);
                Answer::Enqueued(store.enqueue(entry).await.unwrap())
            }
            Write::Claim(claim) => {
                let claimed = store.claim(*claim).await.unwrap();
                let mut rows: Vec<_> = claimed.iter().map(|stored| self.row(stored)).collect();
                rows.sort_by_key(|row| row.id);
                Answer::Claimed(rows)
            }
            Write::Extend { id, token, until } => {
                Answer::Lease(was_held(store.extend(*id, *token, now, *until).await))
            }
            Write::Release { id, token } => {
                Answer::Lease(was_held(store.release(*id, *token, now).await))
            }
            Write::Ack { id, token } => Answer::Lease(was_held(store.ack(*id, *token, now).await)),
            Write::Requeue { id } => {
                let batch = Batch {
                    requeued: vec![Requeued { id: *id, now }],
                    ..Batch::default()
                };
                Answer::Requeued(was_dead(store.write(batch, self.logging()).await))
            }
        }
    }

    fn logging(&self) -> Logging {
        Logging {
            key: Vault::new(&self.desk).log_key(),
            rows: Vec::new(),
            only_after: None,
        }
    }

    fn entry(&mut self, write: &Write, now: Timestamp) -> NewReport {
        let Write::Enqueue { id, priority, text } = write else {
            panic!("{write:?} brings no report")
        };
        let (signer, rng) = (&self.signer, &mut self.rng);
        let body = self.sealer.seal(*id, text.as_bytes(), now, signer, rng);
        NewReport {
            id: *id,
            received: now.hour(),
            priority: *priority,
            body: body.unwrap(),
        }
    }

    /// What the desk sees of a report.
    fn row(&mut self, stored: &Stored) -> Row {
        let body = (stored.id, stored.body.bytes.clone());
        let text = self.opened.entry(body).or_insert_with(|| {
            let opened = self.opener.open(stored.id, &stored.body).unwrap();
            assert_eq!(opened.provenance(stored.received), Provenance::Intake);
            String::from_utf8(opened.json.to_vec()).unwrap()
        });
        Row {
            id: stored.id,
            received: stored.received,
            priority: stored.priority,
            attempts: stored.attempts,
            leased_until: stored.leased_until,
            last_lease: stored.last_lease,
            text: text.clone(),
        }
    }

    /// Everything that the store shows, which has to agree with itself.
    pub(crate) async fn rows(&mut self, now: Timestamp) -> Vec<Row> {
        let listed = self.store.list(None, None, 1000).await.unwrap();
        let rows: Vec<_> = listed
            .iter()
            .map(|stored| self.row(stored).seen_at(now))
            .collect();
        let depth = expected::depth(&rows, now);
        assert_eq!(self.store.depth(now).await.unwrap(), depth);
        let dead = self.store.dead(now).await.unwrap();
        let dead_rows = rows.iter().filter(|row| row.state(now) == QueueState::Dead);
        assert!(dead_rows.map(|row| row.id).eq(dead));
        rows
    }

    /// Time passes: an epoch that is over is forgotten.
    pub(crate) fn tick(&self, now: Timestamp) {
        self.sealer.forget(now);
    }

    /// Closes the store and opens it again, in a process that knows nothing of the one before.
    pub(crate) async fn reopen(mut self) -> Self {
        drop(self.store);
        self.store = open(&self.folder).await;
        self.forget()
    }

    /// Dies while these writes wait, and starts again with what is on the disk then.
    pub(crate) async fn crash(mut self, crash: &Crash, waiting: &[Write], now: Timestamp) -> Self {
        if let Crash::After = crash {
            self.send(waiting, now);
            return self.reopen().await;
        }
        let left = folder();
        let log_before = self.log_bytes();
        if let Crash::Torn(thousandths) = crash {
            for write in waiting {
                self.apply(write, now).await;
            }
            self.copy_to(&left);
            let log = self.log_bytes();
            let grown = log.saturating_sub(log_before);
            // What has been copied from the log into the database was flushed before.
            if grown > 0 && log < LOG_HEADER + CHECKPOINT_PAGES * LOG_PAGE {
                let log = fs::File::options().write(true).open(log_file(&left));
                let bytes = log_before + grown * thousandths / 1000;
                log.unwrap().set_len(bytes).unwrap();
            }
        } else {
            let lock = rusqlite::Connection::open(database(&self.folder)).unwrap();
            lock.execute_batch("BEGIN IMMEDIATE").unwrap();
            self.send(waiting, now);
            self.copy_to(&left);
        }
        self.store = open(&left).await;
        self.folder = left;
        self.forget()
    }

    /// Asks for writes, and goes away before the answers.
    fn send(&mut self, writes: &[Write], now: Timestamp) {
        for write in writes {
            // The first poll hands the write over.
            let _ = self.apply(write, now).now_or_never();
        }
    }

    fn copy_to(&self, left: &TempDir) {
        for file in [database, log_file] {
            let _ = fs::copy(file(&self.folder), file(left)).unwrap();
        }
    }

    fn log_bytes(&self) -> u64 {
        fs::metadata(log_file(&self.folder)).map_or(0, |log| log.len())
    }

    fn forget(mut self) -> Self {
        self.sealer = EpochSealer::new(self.desk.public_key());
        self.opener = EpochOpener::new(self.desk.clone(), self.signer.authority());
        self.opened.clear();
        self
    }
}

fn was_held(done: Result<(), LeaseError>) -> bool {
    match done {
        Ok(()) => true,
        Err(LeaseError::Lost) => false,
        Err(LeaseError::Store(error)) => panic!("{error}"),
    }
}

fn was_dead(done: Result<(), CommitError>) -> bool {
    match done {
        Ok(()) => true,
        Err(CommitError::Conflict) => false,
        Err(CommitError::Store(error)) => panic!("{error}"),
    }
}

/// A new folder, in memory where that can be.
fn folder() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn database(folder: &TempDir) -> PathBuf {
    folder.path().join("reports.db")
}

fn log_file(folder: &TempDir) -> PathBuf {
    folder.path().join("reports.db-wal")
}

async fn open(folder: &TempDir) -> Arc<dyn Store> {
    let url = StoreUrl::parse("sqlite:reports.db", folder.path()).unwrap();
    store::open(&url).await.unwrap()
}
