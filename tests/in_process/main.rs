//! The desk's routes and services in this process with a real store: tests that need no intake,
//! no browser and no second process, but access to the store.

mod alert_kinds;
mod alerts;
mod arrivals;
mod assignment;
mod beside;
mod claims;
mod directory;
mod disputes;
mod distrust;
mod due;
mod earlier;
mod exchange;
mod failures;
mod figures;
mod follow_up;
mod forms;
mod hundred;
mod items;
mod languages;
mod logs;
mod malicious;
mod mirrors;
mod newcomers;
mod numbers;
mod once;
mod outcomes;
mod parcel_shown;
mod parcels;
mod problems;
mod provenance;
mod queue;
mod reads;
mod recipients;
mod referred;
mod refill;
mod repeats;
mod retention;
mod reveal;
mod reviews;
mod samples;
mod search;
mod secrets;
mod silence;
mod split_views;
mod translated;
mod truth;
mod unopened;
mod versions;
mod walks;
mod withdrawals;
mod workload;

use axum::http::{Method, StatusCode};
use model::audit::{Act, ActName, LogEntry};
use serde_json::{Value, json};
use shared::report::UntrustedReport;
use tests::{InProcess, TestClock};

/// A report with every part that has its own retention period.
fn report() -> UntrustedReport {
    numbered(0)
}

/// Such a report with an id and an address of its own.
fn numbered(number: u32) -> UntrustedReport {
    let json = json!({
        "id": format!("00112233445566778899aabb{number:08x}"),
        "category": "csam",
        "locations": [{ "type": "web", "url": format!("https://bad.example/{number}") }],
        "description": "what was seen",
        "contact": "reporter@mail.example",
        "feedback": true,
        "site_credentials": { "user": "name", "password": "word" },
        "language": "en",
    });
    serde_json::from_value(json).unwrap()
}

/// An act for the log.
fn entry() -> Act {
    Act {
        at: TestClock::BEGIN,
        who: "anna".to_owned(),
        what: ActName::Note,
        case: Some(report().id),
        old: String::new(),
        new: String::new(),
    }
}

/// The entries of the log after this place.
async fn logged(desk: &InProcess, after: u64) -> Vec<LogEntry> {
    let acts = desk.store.acts(after, 1000).await.unwrap();
    acts.iter().map(|act| act.entry().unwrap()).collect()
}

/// The place of the log's last entry.
async fn last_place(desk: &InProcess) -> u64 {
    let last = desk.store.last_act().await.unwrap();
    last.map_or(0, |last| last.seq)
}

/// Runs a test's part while the log cannot be written.
async fn without_log(desk: &InProcess, part: impl AsyncFnOnce()) {
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    let rename = |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        database.execute(&sql, []).unwrap();
    };
    rename("act", "hidden");
    part().await;
    rename("hidden", "act");
}

/// Puts a report into the queue, of a child in danger or not.
async fn enqueue(desk: &InProcess, in_danger: bool) {
    let mut report = UntrustedReport::clone(&tests::report("https://bad.example/", "x"));
    report.child_in_danger = in_danger.then_some(true);
    desk.enqueue(report).await;
}

/// Takes the next report. Returns the address of its case.
async fn take(desk: &InProcess) -> String {
    let (status, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{taken}");
    format!("/v1/cases/{}", taken["case"].as_str().unwrap())
}

/// The case at this address.
async fn show(desk: &InProcess, case: &str) -> Value {
    let (status, shown) = desk.api(Method::GET, case, &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{shown}");
    shown
}

/// Posts a request to a part of a case, in the case's present version.
async fn ask(desk: &InProcess, case: &str, part: &str, mut request: Value) -> (StatusCode, Value) {
    request["version"] = show(desk, case).await["version"].take();
    desk.post(&format!("{case}/{part}"), request).await
}

/// Posts a request that is accepted. Returns the case's new version.
async fn act(desk: &InProcess, case: &str, part: &str, request: Value) -> Value {
    let (status, mut answer) = ask(desk, case, part, request).await;
    assert_eq!(status, StatusCode::OK, "{part}: {answer}");
    answer["version"].take()
}

/// Lets the only item that can take this step take it.
async fn step(desk: &InProcess, case: &str, name: &str) {
    act(desk, case, "step", json!({ "step": name })).await;
}

/// A finding about the item with this number, with all menus.
fn finding(item: usize, classification: &str) -> Value {
    json!({
        "item": item,
        "classification": classification,
        "gender": "undetermined",
        "age_group": "infant",
        "commerciality": "not_determined",
        "site_type": "forum",
    })
}

/// Hands an item to the police, and says that the file was sent.
async fn tell_police(desk: &InProcess, case: &str, item: u32) {
    let request = json!({ "kind": "police", "items": [item], "to": "Police" });
    let hand_off = act(desk, case, "hand-offs", request).await;
    let path = format!("{case}/hand-offs/{hand_off}");
    let (status, _) = desk.post(&path, json!({ "state": "sent" })).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
}
