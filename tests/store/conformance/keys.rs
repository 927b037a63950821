//! The intake's keys.

use store::Store;

use super::{BEGIN, key};
use crate::Database;

async fn sequences(store: &dyn Store) -> Vec<u64> {
    let keys = store.keys().await.unwrap();
    keys.iter().map(|key| key.sequence).collect()
}

pub(crate) async fn keys_come_back_by_sequence(database: Database) {
    let store = database.open().await;
    assert!(store.keys().await.unwrap().is_empty());
    store.add_key(key(5), None).await.unwrap();
    store.add_key(key(9), Some(5)).await.unwrap();
    // Key 5 is not the newest any more, and there is a newest key: neither of these is added.
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
