//! Scrubbing of cases on each engine, and that scrubbed data is gone from SQLite's files.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use model::audit::ActName;
use model::chain::Chain;
use model::time::Timestamp;
use model::workflow::{Outcome, State};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};
use receiver::casework::Casework;
use receiver::crypto::vault::Vault;
use receiver::serve::DeskServices;
use receiver::settings;
use receiver::telemetry::Metrics;
use receiver::web::public::bundle::Bundle;
use store::{Batch, Ledger, RecordChange, RecordKind, SealedRecord, Store, StoreUrl};
use tests::{Folder, TestClock};

use crate::conformance::{BEGIN, act, adopt, case, id, kept};
use crate::{Database, Written as _, log_key};

fn after_days(days: u64) -> Timestamp {
    // Closed this hour; due once that many days are over.
    BEGIN.plus_seconds(days * 24 * 3600 + 3600)
}

/// Cases that were closed now, each with every part; some are open again or still.
async fn fill(store: &dyn Store, cases: u8) {
    // Sizes from one row among many on a page to several pages.
    let mut rng = StdRng::seed_from_u64(7);
    let mut records = Vec::new();
    for number in 1..=cases {
        let mut case = case(number);
        case.card.state = State::Closed;
        case.card.facts.outcome = Some(Outcome::NotIllegal);
        case.card.closed = Some(BEGIN.hour());
        if is_open(number) {
            case.card.state = State::ToAssess;
            case.card.closed = None;
        }
        case.file = bytes(&mut rng);
        adopt(store, case, &[number]).await;
        records.extend(RecordKind::PARTS.map(|part| {
            let sealed = SealedRecord {
                version: if part == RecordKind::Report { 2 } else { 1 },
                bytes: bytes(&mut rng),
            };
            RecordChange::Put(part, id(number).as_bytes().to_vec(), sealed)
        }));
    }
    let batch = Batch {
        records,
        acts: vec![act(0, ActName::Note)],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
}

fn is_open(number: u8) -> bool {
    number.is_multiple_of(10)
}

fn bytes(rng: &mut StdRng) -> Vec<u8> {
    let length = if rng.random_bool(0.2) { 9000 } else { 900 };
    let mut bytes = vec![0; rng.random_range(60..length)];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// The parts that are there, of closed cases and of open ones.
async fn parts(store: &dyn Store) -> [Vec<(RecordKind, Vec<u8>)>; 2] {
    let mut parts = [Vec::new(), Vec::new()];
    for part in RecordKind::PARTS {
        for (key, sealed) in store.records_of(part).await.unwrap() {
            parts[usize::from(is_open(key[0]))].push((part, sealed.bytes));
        }
    }
    parts
}

/// Runs retention as the desk does: until nothing is due; then the store forgets what it has deleted.
/// The desk of this store at this time. Its config keeps contacts for 30 days, credentials for 7, texts
/// for 90 and the rest for 365.
async fn casework(store: &Arc<dyn Store>, now: Timestamp) -> Arc<Casework> {
    let folder = Folder::init(BEGIN);
    let languages = Bundle::built_in().unwrap().languages();
    let settings = settings::load(&folder.config(), &languages).unwrap();
    let clock = Arc::new(TestClock::at(now));
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let ledger = Ledger::open(store.clone(), log_key(), None, now).await;
    let ledger = Arc::new(ledger.unwrap());
    let desk = settings.desk.unwrap();
    let vault = Arc::new(Vault::new(&desk.private_key));
    DeskServices::new(desk, ledger, vault, clock, metrics).casework
}

/// Scrubs as the desk does: until nothing is due, and then it forgets.
async fn scrub(store: &Arc<dyn Store>, now: Timestamp) -> usize {
    casework(store, now).await.scrub_all().await.unwrap()
}

pub(crate) async fn each_part_goes_when_its_time_comes(database: Database) {
    let store = database.open().await;
    fill(&*store, 20).await;
    let facts = store.tally(0..=u32::MAX).await.unwrap();
    let [_, open] = parts(&*store).await;
    let closed = 18;
    let kept = async || {
        let [kept, still_open] = parts(&*store).await;
        assert_eq!(still_open, open);
        let kinds = kept.iter().map(|(part, _)| part.name());
        kinds
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    };
    let all = ["contact", "credentials", "description", "notes", "report"];
    for (days, left) in [
        (6, &all[..]),
        (7, &["contact", "description", "notes", "report"]),
        (30, &["description", "notes", "report"]),
        (90, &["report"]),
        (365, &[]),
    ] {
        let now = after_days(days);
        let parts_due = casework(&store, now).await.due(0).await.unwrap();
        let cases: Vec<u64> = parts_due
            .iter()
            .map(|due| due.cases)
            .filter(|cases| *cases > 0)
            .collect();
        let expected = if days == 6 { 0 } else { closed };
        assert!(cases.iter().all(|cases| *cases == closed as u64));
        assert_eq!(scrub(&store, now).await, expected);
        assert_eq!(kept().await, left, "after {days} days");
        let left_due = casework(&store, now).await.due(0).await.unwrap();
        assert!(left_due.iter().all(|due| due.cases == 0));
    }

    let gone = store.case(id(1)).await.unwrap().unwrap();
    assert_eq!(
        (gone.card.state, gone.card.assignee, gone.file.len()),
        (State::Anonymised, None, 0)
    );
    let still = store.case(id(10)).await.unwrap().unwrap();
    assert_eq!((still.card.state, still.card.version), (State::ToAssess, 1));
    assert_eq!(store.tally(0..=u32::MAX).await.unwrap(), facts);

    let mut chain = Chain::BEGIN;
    for act in store.acts(0, 100_000).await.unwrap() {
        chain.follow(&act, &log_key()).unwrap();
    }
    let acts = store.acts_on(id(1), 1000).await.unwrap();
    let said: Vec<String> = acts[1..]
        .iter()
        .map(|act| act.entry().unwrap())
        .map(|entry| format!("{} {}: {}", entry.who, entry.what, entry.old))
        .collect();
    assert_eq!(
        said,
        [
            "desk scrub: credentials",
            "desk scrub: contact",
            "desk scrub: description notes",
            "desk scrub: report",
            "desk anonymise: closed",
        ]
    );
}

pub(crate) async fn a_case_that_was_reopened_keeps_everything(database: Database) {
    let store = database.open().await;
    fill(&*store, 10).await;
    let mut reopened = store.case(id(1)).await.unwrap().unwrap();
    reopened.card.version += 1;
    reopened.card.state = State::ToAssess;
    let batch = Batch {
        cases: vec![kept(reopened.clone())],
        acts: vec![act(1, ActName::Step)],
        ..Batch::default()
    };
    store.commit(batch).await.unwrap();
    scrub(&store, after_days(365)).await;
    assert_eq!(store.case(id(1)).await.unwrap(), Some(reopened));
    let [left, _] = parts(&*store).await;
    assert_eq!(left.len(), RecordKind::PARTS.len());
}

/// Every 16 bytes that stand together in one of the database's files.
fn windows(database: &Path) -> HashSet<[u8; 16]> {
    let mut windows = HashSet::new();
    for ending in ["", "-wal", "-shm"] {
        let mut path = OsString::from(database);
        path.push(ending);
        let bytes = std::fs::read(path).unwrap_or_default();
        windows.extend(
            bytes
                .windows(16)
                .map(|window| <[u8; 16]>::try_from(window).unwrap()),
        );
    }
    windows
}

/// How many pieces of 16 bytes of this are in the files.
fn found(windows: &HashSet<[u8; 16]>, bytes: &[u8]) -> usize {
    let pieces = bytes
        .chunks_exact(16)
        .map(|piece| <[u8; 16]>::try_from(piece).unwrap());
    pieces.filter(|piece| windows.contains(piece)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_scrubbed_is_in_no_file() {
    let database = Database::sqlite();
    let StoreUrl::Sqlite(path) = &database.url else {
        unreachable!("it is SQLite");
    };
    let store = database.open().await;
    fill(&*store, 200).await;
    let [closed, open] = parts(&*store).await;
    let all = windows(path);
    for (part, bytes) in closed.iter().chain(&open) {
        assert!(
            found(&all, bytes) > 0,
            "{part:?} is there, and would be found"
        );
    }
    scrub(&store, after_days(30)).await;
    let left = windows(path);
    for (part, bytes) in &closed {
        let is_gone = matches!(part, RecordKind::Contact | RecordKind::Credentials);
        assert_eq!(found(&left, bytes) == 0, is_gone, "{part:?}");
    }
    scrub(&store, after_days(365)).await;
    let left = windows(path);
    for (part, bytes) in &closed {
        assert_eq!(found(&left, bytes), 0, "{part:?}");
    }
    for (part, bytes) in &open {
        assert!(found(&left, bytes) > 0, "{part:?} of an open case");
    }
}
