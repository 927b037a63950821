//! Reports become cases: those in the queue under a lease, and those that came by another way.

use model::priority::Priority;
use model::queue::{Enqueued, LeaseToken};
use store::{Adopted, Batch, Source};

use super::{BEGIN, adopted, case, claim, enqueue, id, is_refused, with_more};
use crate::{Database, Written as _};

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
        source: Source::Queue {
            lease,
            now: BEGIN.plus_seconds(60),
        },
        ..adopted(lease, case(1), &[])
    };
    is_refused(&*store, batch(late)).await;
    is_refused(&*store, batch(adopted(lease, case(2), &[]))).await;
    assert!(store.find(id(1)).await.unwrap().is_some());
    let batch = batch(adopted(lease, case(1), &[]));
    store.commit(batch).await.unwrap();
}

pub(crate) async fn what_came_by_another_way_becomes_a_case_once(database: Database) {
    let store = database.open().await;
    let from_elsewhere = |number| {
        let mut case = case(number);
        case.card.number = 0;
        case.card.facts.origin = Some("nl".to_owned());
        let lease = LeaseToken::from_bytes([7; 16]);
        with_more(Batch {
            adopted: vec![Adopted {
                source: Source::Elsewhere,
                ..adopted(lease, case, &[3])
            }],
            ..Batch::default()
        })
    };
    store.commit(from_elsewhere(1)).await.unwrap();
    let kept = store.case(id(1)).await.unwrap().unwrap();
    assert_eq!(
        (kept.card.number, kept.card.facts.origin.as_deref()),
        (1, Some("nl"))
    );
    is_refused(&*store, from_elsewhere(1)).await;
    assert_eq!(store.depth(BEGIN).await.unwrap().waiting, 0);
    // A report with its id is known, and a report in the queue is not taken over.
    let again = enqueue(&*store, 1, Priority::Child).await;
    assert_eq!(again, Enqueued::Known);
    enqueue(&*store, 2, Priority::Child).await;
    is_refused(&*store, from_elsewhere(2)).await;
    assert_eq!(store.depth(BEGIN).await.unwrap().waiting, 1);
}
