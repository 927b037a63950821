//! The queue: what is stored once, in which order it comes, and how much there is.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use model::priority::Priority;
use model::queue::{Enqueued, WaitingCount};
use model::sealed::EpochId;
use store::Place;

use super::{BEGIN, claim, depth, enqueue, held, id, ids};
use crate::Database;

pub(crate) async fn what_is_enqueued_comes_back_as_it_was(database: Database) {
    let store = database.open().await;
    assert_eq!(enqueue(&*store, 7, Priority::Person).await, Enqueued::New);
    drop(store);
    let store = database.open().await;
    let found = store.find(id(7)).await.unwrap().unwrap();
    assert_eq!(found.attempts, 0);
    let (_, claimed) = claim(&*store, 10, BEGIN).await;
    let [stored] = &claimed[..] else {
        panic!("{} claimed", claimed.len())
    };
    assert_eq!(stored.id, id(7));
    assert_eq!(stored.received, BEGIN.hour());
    assert_eq!(stored.priority, Priority::Person);
    assert_eq!(stored.attempts, 1);
    assert_eq!(stored.body.bytes, vec![7; 1000]);
    assert_eq!(stored.body.epoch.id, EpochId([3; 8]));
    assert_eq!(stored.body.epoch.enc, [1]);
    assert_eq!(stored.body.epoch.ciphertext, [2]);
}

pub(crate) async fn one_id_is_stored_once_even_after_its_ack(database: Database) {
    let store = database.open().await;
    assert_eq!(enqueue(&*store, 1, Priority::Rest).await, Enqueued::New);
    assert_eq!(enqueue(&*store, 1, Priority::Danger).await, Enqueued::Known);
    let (token, claimed) = claim(&*store, 10, BEGIN).await;
    assert_eq!(ids(&claimed), [id(1)]);
    store.ack(id(1), token, BEGIN).await.unwrap();
    assert_eq!(enqueue(&*store, 1, Priority::Rest).await, Enqueued::Known);
    assert_eq!(depth(&*store, BEGIN).await, (0, 0));
}

pub(crate) async fn two_retries_at_once_store_one_report(database: Database) {
    let store = database.open().await;
    let enqueued = join_all((0..50).map(|_| enqueue(&*store, 1, Priority::Rest))).await;
    let new = enqueued.iter().filter(|one| **one == Enqueued::New);
    assert_eq!(new.count(), 1);
    assert_eq!(depth(&*store, BEGIN).await, (1, 0));
}

pub(crate) async fn the_most_urgent_and_then_the_oldest_come_first(database: Database) {
    let store = database.open().await;
    for (number, priority) in [
        (1, Priority::Rest),
        (4, Priority::Danger),
        (3, Priority::Child),
        (2, Priority::Danger),
    ] {
        enqueue(&*store, number, priority).await;
    }
    let listed = store.list(None, None, 10).await.unwrap();
    assert_eq!(ids(&listed), [id(4), id(2), id(3), id(1)]);
    assert_eq!(
        ids(&store.list(None, None, 2).await.unwrap()),
        [id(4), id(2)]
    );
    // Page by page it is the same list, also behind a report that has left meanwhile.
    let behind = Some(Place::in_queue(&listed[1]));
    let rest = store.list(None, behind, 10).await.unwrap();
    assert_eq!(ids(&rest), [id(3), id(1)]);
    let rest = store
        .list(Some(Priority::Danger), behind, 10)
        .await
        .unwrap();
    assert_eq!(ids(&rest), []);
    assert_eq!(ids(&claim(&*store, 1, BEGIN).await.1), [id(4)]);
    let (token, _) = claim(&*store, 1, BEGIN).await;
    store.ack(id(2), token, BEGIN).await.unwrap();
    let rest = store.list(None, behind, 10).await.unwrap();
    assert_eq!(ids(&rest), [id(3), id(1)]);
    assert_eq!(ids(&claim(&*store, 1, BEGIN).await.1), [id(3)]);
    assert_eq!(ids(&claim(&*store, 2, BEGIN).await.1), [id(1)]);
    assert_eq!(ids(&claim(&*store, 2, BEGIN).await.1), []);
}

pub(crate) async fn an_acked_report_is_not_found(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    assert!(store.find(id(1)).await.unwrap().is_some());
    store.ack(id(1), token, BEGIN).await.unwrap();
    assert!(store.find(id(1)).await.unwrap().is_none());
    assert!(store.find(id(3)).await.unwrap().is_none());
    assert_eq!(ids(&store.list(None, None, 10).await.unwrap()), [id(2)]);
}

pub(crate) async fn depth_counts_what_waits_and_what_is_leased(database: Database) {
    let store = database.open().await;
    assert_eq!(depth(&*store, BEGIN).await, (0, 0));
    for number in 0..10 {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (token, claimed) = claim(&*store, 4, BEGIN).await;
    assert_eq!(depth(&*store, BEGIN).await, (6, 4));
    store.ack(claimed[0].id, token, BEGIN).await.unwrap();
    assert_eq!(depth(&*store, BEGIN).await, (6, 3));
    assert_eq!(depth(&*store, BEGIN.plus_seconds(60)).await, (9, 0));
    enqueue(&*store, 10, Priority::Danger).await;
    let waiting = store.waiting(BEGIN.plus_seconds(60)).await.unwrap();
    let count = |priority, reports| WaitingCount {
        priority,
        received: BEGIN.hour(),
        reports,
    };
    let expected = [count(Priority::Danger, 1), count(Priority::Rest, 9)];
    assert_eq!(waiting, expected);
}

pub(crate) async fn many_at_once_are_all_stored(database: Database) {
    let store = database.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..200 {
        let store = store.clone();
        tasks.spawn(async move { enqueue(&*store, number, Priority::Rest).await });
    }
    while let Some(enqueued) = tasks.join_next().await {
        assert_eq!(enqueued.unwrap(), Enqueued::New);
    }
    assert_eq!(depth(&*store, BEGIN).await, (200, 0));
}

pub(crate) async fn two_stores_on_one_database_share_all(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    enqueue(&*one, 1, Priority::Rest).await;
    assert_eq!(enqueue(&*two, 1, Priority::Rest).await, Enqueued::Known);
    let (token, claimed) = claim(&*two, 10, BEGIN).await;
    assert_eq!(ids(&claimed), [id(1)]);
    assert!(claim(&*one, 10, BEGIN).await.1.is_empty());
    one.ack(id(1), token, BEGIN).await.unwrap();
    assert!(!held(two.ack(id(1), token, BEGIN).await));
}

pub(crate) async fn two_stores_that_enqueue_the_same_store_each_once(database: Database) {
    let (one, two) = (database.open().await, database.open().await);
    // In opposite orders, so that each waits for what the other has just inserted.
    let up = join_all((0..200).map(|number| enqueue(&*one, number, Priority::Rest)));
    let down = join_all((0..200).map(|number| enqueue(&*two, 199 - number, Priority::Rest)));
    let (up, mut down) = tokio::join!(up, down);
    down.reverse();
    let new = |enqueued: Enqueued| usize::from(enqueued == Enqueued::New);
    for (number, (up, down)) in up.into_iter().zip(down).enumerate() {
        assert_eq!(new(up) + new(down), 1, "{number}");
    }
    assert_eq!(depth(&*one, BEGIN).await, (200, 0));
}

pub(crate) async fn claims_at_once_never_overlap(database: Database) {
    let stores = [database.open().await, database.open().await];
    join_all((0..200).map(|number| enqueue(&*stores[0], number, Priority::Rest))).await;
    // The leases of some reports have run out, so that these claims also have to free them.
    claim(&*stores[0], 50, BEGIN).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..8 {
        let store = stores[number % 2].clone();
        tasks.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let (_, claimed) = claim(&*store, 7, BEGIN.plus_seconds(60)).await;
                assert!(claimed.len() <= 7, "{} claimed", claimed.len());
                if claimed.is_empty() {
                    return mine;
                }
                mine.extend(ids(&claimed));
            }
        });
    }
    let claimed = tasks.join_all().await.concat();
    let different: BTreeSet<_> = claimed.iter().collect();
    assert_eq!((claimed.len(), different.len()), (200, 200));
}

pub(crate) async fn a_database_is_opened_by_many_at_once(database: Database) {
    let stores = join_all((0..8).map(|_| database.open())).await;
    for (number, store) in (0..).zip(&stores) {
        enqueue(&**store, number, Priority::Rest).await;
    }
    assert_eq!(depth(&*stores[0], BEGIN).await, (8, 0));
}
