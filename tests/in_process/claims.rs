//! Claims in the log: whoever takes reports out of the queue is named there.

use axum::http::StatusCode;
use serde_json::{Value, json};
use tests::{Folder, InProcess, TestClock};

use crate::{last_place, logged, numbered, without_log};

const CLAIM: &str = "/v1/claims";

async fn claim(desk: &InProcess) -> (StatusCode, Vec<Value>) {
    let request = json!({ "max": 100, "lease_seconds": 60 });
    let (status, mut answer) = desk.post(CLAIM, request).await;
    let claims = answer["claims"].take();
    (status, claims.as_array().cloned().unwrap_or_default())
}

async fn act(desk: &InProcess, claimed: &Value, act: &str) -> StatusCode {
    let mut request = json!({ "lease": claimed["lease"] });
    if act == "extend" {
        request["lease_seconds"] = 90.into();
    }
    let id = claimed["id"].as_str().unwrap();
    desk.post(&format!("{CLAIM}/{id}/{act}"), request).await.0
}

#[tokio::test]
async fn a_batch_tells_nothing_of_the_order_in_which_its_reports_arrived() {
    let desk = InProcess::with_config("").await;
    let mut arrived = Vec::new();
    for number in 0..60 {
        let report = numbered(number);
        arrived.push(json!(report.id));
        desk.enqueue(report).await;
    }
    let (_, claimed) = claim(&desk).await;
    let mut ids: Vec<_> = claimed.iter().map(|claim| claim["id"].clone()).collect();
    assert_ne!(ids, arrived);
    let sorted = |ids: &mut Vec<Value>| ids.sort_by_key(Value::to_string);
    sorted(&mut ids);
    sorted(&mut arrived);
    assert_eq!(ids, arrived);
}

#[tokio::test]
async fn each_claimed_report_is_in_the_log_and_what_became_of_it() {
    let desk = InProcess::with_config("").await;
    assert_eq!(claim(&desk).await, (StatusCode::OK, vec![]));
    assert_eq!(last_place(&desk).await, 0, "nothing was taken");
    for number in 0..3 {
        desk.enqueue(numbered(number)).await;
    }
    let (_, claimed) = claim(&desk).await;
    assert_eq!(act(&desk, &claimed[0], "extend").await, StatusCode::OK);
    for (at, name) in [(0, "ack"), (1, "release")] {
        assert_eq!(act(&desk, &claimed[at], name).await, StatusCode::NO_CONTENT);
        let again = act(&desk, &claimed[at], name).await;
        assert_eq!(again, StatusCode::CONFLICT, "{name}");
    }
    let entries = logged(&desk, 0).await;
    let entries = entries.iter().map(|entry| {
        assert_eq!(entry.who, "token:config");
        let id = entry.case.unwrap().to_string();
        let at = claimed.iter().position(|claimed| claimed["id"] == id);
        (&entry.what[..], at.unwrap(), &entry.new[..])
    });
    let minute = "2027-01-15T08:01:00Z";
    assert_eq!(
        entries.collect::<Vec<_>>(),
        [
            ("claim", 0, minute),
            ("claim", 1, minute),
            ("claim", 2, minute),
            ("extend", 0, "2027-01-15T08:01:30Z"),
            ("ack", 0, ""),
            ("release", 1, ""),
        ]
    );
}

#[tokio::test]
async fn no_report_leaves_the_queue_unless_it_is_logged() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(numbered(1)).await;
    without_log(&desk, async || {
        let (status, claims) = claim(&desk).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(claims.is_empty());
    })
    .await;
    desk.clock.advance_seconds(60);
    let (_, claimed) = claim(&desk).await;
    assert_eq!(claimed.len(), 1, "its first lease has ended by itself");
    without_log(&desk, async || {
        for name in ["extend", "release", "ack"] {
            let status = act(&desk, &claimed[0], name).await;
            assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{name}");
        }
    })
    .await;
    let acked = act(&desk, &claimed[0], "ack").await;
    assert_eq!(acked, StatusCode::NO_CONTENT, "the lease is still held");
}

#[tokio::test]
async fn a_row_of_unreadable_reports_stops_the_taking() {
    let desk = InProcess::with_config("").await;
    let other = Folder::init(TestClock::BEGIN).desk_public_key();
    for number in 0..5 {
        desk.enqueue_sealed_to(&other, numbered(number)).await;
    }
    let (status, answer) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    let depth = desk.store.depth(TestClock::BEGIN).await.unwrap();
    assert_eq!((depth.waiting, depth.leased), (2, 3));
}
