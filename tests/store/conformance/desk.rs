//! The tests of a store's half for the desk: adoption, changes, records.

mod adoption;
mod cases;
mod counts;
mod items;
mod log;

use futures_util::future::join_all;
use model::assessment::SiteType;
use model::audit::{Act, ActName};
use model::case::{Card, Facts, Waited};
use model::chain::ChainedAct;
use model::month::Month;
use model::priority::Priority;
use model::queue::LeaseToken;
use model::time::Hour;
use model::workflow::{Outcome, State};
use shared::report::Category;
use store::{
    Adopted, Batch, CaseChange, CaseFilter, CommitError, ItemsChange, LocationDigest, RecordChange,
    RecordKind, SealedCase, SealedRecord, Source, Store,
};

pub(crate) use self::adoption::*;
pub(crate) use self::cases::*;
pub(crate) use self::counts::*;
pub(crate) use self::items::*;
pub(crate) use self::log::*;
use super::{BEGIN, claim, enqueue, id};
use crate::{Database, Written as _};

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
        origin: None,
    };
    SealedCase {
        card: Card {
            id: id(number),
            number: number.into(),
            version: 1,
            received: BEGIN.hour(),
            priority: Priority::Child,
            state: State::ToAssess,
            assignee: Some("anna".to_owned()),
            facts,
            closed: None,
            due: None,
            is_handed_over: Some(false),
        },
        file: vec![number; 40],
        earlier: None,
    }
}

/// The change of a case whose items stay.
pub(crate) fn kept(case: SealedCase) -> CaseChange {
    let items = ItemsChange::Keep;
    CaseChange { case, items }
}

/// The same case after a change.
fn changed(case: &SealedCase, change: impl FnOnce(&mut Card)) -> SealedCase {
    let mut case = case.clone();
    case.card.version += 1;
    change(&mut case.card);
    case
}

pub(crate) fn act(number: u8, what: ActName) -> Act {
    Act {
        at: BEGIN,
        who: "anna".to_owned(),
        what,
        case: Some(id(number)),
        old: String::new(),
        new: what.name().to_owned(),
    }
}

pub(crate) fn put(kind: RecordKind, key: &[u8], version: u64, byte: u8) -> RecordChange {
    let sealed = SealedRecord {
        version,
        bytes: vec![byte; 300],
    };
    RecordChange::Put(kind, key.to_vec(), sealed)
}

fn adopted(lease: LeaseToken, case: SealedCase, locations: &[u8]) -> Adopted {
    let digest = |number: &u8| LocationDigest([*number; 16]);
    Adopted {
        source: Source::Queue { lease, now: BEGIN },
        case,
        items: Vec::new(),
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
        acts: vec![act(id.as_bytes()[0], ActName::Take)],
        adopted: vec![adopted(lease, case, locations)],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
}

/// Everything that a batch in these tests can change: a refused batch must leave it as it was.
async fn all(store: &dyn Store) -> (Vec<Card>, Vec<(Vec<u8>, SealedRecord)>, Vec<ChainedAct>) {
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
    assert!(matches!(
        store.commit(batch).await,
        Err(CommitError::Conflict)
    ));
    assert_eq!(all(store).await, before);
}

/// Adds a record and an act to a batch, which must not be written if the batch is refused.
fn with_more(batch: Batch) -> Batch {
    Batch {
        records: [vec![put(RecordKind::Report, b"new", 1, 9)], batch.records].concat(),
        acts: vec![act(1, ActName::Step)],
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
    assert_eq!(again, model::queue::Enqueued::Known);
    let report = store.record(RecordKind::Report, id(1).as_bytes()).await;
    assert_eq!(report.unwrap().unwrap().bytes, [0; 300]);
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
            cases: vec![kept(case.clone())],
            ..Batch::default()
        })
    };
    store.commit(batch(&second)).await.unwrap();
    assert_eq!(store.case(id(1)).await.unwrap(), Some(second.clone()));
    for stale in [case(1), second.clone()] {
        is_refused(&*store, batch(&stale)).await;
    }
    let unknown = changed(&case(9), |_| ());
    is_refused(&*store, batch(&unknown)).await;
    let records = |change| Batch {
        cases: vec![kept(changed(&second, |_| ()))],
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
    store.commit(batch).await.unwrap();
}

pub(crate) async fn records_come_change_and_go(database: Database) {
    let store = database.open().await;
    let commit = async |records| {
        let batch = Batch {
            records,
            ..Batch::default()
        };
        store.commit(batch).await.unwrap();
    };
    let (one, other) = (RecordKind::Staff, RecordKind::Token);
    commit(vec![
        put(one, b"b", 1, 1),
        put(one, b"a", 1, 2),
        put(other, b"a", 1, 3),
    ])
    .await;
    commit(vec![put(one, b"a", 2, 4)]).await;
    let sealed = |version, byte| SealedRecord {
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

pub(crate) async fn keys_are_found_by_their_beginning(database: Database) {
    let store = database.open().await;
    let of = |byte: u8, end: &[u8]| [&[byte; 16], end].concat();
    let kind = RecordKind::Document;
    let keys = [
        of(6, &[0xff; 8]),
        of(7, &[]),
        of(7, &[0; 8]),
        of(7, &[0xff; 8]),
        of(8, &[]),
        of(0xff, &[0xff; 8]),
    ];
    let mut records: Vec<_> = keys.iter().map(|key| put(kind, key, 1, 1)).collect();
    records.push(put(kind, &[7; 15], 1, 1));
    records.push(put(RecordKind::Mail, &of(7, &[1; 8]), 1, 1));
    let batch = Batch {
        records,
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    for (beginning, found) in [(7, &keys[1..4]), (9, &[]), (0xff, &keys[5..])] {
        let under = store.keys_under(kind, &of(beginning, &[])).await;
        assert_eq!(under.unwrap(), found);
    }
}

pub(crate) async fn a_parcel_arrives_once_also_after_it_was_taken(database: Database) {
    let stores = [database.open().await, database.open().await];
    let receive = |number: u8| {
        let store = &stores[usize::from(number % 2)];
        store.receive(b"key", vec![number; 40_000], vec![number; 300])
    };
    let receipts = join_all((0..20).map(receive)).await;
    let first = receipts[0].clone().unwrap();
    assert!(receipts.iter().all(|it| it.as_ref().unwrap() == &first));
    let parcel = stores[0].record(RecordKind::Inbox, b"key").await.unwrap();
    assert_eq!(parcel.unwrap().bytes, vec![first[0]; 40_000]);
    let batch = Batch {
        records: vec![RecordChange::Remove(RecordKind::Inbox, b"key".to_vec())],
        ..Batch::default()
    };
    stores[0].commit(batch).await.unwrap();
    assert_eq!(receive(30).await.unwrap(), first);
    let keys = stores[1].keys_under(RecordKind::Inbox, b"").await.unwrap();
    assert!(keys.is_empty());
}

pub(crate) async fn of_two_who_change_a_case_at_once_one_does(database: Database) {
    let stores = [database.open().await, database.open().await];
    adopt(&*stores[0], case(1), &[]).await;
    let batches = (0..20_u8).map(|number| {
        let batch = Batch {
            cases: vec![kept(changed(&case(1), |card| {
                card.assignee = Some(format!("desk {number}"))
            }))],
            acts: vec![act(1, ActName::Take)],
            ..Batch::default()
        };
        stores[usize::from(number % 2)].commit(batch)
    });
    let done = join_all(batches).await;
    let is_refused = |done: &&Result<(), CommitError>| matches!(done, Err(CommitError::Conflict));
    assert_eq!(done.iter().filter(is_refused).count(), 19);
    assert!(done.iter().any(Result::is_ok));
    assert_eq!(stores[0].acts(0, 99).await.unwrap().len(), 2);
}

pub(crate) async fn keys_that_nothing_needs_are_forgotten(database: Database) {
    let store = database.open().await;
    // Reports 2 and 3 belong to one epoch, report 1 to another.
    for number in [1, 2, 3] {
        enqueue(&*store, number, Priority::Rest).await;
    }
    let (token, _) = claim(&*store, 2, BEGIN).await;
    for number in [1, 2] {
        store.ack(id(number), token, BEGIN).await.unwrap();
    }
    assert_eq!(database.epochs().await, 2);
    store.forget(tests::TestClock::BEGIN).await.unwrap();
    assert_eq!(database.epochs().await, 1);
    assert!(store.find(id(3)).await.unwrap().is_some());
    // A key comes back with the next report that is sealed with it.
    enqueue(&*store, 0, Priority::Rest).await;
    assert_eq!(database.epochs().await, 2);
}

pub(crate) async fn a_batch_is_written_part_by_part(database: Database) {
    let store = database.open().await;
    adopt(&*store, case(1), &[]).await;
    let second = changed(&case(1), |card| card.assignee = Some("bob".to_owned()));
    let third = changed(&second, |card| card.state = State::Closed);
    let batch = |cases: &[&SealedCase], records| Batch {
        cases: cases.iter().map(|case| kept((*case).clone())).collect(),
        records,
        acts: vec![act(1, ActName::Step)],
        ..Batch::default()
    };
    let kind = RecordKind::Report;
    let put = |version, byte| put(kind, b"key", version, byte);
    let remove = || RecordChange::Remove(kind, b"key".to_vec());
    let before = all(&*store).await;
    for refused in [
        batch(&[&second, &second], vec![]),
        batch(&[&third, &second], vec![]),
        batch(&[&second], vec![put(1, 1), put(1, 2)]),
        batch(&[&second], vec![put(2, 1), put(1, 2)]),
        batch(&[&second], vec![put(1, 1), remove(), put(2, 2)]),
    ] {
        let refused = store.commit(refused).await;
        assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
        assert_eq!(all(&*store).await, before);
    }
    let records = vec![put(1, 1), put(2, 2)];
    store
        .commit(batch(&[&second, &third], records))
        .await
        .unwrap();
    assert_eq!(store.case(id(1)).await.unwrap(), Some(third));
    let record = store.record(kind, b"key").await.unwrap().unwrap();
    assert_eq!((record.version, record.bytes), (2, vec![2; 300]));
    store
        .commit(batch(&[], vec![remove(), put(1, 3)]))
        .await
        .unwrap();
    let record = store.record(kind, b"key").await.unwrap().unwrap();
    assert_eq!((record.version, record.bytes), (1, vec![3; 300]));
    assert_eq!(store.acts(0, 9).await.unwrap().len(), 3);

    // A report that is adopted may be changed in the same batch.
    enqueue(&*store, 2, case(2).card.priority).await;
    let (lease, _) = claim(&*store, 1, BEGIN).await;
    let both = Batch {
        adopted: vec![adopted(lease, case(2), &[5])],
        ..batch(&[&changed(&case(2), |_| ())], vec![])
    };
    store.commit(both).await.unwrap();
    assert_eq!(store.case(id(2)).await.unwrap().unwrap().card.version, 2);
}
