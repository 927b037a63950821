//! Retention uses the one commit path: webhooks are notified, and the log has an entry.

use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;

use model::time::Timestamp;
use receiver::clock::{Clock, Elapsed, GuardedClock};
use store::{Batch, Commit, Part, RecordChange, RecordKind, SealedRecord};
use tests::{Folder, InProcess, TestClock};

use crate::{numbered, report, step, take};

const WEBHOOK: &str = "[desk.webhooks.crm]\nurl = \"http://127.0.0.1:9/hook\"\nsecret = \"hook\"";

/// Number of deliveries that wait for the webhook.
async fn deliveries(desk: &InProcess) -> usize {
    let deliveries = desk.store.records_of(RecordKind::Delivery).await;
    deliveries.unwrap().len()
}

#[tokio::test]
async fn webhooks_hear_that_a_case_was_scrubbed() {
    let secret = format!("whsec_{}", "A".repeat(32));
    let desk = InProcess::with_files(WEBHOOK, &[("hook", &secret)]).await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "spam").await;
    assert_eq!(deliveries(&desk).await, 2, "taken, and closed");

    desk.clock.advance_seconds(8 * 24 * 3600);
    let casework = desk.services().casework;
    assert_eq!(casework.scrub_all().await.unwrap(), 1);
    assert_eq!(deliveries(&desk).await, 3, "credentials are scrubbed");
    desk.clock.advance_seconds(365 * 24 * 3600);
    assert_eq!(casework.scrub_all().await.unwrap(), 1);
    assert_eq!(deliveries(&desk).await, 4, "all the rest");

    let acts = desk.store.acts_on(report().id, 1000).await.unwrap();
    let last = acts.last().unwrap().entry().unwrap();
    assert_eq!((&last.who[..], &last.what[..]), ("desk", "anonymise"));
    let (status, _) = desk
        .post(&format!("{case}/notes"), json!({ "text": "late" }))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn mails_and_files_go_with_their_case() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "spam").await;
    let kinds = [RecordKind::Mail, RecordKind::Document];
    let left = |of: [u8; 16]| {
        kinds.map(|kind| {
            let key = [of, [9; 16]].concat();
            let sealed = SealedRecord {
                version: 1,
                bytes: vec![0; 100],
            };
            RecordChange::Put(kind, key, sealed)
        })
    };
    let records = [left(*report().id.as_bytes()), left([7; 16])].concat();
    let batch = Batch {
        records,
        acts: vec![crate::entry()],
        ..Batch::default()
    };
    desk.ledger.commit(batch).await.unwrap();

    desk.clock.advance_seconds(10 * 365 * 24 * 3600);
    let casework = desk.services().casework;
    assert_eq!(casework.scrub_all().await.unwrap(), 1);
    for kind in kinds {
        let left = desk.store.records_of(kind).await.unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].0[..16], [7; 16], "that of another case");
    }
    let acts = desk.store.acts_on(report().id, 1000).await.unwrap();
    let entries = acts.iter().map(|act| act.entry().unwrap());
    let mut scrubs = entries.filter(|entry| entry.what == "scrub");
    assert!(scrubs.any(|entry| entry.old.ends_with(" mail document")));
}

const DAY: u64 = 24 * 3600;

/// The number of records of a kind in the store.
async fn count(desk: &InProcess, kind: RecordKind) -> usize {
    desk.store.records_of(kind).await.unwrap().len()
}

#[tokio::test]
async fn no_day_scrubs_more_than_its_share() {
    let desk = InProcess::with_config("").await;
    for number in 0..120 {
        desk.enqueue(numbered(number)).await;
        let case = take(&desk).await;
        step(&desk, &case, "spam").await;
    }
    desk.clock.advance_seconds(8 * DAY);
    for _ in 0..3 {
        desk.tick().await;
    }
    assert_eq!(count(&desk, RecordKind::Credentials).await, 20);
    desk.clock.advance_seconds(DAY);
    desk.tick().await;
    assert_eq!(count(&desk, RecordKind::Credentials).await, 0);
}

/// The monotonic clock of a machine that has run for a minute.
struct AMinute;

impl Elapsed for AMinute {
    fn seconds(&self) -> u64 {
        60
    }
}

#[tokio::test]
async fn a_time_that_somebody_wrote_into_the_store_scrubs_nothing() {
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let written = Timestamp(TestClock::BEGIN.0 + 3650 * DAY);
    let guard = GuardedClock::over(clock.clone(), Arc::new(AMinute), Some(written));
    let guard = Arc::new(guard);
    let folder = Folder::init(TestClock::BEGIN);
    let desk = InProcess::with_clock(folder, clock, guard.clone()).await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "spam").await;
    desk.clock.advance_seconds(400 * DAY);
    desk.tick().await;
    assert_eq!(count(&desk, RecordKind::Report).await, 1);
    assert!(!guard.is_sure());

    let now = Timestamp(TestClock::BEGIN.0 + 400 * DAY);
    desk.store.confirm_clock(now).await.unwrap();
    desk.tick().await;
    assert!(guard.is_sure());
    assert_eq!(guard.now(), now);
}

#[tokio::test]
async fn a_jump_of_the_clock_scrubs_nothing_until_somebody_confirms_it() {
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let guard = Arc::new(GuardedClock::over(clock.clone(), Arc::new(AMinute), None));
    let folder = Folder::init(TestClock::BEGIN);
    let desk = InProcess::with_clock(folder, clock, guard.clone()).await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "spam").await;
    desk.clock.advance_seconds(400 * DAY);
    desk.tick().await;
    assert_eq!(count(&desk, RecordKind::Report).await, 1);
    assert_eq!(guard.now(), TestClock::BEGIN);
    let beats = desk.store.beats().await.unwrap();
    assert_eq!(beats, [(Part::Desk, TestClock::BEGIN)]);

    let now = Timestamp(TestClock::BEGIN.0 + 400 * DAY);
    desk.store.confirm_clock(now).await.unwrap();
    desk.tick().await;
    assert_eq!(count(&desk, RecordKind::Report).await, 0);
    assert_eq!(guard.now(), now);
}

#[tokio::test]
async fn a_program_that_holds_up_the_purge_is_logged_once() {
    let desk = InProcess::in_folder(Folder::init(TestClock::BEGIN)).await;
    let path = desk.database().with_file_name("log");
    let file = Arc::new(std::fs::File::create(&path).unwrap());
    let subscriber = tracing_subscriber::fmt().with_writer(file).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let reader = rusqlite::Connection::open(desk.database()).unwrap();
    reader.execute_batch("BEGIN; SELECT * FROM report").unwrap();
    for _ in 0..2 {
        desk.tick().await;
        desk.clock.advance_seconds(60);
    }
    reader.execute_batch("ROLLBACK").unwrap();
    desk.tick().await;
    let log = std::fs::read_to_string(path).unwrap();
    assert_eq!(
        log.matches("while another program reads").count(),
        1,
        "{log}"
    );
    assert_eq!(log.matches("data is purged").count(), 1, "{log}");
    assert!(!log.contains("could not be scrubbed"), "{log}");
}
