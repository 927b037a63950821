//! Content items: found by their addresses, numbered, and owned by one case.

use model::item::ItemNumber;
use model::life::{End, ItemState};
use model::queue::LeaseToken;
use model::time::Hour;
use store::{
    Adopted, Batch, CaseChange, CommitError, ItemRow, ItemsChange, KnownItem, LocationDigest,
    SealedCase, Store,
};

use super::{adopt, adopted, case, changed, is_refused, kept};
use crate::conformance::{BEGIN, claim, enqueue, id};
use crate::{Database, Written as _};

/// An item that has to be assessed, with the digest of these bytes.
pub(crate) fn item(place: u32, digest: Option<u8>) -> ItemRow {
    ItemRow {
        place,
        digest: digest.map(|byte| LocationDigest([byte; 16])),
        names: digest
            .map(|byte| LocationDigest([byte; 16]))
            .into_iter()
            .collect(),
        state: ItemState::ToAssess,
        end: None,
    }
}

/// Enqueues a report, claims it and adopts it with these items.
async fn bring(store: &dyn Store, number: u8, items: Vec<ItemRow>) -> Result<(), CommitError> {
    enqueue(store, number, case(number).card.priority).await;
    let (lease, _) = claim(store, 1, BEGIN).await;
    let batch = Batch {
        adopted: vec![brought(lease, number, items)],
        ..Batch::default()
    };
    store.commit(batch).await
}

fn brought(lease: LeaseToken, number: u8, items: Vec<ItemRow>) -> Adopted {
    let mut case = case(number);
    case.card.number = 0;
    Adopted {
        items,
        ..adopted(lease, case, &[])
    }
}

async fn known(store: &dyn Store, digests: &[u8]) -> Vec<KnownItem> {
    let digests: Vec<_> = digests
        .iter()
        .map(|byte| LocationDigest([*byte; 16]))
        .collect();
    let mut known = store.known(&digests).await.unwrap();
    known.sort_unstable_by_key(|known| known.number);
    known
}

fn replaced(case: SealedCase, items: Vec<ItemRow>) -> Batch {
    let items = ItemsChange::Replace(items);
    Batch {
        cases: vec![CaseChange { case, items }],
        ..Batch::default()
    }
}

pub(crate) async fn cases_are_numbered_and_items_found_by_their_addresses(database: Database) {
    let store = database.open().await;
    bring(&*store, 1, vec![item(1, Some(7)), item(2, None)])
        .await
        .unwrap();
    bring(&*store, 2, vec![item(1, Some(8))]).await.unwrap();
    for number in [1, 2_u8] {
        let card = store.case(id(number)).await.unwrap().unwrap().card;
        assert_eq!(card.number, u64::from(number));
        assert_eq!(store.numbered(card.number).await.unwrap(), Some(id(number)));
    }
    assert_eq!(store.numbered(3).await.unwrap(), None);
    let found = known(&*store, &[7, 8, 9]).await;
    let number = |case, place| ItemNumber { case, place };
    let of = |known: &KnownItem| (known.case, known.number, known.state);
    let state = ItemState::ToAssess;
    let expected = [(id(1), number(1, 1), state), (id(2), number(2, 1), state)];
    assert_eq!(found.iter().map(of).collect::<Vec<_>>(), expected);
    // The item is a sighting of its case.
    let linked = store
        .linked(&[LocationDigest([7; 16])], Some(id(2)), 9)
        .await
        .unwrap();
    assert_eq!(linked.len(), 1);
}

pub(crate) async fn an_address_is_the_item_of_one_case(database: Database) {
    let store = database.open().await;
    bring(&*store, 1, vec![item(1, Some(7))]).await.unwrap();
    let refused = bring(&*store, 2, vec![item(1, Some(7))]).await;
    assert!(matches!(refused, Err(CommitError::Conflict)), "{refused:?}");
    assert_eq!(store.case(id(2)).await.unwrap(), None);

    // The case gives the address up, and another has it.
    let mut ended = item(1, Some(9));
    (ended.state, ended.end) = (ItemState::Ended, Some(End::Removed));
    let first = store.case(id(1)).await.unwrap().unwrap();
    let next = changed(&first, |_| ());
    store
        .commit(replaced(next.clone(), vec![ended]))
        .await
        .unwrap();
    let found = known(&*store, &[7, 9]).await;
    assert_eq!((found.len(), found[0].state), (1, ItemState::Ended));
    let taken = replaced(
        changed(&next, |_| ()),
        vec![item(1, Some(9)), item(2, Some(9))],
    );
    let refused = store.commit(taken).await;
    assert!(
        matches!(refused, Err(CommitError::Conflict)),
        "twice in one case"
    );
    assert_eq!(known(&*store, &[9]).await, found);
}

pub(crate) async fn a_scrubbed_case_is_found_by_no_address(database: Database) {
    let store = database.open().await;
    bring(&*store, 1, vec![item(1, Some(7))]).await.unwrap();
    let first = store.case(id(1)).await.unwrap().unwrap();
    let second = changed(&first, |_| ());
    let batch = Batch {
        cases: vec![kept(second.clone())],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    assert_eq!(known(&*store, &[7]).await.len(), 1, "kept");
    let batch = Batch {
        cases: vec![CaseChange {
            case: changed(&second, |_| ()),
            items: ItemsChange::Unlink,
        }],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    assert_eq!(known(&*store, &[7]).await, []);
    bring(&*store, 2, vec![item(1, Some(7))]).await.unwrap();
    assert_eq!(known(&*store, &[7]).await.len(), 1);
}

pub(crate) async fn cases_of_an_earlier_receiver_are_converted_once(database: Database) {
    let store = database.open().await;
    for (number, closed) in [(1, Some(20)), (2, None), (3, Some(30)), (4, None)] {
        let mut case = case(number);
        case.card.closed = closed.map(Hour);
        case.earlier = Some("triage".to_owned());
        adopt(&*store, case, &[]).await;
    }
    adopt(&*store, case(5), &[]).await;
    let earlier = async |max| -> Vec<u8> {
        let cases = store.earlier(None, max).await.unwrap();
        assert!(cases.iter().all(|case| case.earlier.is_some()));
        cases
            .iter()
            .map(|case| case.card.id.as_bytes()[0])
            .collect()
    };
    assert_eq!(earlier(9).await, [4, 2, 3, 1]);
    assert_eq!(earlier(3).await, [4, 2, 3]);

    let convert = |case: SealedCase| {
        let items = ItemsChange::Replace(vec![item(1, Some(7))]);
        Batch {
            converted: vec![CaseChange { case, items }],
            ..Batch::default()
        }
    };
    let mut converted = case(2);
    converted.file = vec![9; 40];
    // Changed meanwhile; in the present form already.
    for refused in [changed(&converted, |_| ()), case(5)] {
        is_refused(&*store, convert(refused)).await;
    }
    store.commit(convert(converted.clone())).await.unwrap();
    assert_eq!(store.case(id(2)).await.unwrap(), Some(converted.clone()));
    assert_eq!(known(&*store, &[7]).await[0].case, id(2));
    assert_eq!(earlier(9).await, [4, 3, 1]);
    is_refused(&*store, convert(converted)).await;
}
