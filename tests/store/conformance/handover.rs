//! What an intake with a store of its own hands over to the desk that fetches.

use model::priority::Priority;
use store::{RecordKind, Store, StoredParcel};

use super::{BEGIN, claim, entry};
use crate::Database;

fn parcel(number: u8) -> StoredParcel {
    StoredParcel {
        key: vec![number; 20],
        parcel: vec![number; 40_000],
        receipt: vec![number; 300],
    }
}

async fn published(store: &dyn Store) -> Vec<(Vec<u8>, u64, Vec<u8>)> {
    let records = store.records_of(RecordKind::Publication).await.unwrap();
    let records = records.into_iter();
    records
        .map(|(name, record)| (name, record.version, record.bytes))
        .collect()
}

pub(crate) async fn parcels_wait_with_their_receipts_until_they_are_removed(database: Database) {
    let store = database.open().await;
    for number in 1..=3 {
        let StoredParcel {
            key,
            parcel,
            receipt,
        } = parcel(number);
        store.receive(&key, parcel, receipt).await.unwrap();
    }
    assert_eq!(
        store.waiting_parcels(2).await.unwrap(),
        [parcel(1), parcel(2)]
    );
    store.remove_parcels(Vec::new()).await.unwrap();
    let taken = || vec![parcel(1).key, parcel(2).key, vec![9; 20]];
    store.remove_parcels(taken()).await.unwrap();
    store.remove_parcels(taken()).await.unwrap();
    assert_eq!(store.waiting_parcels(9).await.unwrap(), [parcel(3)]);
    // A parcel that comes again is known by its receipt, until that is old.
    let StoredParcel { key, receipt, .. } = parcel(1);
    let again = store.receive(&key, vec![7], vec![7]).await.unwrap();
    assert_eq!(again, receipt);
    assert_eq!(store.waiting_parcels(9).await.unwrap(), [parcel(3)]);
    store.remove_receipts(vec![key.clone()]).await.unwrap();
    assert_eq!(store.receive(&key, vec![7], vec![7]).await.unwrap(), [7]);
}

pub(crate) async fn a_publication_takes_the_place_of_the_one_before(database: Database) {
    let store = database.open().await;
    let put = |name: &str, byte: u8| (name.as_bytes().to_vec(), vec![byte]);
    let both = vec![put("key", 1), put("members", 2)];
    store.publish(both, Vec::new()).await.unwrap();
    let gone = vec![b"members".to_vec(), b"none".to_vec()];
    store.publish(vec![put("key", 3)], gone).await.unwrap();
    let shown = published(&*store).await;
    assert_eq!(shown, [(b"key".to_vec(), 2, vec![3])]);
}

pub(crate) async fn the_keys_of_what_was_fetched_are_purged(database: Database) {
    let store = database.open().await;
    for number in [2, 4] {
        store.enqueue(entry(number, Priority::Rest)).await.unwrap();
    }
    let (token, claimed) = claim(&*store, 1, BEGIN).await;
    store.ack(claimed[0].id, token, BEGIN).await.unwrap();
    assert_eq!(database.epochs().await, 2);
    store.purge(BEGIN).await.unwrap();
    assert_eq!(database.epochs().await, 1);
}
