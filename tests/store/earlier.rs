//! Stores of each earlier schema open with today's receiver, and nothing of them is lost.

mod cases;

use std::fs;
use std::num::NonZeroU32;
use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Claim, Enqueued, LeaseToken, NewReport, Stored};
use model::sealed::{EpochId, SealedBody, SealedEpochKey};
use receiver::crypto::epoch::EpochOpener;
use serde_json::Value;
use shared::report::ReportId;
use store::{Store, StoreUrl};
use tests::earlier::{self, EarlierDesk, EarlierQueues, EarlierReport, LEFT};
use tests::{Cluster, IntakeSigner};
use tokio_postgres::NoTls;

use crate::Database;
use crate::conformance::{held, requeue};

/// The store in a copy of this file, opened by today's receiver; `None` where the file needs
/// PostgreSQL and no server is installed. `schema` is the file's number of migrations.
async fn opened(file: &str, schema: i32) -> Option<(Database, Arc<dyn Store>)> {
    let database = match file.strip_suffix(".db") {
        Some(_) => copied(file, schema),
        None => restored(file, schema).await?,
    };
    let store = database.open().await;
    Some((database, store))
}

fn copied(file: &str, schema: i32) -> Database {
    let database = Database::sqlite();
    let StoreUrl::Sqlite(path) = &database.url else {
        unreachable!("it is SQLite");
    };
    fs::copy(earlier::path(file), path).unwrap();
    let connection = rusqlite::Connection::open(path).unwrap();
    let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0));
    assert_eq!(version, Ok(schema), "{file} has never been migrated");
    database
}

async fn restored(file: &str, schema: i32) -> Option<Database> {
    let url = Cluster::shared()?.database();
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = fs::read_to_string(earlier::path(file)).unwrap();
    client.batch_execute(&sql).await.unwrap();
    let row = client.query_one("SELECT version FROM schema_version", &[]);
    let version: i32 = row.await.unwrap().get(0);
    assert_eq!(version, schema, "{file} has never been migrated");
    Some(Database::at(&url))
}

/// Checks the queue of a store.
async fn queue(file: &str, schema: i32) {
    let Some((_database, store)) = opened(file, schema).await else {
        return;
    };
    let queues: EarlierQueues = earlier::facts("queues.json");
    let reports = &queues.files[file];
    let in_state = |state: &str| -> Vec<&EarlierReport> {
        let those = reports.iter().filter(|report| report.state == state);
        those.collect()
    };
    let (waiting, leased, dead) = (in_state("waiting"), in_state("leased"), in_state("dead"));
    let depth = store.depth(LEFT).await.unwrap();
    let counts = [&waiting, &leased, &dead].map(|those| those.len() as u64);
    assert_eq!([depth.waiting, depth.leased, depth.dead], counts);
    for report in reports {
        stands_as_it_was(&*store, report, &queues).await;
    }
    // A claim of all takes what waits, and what was set aside waits once it is put back.
    assert_eq!(claimed(&*store, &queues).await, ids(&waiting));
    for report in &dead {
        assert!(requeue(&*store, report.id, LEFT).await);
    }
    assert_eq!(claimed(&*store, &queues).await, ids(&dead));
    for report in &leased {
        let lease = report.lease.unwrap();
        assert!(held(store.ack(report.id, lease, LEFT).await));
        assert_eq!(retry(&*store, report.id).await, Enqueued::Known);
    }
    let left = store.list(None, None, 1000).await.unwrap();
    assert_eq!(left.len(), waiting.len() + dead.len());
    keys(&*store, file).await;
}

/// Checks a report's place in the queue, and that a late retry of it stores nothing.
async fn stands_as_it_was(store: &dyn Store, report: &EarlierReport, queues: &EarlierQueues) {
    assert_eq!(retry(store, report.id).await, Enqueued::Known);
    let found = store.find(report.id).await.unwrap();
    let Some(found) = found else {
        assert_eq!(report.state, "acked", "{}", report.id);
        return;
    };
    opens(&found, queues);
    assert_eq!(
        (found.attempts, found.leased_until.0),
        (report.attempts, report.leased_until)
    );
    let is_dead = store.dead(LEFT).await.unwrap().contains(&report.id);
    assert_eq!(is_dead, report.state == "dead", "{}", report.id);
    let until = LEFT.plus_seconds(report.leased_until.saturating_sub(LEFT.0));
    let stranger = LeaseToken::random(&mut UnwrapErr(SysRng));
    assert!(!held(store.extend(report.id, stranger, LEFT, until).await));
    if let Some(lease) = report.lease {
        assert_eq!(report.state, "leased");
        assert!(held(store.extend(report.id, lease, LEFT, until).await));
    }
}

/// Sends a report of this id again.
async fn retry(store: &dyn Store, id: ReportId) -> Enqueued {
    let epoch = SealedEpochKey {
        id: EpochId([1; 8]),
        enc: vec![1],
        ciphertext: vec![2],
        desk_key: None,
    };
    let again = NewReport {
        id,
        received: LEFT.hour(),
        priority: Priority::Rest,
        body: SealedBody {
            epoch: Arc::new(epoch),
            bytes: vec![3],
        },
    };
    store.enqueue(again).await.unwrap()
}

/// Claims all that waits, and opens each report. Returns their ids in order.
async fn claimed(store: &dyn Store, queues: &EarlierQueues) -> Vec<ReportId> {
    let claim = Claim {
        max: 1000,
        token: LeaseToken::random(&mut UnwrapErr(SysRng)),
        now: LEFT,
        until: LEFT.plus_seconds(60),
        max_attempts: NonZeroU32::MAX,
    };
    let mut ids = Vec::new();
    for stored in store.claim(claim).await.unwrap() {
        opens(&stored, queues);
        ids.push(stored.id);
    }
    ids.sort_unstable();
    ids
}

/// Opens a report with the desk's key, and checks its text.
fn opens(stored: &Stored, queues: &EarlierQueues) {
    let opener = EpochOpener::new(earlier::desk_key(), IntakeSigner::new().authority());
    let opened = opener.open(stored.id, &stored.body).unwrap();
    let report: Value = serde_json::from_slice(&opened.json).unwrap();
    assert_eq!(report, queues.reports[&stored.id]);
}

fn ids(reports: &[&EarlierReport]) -> Vec<ReportId> {
    let mut ids: Vec<_> = reports.iter().map(|report| report.id).collect();
    ids.sort_unstable();
    ids
}

/// Checks that the intake's keys are there, where the schema had a place for them.
async fn keys(store: &dyn Store, file: &str) {
    let desk: EarlierDesk = earlier::facts("desk.json");
    let keys = store.keys().await.unwrap();
    let keys: Vec<_> = keys.iter().map(|key| key.sequence).collect();
    let expected = match file {
        "sqlite-1.db" => Vec::new(),
        _ => desk.intake_keys,
    };
    assert_eq!(keys, expected);
}

/// Makes a test out of each file and the checks of it.
macro_rules! earlier_stores {
    ($($name:ident: $file:literal, $schema:literal, $($check:path),+;)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            $($check($file, $schema).await;)+
        })*
    };
}

earlier_stores! {
    sqlite_1_has_its_queue: "sqlite-1.db", 1, queue;
    sqlite_2_has_its_queue: "sqlite-2.db", 2, queue;
    sqlite_3_has_its_queue: "sqlite-3.db", 3, queue;
    sqlite_4_has_its_queue_and_its_desk: "sqlite-4.db", 4, queue, cases::desk;
    sqlite_5_has_its_queue_and_its_desk: "sqlite-5.db", 5, queue, cases::converted_desk;
    sqlite_6_has_its_queue_and_its_desk: "sqlite-6.db", 6, queue, cases::converted_desk;
    sqlite_7_has_its_queue_and_its_desk: "sqlite-7.db", 7, queue, cases::converted_desk;
    sqlite_8_has_its_queue_and_its_desk: "sqlite-8.db", 8, queue, cases::converted_desk;
    sqlite_11_has_its_queue_and_its_desk: "sqlite-11.db", 11, queue, cases::converted_desk;
    sqlite_12_has_its_queue_and_its_desk: "sqlite-12.db", 12, queue, cases::converted_desk;
    sqlite_13_has_its_queue_and_its_desk: "sqlite-13.db", 13, queue, cases::converted_desk;
    postgres_1_has_its_queue: "postgres-1.sql", 1, queue;
    postgres_2_has_its_queue: "postgres-2.sql", 2, queue;
    postgres_3_has_its_queue_and_its_desk: "postgres-3.sql", 3, queue, cases::desk;
    postgres_4_has_its_queue_and_its_desk: "postgres-4.sql", 4, queue, cases::converted_desk;
    postgres_5_has_its_queue_and_its_desk: "postgres-5.sql", 5, queue, cases::converted_desk;
    postgres_6_has_its_queue_and_its_desk: "postgres-6.sql", 6, queue, cases::converted_desk;
    postgres_7_has_its_queue_and_its_desk: "postgres-7.sql", 7, queue, cases::converted_desk;
    postgres_10_has_its_queue_and_its_desk: "postgres-10.sql", 10, queue, cases::converted_desk;
    postgres_11_has_its_queue_and_its_desk: "postgres-11.sql", 11, queue, cases::converted_desk;
    postgres_12_has_its_queue_and_its_desk: "postgres-12.sql", 12, queue, cases::converted_desk;
}

/// The tables, indices and triggers of a SQLite store, by name, as SQL.
fn tables(database: &Database) -> Vec<(String, Option<String>)> {
    let StoreUrl::Sqlite(path) = &database.url else {
        unreachable!("it is SQLite");
    };
    let connection = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT name, sql FROM sqlite_master ORDER BY name";
    let mut tables = connection.prepare(sql).unwrap();
    let rows = tables.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn each_gets_the_tables_of_a_new_store() {
    let new = Database::sqlite();
    drop(new.open().await);
    let expected = tables(&new);
    assert!(expected.len() > 10, "{expected:?}");
    for schema in (1..=8).chain([11, 12]) {
        let file = format!("sqlite-{schema}.db");
        let (database, _store) = opened(&file, schema).await.unwrap();
        assert_eq!(tables(&database), expected, "{file}");
    }
}
