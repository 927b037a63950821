//! What every store has to keep.

mod desk;

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use futures_util::future::join_all;
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::{Hour, Timestamp};
use receiver::desk::audit::{Act, Chain};
use receiver::epoch::{EpochId, SealedEpochKey};
use receiver::keys::StoredKey;
use receiver::queue::{Claim, Depth, Enqueued, Entry, LeaseLost, LeaseToken};
use receiver::queue::{NotDead, Priority, SealedBody, State, Stored};
use receiver::store::Store;
use receiver::store::desk::Batch;
use shared::report::ReportId;

pub(crate) use self::desk::*;
use crate::Database;
pub(crate) use crate::retention::{
    a_case_that_was_reopened_keeps_everything, each_part_goes_when_its_time_comes,
};

pub(crate) const BEGIN: Timestamp = Timestamp(1_800_000_000);

pub(crate) fn id(number: u8) -> ReportId {
    ReportId::new([number; 16])
}

fn ids(stored: &[Stored]) -> Vec<ReportId> {
    stored.iter().map(|stored| stored.id).collect()
}

pub(crate) fn entry(number: u8, priority: Priority) -> Entry {
    let epoch = SealedEpochKey {
        id: EpochId([number / 2; 8]),
        enc: vec![1],
        ciphertext: vec![2],
    };
    Entry {
        id: id(number),
        received: BEGIN.hour(),
        priority,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![number; 1000],
        },
    }
}

pub(crate) async fn enqueue(store: &dyn Store, number: u8, priority: Priority) -> Enqueued {
    store.enqueue(entry(number, priority)).await.unwrap()
}

/// Claims for a minute; gives what was claimed by id.
pub(crate) async fn claim(
    store: &dyn Store,
    max: usize,
    now: Timestamp,
) -> (LeaseToken, Vec<Stored>) {
    claim_at_most(store, max, now, u32::MAX).await
}

/// Claims for a minute, and lets each report have this many leases.
async fn claim_at_most(
    store: &dyn Store,
    max: usize,
    now: Timestamp,
    max_attempts: u32,
) -> (LeaseToken, Vec<Stored>) {
    let token = LeaseToken::random(&mut UnwrapErr(SysRng));
    let claim = Claim {
        max,
        token,
        now,
        until: now.plus_seconds(60),
        max_attempts: NonZeroU32::new(max_attempts).unwrap(),
    };
    let mut claimed = store.claim(claim).await.unwrap();
    claimed.sort_by_key(|stored| stored.id);
    (token, claimed)
}

pub(crate) async fn depth(store: &dyn Store, now: Timestamp) -> (u64, u64) {
    let depth = store.depth(now, 1000).await.unwrap();
    assert_eq!(depth.dead, 0);
    (depth.waiting, depth.leased)
}

pub(crate) fn key(sequence: u64) -> StoredKey {
    StoredKey {
        sequence,
        config: format!("config {sequence}"),
        made: Hour(sequence),
        ends: BEGIN.plus_seconds(sequence),
        wrapped: vec![7; 60],
    }
}

async fn sequences(store: &dyn Store) -> Vec<u64> {
    let keys = store.keys().await.unwrap();
    keys.iter().map(|key| key.sequence).collect()
}

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
    assert_eq!(store.ack(id(1), token, BEGIN).await.unwrap(), Ok(()));
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
    let listed = store.list(None, 10).await.unwrap();
    assert_eq!(ids(&listed), [id(4), id(2), id(3), id(1)]);
    assert_eq!(ids(&store.list(None, 2).await.unwrap()), [id(4), id(2)]);
    assert_eq!(ids(&claim(&*store, 1, BEGIN).await.1), [id(4)]);
    assert_eq!(ids(&claim(&*store, 2, BEGIN).await.1), [id(2), id(3)]);
    assert_eq!(ids(&claim(&*store, 2, BEGIN).await.1), [id(1)]);
    assert_eq!(ids(&claim(&*store, 2, BEGIN).await.1), []);
}

pub(crate) async fn a_lease_runs_out_by_itself(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    assert_eq!(depth(&*store, BEGIN).await, (0, 1));
    let early = BEGIN.plus_seconds(59);
    assert!(claim(&*store, 1, early).await.1.is_empty());
    let later = BEGIN.plus_seconds(60);
    assert_eq!(depth(&*store, later).await, (1, 0));
    let acked = store.ack(id(1), token, later).await.unwrap();
    assert_eq!(acked, Err(LeaseLost));
    let (second, claimed) = claim(&*store, 1, later).await;
    assert_eq!(claimed[0].attempts, 2);
    let acked = store.ack(id(1), token, later).await.unwrap();
    assert_eq!(acked, Err(LeaseLost));
    assert_eq!(store.ack(id(1), second, later).await.unwrap(), Ok(()));
}

pub(crate) async fn a_lease_can_be_extended_while_it_runs(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    let (late, until) = (BEGIN.plus_seconds(59), BEGIN.plus_seconds(200));
    let extended = store.extend(id(1), token, late, until).await.unwrap();
    assert_eq!(extended, Ok(()));
    let early = BEGIN.plus_seconds(199);
    assert!(claim(&*store, 1, early).await.1.is_empty());
    let extended = store.extend(id(1), token, until, until).await.unwrap();
    assert_eq!(extended, Err(LeaseLost));
}

pub(crate) async fn a_released_report_is_free_at_once(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    assert_eq!(store.release(id(1), token, BEGIN).await.unwrap(), Ok(()));
    let again = store.release(id(1), token, BEGIN).await.unwrap();
    assert_eq!(again, Err(LeaseLost));
    assert_eq!(ids(&claim(&*store, 1, BEGIN).await.1), [id(1)]);
}

pub(crate) async fn a_stranger_holds_no_lease(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    let stranger = LeaseToken::random(&mut UnwrapErr(SysRng));
    for (number, token) in [(1, stranger), (2, stranger), (2, token)] {
        let (id, later) = (id(number), BEGIN.plus_seconds(1));
        let acked = store.ack(id, token, BEGIN).await.unwrap();
        let released = store.release(id, token, BEGIN).await.unwrap();
        let extended = store.extend(id, token, BEGIN, later).await.unwrap();
        assert_eq!([acked, released, extended], [Err(LeaseLost); 3]);
    }
    assert_eq!(store.ack(id(1), token, BEGIN).await.unwrap(), Ok(()));
}

pub(crate) async fn an_acked_report_is_not_found(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    assert!(store.find(id(1)).await.unwrap().is_some());
    assert_eq!(store.ack(id(1), token, BEGIN).await.unwrap(), Ok(()));
    assert!(store.find(id(1)).await.unwrap().is_none());
    assert!(store.find(id(3)).await.unwrap().is_none());
    assert_eq!(ids(&store.list(None, 10).await.unwrap()), [id(2)]);
}

pub(crate) async fn depth_counts_what_waits_and_what_is_leased(database: Database) {
    let store = database.open().await;
    assert_eq!(depth(&*store, BEGIN).await, (0, 0));
    for number in 0..10 {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (token, claimed) = claim(&*store, 4, BEGIN).await;
    assert_eq!(depth(&*store, BEGIN).await, (6, 4));
    let acked = store.ack(claimed[0].id, token, BEGIN).await.unwrap();
    assert_eq!(acked, Ok(()));
    assert_eq!(depth(&*store, BEGIN).await, (6, 3));
    assert_eq!(depth(&*store, BEGIN.plus_seconds(60)).await, (9, 0));
}

pub(crate) async fn what_nobody_acks_is_dead_after_its_last_lease(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Danger).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let at = |minutes: u64| BEGIN.plus_seconds(60 * minutes);
    for minutes in 0..3 {
        let (_, claimed) = claim_at_most(&*store, 1, at(minutes), 3).await;
        assert_eq!(ids(&claimed), [id(1)]);
        assert_eq!(claimed[0].state(at(minutes)), State::Leased);
    }
    let leased = Depth {
        waiting: 1,
        leased: 1,
        dead: 0,
    };
    assert_eq!(store.depth(at(2), 1000).await.unwrap(), leased);
    assert!(store.dead(at(2)).await.unwrap().is_empty());
    let dead = Depth {
        waiting: 1,
        leased: 0,
        dead: 1,
    };
    assert_eq!(store.depth(at(3), 1000).await.unwrap(), dead);
    assert_eq!(store.dead(at(3)).await.unwrap(), [id(1)]);
    // It is shown, but not handed out any more, even if more leases are allowed by now.
    let (_, claimed) = claim_at_most(&*store, 10, at(3), 100).await;
    assert_eq!(ids(&claimed), [id(2)]);
    let listed = store.list(None, 10).await.unwrap();
    assert_eq!(ids(&listed), [id(1), id(2)]);
    let states = listed.iter().map(|stored| stored.state(at(3)));
    assert!(states.eq([State::Dead, State::Leased]));
    assert_eq!(store.find(id(1)).await.unwrap().unwrap().attempts, 3);
    assert_eq!(enqueue(&*store, 1, Priority::Rest).await, Enqueued::Known);
}

pub(crate) async fn a_last_lease_is_a_lease_like_others(database: Database) {
    let store = database.open().await;
    for number in [1, 2, 3] {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (token, _) = claim_at_most(&*store, 3, BEGIN, 1).await;
    let (late, until) = (BEGIN.plus_seconds(59), BEGIN.plus_seconds(200));
    let extended = store.extend(id(1), token, late, until).await.unwrap();
    assert_eq!(extended, Ok(()));
    assert_eq!(store.ack(id(2), token, late).await.unwrap(), Ok(()));
    assert_eq!(store.release(id(3), token, late).await.unwrap(), Ok(()));
    assert_eq!(store.dead(late).await.unwrap(), [id(3)]);
    assert!(claim_at_most(&*store, 3, late, 1).await.1.is_empty());
    assert_eq!(store.dead(until).await.unwrap(), [id(1), id(3)]);
}

pub(crate) async fn a_dead_report_is_put_back_as_new(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let requeue = async |number, now| store.requeue(id(number), now).await.unwrap();
    assert_eq!(requeue(1, BEGIN).await, Err(NotDead), "it waits");
    let (token, _) = claim_at_most(&*store, 2, BEGIN, 1).await;
    assert_eq!(requeue(1, BEGIN).await, Err(NotDead), "it is leased");
    assert_eq!(store.ack(id(2), token, BEGIN).await.unwrap(), Ok(()));
    let later = BEGIN.plus_seconds(60);
    assert_eq!(requeue(1, later).await, Ok(()));
    assert_eq!(requeue(1, later).await, Err(NotDead), "it waits again");
    assert_eq!(requeue(2, later).await, Err(NotDead), "it is acked");
    assert_eq!(requeue(3, later).await, Err(NotDead), "it never came");
    assert_eq!(depth(&*store, later).await, (1, 0));
    let (_, claimed) = claim_at_most(&*store, 2, later, 2).await;
    assert_eq!((claimed[0].id, claimed[0].attempts), (id(1), 1));
    assert!(!claimed[0].last_lease);
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
    assert_eq!(one.ack(id(1), token, BEGIN).await.unwrap(), Ok(()));
    let again = two.ack(id(1), token, BEGIN).await.unwrap();
    assert_eq!(again, Err(LeaseLost));
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
    // The leases of some have run out, so that claims also free what they then hand out.
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

pub(crate) async fn keys_come_back_by_sequence(database: Database) {
    let store = database.open().await;
    assert!(store.keys().await.unwrap().is_empty());
    store.add_key(key(5), None).await.unwrap();
    store.add_key(key(9), Some(5)).await.unwrap();
    // Not the newest any more, or never.
    store.add_key(key(10), Some(5)).await.unwrap();
    store.add_key(key(11), None).await.unwrap();
    assert_eq!(store.keys().await.unwrap(), [key(5), key(9)]);
}

pub(crate) async fn a_key_is_removed_by_hand_or_at_its_end(database: Database) {
    let store = database.open().await;
    let mut newest = None;
    for sequence in 1..=4 {
        store.add_key(key(sequence), newest).await.unwrap();
        newest = Some(sequence);
    }
    store.remove_key(3).await.unwrap();
    store.remove_key(3).await.unwrap();
    assert_eq!(sequences(&*store).await, [1, 2, 4]);
    store
        .remove_keys_ended(BEGIN.plus_seconds(2))
        .await
        .unwrap();
    assert_eq!(sequences(&*store).await, [4]);
}

pub(crate) async fn of_many_that_add_a_key_at_once_one_does(database: Database) {
    let stores = [database.open().await, database.open().await];
    for round in 0..10 {
        let newest = sequences(&*stores[0]).await.last().copied();
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let store = stores[number % 2].clone();
            let key = key(100 * (round + 1) + number as u64);
            tasks.spawn(async move { store.add_key(key, newest).await.unwrap() });
        }
        tasks.join_all().await;
        let made = sequences(&*stores[1]).await.len() as u64;
        assert_eq!(made, round + 1);
    }
}

pub(crate) async fn a_database_is_opened_by_many_at_once(database: Database) {
    let stores = join_all((0..8).map(|_| database.open())).await;
    for (number, store) in (0..).zip(&stores) {
        enqueue(&**store, number, Priority::Rest).await;
    }
    assert_eq!(depth(&*stores[0], BEGIN).await, (8, 0));
}

pub(crate) async fn the_log_grows_at_its_end(database: Database) {
    let store = database.open().await;
    assert_eq!(store.last_act().await.unwrap(), None);
    for seq in 1..=3 {
        let act = Act {
            at: BEGIN,
            who: "anna".to_owned(),
            what: "login",
            case: None,
            old: String::new(),
            new: seq.to_string(),
        };
        let batch = Batch {
            acts: vec![act],
            ..Batch::default()
        };
        assert_eq!(store.commit(batch).await.unwrap(), Ok(()));
        let last = store.last_act().await.unwrap().unwrap();
        assert_eq!(last.seq, seq);
        assert_eq!(store.acts(seq - 1, 10).await.unwrap(), [last]);
    }
    let mut chain = Chain::BEGIN;
    let all = store.acts(0, 10).await.unwrap();
    assert!(all.iter().all(|act| chain.follow(act).is_ok()));
    assert_eq!(chain.seq, 3);
}
