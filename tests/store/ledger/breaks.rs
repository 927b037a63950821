//! A log with entries that do not hold: the holder of the desk's key can go on without them, and by no
//! other way does anybody.

use model::chain::{Break, Head, LogKey};
use store::ledger::{accept_breaks, breaks};
use store::{Cases, Log};

use super::tampered::Tampered;
use super::{change, fill, open};
use crate::conformance::{BEGIN, id};
use crate::{Database, log_key};

/// Ways in which entries are damaged, each with the entries that do not hold any more. There are four.
const DAMAGES: &[(&str, &[&str])] = &[
    ("UPDATE act SET entry = 'x' WHERE seq = 1", &["1..1"]),
    (
        "UPDATE act SET entry = replace(entry, 'anna', 'eve') WHERE seq = 2",
        &["2..2"],
    ),
    ("UPDATE act SET case_id = NULL WHERE seq = 3", &["3..3"]),
    ("UPDATE act SET entry = '' WHERE seq = 4", &["4..4"]),
    // The entry behind it follows a hash that is not known any more.
    ("UPDATE act SET hash = b'eve' WHERE seq = 2", &["2..3"]),
    ("UPDATE act SET hash = b'eve' WHERE seq = 4", &["4..4"]),
    ("DELETE FROM act WHERE seq = 1", &["1..2"]),
    ("DELETE FROM act WHERE seq IN (2, 3)", &["2..4"]),
    ("UPDATE act SET seq = 9 WHERE seq = 2", &["2..3", "5..9"]),
    (
        "UPDATE act SET entry = 'x' WHERE seq IN (1, 3)",
        &["1..1", "3..3"],
    ),
];

async fn found(tampered: &Tampered) -> Vec<Break> {
    breaks(&*tampered.store, &log_key()).await.unwrap()
}

pub(crate) async fn a_break_of_the_log_is_passed_over_once_it_is_accepted(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    change(&ledger).await;
    tampered.keep("now").await;
    assert_eq!(found(&tampered).await, []);
    for (damage, expected) in DAMAGES {
        tampered.run(damage).await;
        let open_breaks = found(&tampered).await;
        let ranges: Vec<String> = open_breaks.iter().map(Break::range).collect();
        assert_eq!(ranges, *expected, "{damage}");
        assert!(tampered.is_found(Head::BEGIN).await, "{damage}");

        // Without the desk's key, nobody accepts anything.
        let wrong = LogKey::new(Default::default());
        let forged = accept_breaks(&*tampered.store, &wrong, &open_breaks, BEGIN).await;
        forged.unwrap();
        assert!(tampered.is_found(Head::BEGIN).await, "{damage}");
        tampered.put_back("now", "act").await;
        tampered.run(damage).await;

        let accepted = accept_breaks(&*tampered.store, &log_key(), &open_breaks, BEGIN).await;
        accepted.unwrap();
        let ledger = open(&tampered.store).await;
        ledger.accept(BEGIN).await.unwrap();
        assert_eq!(ledger.verify().await.unwrap().findings, [], "{damage}");
        let passed = ledger.breaks().await;
        assert_eq!(passed.len(), expected.len());
        assert!(passed.iter().all(|it| it.accepted.is_some()), "{damage}");
        assert!(ledger.case(id(1)).await.unwrap().is_some(), "{damage}");
        for act in ledger.acts(0, 10).await.unwrap() {
            let is_in_break = passed.iter().any(|it| it.has(act.seq));
            assert_eq!(act.entry().is_err(), is_in_break, "{damage}: {}", act.seq);
        }

        // A row that is changed afterwards is found, and so is evidence that is.
        tampered.run("UPDATE item SET place = place + 1000").await;
        assert!(!ledger.verify().await.unwrap().findings.is_empty());
        tampered.put_back("now", "item").await;
        for first in passed.iter().map(|it| it.last) {
            let sql = format!("UPDATE act SET entry = 'eve' WHERE seq = {first}");
            tampered.run(&sql).await;
            assert!(tampered.is_found(Head::BEGIN).await, "{damage}");
        }
        tampered.put_back("now", "act").await;
        assert_eq!(found(&tampered).await, []);
    }
}

pub(crate) async fn an_accepted_break_hides_no_other(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    change(&ledger).await;
    tampered
        .run("UPDATE act SET entry = 'x' WHERE seq = 2")
        .await;
    let first = found(&tampered).await;
    let store = &*tampered.store;
    accept_breaks(store, &log_key(), &first, BEGIN)
        .await
        .unwrap();
    // The entry that accepts it is damaged: both are open again.
    tampered
        .run("UPDATE act SET entry = 'x' WHERE seq = 5")
        .await;
    let both = found(&tampered).await;
    let open_breaks: Vec<_> = both.iter().filter(|it| it.accepted.is_none()).collect();
    assert_eq!(open_breaks.len(), 2, "{both:?}");
    accept_breaks(store, &log_key(), &both, BEGIN)
        .await
        .unwrap();
    let ledger = open(&tampered.store).await;
    ledger.accept(BEGIN).await.unwrap();
    assert_eq!(ledger.breaks().await.len(), 2);
}
