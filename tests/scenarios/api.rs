//! The desk's API, as another system of the hotline's uses it.

use reqwest::Method;
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use tests::{Answer, Stack, report};

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

/// A report of these addresses, taken as a case. Returns the path of the case.
async fn sent(stack: &Stack, addresses: &[&str]) -> String {
    let mut sent: Value = serde_json::from_slice(&report(addresses[0], "x").to_json()).unwrap();
    let locations = addresses.iter();
    let locations = locations.map(|url| json!({ "type": "web", "url": url }));
    sent["locations"] = locations.collect();
    let sent = serde_json::from_value::<UntrustedReport>(sent).unwrap();
    stack.reporter.send(&Report::try_from(sent).unwrap()).await;
    stack.desk.take().await
}

/// A complete finding about the item with this number.
fn finding(item: u32) -> Value {
    json!({
        "item": item, "classification": "baseline", "gender": "undetermined",
        "age_group": "infant", "commerciality": "not_determined", "site_type": "forum",
        "ucs_labels": ["some label"], "explanation": "why",
    })
}

/// The ends of a case's items, or the states of those that are open.
fn states(case: &Value) -> Vec<&str> {
    let items = case["items"].as_array().unwrap().iter();
    let named = items.map(|item| item["end"].as_str().or(item["state"].as_str()));
    named.map(Option::unwrap).collect()
}

#[tokio::test]
async fn a_report_is_worked_on_from_the_queue_to_its_end() {
    let stack = Stack::start().await;
    stack.reporter.send(&with_secrets()).await;
    let desk = &stack.desk;
    let case = desk.take().await;
    let shown = desk.get(&case).await;
    assert_eq!(shown["state"], "to_assess");
    assert_eq!(shown["number"], 1);
    assert_eq!(shown["description"], "words");
    let item = &shown["items"][0];
    assert_eq!(item["number"], "1-1");
    assert_eq!(item["location"]["url"], "https://bad.example/");
    assert_eq!(item["sightings"]["count"], 1);
    assert_eq!(shown["feedback"]["state"], "owed");
    let step = async |step: &str, more: Value| {
        let mut request = more;
        request["step"] = step.into();
        desk.change(&case, "step", request).await
    };
    let early = step("illegal", json!({})).await;
    assert_eq!(early.problem().as_deref(), Some("field"));
    // The findings and the step are one act.
    let findings = json!({ "findings": [finding(1)] });
    assert_eq!(step("illegal", findings).await.body, r#"{"version":2}"#);
    let held = json!({ "until": "2027-03-01", "reason": "the police called" });
    assert_eq!(step("hold", held).await.body, r#"{"version":3}"#);
    assert_eq!(
        desk.get(&case).await["items"][0]["held_until"],
        "2027-03-01"
    );
    assert_eq!(step("release", json!({})).await.status, 200);
    assert_eq!(step("removed", json!({})).await.status, 200);
    assert_eq!(desk.get(&case).await["state"], "feedback_owed");
    let answered = json!({ "state": "answered" });
    assert_eq!(desk.change(&case, "feedback", answered).await.status, 200);

    let shown = desk.get(&case).await;
    assert_eq!(
        (&shown["state"], &shown["version"]),
        (&json!("closed"), &json!(6))
    );
    assert_eq!(shown["assignee"], Value::Null);
    assert_eq!(shown["outcome"], "assessed_illegal");
    let item = &shown["items"][0];
    assert_eq!(item["finding"]["site_type"], "forum");
    assert_eq!(item["explanation"], "why");
    assert_eq!(item["assessed"]["by"], "token:config");
    assert_eq!(item["end"], "removed");
    assert_eq!(shown["notes"][0]["text"], "the police called");
    let history = shown["history"].as_array().unwrap();
    let done: Vec<_> = history
        .iter()
        .map(|act| act["what"].as_str().unwrap())
        .collect();
    let acts = ["take", "assess", "step", "step", "step", "step", "feedback"];
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
async fn items_of_one_case_go_different_ways() {
    let stack = Stack::start().await;
    let addresses = [
        "https://one.example/",
        "https://two.example/",
        "https://three.example/",
    ];
    let case = sent(&stack, &addresses).await;
    let desk = &stack.desk;
    let findings = json!({ "findings": [finding(1)], "copy": { "from": 1, "to": [2] } });
    let assessed = desk.change(&case, "findings", findings).await;
    assert_eq!(assessed.status, 200, "{}", assessed.body);
    let unclear = desk
        .change(&case, "step", json!({ "step": "not_found" }))
        .await;
    assert_eq!(unclear.status, 422, "three items can take the step");
    let illegal = json!({ "step": "illegal", "items": [1, 2] });
    assert_eq!(desk.change(&case, "step", illegal).await.status, 200);
    let both_or_none = json!({ "step": "removed", "items": [1, 3] });
    assert_eq!(desk.change(&case, "step", both_or_none).await.status, 409);
    let not_found = json!({ "step": "not_found" });
    assert_eq!(desk.change(&case, "step", not_found).await.status, 200);
    let shown = desk.get(&case).await;
    assert_eq!(states(&shown), ["illegal", "illegal", "not_found"]);
    assert_eq!(shown["items"][1]["explanation"], "why");
    assert_eq!(shown["items"][2]["finding"], Value::Null);
    let steps = shown["items"][2]["steps"].as_array().unwrap();
    assert_eq!(steps, &[json!("reopen")]);
}

#[tokio::test]
async fn a_location_is_corrected_split_and_added() {
    let stack = Stack::start().await;
    let case = sent(&stack, &["https://bad.example/a"]).await;
    let desk = &stack.desk;
    let split =
        json!({ "item": 1, "addresses": ["https://bad.example/b", "https://bad.example/c"] });
    let done = desk.change(&case, "locations", split).await;
    assert_eq!(done.body, r#"{"version":2}"#);
    let added = json!({ "addresses": ["https://bad.example/b"] });
    assert_eq!(desk.change(&case, "locations", added).await.status, 200);
    for wrong in [
        json!([]),
        json!(["https://bad.example/\nhttps://bad.example/d"]),
    ] {
        let request = json!({ "addresses": wrong });
        let refused = desk.change(&case, "locations", request).await;
        assert_eq!(refused.problem().as_deref(), Some("bad-request"), "{wrong}");
    }
    let words = json!({ "addresses": ["no address"] });
    assert_ne!(desk.change(&case, "locations", words).await.status, 200);
    let shown = desk.get(&case).await;
    let items = shown["items"].as_array().unwrap();
    let urls: Vec<_> = items.iter().map(|item| &item["location"]["url"]).collect();
    let expected = [
        "https://bad.example/b",
        "https://bad.example/c",
        "https://bad.example/b",
    ];
    assert_eq!(urls, expected);
    let corrected = &items[0]["corrections"][0];
    assert_eq!(corrected["from"]["url"], "https://bad.example/a");
    assert_eq!(
        (&items[0]["reported"], &items[1]["reported"]),
        (&json!(0), &Value::Null)
    );
    assert_eq!(
        (&items[2]["end"], &items[2]["other"]),
        (&json!("same"), &json!("1-1"))
    );
    let reported = &shown["report"]["locations"];
    assert_eq!(reported[0]["url"], "https://bad.example/a");
    assert_eq!(reported.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_back_online_is_worked_on_again() {
    let stack = Stack::start().await;
    let earlier = sent(&stack, &["https://bad.example/"]).await;
    let desk = &stack.desk;
    let illegal = json!({ "step": "illegal", "findings": [finding(1)] });
    assert_eq!(desk.change(&earlier, "step", illegal).await.status, 200);
    let removed = json!({ "step": "removed" });
    assert_eq!(desk.change(&earlier, "step", removed).await.status, 200);
    let case = sent(&stack, &["https://bad.example/"]).await;
    let shown = desk.get(&case).await;
    assert_eq!(shown["items"], json!([]));
    let known = &shown["known"][0];
    assert_eq!(
        (&known["number"], &known["end"]),
        (&json!("1-1"), &json!("removed"))
    );
    assert_eq!(
        format!("/v1/cases/{}", known["case"].as_str().unwrap()),
        earlier
    );
    let still = json!({ "item": "1-1", "sighted": "still_online" });
    let refused = desk.change(&case, "known", still).await;
    assert_eq!(refused.problem().as_deref(), Some("conflict"));
    let back = json!({ "item": "1-1", "sighted": "back_online" });
    assert_eq!(desk.change(&case, "known", back).await.status, 200);
    let shown = desk.get(&case).await;
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["known"][0]["settled"]["by"], "token:config");
    let reopened = desk.get(&earlier).await;
    assert_eq!(states(&reopened), ["illegal"]);
    assert_eq!(
        reopened["items"][0]["finding"]["classification"],
        "baseline"
    );
    assert_eq!(reopened["items"][0]["sightings"]["count"], 2);
}

#[tokio::test]
async fn a_hand_off_is_a_file_until_somebody_says_that_it_was_delivered() {
    let stack = Stack::start().await;
    let case = sent(&stack, &["https://bad.example/"]).await;
    let desk = &stack.desk;
    let illegal = json!({ "step": "illegal", "findings": [finding(1)] });
    assert_eq!(desk.change(&case, "step", illegal).await.status, 200);
    let police = json!({ "kind": "police", "items": [1], "to": "Unit 7" });
    let made = desk.change(&case, "hand-offs", police).await;
    assert_eq!(made.body, r#"{"version":3}"#);
    let look_after = json!({ "step": "look_after" });
    let early = desk.change(&case, "step", look_after.clone()).await;
    assert_eq!(early.problem().as_deref(), Some("not-yet"));
    let token = format!("Bearer {}", desk.token);
    let path = format!("{case}/hand-offs/3");
    let file = async |path: &str| desk.knock(Method::GET, path, Some(&token)).await;
    let first = file(&format!("{path}/file")).await;
    assert_eq!(first.media_type, "application/octet-stream");
    assert!(first.body.contains("SHA256SUMS"));
    assert_eq!(file(&format!("{path}/file")).await.body, first.body);
    assert_eq!(file(&format!("{case}/hand-offs/2/file")).await.status, 404);
    let sent = json!({ "state": "sent" });
    assert_eq!(desk.post(&path, &sent).await.status, 204);
    assert_eq!(desk.post(&path, &sent).await.status, 409);
    assert_eq!(desk.change(&case, "step", look_after).await.status, 200);
    let shown = desk.get(&case).await;
    assert_eq!(shown["state"], "looked_after");
    let hand_off = &shown["hand_offs"][0];
    assert_eq!(hand_off["items"], json!([1]));
    assert_eq!(
        (&hand_off["to"], &hand_off["state"]),
        (&json!("Unit 7"), &json!("sent"))
    );
    assert_eq!(hand_off["version"], 3);
}

#[tokio::test]
async fn who_saw_an_older_version_changes_nothing() {
    let stack = Stack::start().await;
    let case = sent(&stack, &["https://bad.example/"]).await;
    let desk = &stack.desk;
    let put_down = desk.change(&case, "assignee", json!({})).await;
    assert_eq!(put_down.body, r#"{"version":2}"#);
    for (change, mut body) in [
        ("step", json!({ "step": "not_found" })),
        ("findings", json!({ "findings": [finding(1)] })),
        (
            "locations",
            json!({ "addresses": ["https://bad.example/b"] }),
        ),
        (
            "hand-offs",
            json!({ "kind": "police", "items": [1], "to": "Unit 7" }),
        ),
        ("assignee", json!({ "to": null })),
    ] {
        body["version"] = 1.into();
        let late = desk.post(&format!("{case}/{change}"), &body).await;
        assert_eq!(late.problem().as_deref(), Some("conflict"), "{change}");
    }
    let shown = desk.get(&case).await;
    assert_eq!(
        (&shown["version"], states(&shown)),
        (&json!(2), vec!["to_assess"])
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
        stack.desk.take().await;
    }
    let first = stack
        .desk
        .get("/v1/cases?state=to_assess&category=csam")
        .await;
    assert_eq!(first["cases"].as_array().unwrap().len(), 100);
    let next = first["next"].as_str().unwrap();
    let second = stack
        .desk
        .get(&format!(
            "/v1/cases?state=to_assess&category=csam&after={next}"
        ))
        .await;
    assert_eq!(second["cases"].as_array().unwrap().len(), 1);
    assert_eq!(second["next"], Value::Null);
    for none in [
        "state=closed",
        "category=other",
        "language=de",
        "assignee=nobody",
        "number=103",
        "number=1&state=closed",
        "closed_unread=true",
    ] {
        let list = stack.desk.get(&format!("/v1/cases?{none}")).await;
        assert_eq!(list["cases"], json!([]), "{none}");
    }
    let numbered = stack.desk.get("/v1/cases?number=7").await;
    assert_eq!(numbered["cases"].as_array().unwrap().len(), 1);
    assert_eq!(numbered["cases"][0]["number"], 7);
    let token = format!("Bearer {}", stack.desk.token);
    for wrong in [
        "state=",
        "state=any",
        "after=1",
        "after=-1",
        "number=9007199254740992",
        "closed_unread=1",
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
