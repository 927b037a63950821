//! Leases over the claims API, on the test's clock.

use std::collections::BTreeSet;

use serde_json::json;
use tests::{Stack, report};

async fn stack_with_reports(count: usize) -> Stack {
    let stack = Stack::start().await;
    for number in 0..count {
        stack
            .reporter
            .send(&report(&format!("https://bad.example/{number}"), "x"))
            .await;
    }
    stack
}

#[tokio::test]
async fn a_lease_that_ran_out_puts_the_report_back() {
    let stack = stack_with_reports(1).await;
    let first = stack.desk.claim(1, 60).await.remove(0);
    stack.clock.advance_seconds(59);
    assert!(stack.desk.claim(1, 60).await.is_empty());
    stack.clock.advance_seconds(1);
    let second = stack.desk.claim(1, 60).await.remove(0);
    assert_eq!(second["id"], first["id"]);
    assert_eq!(second["attempts"], 2);
    for act in ["extend", "release", "ack"] {
        assert_eq!(
            stack.desk.act(&first, act).await,
            409,
            "{act} with a lost lease"
        );
    }
    assert_eq!(stack.desk.act(&second, "ack").await, 204);
}

#[tokio::test]
async fn an_extended_lease_lasts() {
    let stack = stack_with_reports(1).await;
    let claim = stack.desk.claim(1, 60).await.remove(0);
    stack.clock.advance_seconds(59);
    assert_eq!(stack.desk.act(&claim, "extend").await, 200);
    stack.clock.advance_seconds(59);
    assert!(stack.desk.claim(1, 60).await.is_empty());
    assert_eq!(stack.desk.act(&claim, "ack").await, 204);
}

#[tokio::test]
async fn a_released_report_can_be_claimed_at_once() {
    let stack = stack_with_reports(1).await;
    let claim = stack.desk.claim(1, 60).await.remove(0);
    assert_eq!(stack.desk.act(&claim, "release").await, 204);
    assert_eq!(stack.desk.claim(1, 60).await.len(), 1);
}

#[tokio::test]
async fn no_report_is_claimed_twice_at_a_time() {
    let stack = stack_with_reports(20).await;
    let (one, two, three) = tokio::join!(
        stack.desk.claim(8, 60),
        stack.desk.claim(8, 60),
        stack.desk.claim(8, 60)
    );
    let all: Vec<_> = [one, two, three].concat();
    let ids: BTreeSet<_> = all
        .iter()
        .map(|claim| claim["id"].as_str().unwrap())
        .collect();
    assert_eq!((all.len(), ids.len()), (20, 20));
}

#[tokio::test]
async fn what_nobody_acks_is_set_aside_and_shown() {
    let stack = stack_with_reports(1).await;
    for _ in 0..5 {
        assert_eq!(stack.desk.claim(1, 60).await.len(), 1);
        stack.clock.advance_seconds(60);
    }
    assert!(stack.desk.claim(1, 60).await.is_empty());
    let page = stack.desk.page("/").await;
    for shown in ["<strong>1</strong> set aside", "<td>set aside</td>"] {
        assert!(page.contains(shown), "{shown} is not on {page}");
    }
    let metrics = stack.metrics().await;
    assert!(metrics.contains("queue_dead 1"), "{metrics}");
}

#[tokio::test]
async fn a_request_that_is_not_of_the_api_is_refused() {
    let stack = stack_with_reports(1).await;
    for request in [
        json!({}),
        json!({ "max": 0, "lease_seconds": 60 }),
        json!({ "max": 101, "lease_seconds": 60 }),
        json!({ "max": 1, "lease_seconds": 0 }),
        json!({ "max": 1, "lease_seconds": 86_401 }),
        json!({ "max": 1, "lease_seconds": 60, "more": true }),
        json!([]),
    ] {
        let answer = stack.desk.post("/v1/claims", &request).await;
        assert_eq!(
            (answer.status, answer.problem().as_deref()),
            (400, Some("bad-request")),
            "{request}"
        );
    }
    let answer = stack
        .desk
        .post("/v1/claims/no-id/ack", &json!({ "lease": "0".repeat(32) }))
        .await;
    assert_eq!(answer.status, 404);
    assert_eq!(stack.desk.claim(1, 60).await[0]["attempts"], 1);
}
