//! Copies of the desk's half, from one store to another.

use std::num::NonZeroU32;

use model::audit::ActName;
use model::priority::Priority;
use model::queue::{Claim, LeaseToken};
use store::copy::{CopyError, DeskCopied, compare, copy};
use store::{Adopted, Batch, LocationDigest, RecordKind, SealedCase, Source, Store};
use tests::Cluster;

use crate::conformance::{BEGIN, act, case, enqueue, id, item, put};
use crate::{Database, Written as _};

/// Fills a store with cases, records of two kinds and a log, each more than one step copies.
async fn fill(store: &dyn Store) {
    let numbers = 1..=250_u8;
    for number in numbers.clone() {
        enqueue(store, number, Priority::Child).await;
    }
    let claim = Claim {
        max: 250,
        token: LeaseToken::from_bytes([9; 16]),
        now: BEGIN,
        until: BEGIN.plus_seconds(60),
        max_attempts: NonZeroU32::MAX,
    };
    assert_eq!(store.claim(claim).await.unwrap().len(), 250);
    let adopted = numbers.clone().map(|number| Adopted {
        source: Source::Queue {
            lease: claim.token,
            now: BEGIN,
        },
        case: SealedCase {
            earlier: (number == 249).then(|| "triage".to_owned()),
            ..case(number)
        },
        items: vec![item(1, Some(number)), item(2, None)],
        locations: vec![LocationDigest([number; 16]), LocationDigest([1; 16])],
    });
    let records = |kind| numbers.clone().map(move |key| put(kind, &[key], 1, key));
    let batch = Batch {
        adopted: adopted.collect(),
        records: records(RecordKind::Notes)
            .chain(records(RecordKind::Session))
            .collect(),
        acts: numbers
            .clone()
            .map(|number| act(number, ActName::Note))
            .collect(),
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
}

async fn goes_there_and_back(one: Database, two: Database, three: Database) {
    let (one, two, three) = (one.open().await, two.open().await, three.open().await);
    fill(&*one).await;
    let all = DeskCopied {
        cases: 250,
        records: 500,
        acts: 250,
    };
    assert_eq!(copy(&*one, &*two, |_| ()).await.unwrap().desk, all);
    assert_eq!(copy(&*two, &*three, |_| ()).await.unwrap().desk, all);
    assert_eq!(compare(&*one, &*three, |_| ()).await.unwrap().desk, all);
    assert_eq!(three.case(id(240)).await.unwrap(), Some(case(240)));
    let linked = three
        .linked(&[LocationDigest([1; 16])], Some(id(1)), 1000)
        .await
        .unwrap();
    assert_eq!(linked.len(), 249);
    assert_eq!(three.acts_on(id(240), 1000).await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_goes_from_file_to_file() {
    goes_there_and_back(Database::sqlite(), Database::sqlite(), Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_goes_to_postgres_and_back() {
    if let Some(postgres) = Database::postgres() {
        goes_there_and_back(Database::sqlite(), postgres, Database::sqlite()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_with_an_account_is_left_alone() {
    let (one, two) = (Database::sqlite(), Database::sqlite());
    let (one, two) = (one.open().await, two.open().await);
    let batch = Batch {
        records: vec![put(RecordKind::Staff, b"anna", 1, 1)],
        ..Batch::default()
    };
    two.commit(batch).await.unwrap();
    let refused = copy(&*one, &*two, |_| ()).await;
    assert!(matches!(refused, Err(CopyError::NotEmpty)));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_difference_of_the_desk_is_found() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let one = Database::sqlite();
    let one = one.open().await;
    fill(&*one).await;
    for change in [
        "UPDATE case_file SET version = 9 WHERE seq = 240",
        "UPDATE case_file SET state = 'closed' WHERE seq = 240",
        "UPDATE case_file SET assignee = NULL WHERE seq = 240",
        "UPDATE case_file SET month = 1 WHERE seq = 240",
        "UPDATE case_file SET closed_hour = 1 WHERE seq = 240",
        "UPDATE case_file SET file = '\\x00' WHERE seq = 240",
        "UPDATE case_location SET digest = decode(repeat('ff', 16), 'hex')
             WHERE seq = 240 AND digest <> decode(repeat('01', 16), 'hex')",
        "DELETE FROM case_location WHERE seq = 250",
        "DELETE FROM case_location WHERE seq = 250; DELETE FROM item WHERE seq = 250;
             DELETE FROM case_file WHERE seq = 250",
        "UPDATE case_file SET number = 251 WHERE seq = 240",
        "UPDATE case_file SET earlier_state = 'triage' WHERE seq = 240",
        "UPDATE item SET state = 'illegal' WHERE seq = 240 AND place = 2",
        "UPDATE item SET ending = 'spam' WHERE seq = 240 AND place = 2",
        "UPDATE item SET digest = NULL WHERE seq = 240 AND place = 1",
        "DELETE FROM item WHERE seq = 250 AND place = 2",
        "UPDATE desk_record SET version = 2 WHERE kind = 'session' AND key = '\\xfa'",
        "UPDATE desk_record SET sealed = '\\x00' WHERE kind = 'session' AND key = '\\xfa'",
        "UPDATE desk_record SET kind = 'token' WHERE kind = 'session' AND key = '\\xfa'",
        "DELETE FROM desk_record WHERE kind = 'notes' AND key = '\\x01'",
        "INSERT INTO desk_record VALUES ('staff', '\\x00', 1, '\\x00')",
        "UPDATE act SET entry = entry || ' ' WHERE seq = 240",
        "UPDATE act SET hash = '\\x0000000000000000000000000000000000000000000000000000000000000000'
             WHERE seq = 240",
        "DELETE FROM act WHERE seq = 250",
    ] {
        let url = cluster.database();
        let two = Database::at(&url);
        let two = two.open().await;
        copy(&*one, &*two, |_| ()).await.unwrap();
        cluster.sql(&url, change);
        let compared = compare(&*one, &*two, |_| ()).await;
        let found = matches!(compared, Err(CopyError::DifferentDesk));
        assert!(found, "{change}: {compared:?}");
    }
}
