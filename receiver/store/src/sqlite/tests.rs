//! Behaviour of SQLite alone. `tests/store` runs one suite on both engines.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::case::{Card, Facts, Waited};
use model::chain::LogKey;
use model::month::Month;
use model::priority::Priority;
use model::queue::{Claim, Enqueued, LeaseToken, NewReport};
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use model::time::Timestamp;
use model::workflow::State;
use shared::report::{Category, ReportId};
use shared::secret::Secret;

use super::*;
use crate::{
    Adopted, Batch, CaseChange, Cases, CommitError, ItemsChange, Logging, Queue as _, RecordChange,
    RecordKind, Records, SealedCase, SealedRecord, Source, Write,
};

const BEGIN: Timestamp = Timestamp(1_800_000_000);

fn logging() -> Logging {
    Logging {
        key: LogKey::new(Secret::default()),
        rows: Vec::new(),
        only_after: None,
    }
}

struct Queue {
    store: SqliteStore,
    folder: tempfile::TempDir,
}

impl Queue {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: SqliteStore::open(&database(&folder)).unwrap(),
            folder,
        }
    }

    /// Closes the store and opens the same file again.
    fn reopen(self) -> Self {
        drop(self.store);
        Self {
            store: SqliteStore::open(&database(&self.folder)).unwrap(),
            folder: self.folder,
        }
    }

    async fn enqueue(&self, number: u8, priority: Priority) -> Enqueued {
        let epoch = SealedEpochKey {
            id: EpochId([number / 2; 8]),
            enc: vec![1],
            ciphertext: vec![2],
            desk_key: None,
        };
        let body = SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![number; 1000],
        };
        let report = NewReport {
            id: id(number),
            received: BEGIN.hour(),
            priority,
            body,
        };
        self.store.enqueue(report).await.unwrap()
    }

    /// Claims one report for a minute.
    async fn claim(&self) -> LeaseToken {
        let token = LeaseToken::random(&mut UnwrapErr(SysRng));
        let claim = Claim {
            max: 1,
            token,
            now: BEGIN,
            until: BEGIN.plus_seconds(60),
            max_attempts: NonZeroU32::MAX,
        };
        assert_eq!(self.store.claim(claim).await.unwrap().len(), 1);
        token
    }

    /// Enqueues a report and adopts it as a case of version 1.
    async fn adopt(&self, number: u8) {
        self.enqueue(number, Priority::Rest).await;
        let adopted = Adopted {
            source: Source::Queue {
                lease: self.claim().await,
                now: BEGIN,
            },
            case: case(number, 1),
            items: Vec::new(),
            locations: Vec::new(),
        };
        let batch = Batch {
            adopted: vec![adopted],
            ..Batch::default()
        };
        self.store.write(batch, logging()).await.unwrap();
    }
}

fn database(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("reports.db")
}

fn id(number: u8) -> ReportId {
    ReportId::new([number; 16])
}

fn change(number: u8, version: u64) -> CaseChange {
    CaseChange {
        case: case(number, version),
        items: ItemsChange::Keep,
    }
}

fn case(number: u8, version: u64) -> SealedCase {
    let facts = Facts {
        month: Month::of(BEGIN.hour()),
        category: Category::Other,
        language: "en".to_owned(),
        partner: None,
        outcome: None,
        country: None,
        site_type: None,
        waited: Waited::Hours,
        origin: None,
    };
    let card = Card {
        id: id(number),
        number: 0,
        version,
        received: BEGIN.hour(),
        priority: Priority::Rest,
        state: State::ToAssess,
        assignee: None,
        facts,
        closed: None,
        due: None,
        is_handed_over: Some(false),
    };
    let file = vec![number; 10];
    SealedCase {
        card,
        file,
        earlier: None,
    }
}

fn put(key: &[u8], version: u64) -> RecordChange {
    let bytes = version.to_be_bytes().to_vec();
    let record = SealedRecord { version, bytes };
    RecordChange::Put(RecordKind::Staff, key.to_vec(), record)
}

#[test]
fn many_open_a_new_file_at_once() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = database(&folder);
        std::thread::scope(|scope| {
            let open = || SqliteStore::open(&path).map(drop);
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
            for thread in threads {
                thread.join().unwrap().unwrap();
            }
        });
    }
}

#[tokio::test]
async fn a_batch_may_put_one_record_twice_in_the_order_of_its_versions() {
    let Queue { store, .. } = &Queue::new();
    let commit = async |records| {
        let batch = Batch {
            records,
            ..Batch::default()
        };
        store.write(batch, logging()).await
    };
    let version = async |key: &[u8]| {
        let record = store.record(RecordKind::Staff, key).await.unwrap();
        record.map(|record| record.version)
    };
    let repeated = commit(vec![put(b"other", 1), put(b"key", 1), put(b"key", 1)]).await;
    assert!(matches!(repeated, Err(CommitError::Conflict)));
    assert_eq!(
        (version(b"other").await, version(b"key").await),
        (None, None)
    );
    commit(vec![put(b"key", 1), put(b"key", 2)]).await.unwrap();
    assert_eq!(version(b"key").await, Some(2));
    let remove = RecordChange::Remove(RecordKind::Staff, b"key".to_vec());
    commit(vec![remove, put(b"key", 1)]).await.unwrap();
    assert_eq!(version(b"key").await, Some(1));
}

#[tokio::test]
async fn a_batch_may_change_one_case_twice_in_the_order_of_its_versions() {
    let queue = Queue::new();
    queue.adopt(1).await;
    let commit = async |versions: [u64; 2]| {
        let batch = Batch {
            cases: versions.map(|version| change(1, version)).to_vec(),
            records: vec![put(b"key", 1)],
            ..Batch::default()
        };
        queue.store.write(batch, logging()).await
    };
    let version = async || {
        let case = queue.store.case(id(1)).await.unwrap();
        case.unwrap().card.version
    };
    for versions in [[2, 2], [3, 2], [2, 4]] {
        let refused = commit(versions).await;
        assert!(matches!(refused, Err(CommitError::Conflict)));
        assert_eq!(version().await, 1);
    }
    commit([2, 3]).await.unwrap();
    assert_eq!(version().await, 3);
}

#[tokio::test]
async fn an_acked_body_is_gone_from_the_file() {
    let queue = Queue::new();
    queue.enqueue(9, Priority::Rest).await;
    let token = queue.claim().await;
    queue.store.ack(id(9), token, BEGIN).await.unwrap();
    let queue = queue.reopen();
    assert!(queue.store.find(id(9)).await.unwrap().is_none());
    for file in std::fs::read_dir(queue.folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(100).any(|window| window == [9; 100]));
    }
}

#[tokio::test]
async fn a_failing_write_leaves_its_neighbours_alone() {
    let queue = Queue::new();
    let broken = queue.store.writer.write(|transaction| {
        transaction.execute("INSERT INTO epoch VALUES (x'00', x'01', x'02', NULL)", [])?;
        transaction.execute("INSERT INTO nowhere VALUES (1)", [])?;
        Ok::<_, StoreError>(())
    });
    let (broken, enqueued) = tokio::join!(broken, queue.enqueue(1, Priority::Rest));
    assert!(matches!(broken, Err(StoreError::Engine(_))));
    assert_eq!(enqueued, Enqueued::New);
    let epochs: i64 = queue
        .store
        .readers
        .read(|connection| {
            let sql = "SELECT count(*) FROM epoch";
            Ok(connection.query_row(sql, [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(
        epochs, 1,
        "the failed write's epoch was undone, the other's stays"
    );
}

#[tokio::test]
async fn a_transaction_that_ended_early_is_an_error_and_the_next_is_whole() {
    let queue = Queue::new();
    let writer = &queue.store.writer;
    let ended = writer.write(|transaction| {
        transaction.execute_batch("ROLLBACK")?;
        Ok::<_, StoreError>(())
    });
    assert!(ended.await.is_err());
    assert_eq!(queue.enqueue(1, Priority::Rest).await, Enqueued::New);
    assert!(queue.store.find(id(1)).await.unwrap().is_some());
}
