//! The desk's API, as another system of the hotline's uses it.

use reqwest::Method;
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use tests::{Answer, Stack, report};

async fn get(stack: &Stack, path: &str) -> Value {
    let token = format!("Bearer {}", stack.desk.token);
    let answer = stack.desk.knock(Method::GET, path, Some(&token)).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn post(stack: &Stack, path: &str, body: Value) -> Answer {
    stack.desk.post(path, &body).await
}

/// A report that has everything that has to stay at the desk.
fn with_secrets() -> Report {
    let mut sent: Value =
        serde_json::from_slice(&report("https://bad.example/", "words").to_json()).unwrap();
    sent["contact"] = "reporter@mail.example".into();
    sent["feedback"] = true.into();
    sent["site_credentials"] = json!({ "user": "some-user", "password": "some-password" });
    Report::try_from(serde_json::from_value::<UntrustedReport>(sent).unwrap()).unwrap()
}

async fn take(stack: &Stack) -> String {
    let taken = post(stack, "/v1/cases", json!({})).await;
    let taken: Value = serde_json::from_str(&taken.body).unwrap();
    format!("/v1/cases/{}", taken["case"].as_str().unwrap())
}

#[tokio::test]
async fn a_report_is_worked_on_from_the_queue_to_its_end() {
    let stack = Stack::start().await;
    stack.reporter.send(&with_secrets()).await;
    let case = take(&stack).await;
    let shown = get(&stack, &case).await;
    assert_eq!(shown["state"], "triage");
    assert_eq!(shown["description"], "words");
    assert_eq!(
        shown["report"]["locations"][0]["url"],
        "https://bad.example/"
    );
    let step = async |version: u64, step: &str| {
        let body = json!({ "version": version, "step": step });
        post(&stack, &format!("{case}/step"), body).await
    };
    assert_eq!(step(1, "begin").await.body, r#"{"version":2}"#);
    let early = step(2, "illegal").await;
    assert_eq!(early.problem().as_deref(), Some("not-yet"));
    let finding = json!({
        "classification": "baseline", "gender": "undetermined", "age_group": "infant",
        "commerciality": "not_determined", "site_type": "forum", "ucs_labels": ["some label"],
    });
    let findings = json!({ "version": 2, "findings": [finding], "explanation": "why" });
    let assessed = post(&stack, &format!("{case}/findings"), findings).await;
    assert_eq!(assessed.body, r#"{"version":3}"#);
    assert_eq!(step(3, "illegal").await.body, r#"{"version":4}"#);
    let note = post(
        &stack,
        &format!("{case}/notes"),
        json!({ "text": "to the police" }),
    )
    .await;
    assert_eq!(note.status, 204);
    let hold = json!({ "version": 4, "hold": true });
    let held = post(&stack, &format!("{case}/notice"), hold).await;
    assert_eq!(held.body, r#"{"version":5}"#);
    let nobody = post(&stack, &format!("{case}/assignee"), json!({ "version": 5 })).await;
    assert_eq!(nobody.body, r#"{"version":6}"#);

    let shown = get(&stack, &case).await;
    assert_eq!(shown["state"], "assessed_illegal");
    assert_eq!(shown["version"], 6);
    assert_eq!(shown["assignee"], Value::Null);
    assert_eq!(shown["notice_on_hold"], true);
    assert_eq!(shown["assessment"]["findings"][0]["site_type"], "forum");
    assert_eq!(shown["notes"][0]["text"], "to the police");
    let history = shown["history"].as_array().unwrap();
    let done: Vec<_> = history
        .iter()
        .map(|act| act["what"].as_str().unwrap())
        .collect();
    let acts = ["take", "step", "assess", "step", "note", "notice", "assign"];
    assert_eq!(done, acts);
    // Contact and credentials are in no answer.
    for secret in ["reporter@mail.example", "some-user", "some-password"] {
        assert!(
            !shown.to_string().contains(secret),
            "{secret} is in {shown}"
        );
    }
}

#[tokio::test]
async fn who_saw_an_older_version_changes_nothing() {
    let stack = Stack::start().await;
    stack
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    let case = take(&stack).await;
    let begun = post(
        &stack,
        &format!("{case}/step"),
        json!({ "version": 1, "step": "begin" }),
    )
    .await;
    assert_eq!(begun.status, 200);
    for (change, body) in [
        ("step", json!({ "version": 1, "step": "not_found" })),
        ("assignee", json!({ "version": 1, "to": null })),
        ("notice", json!({ "version": 1, "hold": true })),
    ] {
        let late = post(&stack, &format!("{case}/{change}"), body).await;
        assert_eq!(late.problem().as_deref(), Some("conflict"), "{change}");
    }
    let shown = get(&stack, &case).await;
    assert_eq!(
        (&shown["version"], &shown["state"]),
        (&json!(2), &json!("in_assessment"))
    );
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let stack = Stack::start().await;
    for number in 0..102 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        stack.reporter.send(&sent).await;
    }
    for _ in 0..101 {
        take(&stack).await;
    }
    let first = get(&stack, "/v1/cases?state=triage&category=csam").await;
    assert_eq!(first["cases"].as_array().unwrap().len(), 100);
    assert_eq!(first["next_page"], 1);
    let second = get(&stack, "/v1/cases?state=triage&category=csam&page=1").await;
    assert_eq!(second["cases"].as_array().unwrap().len(), 1);
    assert_eq!(second["next_page"], Value::Null);
    for none in [
        "state=closed",
        "category=other",
        "language=de",
        "assignee=nobody",
    ] {
        let list = get(&stack, &format!("/v1/cases?{none}")).await;
        assert_eq!(list["cases"], json!([]), "{none}");
    }
    let token = format!("Bearer {}", stack.desk.token);
    for wrong in [
        "state=",
        "state=any",
        "page=-1",
        "page=100000",
        "partner=%00",
        "more=1",
    ] {
        let path = format!("/v1/cases?{wrong}");
        let answer = stack.desk.knock(Method::GET, &path, Some(&token)).await;
        assert_eq!(answer.problem().as_deref(), Some("bad-request"), "{wrong}");
    }
}

#[tokio::test]
async fn a_chosen_report_is_taken_once() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    stack.reporter.send(&sent).await;
    let chosen = json!({ "report": sent.id() });
    assert_eq!(post(&stack, "/v1/cases", chosen.clone()).await.status, 200);
    let again = post(&stack, "/v1/cases", chosen).await;
    assert_eq!(again.problem().as_deref(), Some("conflict"));
    let nothing = post(&stack, "/v1/cases", json!({})).await;
    assert_eq!(nothing.body, r#"{"case":null,"repeats":0}"#);
}

#[tokio::test]
async fn an_array_is_no_object() {
    let stack = Stack::start().await;
    stack
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    for (path, array) in [
        ("/v1/claims", json!([1, 60])),
        ("/v1/cases", json!([null])),
        (
            "/v1/claims/00000000000000000000000000000000/ack",
            json!(["0".repeat(32)]),
        ),
    ] {
        let answer = post(&stack, path, array).await;
        assert_eq!(answer.problem().as_deref(), Some("bad-request"), "{path}");
    }
    assert_eq!(stack.desk.claim(1, 60).await[0]["attempts"], 1);
}
