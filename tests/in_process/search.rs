//! The search: by whatever a person has in hand, a case is found, and the log knows that somebody searched.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::{Value, json};
use shared::report::UntrustedReport;
use tests::InProcess;

use crate::{act, last_place, logged, numbered, show, take};

/// A report of these locations, with this description.
fn report(number: u32, locations: Value, description: &str) -> UntrustedReport {
    let mut report = numbered(number);
    report.locations = serde_json::from_value(locations).unwrap();
    report.description = Some(description.parse().unwrap());
    report
}

/// A desk with three cases, numbered from 1. Returns the addresses of the cases, too.
async fn desk() -> (InProcess, Vec<String>) {
    let desk = InProcess::with_config("").await;
    let reports = [
        report(
            1,
            json!([{ "type": "web", "url": "https://www.bad.example/a?x=1" }]),
            "A picture of the Harbour, near the school",
        ),
        report(
            2,
            json!([
                { "type": "web", "url": "https://forum.bad.example/t/5#!reply" },
                { "type": "social", "platform": "Chirper", "handle": "@BadGuy99" },
            ]),
            "it is about a club",
        ),
        report(
            3,
            json!([
                { "type": "chat", "app": "Talk", "handle": "badguy99" },
                { "type": "other", "text": "behind the harbour, at the school" },
            ]),
            "nothing else",
        ),
    ];
    let mut cases = Vec::new();
    for report in reports {
        desk.enqueue(report).await;
        cases.push(take(&desk).await);
    }
    (desk, cases)
}

/// The numbers of the cases that a search finds, by what it finds them.
async fn found(desk: &InProcess, text: &str) -> Vec<(String, Vec<u64>)> {
    let (status, answer) = desk.post("/v1/search", json!({ "text": text })).await;
    assert_eq!(status, StatusCode::OK, "{text}: {answer}");
    let groups = answer["found"].as_array().unwrap().iter();
    groups
        .map(|group| {
            let by = group["by"].as_str().unwrap().to_owned();
            let numbers = numbers(&group["cases"]);
            assert_eq!(group["count"], numbers.len());
            (by, numbers)
        })
        .collect()
}

/// The numbers of listed cases.
fn numbers(hits: &Value) -> Vec<u64> {
    let hits = hits.as_array().unwrap().iter();
    hits.map(|hit| hit["case"]["number"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn whatever_somebody_has_in_hand_finds_the_case() {
    let (desk, cases) = desk().await;
    let id = cases[0].strip_prefix("/v1/cases/").unwrap();
    let www = &[("host", &[1][..]), ("domain", &[2, 1])][..];
    for (text, expected) in [
        ("1", &[("number", &[1][..])][..]),
        ("#2", &[("number", &[2])]),
        ("3-2", &[("number", &[3])]),
        (id, &[("number", &[1])]),
        (
            "https://www.bad.example/a?x=1",
            &[("address", &[1]), ("host", &[1]), ("domain", &[2, 1])],
        ),
        // As the desk shows it, and as somebody shared it.
        (
            "hXXps://www[.]bad[.]example/a?x=1&utm_source=y",
            &[("address", &[1]), ("host", &[1]), ("domain", &[2, 1])],
        ),
        // Another page of that host.
        ("https://www.bad.example/b", www),
        ("www.bad.example", www),
        ("bad.example", &[("domain", &[2, 1])]),
        ("https://else.bad.example/", &[("domain", &[2, 1])]),
        ("badguy99", &[("account", &[3, 2])]),
        (" @BADGUY99 ", &[("account", &[3, 2])]),
        ("7", &[]),
        ("other.example", &[]),
        ("nobody", &[]),
    ] {
        let expected: Vec<_> = expected
            .iter()
            .map(|(by, numbers)| ((*by).to_owned(), numbers.to_vec()))
            .collect();
        assert_eq!(found(&desk, text).await, expected, "{text}");
    }
}

#[tokio::test]
async fn a_corrected_location_is_found_as_well_as_the_reported_one() {
    let (desk, cases) = desk().await;
    let correction = json!({ "item": 1, "addresses": ["https://new.other.example/"] });
    act(&desk, &cases[0], "locations", correction).await;
    let domain = |numbers: &[u64]| ("domain".to_owned(), numbers.to_vec());
    assert_eq!(found(&desk, "other.example").await, [domain(&[1])]);
    assert_eq!(found(&desk, "bad.example").await, [domain(&[2, 1])]);
}

#[tokio::test]
async fn words_are_found_wherever_people_wrote_them() {
    let (desk, cases) = desk().await;
    let words = async |text: &str, after: Option<&Value>| {
        let asked = json!({ "text": text, "after": after });
        let (status, found) = desk.post("/v1/search/words", asked).await;
        assert_eq!(status, StatusCode::OK, "{found}");
        found
    };
    for (text, expected) in [
        ("harbour school", &[1, 3][..]),
        ("SCHOOL near", &[1]),
        ("chirper", &[2]),
        ("forum.bad", &[2]),
        ("harbour club", &[]),
    ] {
        let found = words(text, None).await;
        assert_eq!(numbers(&found["cases"]), expected, "{text}");
        assert_eq!(found["opened"], 3, "{text}");
        assert_eq!(found["next"], Value::Null, "{text}");
    }
    let note = json!({ "text": "Ask the harbour" });
    let (status, _) = desk.post(&format!("{}/notes", cases[1]), note).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let found = words("harbour", None).await;
    assert_eq!(numbers(&found["cases"]), [1, 2, 3]);
    // From the place of the first case on.
    let id = cases[0].strip_prefix("/v1/cases/").unwrap();
    let priority = show(&desk, &cases[0]).await["priority"].take();
    let rank = model::priority::Priority::ALL
        .iter()
        .position(|it| it.name() == priority);
    let place = json!(format!("{}-{id}", rank.unwrap()));
    let found = words("harbour", Some(&place)).await;
    assert_eq!(numbers(&found["cases"]), [2, 3]);
}

#[tokio::test]
async fn the_log_knows_that_somebody_searched_and_not_for_what() {
    let (desk, _) = desk().await;
    let listening = desk.listen().await;
    let anna = listening.member("anna", Role::Analyst).await;
    let before = last_place(&desk).await;
    for fields in [
        vec![("text", "www.bad.example")],
        vec![("text", "harbour"), ("in", "words")],
    ] {
        let page = anna.form("/search", &fields).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("www[.]bad[.]example"), "{}", page.body);
    }
    let list = anna.page("/cases").await;
    assert!(list.contains("forum[.]bad[.]example"), "{list}");
    let entries = logged(&desk, before).await;
    let entries: Vec<_> = entries
        .iter()
        .map(|entry| (&entry.who[..], &entry.what[..]))
        .collect();
    assert_eq!(
        entries,
        [
            ("anna", "search"),
            ("anna", "search"),
            ("anna", "read_list")
        ]
    );
    let acts = desk.store.acts(before, 9).await.unwrap();
    let written = format!("{acts:?}");
    assert!(!written.contains("bad.example") && !written.contains("harbour"));
    // Nobody who may not work on cases sees where they are.
    let reader = listening.member("reader", Role::ReadOnly).await;
    assert!(!reader.page("/cases").await.contains("bad["));
}

#[tokio::test]
async fn a_damaged_text_hides_no_other_from_a_search_for_words() {
    let (desk, cases) = desk().await;
    let id = cases[0].rsplit('/').next().unwrap();
    let database = rusqlite::Connection::open(desk.database()).unwrap();
    let damage = "UPDATE desk_record SET sealed = zeroblob(length(sealed))
                  WHERE kind = 'description' AND hex(key) = upper(?1)";
    assert_eq!(database.execute(damage, [id]).unwrap(), 1);
    let asked = json!({ "text": "school" });
    let (status, found) = desk.post("/v1/search/words", asked).await;
    assert_eq!(status, StatusCode::OK, "{found}");
    assert_eq!(found["cases"].as_array().unwrap().len(), 1);
}
