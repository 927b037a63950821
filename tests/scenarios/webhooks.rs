//! Webhooks: what another system of the hotline is told, how it knows the sender, and what happens when
//! it does not answer.

mod hook;

use std::collections::BTreeSet;
use std::sync::Arc;

use receiver::clock::{Clock, SystemClock};
use serde_json::json;
use shared::report::ReportId;
use tests::{Desk, Folder, Process, Stack, TestClock, report, until};

use self::hook::{Hook, SENTINEL};

/// Longer than the pause after any attempt.
const A_DAY_AND_A_HALF: u64 = 36 * 3600;

async fn stack_with(hook: &Hook) -> Stack {
    // The command line goes by the system's clock.
    let folder = Folder::today();
    hook.write_into(&folder);
    Stack::start_in(folder, Arc::new(TestClock::at(SystemClock.now()))).await
}

/// A report with the sentinel in all that a reporter writes.
async fn reported(stack: &Stack) -> ReportId {
    let sent = report(&format!("https://{SENTINEL}.example/"), SENTINEL);
    stack.reporter.send(&sent).await;
    sent.id()
}

async fn take(desk: &Desk, id: ReportId) {
    let answer = desk.post("/v1/cases", &json!({ "report": id })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

async fn step(desk: &Desk, id: ReportId, step: &str) {
    let request = json!({ "step": step, "reason": SENTINEL });
    let answer = desk
        .change(&format!("/v1/cases/{id}"), "step", request)
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

/// An act at the desk that no webhook is told of. The desk looks for what is due then.
async fn note(desk: &Desk, id: ReportId) {
    let path = format!("/v1/cases/{id}/notes");
    let answer = desk.post(&path, &json!({ "text": SENTINEL })).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
}

async fn webhooks(arguments: &[&str], folder: &Folder) -> String {
    let config = folder.config();
    let mut all = vec!["webhooks"];
    all.extend(arguments);
    all.extend(["--config", config.to_str().unwrap()]);
    let output = Process::run(&all).await;
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Waits until the desk has counted a delivery and written down what became of it. The webhook has
/// the event before that.
async fn settled(stack: &Stack, outcome: &str, count: u64, listed: &str) {
    let labels = format!("{{outcome=\"{outcome}\",webhook=\"crm\"}}");
    let counted = format!("sealed_report_webhook_deliveries_total{labels} {count}\n");
    let is_counted = async || stack.metrics().await.contains(&counted);
    until(&counted, async || is_counted().await.then_some(())).await;
    let is_listed = async || webhooks(&["list"], &stack.folder).await == listed;
    until(listed, async || is_listed().await.then_some(())).await;
}

#[tokio::test]
async fn a_system_is_told_where_a_case_stands_and_nothing_that_was_reported() {
    let mut hook = Hook::start().await;
    let stack = stack_with(&hook).await;
    let now = stack.clock.now();
    let id = reported(&stack).await;
    take(&stack.desk, id).await;
    note(&stack.desk, id).await;
    step(&stack.desk, id, "needs_more").await;
    step(&stack.desk, id, "never_found").await;
    let mut told = Vec::new();
    for _ in 0..3 {
        let arrival = hook.next().await;
        assert_eq!(arrival.seconds, now.0);
        let event = &arrival.event;
        assert_eq!(event["timestamp"], now.to_string());
        let data = event["data"].as_object().unwrap();
        let keys: BTreeSet<_> = data.keys().map(String::as_str).collect();
        let expected = ["case", "category", "outcome", "priority", "state"];
        assert_eq!(keys, BTreeSet::from(expected));
        assert_eq!(data["case"], id.to_string());
        assert_eq!(data["category"], "csam");
        let state = data["state"].as_str().unwrap();
        told.push(format!("{} {state} {}", arrival.kind(), data["outcome"]));
    }
    told.sort();
    let expected = [
        "case.changed needs_more \"needs_more\"",
        "case.closed closed \"needs_more\"",
        "case.taken to_assess null",
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_fails_is_tried_again_and_at_last_by_hand() {
    let mut hook = Hook::start().await;
    let stack = stack_with(&hook).await;
    let id = reported(&stack).await;
    // A redirect is no arrival, and leads nowhere.
    hook.answer([500, 302].into_iter().chain([503; 9]));
    take(&stack.desk, id).await;
    let first = hook.next().await;
    for attempt in 2..=11 {
        stack.clock.advance_seconds(A_DAY_AND_A_HALF);
        note(&stack.desk, id).await;
        let again = hook.next().await;
        assert_eq!((&again.id, &again.event), (&first.id, &first.event));
        let later = A_DAY_AND_A_HALF * (attempt - 1);
        assert_eq!(again.seconds, first.seconds + later, "signed anew");
    }
    let listed = "crm: waiting 0, dead 1, last failure 503\n";
    settled(&stack, "dead", 1, listed).await;
    // Nothing is sent by itself any more: the next to arrive is another.
    stack.clock.advance_seconds(A_DAY_AND_A_HALF);
    step(&stack.desk, id, "needs_more").await;
    assert_eq!(hook.next().await.kind(), "case.changed");
    let retried = webhooks(&["retry", "crm"], &stack.folder).await;
    assert_eq!(retried, "crm: 1 to be tried again\n");
    note(&stack.desk, id).await;
    assert_eq!(hook.next().await.id, first.id);
    let listed = "crm: waiting 0, dead 0, last failure -\n";
    settled(&stack, "delivered", 2, listed).await;
}

#[tokio::test]
async fn what_is_to_be_sent_outlives_the_receiver() {
    let mut hook = Hook::start().await;
    let stack = stack_with(&hook).await;
    let id = reported(&stack).await;
    hook.answer([500]);
    take(&stack.desk, id).await;
    let first = hook.next().await;
    stack.clock.advance_seconds(A_DAY_AND_A_HALF);
    let _stack = stack.restart().await;
    assert_eq!(hook.next().await.id, first.id);
}

#[tokio::test]
async fn two_desks_of_one_store_make_each_attempt_once() {
    // Twice as many as a desk sends at once.
    const CASES: usize = 8;
    let mut hook = Hook::start().await;
    let one = stack_with(&hook).await;
    let other = Stack::start_in(one.folder.clone(), one.clock.clone()).await;
    let mut ids = Vec::new();
    for _ in 0..=CASES {
        ids.push(reported(&one).await);
    }
    let last = ids.pop().unwrap();
    hook.answer([500; CASES]);
    for id in &ids {
        take(&one.desk, *id).await;
    }
    let mut first = BTreeSet::new();
    for _ in 0..CASES {
        first.insert(hook.next().await.id);
    }
    one.clock.advance_seconds(3600);
    hook.hold(true);
    // One desk knows of all deliveries, and has begun with half of them. The other desk sends the rest.
    note(&one.desk, ids[0]).await;
    let mut again = BTreeSet::new();
    for _ in 0..CASES / 2 {
        again.insert(hook.next().await.id);
    }
    note(&other.desk, ids[1]).await;
    for _ in 0..CASES / 2 {
        again.insert(hook.next().await.id);
    }
    assert_eq!(again, first);
    hook.hold(false);
    take(&one.desk, last).await;
    let next = hook.next().await;
    assert_eq!(next.event["data"]["case"], last.to_string());
}

#[tokio::test]
async fn a_wrong_webhook_is_named_and_its_secret_is_not() {
    let folder = Folder::today();
    let hook = Hook::start().await;
    hook.write_into(&folder);
    let secret = folder.path().join("keys/crm.secret");
    std::fs::write(&secret, "whsec_dG9vIHNob3J0").unwrap();
    let config = folder.config();
    let output = Process::run(&["serve", "--config", config.to_str().unwrap()]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("desk.webhooks: \"crm\""), "{error}");
    assert!(error.contains("crm.secret"), "{error}");
    assert!(!error.contains("dG9v"), "{error}");
}
