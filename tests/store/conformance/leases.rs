//! Leases: who holds a report, for how long, and what becomes of it afterwards.

use std::num::NonZeroU32;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::ActName;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, QueueState};
use store::{Batch, CommitError, LeaseAct, LeaseChange};

use super::{BEGIN, act, claim, claim_at_most, depth, enqueue, held, id, ids, requeue};
use crate::{Database, Written as _};

pub(crate) async fn a_lease_runs_out_by_itself(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    assert_eq!(depth(&*store, BEGIN).await, (0, 1));
    let early = BEGIN.plus_seconds(59);
    assert!(claim(&*store, 1, early).await.1.is_empty());
    let later = BEGIN.plus_seconds(60);
    assert_eq!(depth(&*store, later).await, (1, 0));
    assert!(!held(store.ack(id(1), token, later).await));
    let (second, claimed) = claim(&*store, 1, later).await;
    assert_eq!(claimed[0].attempts, 2);
    assert!(!held(store.ack(id(1), token, later).await));
    store.ack(id(1), second, later).await.unwrap();
}

pub(crate) async fn a_lease_can_be_extended_while_it_runs(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    let (late, until) = (BEGIN.plus_seconds(59), BEGIN.plus_seconds(200));
    store.extend(id(1), token, late, until).await.unwrap();
    let early = BEGIN.plus_seconds(199);
    assert!(claim(&*store, 1, early).await.1.is_empty());
    assert!(!held(store.extend(id(1), token, until, until).await));
}

pub(crate) async fn a_released_report_is_free_at_once(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    store.release(id(1), token, BEGIN).await.unwrap();
    assert!(!held(store.release(id(1), token, BEGIN).await));
    assert_eq!(ids(&claim(&*store, 1, BEGIN).await.1), [id(1)]);
}

pub(crate) async fn a_lease_changes_together_with_its_entry(database: Database) {
    let store = database.open().await;
    for number in [1, 2, 3] {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (lease, _) = claim(&*store, 3, BEGIN).await;
    let later = BEGIN.plus_seconds(60);
    let change = |number, now, act| LeaseChange {
        id: id(number),
        lease,
        now,
        act,
    };
    let commit = async |leases: Vec<LeaseChange>| {
        let batch = Batch {
            leases,
            acts: vec![act(1, ActName::Ack)],
            ..Batch::default()
        };
        store.commit(batch).await
    };
    // One lease that is not held refuses the whole batch.
    let mixed = vec![
        change(1, BEGIN, LeaseAct::Ack),
        change(4, BEGIN, LeaseAct::Ack),
    ];
    for refused in [mixed, vec![change(1, later, LeaseAct::Release)]] {
        assert!(matches!(commit(refused).await, Err(CommitError::Conflict)));
        assert_eq!(store.last_act().await.unwrap(), None);
        assert_eq!(depth(&*store, BEGIN).await, (0, 3));
    }
    let all = vec![
        change(1, BEGIN, LeaseAct::Ack),
        change(2, BEGIN, LeaseAct::Release),
        change(3, BEGIN, LeaseAct::Extend(later.plus_seconds(1))),
    ];
    commit(all).await.unwrap();
    assert_eq!(store.last_act().await.unwrap().unwrap().seq, 1);
    assert_eq!(depth(&*store, later).await, (1, 1));
    assert!(store.find(id(1)).await.unwrap().is_none());
}

pub(crate) async fn a_stranger_holds_no_lease(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    let (token, _) = claim(&*store, 1, BEGIN).await;
    let stranger = LeaseToken::random(&mut UnwrapErr(SysRng));
    for (number, token) in [(1, stranger), (2, stranger), (2, token)] {
        let (id, later) = (id(number), BEGIN.plus_seconds(1));
        assert!(!held(store.ack(id, token, BEGIN).await));
        assert!(!held(store.release(id, token, BEGIN).await));
        assert!(!held(store.extend(id, token, BEGIN, later).await));
    }
    store.ack(id(1), token, BEGIN).await.unwrap();
}

pub(crate) async fn what_nobody_acks_is_dead_after_its_last_lease(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Danger).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let at = |minutes: u64| BEGIN.plus_seconds(60 * minutes);
    for minutes in 0..3 {
        let (_, claimed) = claim_at_most(&*store, 1, at(minutes), 3).await;
        assert_eq!(ids(&claimed), [id(1)]);
        assert_eq!(claimed[0].state(at(minutes)), QueueState::Leased);
    }
    let leased = Depth {
        waiting: 1,
        leased: 1,
        dead: 0,
    };
    assert_eq!(store.depth(at(2)).await.unwrap(), leased);
    assert!(store.dead(at(2)).await.unwrap().is_empty());
    let dead = Depth {
        waiting: 1,
        leased: 0,
        dead: 1,
    };
    assert_eq!(store.depth(at(3)).await.unwrap(), dead);
    assert_eq!(store.dead(at(3)).await.unwrap(), [id(1)]);
    // The dead report is shown, but not handed out any more, even if more leases are allowed by now.
    let (_, claimed) = claim_at_most(&*store, 10, at(3), 100).await;
    assert_eq!(ids(&claimed), [id(2)]);
    let listed = store.list(None, None, 10).await.unwrap();
    assert_eq!(ids(&listed), [id(1), id(2)]);
    let states = listed.iter().map(|stored| stored.state(at(3)));
    assert!(states.eq([QueueState::Dead, QueueState::Leased]));
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
    store.extend(id(1), token, late, until).await.unwrap();
    store.ack(id(2), token, late).await.unwrap();
    store.release(id(3), token, late).await.unwrap();
    assert_eq!(store.dead(late).await.unwrap(), [id(3)]);
    assert!(claim_at_most(&*store, 3, late, 1).await.1.is_empty());
    assert_eq!(store.dead(until).await.unwrap(), [id(1), id(3)]);
}

pub(crate) async fn a_dead_report_is_put_back_as_new(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Rest).await;
    enqueue(&*store, 2, Priority::Rest).await;
    let requeue = async |number, now| requeue(&*store, id(number), now).await;
    assert!(!requeue(1, BEGIN).await, "it waits");
    let (token, _) = claim_at_most(&*store, 2, BEGIN, 1).await;
    assert!(!requeue(1, BEGIN).await, "it is leased");
    store.ack(id(2), token, BEGIN).await.unwrap();
    let later = BEGIN.plus_seconds(60);
    assert!(requeue(1, later).await);
    assert!(!requeue(1, later).await, "it waits again");
    assert!(!requeue(2, later).await, "it is acked");
    assert!(!requeue(3, later).await, "it never came");
    assert_eq!(depth(&*store, later).await, (1, 0));
    let (_, claimed) = claim_at_most(&*store, 2, later, 2).await;
    assert_eq!((claimed[0].id, claimed[0].attempts), (id(1), 1));
    assert!(!claimed[0].last_lease);
}

pub(crate) async fn a_report_that_is_given_back_was_not_claimed(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Child).await;
    let give_back = async |token, max: u32| {
        let change = LeaseChange {
            id: id(1),
            lease: token,
            now: BEGIN,
            act: LeaseAct::GiveBack(NonZeroU32::new(max).unwrap()),
        };
        let leases = vec![change];
        let batch = Batch {
            leases,
            ..Batch::default()
        };
        store.commit(batch).await.unwrap();
        store.find(id(1)).await.unwrap().unwrap()
    };
    for _ in 0..3 {
        let (token, claimed) = claim_at_most(&*store, 1, BEGIN, 2).await;
        assert_eq!(claimed.len(), 1);
        let stored = give_back(token, 2).await;
        assert_eq!((stored.attempts, stored.last_lease), (0, false));
    }
    // Its two leases end; whoever then takes a look at the dead report leaves it dead.
    for _ in 0..2 {
        let (token, _) = claim_at_most(&*store, 1, BEGIN, 2).await;
        assert!(held(store.release(id(1), token, BEGIN).await));
    }
    let dead = store.dead(BEGIN).await.unwrap();
    assert_eq!(dead, [id(1)]);
    let token = LeaseToken::random(&mut UnwrapErr(SysRng));
    let claim = Claim {
        max: 1,
        token,
        now: BEGIN,
        until: BEGIN.plus_seconds(60),
        max_attempts: NonZeroU32::new(2).unwrap(),
    };
    assert_eq!(store.claim_these(&[id(1)], claim).await.unwrap().len(), 1);
    let stored = give_back(token, 2).await;
    assert_eq!((stored.attempts, stored.last_lease), (2, true));
    assert_eq!(store.dead(BEGIN).await.unwrap(), dead);
}

pub(crate) async fn a_lease_beyond_the_latest_end_is_found_and_ended(database: Database) {
    let store = database.open().await;
    for number in 1..=3 {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (_, dying) = claim_at_most(&*store, 1, BEGIN, 1).await;
    let (token, leased) = claim(&*store, 1, BEGIN).await;
    let (dying, leased) = (dying[0].id, leased[0].id);
    let far = BEGIN.plus_seconds(1_000_000);
    store.extend(leased, token, BEGIN, far).await.unwrap();
    let beyond = store.leased_beyond(BEGIN.plus_seconds(500_000)).await;
    assert_eq!(beyond.unwrap(), [leased]);
    let all = store.leased_beyond(BEGIN).await.unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(store.leased_beyond(far).await.unwrap(), []);
    // A lease that ends in time is left alone.
    let latest = BEGIN.plus_seconds(500_000);
    for id in [dying, leased] {
        store.end_lease_beyond(id, latest, BEGIN).await.unwrap();
    }
    assert!(!held(store.release(leased, token, BEGIN).await));
    let depth = store.depth(BEGIN).await.unwrap();
    assert_eq!((depth.waiting, depth.leased, depth.dead), (2, 1, 0));
    store.end_lease_beyond(dying, BEGIN, BEGIN).await.unwrap();
    assert_eq!(store.dead(BEGIN).await.unwrap(), [dying]);
}
