//! The desk's routes and services in this process with a real store: tests that need no intake,
//! no browser and no second process, but access to the store.

mod assignment;
mod claims;
mod earlier;
mod failures;
mod forms;
mod logs;
mod problems;
mod reads;
mod repeats;
mod retention;
mod secrets;

use axum::http::{Method, StatusCode};
use model::audit::LogEntry;
use serde_json::{Value, json};
use shared::report::UntrustedReport;
use tests::InProcess;

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

/// Takes a step of the workflow.
async fn step(desk: &InProcess, case: &str, name: &str) {
    let version = &show(desk, case).await["version"];
    let request = json!({ "version": version, "step": name });
    let (status, answer) = desk.post(&format!("{case}/step"), request).await;
    assert_eq!(status, StatusCode::OK, "{name}: {answer}");
}
