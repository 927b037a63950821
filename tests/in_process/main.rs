//! The desk's routes and services in this process with a real store: tests that need no listener,
//! no browser and no second process, but access to the store.

mod assignment;
mod problems;
mod retention;
mod secrets;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use shared::report::UntrustedReport;
use tests::InProcess;

/// A report with every part that has its own retention period.
fn report() -> UntrustedReport {
    let json = json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": "csam",
        "locations": [{ "type": "web", "url": "https://bad.example/a" }],
        "description": "what was seen",
        "contact": "reporter@mail.example",
        "feedback": true,
        "site_credentials": { "user": "name", "password": "word" },
        "language": "en",
    });
    serde_json::from_value(json).unwrap()
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
