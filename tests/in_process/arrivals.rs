//! The look at reports that have arrived: webhooks are told, and nothing hides one from it.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};
use store::RecordKind;
use tests::{Folder, InProcess, TestClock};

use super::enqueue;
use crate::{logged, numbered};

/// A desk with a webhook that nothing answers: its deliveries stay in the store.
async fn desk() -> InProcess {
    let lines = "[desk.webhooks.crm]\nurl = \"http://127.0.0.1:9/\"\nsecret = \"crm.secret\"";
    let secret = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    InProcess::with_files(lines, &[("crm.secret", secret)]).await
}

/// The numbers of reports that the webhook was told of so far, by priority.
async fn told(desk: &InProcess) -> BTreeMap<String, u64> {
    let vault = receiver::crypto::vault::Vault::new(&desk.settings().private_key);
    let mut told = BTreeMap::new();
    for (key, sealed) in desk.store.records_of(RecordKind::Delivery).await.unwrap() {
        let delivery: Value = vault.open("delivery", &key, &sealed.bytes).unwrap();
        let event: Value = serde_json::from_str(delivery["payload"].as_str().unwrap()).unwrap();
        assert_eq!(event["type"], "report.received");
        let time = event["timestamp"].as_str().unwrap();
        assert!(time.ends_with(":00:00Z"), "{time}");
        let data = event["data"].as_object().unwrap();
        assert_eq!(data.len(), 2, "{data:?}");
        let priority = data["priority"].as_str().unwrap().to_owned();
        *told.entry(priority).or_default() += data["reports"].as_u64().unwrap();
    }
    told
}

#[tokio::test]
async fn webhooks_are_told_with_the_hour_and_at_once_of_danger() {
    let desk = desk().await;
    desk.tick().await;
    enqueue(&desk, false).await;
    desk.clock.advance_seconds(60);
    desk.tick().await;
    assert!(told(&desk).await.is_empty());
    enqueue(&desk, true).await;
    desk.tick().await;
    assert_eq!(
        told(&desk).await,
        BTreeMap::from([("danger".to_owned(), 1)])
    );
    desk.clock.advance_seconds(3540);
    // Two desks of one store tell each report once.
    let other = desk.again().await;
    tokio::join!(desk.tick(), other.tick());
    let expected = BTreeMap::from([("child".to_owned(), 1), ("danger".to_owned(), 1)]);
    assert_eq!(told(&desk).await, expected);
    desk.clock.advance_seconds(3600);
    desk.tick().await;
    assert_eq!(told(&desk).await, expected);
}

#[tokio::test]
async fn a_report_whose_body_is_gone_keeps_no_other_from_being_looked_at() {
    let desk = InProcess::in_folder(Folder::init(TestClock::BEGIN)).await;
    let mut danger = numbered(2);
    danger.child_in_danger = Some(true);
    desk.enqueue(numbered(1)).await;
    desk.enqueue(danger.clone()).await;
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    let removed = "DELETE FROM body WHERE seq = (SELECT min(seq) FROM body)";
    assert_eq!(database.execute(removed, []).unwrap(), 1);
    // The one behind it is still put right.
    database
        .execute_batch("UPDATE queue SET priority = 4")
        .unwrap();
    desk.tick().await;
    let entries = logged(&desk, 0).await;
    let reordered = entries.iter().filter(|entry| entry.what == "reorder");
    let cases: Vec<_> = reordered.map(|entry| entry.case).collect();
    assert_eq!(cases, [Some(danger.id)]);
}

#[tokio::test]
async fn a_lease_that_no_desk_has_given_is_ended_and_told() {
    let desk = InProcess::in_folder(Folder::init(TestClock::BEGIN)).await;
    for number in 1..=4 {
        desk.enqueue(numbered(number)).await;
    }
    let longest = json!({ "max": 1, "lease_seconds": 24 * 3600 });
    assert_eq!(desk.post("/v1/claims", longest).await.0, StatusCode::OK);
    // One for ever, one for some weeks and one that is the last of its report; the genuine one stays.
    let far = TestClock::BEGIN.0 + 30 * 24 * 3600;
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    database
        .execute_batch(&format!(
            "UPDATE queue SET leased_until = {} WHERE seq = 2;
             UPDATE queue SET leased_until = {far} WHERE seq = 3;
             UPDATE queue SET leased_until = {far}, last_lease = 1 WHERE seq = 4",
            i64::MAX
        ))
        .unwrap();
    desk.tick().await;
    let entries = logged(&desk, 0).await;
    let ended = entries.iter().filter(|entry| entry.what == "end_lease");
    assert_eq!(ended.count(), 3);
    let depth = desk.store.depth(TestClock::BEGIN).await.unwrap();
    assert_eq!((depth.waiting, depth.leased, depth.dead), (2, 1, 1));
}
