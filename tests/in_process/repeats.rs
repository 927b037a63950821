//! A report is closed by itself only if it brings nothing new. Everything else reaches a person.

use axum::http::StatusCode;
use getrandom::{SysRng, rand_core::UnwrapErr};
use serde_json::{Value, json};
use shared::report::ReportId;
use tests::{Folder, InProcess, TestClock};

use crate::{show, step, take};

const URL: &str = "https://bad.example/a";
const DAY: u64 = 24 * 3600;

/// A desk that closes repeats.
async fn desk() -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("close_repeats = false", "close_repeats = true");
    InProcess::in_folder(folder).await
}

fn web(url: &str) -> Value {
    json!({ "type": "web", "url": url })
}

/// A report about these locations that tells nothing else.
fn naming(locations: &[Value]) -> Value {
    json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": locations,
        "language": "en",
    })
}

/// The report with these fields.
fn with(mut report: Value, fields: &Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    report.as_object_mut().unwrap().extend(fields);
    report
}

async fn enqueue(desk: &InProcess, report: &Value) {
    let report = serde_json::from_value(report.clone()).unwrap();
    desk.enqueue(report).await;
}

/// Sends a report, which a person takes, and records these findings. Returns the case's address.
async fn assessed(desk: &InProcess, report: &Value, classifications: &[&str]) -> String {
    enqueue(desk, report).await;
    let case = take(desk).await;
    step(desk, &case, "begin").await;
    let findings: Vec<Value> = classifications
        .iter()
        .map(|classification| {
            json!({
                "classification": classification,
                "gender": "undetermined",
                "age_group": "infant",
                "commerciality": "not_determined",
                "site_type": "forum",
            })
        })
        .collect();
    let version = &show(desk, &case).await["version"];
    let request =
        json!({ "version": version, "findings": findings, "explanation": "It shows abuse." });
    let (status, answer) = desk.post(&format!("{case}/findings"), request).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let illegal = classifications.contains(&"baseline");
    step(desk, &case, if illegal { "illegal" } else { "not_illegal" }).await;
    case
}

/// An open case of `URL`, assessed as illegal.
async fn known(desk: &InProcess) -> String {
    assessed(desk, &naming(&[web(URL)]), &["baseline"]).await
}

/// Sends a report, and takes the next one: a person has it, and nothing was closed.
async fn reaches_a_person(desk: &InProcess, report: &Value, why: &str) {
    enqueue(desk, report).await;
    let (status, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{why}: {taken}");
    let expected = json!({ "case": report["id"], "repeats": 0 });
    assert_eq!(taken, expected, "{why}");
}

/// Sends a report, and takes the next one: there is none, because this one was closed.
async fn is_closed(desk: &InProcess, report: &Value) -> String {
    enqueue(desk, report).await;
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(taken, json!({ "case": null, "repeats": 1 }));
    format!("/v1/cases/{}", report["id"].as_str().unwrap())
}

#[tokio::test]
async fn the_one_true_repeat_is_closed_noted_and_taken_back() {
    let desk = desk().await;
    let open = known(&desk).await;
    let report = naming(&[web("https://BAD.example:443/a?utm_source=x#top")]);
    let repeat = is_closed(&desk, &report).await;

    let shown = show(&desk, &repeat).await;
    assert_eq!(shown["state"], "closed");
    assert_eq!(shown["outcome"], "repeat");
    assert_eq!(
        format!("/v1/cases/{}", shown["repeat_of"].as_str().unwrap()),
        open
    );
    assert_eq!(shown["history"][0]["who"], "desk");

    let owner = show(&desk, &open).await;
    let notes = owner["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0]["by"], "desk");
    let text = notes[0]["text"].as_str().unwrap();
    let id = report["id"].as_str().unwrap();
    assert!(text.contains(id) && text.contains("2027-01-15T"), "{text}");
    let last = owner["history"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["who"], &last["what"]),
        (&json!("desk"), &json!("note"))
    );

    assert!(shown["steps"].as_array().unwrap().contains(&json!("undo")));
    step(&desk, &repeat, "undo").await;
    let shown = show(&desk, &repeat).await;
    assert_eq!(shown["state"], "triage");
    assert!(shown["assignee"].is_null() && shown["outcome"].is_null() && shown["closed"].is_null());
    // Once somebody has worked on it, closing it again is no longer undone.
    step(&desk, &repeat, "spam").await;
    let shown = show(&desk, &repeat).await;
    assert!(!shown["steps"].as_array().unwrap().contains(&json!("undo")));
    let request = json!({ "version": shown["version"], "step": "undo" });
    let (status, _) = desk.post(&format!("{repeat}/step"), request).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn nothing_is_closed_by_itself_unless_the_hotline_says_so() {
    let desk = InProcess::with_config("").await;
    known(&desk).await;
    reaches_a_person(&desk, &naming(&[web(URL)]), "the default").await;
}

#[tokio::test]
async fn two_places_that_share_a_name_are_not_repeats() {
    for (category, first, second) in [
        (
            "grooming",
            json!({ "type": "chat", "app": "ExampleChat" }),
            json!({ "type": "chat", "app": "ExampleChat" }),
        ),
        (
            "csam",
            json!({ "type": "chat", "app": "ExampleChat" }),
            json!({ "type": "chat", "app": "ExampleChat" }),
        ),
        (
            "csam",
            json!({ "type": "game", "name": "Blockworld" }),
            json!({ "type": "game", "name": "Blockworld" }),
        ),
        (
            "csam",
            json!({ "type": "other", "text": "See description" }),
            json!({ "type": "other", "text": "See description" }),
        ),
        (
            "csam",
            web("https://spa.example/#/rooms/1"),
            web("https://spa.example/#/rooms/2"),
        ),
        (
            "csam",
            json!({ "type": "email", "sender": "a@x.example", "subject": "one" }),
            json!({ "type": "email", "sender": "a@x.example", "subject": "two" }),
        ),
        (
            "csam",
            json!({ "type": "email", "sender": "a@x.example" }),
            json!({ "type": "email", "sender": "a@x.example" }),
        ),
        (
            "csam",
            json!({ "type": "newsgroup", "group": "alt.x", "subject": "one", "sender": "a" }),
            json!({ "type": "newsgroup", "group": "alt.x", "subject": "one", "sender": "b" }),
        ),
        (
            "csam",
            json!({ "type": "newsgroup", "group": "alt.x", "subject": "one" }),
            json!({ "type": "newsgroup", "group": "alt.x", "subject": "one", "sender": "b" }),
        ),
    ] {
        let desk = desk().await;
        let mut words = json!({ "category": category });
        if category == "grooming" {
            words["description"] = "Somebody asks my sister to meet on Friday".into();
        }
        let of = |location: &Value| with(naming(std::slice::from_ref(location)), &words);
        assessed(&desk, &of(&first), &["baseline"]).await;
        reaches_a_person(&desk, &of(&second), &second.to_string()).await;
    }
}

#[tokio::test]
async fn content_that_can_have_changed_reaches_a_person() {
    let desk = desk().await;
    // The finding about the address, not the verdict about the case, is what counts.
    let platform = "https://platform.example/";
    assessed(&desk, &naming(&[web(platform)]), &["ignore"]).await;
    reaches_a_person(&desk, &naming(&[web(platform)]), "not illegal, open").await;
    let blog = "https://host.example/blog";
    let case = assessed(&desk, &naming(&[web(blog)]), &["ignore"]).await;
    step(&desk, &case, "close").await;
    reaches_a_person(&desk, &naming(&[web(blog)]), "not illegal, closed").await;

    let three = [
        "https://a.example/1",
        "https://a.example/2",
        "https://a.example/3",
    ]
    .map(web);
    assessed(&desk, &naming(&three), &["baseline", "baseline", "ignore"]).await;
    reaches_a_person(&desk, &naming(&three[2..]), "ignored in the open case").await;
    reaches_a_person(&desk, &naming(&three[1..]), "one of two was ignored").await;
    is_closed(&desk, &naming(&three[..2])).await;
}

#[tokio::test]
async fn whatever_a_report_adds_reaches_a_person() {
    let desk = desk().await;
    known(&desk).await;
    let back = json!({
        "description": "BACK ONLINE since this morning, with new pictures. I know the girl.",
        "contact": "reporter@mail.example",
        "feedback": true,
    });
    let words = json!({ "description": "what was seen" });
    for (fields, why) in [
        (back, "back online"),
        (words, "a description"),
        (
            json!({ "contact": "r@mail.example", "feedback": true }),
            "a contact",
        ),
        (json!({ "feedback": true }), "a wish for feedback"),
        (
            json!({ "site_credentials": { "user": "name", "password": "word" } }),
            "credentials",
        ),
        (
            json!({ "payment_methods": ["cryptocurrency"] }),
            "a way to pay",
        ),
        (json!({ "child_in_danger": true }), "a child in danger"),
        (json!({ "category": "other" }), "another category"),
        (json!({ "category": "sextortion" }), "sextortion"),
        (
            json!({ "category": "grooming", "description": "They chat." }),
            "grooming",
        ),
        (
            json!({ "locations": [web(URL), web("https://bad.example/b")] }),
            "a second address",
        ),
        (
            json!({ "locations": [web(URL), { "type": "chat", "app": "ExampleChat" }] }),
            "an app beside it",
        ),
        (
            json!({ "locations": [
                { "type": "web", "url": URL, "referrer": "https://list.example/" }
            ] }),
            "the page that led there",
        ),
    ] {
        let report = with(naming(&[web(URL)]), &fields);
        reaches_a_person(&desk, &report, why).await;
    }
    is_closed(
        &desk,
        &with(naming(&[web(URL)]), &json!({ "child_in_danger": false })),
    )
    .await;
}

#[tokio::test]
async fn sextortion_is_never_a_repeat_even_of_its_own_category() {
    let desk = desk().await;
    let fields = json!({ "category": "sextortion" });
    let account = json!({ "type": "chat", "app": "ExampleChat", "handle": "zed" });
    let report = || with(naming(std::slice::from_ref(&account)), &fields);
    assessed(&desk, &report(), &["baseline"]).await;
    reaches_a_person(&desk, &report(), "sextortion").await;
}

#[tokio::test]
async fn an_old_case_has_no_repeats() {
    let desk = desk().await;
    known(&desk).await;
    desk.clock.advance_seconds(30 * DAY);
    is_closed(&desk, &naming(&[web(URL)])).await;
    desk.clock.advance_seconds(3600);
    reaches_a_person(&desk, &naming(&[web(URL)]), "an hour more than 30 days").await;
}

#[tokio::test]
async fn a_repeat_of_two_open_cases_is_noted_on_both() {
    let desk = desk().await;
    let other = "https://bad.example/b";
    let first = known(&desk).await;
    let second = assessed(&desk, &naming(&[web(other)]), &["baseline"]).await;
    is_closed(&desk, &naming(&[web(URL), web(other)])).await;
    for case in [first, second] {
        let notes = &show(&desk, &case).await["notes"];
        assert_eq!(notes.as_array().unwrap().len(), 1);
    }
}
