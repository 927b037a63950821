//! What every store has to keep for the desk.

use futures_util::future::join_all;
use receiver::clock::Hour;
use receiver::desk::assessment::SiteType;
use receiver::desk::audit::{Act, Chain, ChainedAct};
use receiver::desk::case::{Card, Facts, Month, Waited};
use receiver::desk::workflow::{Outcome, State};
use receiver::queue::{LeaseToken, Priority};
use receiver::store::Store;
use receiver::store::desk::{
    Adopted, Batch, CaseFilter, Conflict, LocationDigest, RecordChange, RecordKind, Sealed,
    SealedCase,
};
use shared::report::Category;

use super::{BEGIN, claim, enqueue, id};
use crate::Database;

pub(crate) fn case(number: u8) -> SealedCase {
    let facts = Facts {
        month: Month(24324),
        category: Category::Csam,
        language: "en".to_owned(),
        partner: None,
        outcome: None,
        country: None,
        site_type: None,
        waited: Waited::Day,
    };
    SealedCase {
        card: Card {
            id: id(number),
            version: 1,
            received: BEGIN.hour(),
            priority: Priority::Child,
            state: State::Triage,
            assignee: Some("anna".to_owned()),
            facts,
            closed: None,
        },
        file: vec![number; 40],
    }
}

/// The same case after a change.
fn changed(case: &SealedCase, change: impl FnOnce(&mut Card)) -> SealedCase {
    let mut case = case.clone();
    case.card.version += 1;
    change(&mut case.card);
    case
}

pub(crate) fn act(number: u8, what: &'static str) -> Act {
    Act {
        at: BEGIN,
        who: "anna".to_owned(),
        what,
        case: Some(id(number)),
        old: String::new(),
        new: what.to_owned(),
    }
}

pub(crate) fn put(kind: RecordKind, key: &[u8], version: u64, byte: u8) -> RecordChange {
    let sealed = Sealed {
        version,
        bytes: vec![byte; 300],
    };
    RecordChange::Put(kind, key.to_vec(), sealed)
}

fn adopted(lease: LeaseToken, case: SealedCase, locations: &[u8]) -> Adopted {
    let digest = |number: &u8| LocationDigest([*number; 16]);
    Adopted {
        lease,
        now: BEGIN,
        case,
        locations: locations.iter().map(digest).collect(),
    }
}

/// Enqueues a report, claims it and adopts it as this case.
pub(crate) async fn adopt(store: &dyn Store, case: SealedCase, locations: &[u8]) {
    let id = case.card.id;
    enqueue(store, id.as_bytes()[0], case.card.priority).await;
    let (lease, claimed) = claim(store, 1, BEGIN).await;
    assert_eq!(claimed[0].id, id);
    let batch = Batch {
        records: vec![put(RecordKind::Report, id.as_bytes(), 1, 0)],
        acts: vec![act(id.as_bytes()[0], "adopt")],
        adopted: vec![adopted(lease, case, locations)],
        ..Batch::default()
    };
    assert_eq!(store.commit(batch).await.unwrap(), Ok(()));
}

/// What a refused batch must leave as it was: all that a test here can have changed.
async fn all(store: &dyn Store) -> (Vec<Card>, Vec<(Vec<u8>, Sealed)>, Vec<ChainedAct>) {
    let everything = CaseFilter {
        max: 1000,
        ..CaseFilter::default()
    };
    (
        store.cases(&everything).await.unwrap(),
        store.records_of(RecordKind::Report).await.unwrap(),
        store.acts(0, 1000).await.unwrap(),
    )
}

async fn is_refused(store: &dyn Store, batch: Batch) {
    let before = all(store).await;
    assert_eq!(store.commit(batch).await.unwrap(), Err(Conflict));
    assert_eq!(all(store).await, before);
}

/// A batch that does something, next to what makes it fail.
fn with_more(batch: Batch) -> Batch {
    Batch {
        records: [vec![put(RecordKind::Report, b"new", 1, 9)], batch.records].concat(),
        acts: vec![act(1, "step")],
        ..batch
    }
}

pub(crate) async fn a_report_under_a_lease_becomes_a_case(database: Database) {
    let store = database.open().await;
    adopt(&*store, case(1), &[1, 2, 1]).await;
    assert_eq!(store.case(id(1)).await.unwrap(), Some(case(1)));
    assert_eq!(store.case(id(2)).await.unwrap(), None);
    assert!(
        store.find(id(1)).await.unwrap().is_none(),
        "it left the queue"
    );
    let again = enqueue(&*store, 1, Priority::Child).await;
    assert_eq!(again, receiver::queue::Enqueued::Known);
    let report = store.record(RecordKind::Report, id(1).as_bytes()).await;
    assert_eq!(report.unwrap().unwrap().bytes, [0; 300]);
}

pub(crate) async fn without_the_lease_nothing_is_adopted(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, Priority::Child).await;
    let (lease, _) = claim(&*store, 1, BEGIN).await;
    let batch = |adopted| {
        with_more(Batch {
            adopted: vec![adopted],
            ..Batch::default()
        })
    };
    let stranger = LeaseToken::from_bytes([7; 16]);
    is_refused(&*store, batch(adopted(stranger, case(1), &[]))).await;
    let late = Adopted {
        now: BEGIN.plus_seconds(60),
        ..adopted(lease, case(1), &[])
    };
    is_refused(&*store, batch(late)).await;
    is_refused(&*store, batch(adopted(lease, case(2), &[]))).await;
    assert!(store.find(id(1)).await.unwrap().is_some());
    let batch = batch(adopted(lease, case(1), &[]));
    assert_eq!(store.commit(batch).await.unwrap(), Ok(()));
}

pub(crate) async fn who_saw_an_older_case_changes_nothing(database: Database) {
    let store = database.open().await;
    adopt(&*store, case(1), &[]).await;
    let second = changed(&case(1), |card| {
        card.state = State::Closed;
        card.assignee = None;
        card.closed = Some(Hour(7));
        card.facts.outcome = Some(Outcome::AssessedIllegal);
        card.facts.country = Some("NL".to_owned());
        card.facts.site_type = Some(SiteType::Forum);
    });
    let batch = |case: &SealedCase| {
        with_more(Batch {
            cases: vec![case.clone()],
            ..Batch::default()
        })
    };
    assert_eq!(store.commit(batch(&second)).await.unwrap(), Ok(()));
    assert_eq!(store.case(id(1)).await.unwrap(), Some(second.clone()));
    for stale in [case(1), second.clone()] {
        is_refused(&*store, batch(&stale)).await;
    }
    let unknown = changed(&case(9), |_| ());
    is_refused(&*store, batch(&unknown)).await;
    let records = |change| Batch {
        cases: vec![changed(&second, |_| ())],
        records: vec![change],
        ..Batch::default()
    };
    let kind = RecordKind::Report;
    for change in [
        put(kind, id(1).as_bytes(), 1, 1),
        put(kind, id(1).as_bytes(), 3, 1),
        put(kind, b"other", 2, 1),
    ] {
        is_refused(&*store, records(change)).await;
    }
    let batch = records(put(kind, id(1).as_bytes(), 2, 1));
    assert_eq!(store.commit(batch).await.unwrap(), Ok(()));
}

pub(crate) async fn records_come_change_and_go(database: Database) {
    let store = database.open().await;
    let commit = async |records| {
        let batch = Batch {
            records,
            ..Batch::default()
        };
        store.commit(batch).await.unwrap().unwrap();
    };
    let (one, other) = (RecordKind::Staff, RecordKind::Token);
    commit(vec![
        put(one, b"b", 1, 1),
        put(one, b"a", 1, 2),
        put(other, b"a", 1, 3),
    ])
    .await;
    commit(vec![put(one, b"a", 2, 4)]).await;
    let sealed = |version, byte| Sealed {
        version,
        bytes: vec![byte; 300],
    };
    let both = [(b"a".to_vec(), sealed(2, 4)), (b"b".to_vec(), sealed(1, 1))];
    assert_eq!(store.records_of(one).await.unwrap(), both);
    assert_eq!(store.records_after(one, b"a", 9).await.unwrap(), both[1..]);
    assert_eq!(store.records_after(one, b"", 1).await.unwrap(), both[..1]);
    commit(vec![
        RecordChange::Remove(one, b"a".to_vec()),
        RecordChange::Remove(one, b"never".to_vec()),
    ])
    .await;
    assert_eq!(store.record(one, b"a").await.unwrap(), None);
    let kept = store.record(other, b"a").await.unwrap();
    assert_eq!(kept, Some(sealed(1, 3)));
}

pub(crate) async fn cases_are_found_by_what_they_are(database: Database) {
    let store = database.open().await;
    for number in 1..=4 {
        let mut case = case(number);
        let card = &mut case.card;
        match number {
            1 => card.assignee = None,
            2 => card.state = State::Closed,
            3 => (card.facts.language, card.priority) = ("nl".to_owned(), Priority::Danger),
            _ => {
                card.facts.partner = Some("school".to_owned());
                card.facts.category = Category::Grooming;
            }
        }
        adopt(&*store, case, &[]).await;
    }
    let all = CaseFilter {
        max: 10,
        ..CaseFilter::default()
    };
    let by = |change: fn(&mut CaseFilter)| {
        let mut filter = all.clone();
        change(&mut filter);
        filter
    };
    for (filter, found) in [
        (all.clone(), vec![3, 1, 2, 4]),
        (by(|f| (f.skip, f.max) = (1, 2)), vec![1, 2]),
        (by(|f| f.states = vec![State::Closed]), vec![2]),
        (
            by(|f| f.states = vec![State::Closed, State::Triage]),
            vec![3, 1, 2, 4],
        ),
        (by(|f| f.assignee = Some("anna".to_owned())), vec![3, 2, 4]),
        (by(|f| f.language = Some("nl".to_owned())), vec![3]),
        (by(|f| f.partner = Some("school".to_owned())), vec![4]),
        (by(|f| f.category = Some(Category::Grooming)), vec![4]),
        (by(|f| f.priority = Some(Priority::Child)), vec![1, 2, 4]),
        (
            by(|f| {
                f.priority = Some(Priority::Child);
                f.assignee = Some("anna".to_owned());
                f.states = vec![State::Triage];
            }),
            vec![4],
        ),
    ] {
        let cases = store.cases(&filter).await.unwrap();
        let ids: Vec<u8> = cases.iter().map(|card| card.id.as_bytes()[0]).collect();
        assert_eq!(ids, found, "{filter:?}");
    }
}

pub(crate) async fn cases_of_one_location_are_linked(database: Database) {
    let store = database.open().await;
    for (number, locations) in [(1, &[1, 2][..]), (2, &[2, 3]), (3, &[4]), (4, &[1])] {
        adopt(&*store, case(number), locations).await;
    }
    let linked = async |locations: &[u8]| {
        let digests: Vec<_> = locations
            .iter()
            .map(|number| LocationDigest([*number; 16]))
            .collect();
        let cards = store.linked(&digests, id(1)).await.unwrap();
        cards
            .iter()
            .map(|card| card.id.as_bytes()[0])
            .collect::<Vec<_>>()
    };
    assert_eq!(linked(&[1, 2]).await, [2, 4]);
    assert_eq!(linked(&[4]).await, [3]);
    assert!(linked(&[9]).await.is_empty());
    assert!(linked(&[]).await.is_empty());
}

pub(crate) async fn facts_are_counted(database: Database) {
    let store = database.open().await;
    for number in 1..=5 {
        let mut case = case(number);
        if number > 3 {
            case.card.facts.outcome = Some(Outcome::Spam);
        }
        adopt(&*store, case, &[]).await;
    }
    let mut facts = store.facts().await.unwrap();
    facts.sort_by_key(|(_, count)| *count);
    let mut spam = case(1).card.facts;
    spam.outcome = Some(Outcome::Spam);
    assert_eq!(facts, [(spam, 2), (case(1).card.facts, 3)]);
}

pub(crate) async fn what_was_closed_long_ago_is_due(database: Database) {
    let store = database.open().await;
    for (number, closed) in [(1, None), (2, Some(20)), (3, Some(10)), (4, Some(30))] {
        let mut case = case(number);
        case.card.closed = closed.map(Hour);
        adopt(&*store, case, &[]).await;
    }
    let due = async |kind, before, max| {
        let cards = store.due(kind, Hour(before), max).await.unwrap();
        cards
            .iter()
            .map(|card| card.id.as_bytes()[0])
            .collect::<Vec<_>>()
    };
    assert_eq!(due(RecordKind::Report, 30, 9).await, [3, 2]);
    assert_eq!(due(RecordKind::Report, 31, 9).await, [3, 2, 4]);
    assert_eq!(due(RecordKind::Report, 31, 1).await, [3]);
    assert!(
        due(RecordKind::Contact, 31, 9).await.is_empty(),
        "there is none"
    );
}

pub(crate) async fn the_log_holds_when_many_desks_write_it(database: Database) {
    let stores = [database.open().await, database.open().await];
    let acts = (0..40_u8).map(|number| {
        let batch = Batch {
            acts: vec![act(number % 3, "step"), act(number % 3, "note")],
            ..Batch::default()
        };
        stores[usize::from(number % 2)].commit(batch)
    });
    for committed in join_all(acts).await {
        assert_eq!(committed.unwrap(), Ok(()));
    }
    let log = stores[0].acts(0, 1000).await.unwrap();
    assert_eq!(log.len(), 80);
    let mut chain = Chain::BEGIN;
    for act in &log {
        chain.follow(act).unwrap();
    }
    assert_eq!(stores[1].acts(70, 5).await.unwrap(), log[70..75]);
    let of_one = stores[1].acts_on(id(1)).await.unwrap();
    assert_eq!(of_one.len(), 26);
    assert!(
        of_one
            .iter()
            .all(|act| act.entry().unwrap().case == Some(id(1)))
    );
}

pub(crate) async fn of_two_who_change_a_case_at_once_one_does(database: Database) {
    let stores = [database.open().await, database.open().await];
    adopt(&*stores[0], case(1), &[]).await;
    let batches = (0..20_u8).map(|number| {
        let batch = Batch {
            cases: vec![changed(&case(1), |card| {
                card.assignee = Some(format!("desk {number}"))
            })],
            acts: vec![act(1, "take")],
            ..Batch::default()
        };
        stores[usize::from(number % 2)].commit(batch)
    });
    let done = join_all(batches).await.into_iter().map(Result::unwrap);
    assert_eq!(done.filter(Result::is_ok).count(), 1);
    assert_eq!(stores[0].acts(0, 99).await.unwrap().len(), 2);
}

pub(crate) async fn keys_that_nothing_needs_are_forgotten(database: Database) {
    let store = database.open().await;
    // 2 and 3 are of one epoch, 1 of another.
    for number in [1, 2, 3] {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (token, _) = claim(&*store, 2, BEGIN).await;
    for number in [1, 2] {
        assert_eq!(store.ack(id(number), token, BEGIN).await.unwrap(), Ok(()));
    }
    assert_eq!(database.epochs().await, 2);
    store.forget().await.unwrap();
    assert_eq!(database.epochs().await, 1);
    assert!(store.find(id(3)).await.unwrap().is_some());
    // A key comes back with the next report that is sealed with it.
    enqueue(&*store, 0, Priority::Rest).await;
    assert_eq!(database.epochs().await, 2);
}
