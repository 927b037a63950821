//! Copies from one store to another.

mod desk;

use std::num::NonZeroU32;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Claim, Enqueued, LeaseToken};
use store::Store;
use store::copy::{Copied, CopyError, DeskCopied, Progress, compare, copy};
use tests::Cluster;

use crate::Database;
use crate::conformance::{BEGIN, enqueue, id, key};

/// Claims one report for a minute, by its place in the order of urgency.
async fn claim(store: &dyn Store, max_attempts: u32) -> LeaseToken {
    let token = LeaseToken::random(&mut UnwrapErr(SysRng));
    let claim = Claim {
        max: 1,
        token,
        now: BEGIN,
        until: BEGIN.plus_seconds(60),
        max_attempts: NonZeroU32::new(max_attempts).unwrap(),
    };
    assert_eq!(store.claim(claim).await.unwrap().len(), 1);
    token
}

/// A queue with reports in every state: 1 is acked, 2 dead, 3 under a lease, others wait. Gives
/// the lease.
async fn fill(store: &dyn Store) -> LeaseToken {
    for number in [4, 250, 3, 2, 1] {
        let priority = Priority::ALL[usize::from(number - 1).min(4)];
        enqueue(store, number, priority).await;
    }
    for number in 5..250 {
        enqueue(store, number, Priority::Rest).await;
    }
    let first = claim(store, 5).await;
    store.ack(id(1), first, BEGIN).await.unwrap();
    let second = claim(store, 1).await;
    store.release(id(2), second, BEGIN).await.unwrap();
    let third = claim(store, 5).await;
    store.add_key(key(1), None).await.unwrap();
    store.add_key(key(2), Some(1)).await.unwrap();
    third
}

async fn goes_there_and_back(one: Database, two: Database, three: Database) {
    let (one, two, three) = (one.open().await, two.open().await, three.open().await);
    let lease = fill(&*one).await;
    let mut steps = Vec::new();
    let copied = copy(&*one, &*two, |step| steps.push(step)).await.unwrap();
    let all = Copied {
        reports: 250,
        queued: 249,
        keys: 2,
        desk: DeskCopied::default(),
    };
    assert_eq!(copied, all);
    let copied = [200, 250].map(Progress::Copied);
    let compared = [200, 250].map(Progress::Compared);
    assert_eq!(steps, [copied, compared].concat());
    assert_eq!(copy(&*two, &*three, |_| ()).await.unwrap(), all);
    assert_eq!(compare(&*one, &*three, |_| ()).await.unwrap(), all);

    // A lease that was taken in the first store holds in the copy.
    assert_eq!(enqueue(&*three, 1, Priority::Rest).await, Enqueued::Known);
    assert_eq!(three.dead(BEGIN).await.unwrap(), [id(2)]);
    three.ack(id(3), lease, BEGIN).await.unwrap();
    let ids = async |store: &dyn Store| {
        let listed = store.list(None, None, 1000).await.unwrap();
        listed.iter().map(|stored| stored.id).collect::<Vec<_>>()
    };
    let listed = ids(&*two).await;
    assert_eq!(listed[..5], [id(2), id(3), id(4), id(250), id(5)]);
    assert_eq!(ids(&*one).await, listed);
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_from_file_to_file() {
    goes_there_and_back(Database::sqlite(), Database::sqlite(), Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_goes_to_postgres_and_back() {
    if let Some(postgres) = Database::postgres() {
        goes_there_and_back(Database::sqlite(), postgres, Database::sqlite()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_holds_something_is_left_alone() {
    let (one, two) = (Database::sqlite(), Database::sqlite());
    let (one, two) = (one.open().await, two.open().await);
    enqueue(&*one, 1, Priority::Rest).await;
    two.add_key(key(1), None).await.unwrap();
    let refused = copy(&*one, &*two, |_| ()).await;
    assert!(matches!(refused, Err(CopyError::NotEmpty)));
    two.remove_key(1).await.unwrap();
    enqueue(&*two, 2, Priority::Rest).await;
    let refused = copy(&*one, &*two, |_| ()).await;
    assert!(matches!(refused, Err(CopyError::NotEmpty)));
    assert!(two.find(id(1)).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_difference_is_found() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let one = Database::sqlite();
    let one = one.open().await;
    fill(&*one).await;
    for change in [
        "UPDATE report SET sealed = overlay(sealed placing '\\x00' from 999) WHERE seq = 100",
        "UPDATE report SET id = decode(repeat('ff', 16), 'hex') WHERE seq = 100",
        "UPDATE report SET received_hour = 0 WHERE seq = 1",
        "UPDATE report SET priority = 3 WHERE seq = 250",
        "UPDATE report SET attempts = 9 WHERE seq = 4",
        "UPDATE report SET leased_until = 1 WHERE seq = 4",
        "UPDATE report SET lease = NULL WHERE lease IS NOT NULL",
        "UPDATE report SET last_lease = NOT last_lease WHERE seq = 4",
        "UPDATE epoch SET enc = '\\x00' WHERE id = '\\x0202020202020202'",
        "DELETE FROM report WHERE seq = 250",
        "DELETE FROM report WHERE seq = 1",
        "INSERT INTO report (id, received_hour, priority, leased_until)
             VALUES (decode(repeat('fe', 16), 'hex'), 0, 0, NULL)",
        "DELETE FROM intake_key WHERE sequence = 2",
        "UPDATE intake_key SET wrapped = '\\x00' WHERE sequence = 2",
    ] {
        let url = cluster.database();
        let two = Database::at(&url);
        let two = two.open().await;
        copy(&*one, &*two, |_| ()).await.unwrap();
        cluster.sql(&url, change);
        let compared = compare(&*one, &*two, |_| ()).await;
        let found = matches!(
            compared,
            Err(CopyError::Different(_) | CopyError::DifferentKeys)
        );
        assert!(found, "{change}: {compared:?}");
    }
}
