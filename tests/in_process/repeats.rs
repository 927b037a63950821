//! A report is closed by itself only if it brings nothing new. Everything else reaches a person.

mod crowd;

use axum::http::StatusCode;
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::rights::Role;
use serde_json::{Value, json};
use shared::report::ReportId;
use tests::{Folder, InProcess, TestClock};

use crate::{act, ask, finding, show, take, tell_police};

pub(crate) const URL: &str = "https://bad.example/a";
pub(crate) const DAY: u64 = 24 * 3600;

/// A desk that closes repeats.
pub(crate) async fn desk() -> InProcess {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("close_repeats = false", "close_repeats = true");
    InProcess::in_folder(folder).await
}

pub(crate) fn web(url: &str) -> Value {
    json!({ "type": "web", "url": url })
}

/// A report about these locations that tells nothing else.
pub(crate) fn naming(locations: &[Value]) -> Value {
    json!({
        "id": ReportId::random(&mut UnwrapErr(SysRng)),
        "category": "csam",
        "locations": locations,
        "language": "en",
    })
}

/// The report with these fields.
pub(crate) fn with(mut report: Value, fields: &Value) -> Value {
    let fields = fields.as_object().unwrap().clone();
    report.as_object_mut().unwrap().extend(fields);
    report
}

pub(crate) async fn enqueue(desk: &InProcess, report: &Value) {
    let report = serde_json::from_value(report.clone()).unwrap();
    desk.enqueue(report).await;
}

/// Sends a report, which a person takes, and assesses its items so. Returns the case's address.
pub(crate) async fn assessed(desk: &InProcess, report: &Value, classifications: &[&str]) -> String {
    enqueue(desk, report).await;
    let case = take(desk).await;
    let findings = (1..).zip(classifications);
    for (item, classification) in findings {
        let is_illegal = *classification == "baseline";
        let request = json!({
            "step": if is_illegal { "illegal" } else { "not_illegal" },
            "items": [item],
            "findings": [finding(item, classification)],
        });
        act(desk, &case, "step", request).await;
    }
    case
}

/// An open case of `URL`, assessed as illegal.
pub(crate) async fn known(desk: &InProcess) -> String {
    assessed(desk, &naming(&[web(URL)]), &["baseline"]).await
}

/// Sends a report, and takes the next one: a person has it, and has something to do there. Returns
/// the case's address.
pub(crate) async fn reaches_a_person(desk: &InProcess, report: &Value, why: &str) -> String {
    enqueue(desk, report).await;
    let (status, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{why}: {taken}");
    let expected = json!({ "case": report["id"], "repeats": 0 });
    assert_eq!(taken, expected, "{why}");
    let case = format!("/v1/cases/{}", report["id"].as_str().unwrap());
    assert_eq!(show(desk, &case).await["state"], "to_assess", "{why}");
    case
}

/// Sends a report, and takes the next one: there is none, because this one was closed.
pub(crate) async fn is_closed(desk: &InProcess, report: &Value) -> String {
    enqueue(desk, report).await;
    let (_, taken) = desk.post("/v1/cases", json!({})).await;
    assert_eq!(taken, json!({ "case": null, "repeats": 1 }));
    format!("/v1/cases/{}", report["id"].as_str().unwrap())
}

/// What the report says about the only item that was known before.
pub(crate) async fn settle(desk: &InProcess, case: &str, sighted: &str) -> (StatusCode, Value) {
    let number = show(desk, case).await["known"][0]["number"].take();
    let request = json!({ "item": number, "sighted": sighted });
    ask(desk, case, "known", request).await
}

/// The only item of a case.
pub(crate) async fn item(desk: &InProcess, case: &str) -> Value {
    let mut shown = show(desk, case).await;
    assert_eq!(shown["items"].as_array().unwrap().len(), 1);
    shown["items"][0].take()
}

/// The last entry of a case's history: who did what.
pub(crate) async fn last_act(desk: &InProcess, case: &str) -> [String; 2] {
    let shown = show(desk, case).await;
    let last = shown["history"].as_array().unwrap().last().unwrap();
    ["who", "what"].map(|field| last[field].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_one_true_repeat_is_closed_seen_and_taken_back() {
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

    let sightings = &item(&desk, &open).await["sightings"];
    assert_eq!(
        (&sightings["count"], &sightings["cases"][1]),
        (&json!(2), &report["id"])
    );
    assert!(
        sightings["last"]
            .as_str()
            .unwrap()
            .starts_with("2027-01-15T")
    );
    assert_eq!(last_act(&desk, &open).await, ["desk", "sighting"]);

    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let undo = [("report", report["id"].as_str().unwrap())];
    assert_eq!(anna.form("/undo", &undo).await.status, 303);
    let shown = show(&desk, &repeat).await;
    assert_eq!(shown["state"], "to_assess");
    assert!(shown["assignee"].is_null() && shown["outcome"].is_null() && shown["closed"].is_null());
    assert!(shown["repeat_of"].is_null() && shown["known"][0]["settled"].is_null());
    // Once somebody has worked on it, closing it again is no longer undone.
    let (status, _) = settle(&desk, &repeat, "nothing_new").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(show(&desk, &repeat).await["state"], "closed");
    assert_eq!(anna.form("/undo", &undo).await.status, 409);
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
    let first = assessed(&desk, &naming(&[web(platform)]), &["ignore"]).await;
    let case = reaches_a_person(&desk, &naming(&[web(platform)]), "not illegal").await;
    let (status, _) = settle(&desk, &case, "changed").await;
    assert_eq!(status, StatusCode::OK);
    let again = item(&desk, &first).await;
    assert_eq!(
        (&again["state"], &again["end"]),
        (&json!("to_assess"), &Value::Null)
    );
    assert_eq!(show(&desk, &first).await["state"], "to_assess");
    assert_eq!(show(&desk, &case).await["outcome"], "repeat");

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
async fn only_content_that_is_known_to_be_illegal_and_there_has_repeats() {
    let desk = desk().await;
    for (number, steps, is_there) in [
        (1, &[][..], false),
        (2, &["doubt"], false),
        (3, &["needs_more"], false),
        (4, &["needs_more", "never_found"], false),
        (5, &["not_found"], false),
        (6, &["out_of_remit"], false),
        (7, &["spam"], false),
        (8, &["illegal"], true),
        (9, &["illegal", "hold"], true),
        (10, &["illegal", "look_after"], true),
        (11, &["illegal", "correct"], false),
        (12, &["illegal", "removed"], false),
        (13, &["illegal", "unavailable"], false),
        (14, &["illegal", "with_police"], false),
        (15, &["illegal", "look_after", "moved"], false),
        (16, &["illegal", "look_after", "refused"], false),
        (17, &["illegal", "look_after", "no_answer"], false),
        (18, &["illegal", "removed", "back_online"], true),
    ] {
        let report = || naming(&[web(&format!("https://bad.example/{number}"))]);
        enqueue(&desk, &report()).await;
        let case = take(&desk).await;
        for name in steps {
            let findings = match *name {
                "illegal" => json!([finding(1, "baseline")]),
                _ => json!([]),
            };
            let request = json!({
                "step": name,
                "items": [1],
                "reason": "why",
                "until": "2027-02-01",
                "to": format!("https://moved.example/{number}"),
                "findings": findings,
            });
            act(&desk, &case, "step", request).await;
            if *name == "illegal" {
                tell_police(&desk, &case, 1).await;
            }
        }
        if is_there {
            is_closed(&desk, &report()).await;
        } else {
            reaches_a_person(&desk, &report(), &format!("{steps:?}")).await;
        }
    }
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
async fn a_repeat_of_two_open_cases_is_seen_at_both() {
    let desk = desk().await;
    let other = "https://bad.example/b";
    let first = known(&desk).await;
    let second = assessed(&desk, &naming(&[web(other)]), &["baseline"]).await;
    is_closed(&desk, &naming(&[web(URL), web(other)])).await;
    for case in [first, second] {
        assert_eq!(item(&desk, &case).await["sightings"]["count"], 2);
        assert_eq!(last_act(&desk, &case).await, ["desk", "sighting"]);
    }
}
