//! The log of acts.

use futures_util::future::join_all;
use model::audit::{Act, ActName};
use model::chain::Chain;
use store::Batch;

use super::act;
use crate::conformance::{BEGIN, id};
use crate::{Database, Written as _, log_key};

pub(crate) async fn the_log_grows_at_its_end(database: Database) {
    let store = database.open().await;
    assert_eq!(store.last_act().await.unwrap(), None);
    for seq in 1..=3 {
        let act = Act {
            at: BEGIN,
            who: "anna".to_owned(),
            what: ActName::Login,
            case: None,
            old: String::new(),
            new: seq.to_string(),
        };
        let batch = Batch {
            acts: vec![act],
            ..Batch::default()
        };
        store.commit(batch).await.unwrap();
        let last = store.last_act().await.unwrap().unwrap();
        assert_eq!(last.seq, seq);
        assert_eq!(store.acts(seq - 1, 10).await.unwrap(), [last]);
    }
    let mut chain = Chain::BEGIN;
    let all = store.acts(0, 10).await.unwrap();
    assert!(all.iter().all(|act| chain.follow(act, &log_key()).is_ok()));
    assert_eq!(chain.head.seq, 3);
}

pub(crate) async fn the_log_holds_when_many_desks_write_it(database: Database) {
    let stores = [database.open().await, database.open().await];
    let acts = (0..40_u8).map(|number| {
        let batch = Batch {
            acts: vec![
                act(number % 3, ActName::Step),
                act(number % 3, ActName::Note),
            ],
            ..Batch::default()
        };
        stores[usize::from(number % 2)].commit(batch)
    });
    for committed in join_all(acts).await {
        committed.unwrap();
    }
    let log = stores[0].acts(0, 1000).await.unwrap();
    assert_eq!(log.len(), 80);
    let mut chain = Chain::BEGIN;
    for act in &log {
        chain.follow(act, &log_key()).unwrap();
    }
    assert_eq!(stores[1].acts(70, 5).await.unwrap(), log[70..75]);
    let of_one = stores[1].acts_on(id(1), 1000).await.unwrap();
    assert_eq!(of_one.len(), 26);
    assert!(
        of_one
            .iter()
            .all(|act| act.entry().unwrap().case == Some(id(1)))
    );
}
