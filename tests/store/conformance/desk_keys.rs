//! The keys of the desk that reports may be sealed to.

use std::sync::Arc;

use model::audit::ActName;
use model::priority::Priority;
use model::queue::NewReport;
use model::sealed::{EpochId, Fingerprint, SealedBody, SealedEpochKey};
use store::{
    Batch, Cases, Commit, CommitError, Ledger, Owner, Resealed, Store, StoreError, StoreId,
};

use super::{BEGIN, act, adopt, case, entry, id};
use crate::{Database, log_key};

const FORMER: Fingerprint = Fingerprint([1; 32]);
const PRESENT: Fingerprint = Fingerprint([2; 32]);

fn epoch(number: u8, desk_key: Fingerprint) -> SealedEpochKey {
    SealedEpochKey {
        id: EpochId([number; 8]),
        enc: vec![number],
        ciphertext: desk_key.0.to_vec(),
        desk_key: Some(desk_key),
    }
}

/// Enqueues a report of an epoch of its own, which is sealed to this key.
async fn enqueue(store: &dyn Store, number: u8, desk_key: Fingerprint) -> Result<(), StoreError> {
    let report = NewReport {
        body: SealedBody {
            epoch: Arc::new(epoch(number, desk_key)),
            bytes: vec![number; 1000],
        },
        ..entry(number, Priority::Rest)
    };
    store.enqueue(report).await.map(drop)
}

async fn owned(database: &Database) -> Arc<dyn Store> {
    let store = database.open().await;
    let owner = Owner {
        store: StoreId([3; 16]),
        hotline: "example".to_owned(),
        desk_key: FORMER,
        former_key: None,
    };
    assert_eq!(store.claim_ownership(owner.clone()).await.unwrap(), owner);
    store
}

pub(crate) async fn a_report_is_sealed_to_a_key_of_the_owner(database: Database) {
    let store = database.open().await;
    enqueue(&*store, 1, PRESENT).await.unwrap();
    let store = owned(&database).await;
    enqueue(&*store, 2, FORMER).await.unwrap();
    enqueue(&*store, 3, PRESENT).await.unwrap_err();
    assert!(store.find(id(3)).await.unwrap().is_none());

    // Only in the place of the owner's key.
    store.change_desk_key(PRESENT, FORMER).await.unwrap();
    assert_eq!(store.owner().await.unwrap().unwrap().former_key, None);
    store.change_desk_key(FORMER, PRESENT).await.unwrap();
    let owner = store.owner().await.unwrap().unwrap();
    assert_eq!((owner.desk_key, owner.former_key), (PRESENT, Some(FORMER)));
    enqueue(&*store, 3, PRESENT).await.unwrap();
    enqueue(&*store, 4, FORMER).await.unwrap();
}

pub(crate) async fn a_key_is_retired_once_nothing_is_sealed_to_it(database: Database) {
    let store = owned(&database).await;
    enqueue(&*store, 1, FORMER).await.unwrap();
    store.change_desk_key(FORMER, PRESENT).await.unwrap();
    enqueue(&*store, 2, FORMER).await.unwrap();
    enqueue(&*store, 3, PRESENT).await.unwrap();
    assert!(!store.retire_desk_key(FORMER).await.unwrap());

    let first = store.epochs_after(None, 1).await.unwrap();
    let others = store.epochs_after(Some(first[0].id), 10).await.unwrap();
    let ids: Vec<_> = first.iter().chain(&others).map(|epoch| epoch.id).collect();
    assert_eq!(ids, [1, 2, 3].map(|number| EpochId([number; 8])));
    let anew = vec![epoch(1, PRESENT), epoch(2, PRESENT), epoch(9, PRESENT)];
    store.reseal_epochs(anew).await.unwrap();
    let found = store.find(id(1)).await.unwrap().unwrap();
    assert_eq!(found.body.epoch.ciphertext, PRESENT.0);
    assert_eq!(store.epochs_after(None, 10).await.unwrap().len(), 3);

    assert!(store.retire_desk_key(FORMER).await.unwrap());
    assert!(
        store.retire_desk_key(FORMER).await.unwrap(),
        "it was already"
    );
    assert_eq!(store.owner().await.unwrap().unwrap().former_key, None);
    enqueue(&*store, 4, FORMER).await.unwrap_err();
    assert!(store.find(id(4)).await.unwrap().is_none());
    enqueue(&*store, 5, PRESENT).await.unwrap();
}

pub(crate) async fn a_worksheet_is_sealed_anew_in_its_version(database: Database) {
    let store = database.open().await;
    adopt(&*store, case(1), &[]).await;
    let before = store.case(id(1)).await.unwrap().unwrap();
    let ledger = Ledger::open(store, log_key(), None, BEGIN).await.unwrap();
    let batch = |from: Vec<u8>, acts| Batch {
        resealed: vec![Resealed {
            id: id(1),
            from,
            to: vec![9; 40],
        }],
        acts,
        ..Batch::default()
    };
    let acts = || vec![act(1, ActName::Resealed)];
    let changed = ledger.commit(batch(vec![8; 40], acts())).await;
    assert!(matches!(changed, Err(CommitError::Conflict)));
    let unlogged = ledger.commit(batch(before.file.clone(), Vec::new())).await;
    assert!(matches!(unlogged, Err(CommitError::Store(_))));
    assert_eq!(ledger.case(id(1)).await.unwrap().unwrap(), before);
    ledger.commit(batch(before.file, acts())).await.unwrap();
    let after = ledger.case(id(1)).await.unwrap().unwrap();
    assert_eq!((after.card, after.file), (before.card, vec![9; 40]));
    assert_eq!(ledger.verify().await.unwrap().findings, []);
}
