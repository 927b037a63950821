//! Every table of numbers that the store keeps, changed behind the desk, is found and counted anew.

use model::audit::ActName;
use model::priority::Priority;
use store::{Batch, Cases, Commit, RecordKind};

use super::tampered::Tampered;
use super::{fill, open};
use crate::Database;
use crate::conformance::{act, enqueue, id, put};

/// The tables of numbers of either engine. A table of the store with a name like theirs is one of them.
const KEPT: [&str; 6] = [
    "queue_count",
    "queue_change",
    "case_count",
    "case_tally",
    "due_count",
    "case_part",
];

pub(crate) async fn numbers_that_somebody_has_changed_are_counted_anew(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    enqueue(&*tampered.store, 3, Priority::Rest).await;
    let batch = Batch {
        records: vec![put(RecordKind::Contact, id(1).as_bytes(), 1, 1)],
        acts: vec![act(1, ActName::Note)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
    tampered
        .run("UPDATE case_file SET due_day = 7, closed_hour = 9 WHERE seq = 1")
        .await;
    ledger.count_anew().await.unwrap();
    for (table, columns) in &tampered.tables {
        let is_number = ["_count", "_tally", "_change", "_part"];
        if !is_number.iter().any(|ending| table.ends_with(ending)) {
            continue;
        }
        assert!(KEPT.contains(&&table[..]), "{table} is new");
        let mut changes = vec![format!("DELETE FROM {table}")];
        let numbers = columns.iter().map(|(column, _)| column);
        let numbers = numbers.filter(|it| ["reports", "cases", "closed_hour"].contains(&&it[..]));
        changes.extend(numbers.map(|it| format!("UPDATE {table} SET {it} = {it} + 5")));
        assert!(changes.len() > 1, "{table}");
        for change in changes {
            tampered.run(&change).await;
            let wrong = ledger.miscounted().await.unwrap();
            assert_eq!(wrong, [table], "{change}");
            assert_eq!(ledger.count_anew().await.unwrap(), [table], "{change}");
            assert!(ledger.miscounted().await.unwrap().is_empty(), "{change}");
        }
    }
}
