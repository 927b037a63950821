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

    /// Claims for a minute.
    async fn claim(&self, max: usize, now: Timestamp) -> (LeaseToken, Vec<Stored>) {
        let token = LeaseToken::random(&mut UnwrapErr(SysRng));
        let claim = Claim {
            max,
            token,
            now,
            until: now.plus_seconds(60),
        };
        let mut claimed = self.store.claim(claim).await.unwrap();
        claimed.sort_by_key(|stored| stored.id);
        (token, claimed)
    }

    async fn depth(&self, now: Timestamp) -> (u64, u64) {
        let depth = self.store.depth(now).await.unwrap();
        (depth.waiting, depth.leased)
    }
}

fn id(number: u8) -> ReportId {
    ReportId::new([number; 16])
}

fn ids(stored: &[Stored]) -> Vec<ReportId> {
    stored.iter().map(|stored| stored.id).collect()
}

#[tokio::test]
async fn what_is_enqueued_comes_back_as_it_was() {
    let queue = Queue::new();
    assert_eq!(queue.enqueue(7, Priority::Person).await, Enqueued::New);
    let queue = queue.reopen();
    let (_, claimed) = queue.claim(10, BEGIN).await;
    let [stored] = &claimed[..] else {
        panic!("{} claimed", claimed.len())
    };
    assert_eq!(stored.id, id(7));
    assert_eq!(stored.received, BEGIN.hour());
    assert_eq!(stored.priority, Priority::Person);
    assert_eq!(stored.attempts, 1);
    assert_eq!(stored.body.bytes, vec![7; 1000]);
    assert_eq!(stored.body.epoch.id, EpochId([3; 8]));
    assert_eq!(
        (
            &stored.body.epoch.enc[..],
            &stored.body.epoch.ciphertext[..]
        ),
        (&[1][..], &[2][..])
    );
}

#[tokio::test]
async fn one_id_is_stored_once_even_after_its_ack() {
    let queue = Queue::new();
    assert_eq!(queue.enqueue(1, Priority::Rest).await, Enqueued::New);
    assert_eq!(queue.enqueue(1, Priority::Danger).await, Enqueued::Known);
    let (token, claimed) = queue.claim(10, BEGIN).await;
    assert_eq!(claimed.len(), 1);
    assert_eq!(queue.store.ack(id(1), token, BEGIN).await.unwrap(), Ok(()));
    assert_eq!(queue.enqueue(1, Priority::Rest).await, Enqueued::Known);
    assert_eq!(queue.depth(BEGIN).await, (0, 0));
}

#[tokio::test]
async fn the_most_urgent_and_then_the_oldest_come_first() {
    let queue = Queue::new();
    for (number, priority) in [
        (1, Priority::Rest),
        (2, Priority::Danger),
        (3, Priority::Child),
        (4, Priority::Danger),
    ] {
        queue.enqueue(number, priority).await;
    }
    assert_eq!(
        ids(&queue.store.list(10).await.unwrap()),
        [id(2), id(4), id(3), id(1)]
    );
    assert_eq!(ids(&queue.claim(1, BEGIN).await.1), [id(2)]);
    assert_eq!(ids(&queue.claim(2, BEGIN).await.1), [id(3), id(4)]);
    assert_eq!(ids(&queue.claim(2, BEGIN).await.1), [id(1)]);
    assert_eq!(ids(&queue.claim(2, BEGIN).await.1), []);
}

#[tokio::test]
async fn a_lease_runs_out_by_itself() {
    let queue = Queue::new();
    queue.enqueue(1, Priority::Rest).await;
    let (token, _) = queue.claim(1, BEGIN).await;
    assert_eq!(queue.depth(BEGIN).await, (0, 1));
    assert!(queue.claim(1, BEGIN.plus_seconds(59)).await.1.is_empty());
    let later = BEGIN.plus_seconds(60);
    assert_eq!(queue.depth(later).await, (1, 0));
    assert_eq!(
        queue.store.ack(id(1), token, later).await.unwrap(),
        Err(LeaseLost)
    );
    let (second, claimed) = queue.claim(1, later).await;
    assert_eq!(claimed[0].attempts, 2);
    assert_eq!(
        queue.store.ack(id(1), token, later).await.unwrap(),
        Err(LeaseLost)
    );
    assert_eq!(queue.store.ack(id(1), second, later).await.unwrap(), Ok(()));
}

#[tokio::test]
async fn a_lease_can_be_extended_while_it_runs() {
    let queue = Queue::new();
    queue.enqueue(1, Priority::Rest).await;
    let (token, _) = queue.claim(1, BEGIN).await;
    let (late, until) = (BEGIN.plus_seconds(59), BEGIN.plus_seconds(200));
    assert_eq!(
        queue.store.extend(id(1), token, late, until).await.unwrap(),
        Ok(())
    );
    assert!(queue.claim(1, BEGIN.plus_seconds(199)).await.1.is_empty());
    assert_eq!(
        queue
            .store
            .extend(id(1), token, until, until)
            .await
            .unwrap(),
        Err(LeaseLost)
    );
}

#[tokio::test]
async fn a_released_report_is_free_at_once() {
    let queue = Queue::new();
    queue.enqueue(1, Priority::Rest).await;
    let (token, _) = queue.claim(1, BEGIN).await;
    assert_eq!(
        queue.store.release(id(1), token, BEGIN).await.unwrap(),
        Ok(())
    );
    assert_eq!(
        queue.store.release(id(1), token, BEGIN).await.unwrap(),
        Err(LeaseLost)
    );
    assert_eq!(queue.claim(1, BEGIN).await.1.len(), 1);
}

#[tokio::test]
async fn a_stranger_holds_no_lease() {
    let queue = Queue::new();
    queue.enqueue(1, Priority::Rest).await;
    queue.claim(1, BEGIN).await;
    let stranger = LeaseToken::random(&mut UnwrapErr(SysRng));
    assert_eq!(
        queue.store.ack(id(1), stranger, BEGIN).await.unwrap(),
        Err(LeaseLost)
    );
    assert_eq!(
        queue.store.ack(id(2), stranger, BEGIN).await.unwrap(),
        Err(LeaseLost)
    );
}

#[tokio::test]
async fn an_acked_body_is_gone_from_the_file() {
    let queue = Queue::new();
    queue.enqueue(9, Priority::Rest).await;
    let (token, _) = queue.claim(1, BEGIN).await;
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
async fn many_at_once_are_all_stored() {
    let queue = Arc::new(Queue::new());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let queue = queue.clone();
        tasks.spawn(async move { queue.enqueue(number, Priority::Rest).await });
    }
    while let Some(enqueued) = tasks.join_next().await {
        assert_eq!(enqueued.unwrap(), Enqueued::New);
    }
    assert_eq!(queue.depth(BEGIN).await, (200, 0));
}
