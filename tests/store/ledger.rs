//! What somebody who can write to the store, but has not the desk's key, cannot do unseen: every
//! table is walked, every column and every row.

mod breaks;
mod numbers;
mod tampered;

use std::sync::Arc;

use model::audit::ActName;
use model::chain::Head;
use model::life::{End, ItemState};
use model::priority::Priority;
use model::workflow::State;
use store::ledger::{Fault, LedgerError};
use store::{
    Adopted, Batch, CaseChange, CaseFilter, Cases, Commit, CommitError, ItemsChange, Ledger,
    LocationDigest, RecordChange, RecordKind, Records, Requeued, Source, Store, StoreError,
};
use strum::VariantArray;

pub(crate) use self::breaks::{
    a_break_of_the_log_is_passed_over_once_it_is_accepted, an_accepted_break_hides_no_other,
};
pub(crate) use self::numbers::numbers_that_somebody_has_changed_are_counted_anew;
use self::tampered::{PRESENT, ROWS, Tampered, UNLOGGED, is_left, other};
use crate::conformance::{BEGIN, act, case, claim, claim_at_most, enqueue, id, item, put};
use crate::{Database, log_key};

async fn open(store: &Arc<dyn Store>) -> Ledger {
    Ledger::open(store.clone(), log_key(), None, BEGIN)
        .await
        .unwrap()
}

/// Two cases, one of them with items, and a record of each kind.
async fn fill(store: &Arc<dyn Store>, ledger: &Ledger) {
    for number in [1, 2] {
        enqueue(&**store, number, case(number).card.priority).await;
    }
    let (lease, _) = claim(&**store, 2, BEGIN).await;
    let adopted = |number: u8, items| Adopted {
        source: Source::Queue { lease, now: BEGIN },
        case: case(number),
        items,
        locations: vec![LocationDigest([number; 16])],
    };
    let items = vec![item(1, Some(1)), item(2, None)];
    let kinds = (1..).zip(RecordKind::VARIANTS);
    let batch = Batch {
        adopted: vec![adopted(1, items), adopted(2, Vec::new())],
        records: kinds
            .map(|(byte, kind)| put(*kind, b"one", 1, byte))
            .collect(),
        acts: vec![act(1, ActName::Take), act(2, ActName::Take)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
}

/// Changes everything that [`fill`] has made.
async fn change(ledger: &Ledger) {
    let mut next = case(1);
    next.card.version = 2;
    next.card.state = State::Closed;
    next.file = vec![9; 40];
    let mut ended = item(2, None);
    (ended.state, ended.end) = (ItemState::Ended, Some(End::Spam));
    let items = ItemsChange::Replace(vec![item(1, Some(3)), ended]);
    let changed = (101..)
        .zip(RecordKind::VARIANTS)
        .filter(|(_, kind)| !UNLOGGED.contains(kind));
    let changed = changed.map(|(byte, kind)| put(*kind, b"one", 2, byte));
    let mut records: Vec<_> = changed.collect();
    records.push(put(RecordKind::Session, b"two", 1, 1));
    let batch = Batch {
        cases: vec![CaseChange { case: next, items }],
        records,
        acts: vec![act(1, ActName::Step)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
    let batch = Batch {
        records: vec![
            RecordChange::Remove(RecordKind::Session, b"two".to_vec()),
            RecordChange::Remove(RecordKind::Delivery, b"one".to_vec()),
        ],
        acts: vec![act(2, ActName::Logout)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
}

pub(crate) async fn whatever_is_changed_behind_the_desk_is_found(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    tampered.keep("before").await;
    change(&ledger).await;
    tampered.keep("now").await;
    let noted = ledger.verify().await.unwrap();
    assert_eq!(noted.findings, []);
    let noted = noted.head;
    assert!(!tampered.is_found(noted).await);

    for (table, columns) in &tampered.tables {
        let rows = ROWS.iter().find(|(rows, _)| rows == table);
        let rows = rows.map_or(&[][..], |(_, rows)| rows);
        let is_desk = columns.iter().any(|(column, _)| !is_left(table, column));
        assert_eq!(is_desk, !rows.is_empty(), "{table} is new");
        for (row, (column, data_type)) in rows
            .iter()
            .flat_map(|row| columns.iter().map(move |column| (row, column)))
        {
            if is_left(table, column) {
                continue;
            }
            let sql = format!(
                "UPDATE {table} SET {column} = {} WHERE {row}",
                other(column, data_type)
            );
            tampered.run(&sql).await;
            let is_found = tampered.is_found(noted).await;
            let is_present = PRESENT.contains(row) && ["version", "sealed"].contains(&&column[..]);
            assert_eq!(is_found, !is_present, "{sql}");
            tampered.put_back("now", table).await;
        }
        for row in rows {
            let sql = format!("DELETE FROM {table} WHERE {row}");
            tampered.run(&sql).await;
            assert!(tampered.is_found(noted).await, "{sql}");
            tampered.put_back("now", table).await;
        }
        if is_desk && table != "report" {
            tampered.put_back("before", table).await;
            assert!(tampered.is_found(noted).await, "{table} as it was before");
            tampered.put_back("now", table).await;
        }
    }
    for sql in [
        "INSERT INTO desk_record VALUES ('staff', b'eve', 1, b'eve')",
        "INSERT INTO case_location SELECT digest, 2 FROM case_location WHERE seq = 1",
        "INSERT INTO item SELECT 2, place, NULL, state, ending FROM item WHERE place = 1",
        "INSERT INTO act SELECT seq + 1, case_id, entry, hash FROM act ORDER BY seq DESC LIMIT 1",
        "UPDATE desk_record SET sealed = (SELECT sealed FROM desk_record WHERE kind = 'report')
         WHERE kind = 'token'",
        "UPDATE case_file SET file = (SELECT file FROM case_file WHERE seq = 1) WHERE seq = 2",
    ] {
        tampered.run(sql).await;
        assert!(tampered.is_found(noted).await, "{sql}");
        for table in ["desk_record", "case_location", "item", "act", "case_file"] {
            tampered.put_back("now", table).await;
        }
    }
    for table in [
        "case_file",
        "item",
        "case_location",
        "desk_record",
        "act",
        "report",
    ] {
        tampered.put_back("before", table).await;
    }
    assert!(
        tampered.is_found(noted).await,
        "the whole store as it was before"
    );
}

pub(crate) async fn a_desk_that_runs_refuses_what_was_changed(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    tampered.keep("before").await;
    change(&ledger).await;
    tampered.keep("now").await;
    let is_untrue = |error: StoreError, fault: fn(&Fault) -> bool| matches!(error, StoreError::Untrue(untrue) if fault(&untrue.fault));

    tampered.put_back("before", "desk_record").await;
    let account = ledger.record(RecordKind::Staff, b"one").await;
    assert!(is_untrue(account.unwrap_err(), |fault| matches!(
        fault,
        Fault::Changed(_)
    )));
    let ended = ledger.record(RecordKind::Session, b"two").await.unwrap();
    assert_eq!(ended, None);
    tampered
        .run("INSERT INTO desk_record VALUES ('session', b'two', 1, b'two')")
        .await;
    let ended = ledger.record(RecordKind::Session, b"two").await;
    assert!(is_untrue(ended.unwrap_err(), |fault| *fault == Fault::Unknown));
    tampered.put_back("now", "desk_record").await;
    tampered
        .run("DELETE FROM desk_record WHERE kind = 'recipient'")
        .await;
    let gone = ledger.record(RecordKind::Recipient, b"one").await;
    assert!(is_untrue(gone.unwrap_err(), |fault| matches!(
        fault,
        Fault::Missing(_)
    )));
    let all = ledger.records_of(RecordKind::Recipient).await;
    assert!(is_untrue(all.unwrap_err(), |fault| *fault == Fault::TooFew));

    tampered
        .run("UPDATE case_file SET closed_hour = 1, state = 'closed' WHERE seq = 2")
        .await;
    tampered.put_back("now", "desk_record").await;
    assert!(ledger.case(id(2)).await.is_err());
    assert!(ledger.case(id(1)).await.is_ok());
    let everything = CaseFilter {
        max: 10,
        ..CaseFilter::default()
    };
    let listed = ledger.cases(&everything).await.unwrap();
    assert_eq!(listed.len(), 2, "it hides no other case");
    let read = ledger.cases_of(&[id(1), id(2)]).await.unwrap();
    let read: Vec<_> = read.iter().map(|case| case.card.id).collect();
    assert_eq!(read, [id(1)]);
    tampered.put_back("now", "case_file").await;
    assert!(ledger.case(id(2)).await.is_ok());

    tampered.run("UPDATE item SET state = 'illegal'").await;
    let known = ledger.known(&[LocationDigest([3; 16])]).await.unwrap();
    assert_eq!(known[0].state, ItemState::ToAssess, "a person looks at it");
    tampered.put_back("now", "item").await;
    tampered.run("DELETE FROM act WHERE seq > 3").await;
    let cut = ledger.case(id(1)).await;
    assert!(matches!(cut, Err(StoreError::Log(_))));
}

pub(crate) async fn nothing_is_deleted_because_somebody_else_says_so(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    let key = id(1);
    let batch = Batch {
        records: vec![put(RecordKind::Contact, key.as_bytes(), 1, 1)],
        acts: vec![act(1, ActName::Note)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
    tampered
        .run("UPDATE case_file SET closed_hour = 1, state = 'closed' WHERE seq = 1")
        .await;
    tampered
        .run("INSERT INTO case_part VALUES (1, 'contact', 1) ON CONFLICT DO NOTHING")
        .await;
    let due = async |ledger: &dyn Cases| {
        let due = ledger.due(RecordKind::Contact, BEGIN.hour(), 10).await;
        due.unwrap().len()
    };
    let raw = tampered
        .store
        .due(RecordKind::Contact, BEGIN.hour(), 10)
        .await;
    assert_eq!((raw.unwrap().len(), due(&ledger).await), (1, 0));
}

pub(crate) async fn what_is_due_is_found_whoever_hides_it(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    let mut closed = case(1);
    (closed.card.version, closed.card.state) = (2, State::Closed);
    closed.card.closed = Some(BEGIN.hour());
    let items = ItemsChange::Keep;
    let batch = Batch {
        cases: vec![CaseChange {
            case: closed,
            items,
        }],
        records: vec![put(RecordKind::Contact, id(1).as_bytes(), 1, 1)],
        acts: vec![act(1, ActName::Step)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
    let later = BEGIN.plus_seconds(3600).hour();
    let due = async || ledger.due(RecordKind::Contact, later, 10).await;
    assert_eq!(due().await.unwrap().len(), 1);
    for hides in [
        "DELETE FROM case_part",
        "UPDATE case_part SET closed_hour = 9999999",
    ] {
        tampered.run(hides).await;
        assert_eq!(due().await.unwrap(), [], "{hides}");
        assert_eq!(ledger.count_anew().await.unwrap(), ["case_part"]);
        assert_eq!(due().await.unwrap().len(), 1);
    }
}

pub(crate) async fn an_older_store_in_its_place_is_found(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    tampered.keep("before").await;
    change(&ledger).await;
    ledger.verify().await.unwrap();
    let noted = ledger.head().await;
    for table in ["case_file", "item", "case_location", "desk_record", "act"] {
        tampered.put_back("before", table).await;
    }
    let cut = Ledger::read(tampered.store.clone(), log_key(), Some(noted)).await;
    assert!(matches!(cut, Err(LedgerError::Cut { .. })));
    let older = open(&tampered.store).await;
    assert_eq!(
        older.accept(BEGIN).await.unwrap(),
        0,
        "it agrees with itself"
    );
    // Another history from the same place on is none that the desk has seen.
    change(&older).await;
    change_notes(&older).await;
    let other = Ledger::read(
        tampered.store.clone(),
        log_key(),
        Some(Head {
            seq: noted.seq,
            ..older.head().await
        }),
    )
    .await;
    assert!(matches!(other, Err(LedgerError::Cut { .. })));
}

async fn change_notes(ledger: &Ledger) {
    let batch = Batch {
        records: vec![put(RecordKind::Notes, b"three", 1, 1)],
        acts: vec![act(1, ActName::Note)],
        ..Batch::default()
    };
    ledger.commit(batch).await.unwrap();
    ledger.verify().await.unwrap();
}

pub(crate) async fn what_an_operator_accepts_is_in_the_log(database: Database) {
    let tampered = Tampered::new(database).await;
    let ledger = open(&tampered.store).await;
    fill(&tampered.store, &ledger).await;
    tampered
        .run(
            "UPDATE case_file SET state = 'closed' WHERE seq = 2;
             DELETE FROM desk_record WHERE kind = 'notes';
             INSERT INTO desk_record VALUES ('staff', b'eve', 1, b'eve')",
        )
        .await;
    assert_eq!(ledger.accept(BEGIN).await.unwrap(), 3);
    assert_eq!(ledger.verify().await.unwrap().findings, []);
    let last = tampered.store.last_act().await.unwrap().unwrap();
    let entry = last.entry().unwrap();
    assert_eq!((&entry.who[..], &entry.what[..]), ("operator", "enter"));
    assert!(ledger.record(RecordKind::Staff, b"eve").await.is_ok());
}

pub(crate) async fn no_row_changes_without_an_entry(database: Database) {
    let store = database.open().await;
    let ledger = open(&store).await;
    for kind in RecordKind::VARIANTS {
        let batch = Batch {
            records: vec![put(*kind, b"one", 1, 1)],
            ..Batch::default()
        };
        let written = ledger.commit(batch).await;
        let is_refused = matches!(written, Err(CommitError::Store(StoreError::Engine(_))));
        assert_eq!(is_refused, !UNLOGGED.contains(kind), "{kind:?}");
    }
    // The board is written each hour, and whoever reads it verifies it.
    let board = Batch {
        records: vec![put(RecordKind::Publication, store::BOARD, 1, 1)],
        ..Batch::default()
    };
    assert!(ledger.commit(board).await.is_ok());
    let published = ledger.records_of(RecordKind::Publication).await;
    assert_eq!(published.unwrap().len(), 1);
    enqueue(&*store, 1, Priority::Rest).await;
    let (_, dead) = claim_at_most(&*store, 1, BEGIN, 1).await;
    assert!(dead[0].last_lease);
    let later = BEGIN.plus_seconds(60);
    let requeue = |acts| Batch {
        requeued: vec![Requeued {
            id: id(1),
            now: later,
        }],
        acts,
        ..Batch::default()
    };
    assert!(ledger.commit(requeue(Vec::new())).await.is_err());
    assert_eq!(store.dead(later).await.unwrap(), [id(1)]);
    let act = act(1, ActName::Requeue);
    ledger.commit(requeue(vec![act.clone()])).await.unwrap();
    assert!(store.dead(later).await.unwrap().is_empty());
    // It waits already: neither is the entry written.
    let written = store.last_act().await.unwrap();
    let again = ledger.commit(requeue(vec![act])).await;
    assert!(matches!(again, Err(CommitError::Conflict)));
    assert_eq!(store.last_act().await.unwrap(), written);
    assert_eq!(ledger.verify().await.unwrap().findings, []);
}
