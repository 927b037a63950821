//! What only SQLite does. What every store has to keep is tested on both engines in `tests/store`.

use std::num::NonZeroU32;

use getrandom::{SysRng, rand_core::UnwrapErr};

use super::*;

const BEGIN: Timestamp = Timestamp(1_800_000_000);

struct Queue {
    store: SqliteStore,
    folder: tempfile::TempDir,
}

impl Queue {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            store: SqliteStore::open(&folder.path().join("reports.db")).unwrap(),
            folder,
        }
    }

    /// Closes the store and opens the same file again.
    fn reopen(self) -> Self {
        drop(self.store);
        let store = SqliteStore::open(&self.folder.path().join("reports.db")).unwrap();
        Self {
            store,
            folder: self.folder,
        }
    }

    async fn enqueue(&self, number: u8, priority: Priority) -> Enqueued {
        let epoch = SealedEpochKey {
            id: EpochId([number / 2; 8]),
            enc: vec![1],
            ciphertext: vec![2],
        };
        let body = SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![number; 1000],
        };
        let entry = Entry {
            id: id(number),
            received: BEGIN.hour(),
            priority,
            body,
        };
        self.store.enqueue(entry).await.unwrap()
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
}

fn id(number: u8) -> ReportId {
    ReportId::new([number; 16])
}

#[tokio::test]
async fn an_acked_body_is_gone_from_the_file() {
    let queue = Queue::new();
    queue.enqueue(9, Priority::Rest).await;
    let token = queue.claim().await;
    queue.store.ack(id(9), token, BEGIN).await.unwrap().unwrap();
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
        transaction.execute("INSERT INTO epoch VALUES (x'00', x'01', x'02')", [])?;
        transaction.execute("INSERT INTO nowhere VALUES (1)", [])
    });
    let (broken, enqueued) = tokio::join!(broken, queue.enqueue(1, Priority::Rest));
    assert!(matches!(broken, Err(StoreError::Engine(_))));
    assert_eq!(enqueued, Enqueued::New);
    let epochs: i64 = queue
        .store
        .read(|connection| connection.query_row("SELECT count(*) FROM epoch", [], |row| row.get(0)))
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
    let ended = writer.write(|transaction| transaction.execute_batch("ROLLBACK"));
    assert!(ended.await.is_err());
    assert_eq!(queue.enqueue(1, Priority::Rest).await, Enqueued::New);
    assert!(queue.store.find(id(1)).await.unwrap().is_some());
}
