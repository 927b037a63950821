//! Forms of the desk's pages: what they may hold, and the ends of their lines.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::json;
use tests::{CasePage, InProcess};

use crate::{act, finding, report, show, take};

/// The fields of a finding about the first item, with all menus.
const FINDING: [(&str, &str); 6] = [
    ("shown", "1"),
    ("classification-1", "baseline"),
    ("gender-1", "undetermined"),
    ("age_group-1", "not_determined"),
    ("commerciality-1", "not_determined"),
    ("site_type-1", "website"),
];

#[tokio::test]
async fn a_big_hostile_form_is_refused() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let before = show(&desk, &case).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap();
    let work = format!("{page}/work");

    let mut many = vec![("version", "1"), ("act", "record")];
    for _ in 0..101 {
        many.extend(FINDING);
    }
    assert_eq!(anna.form(&work, &many).await.status, 400);
    for _ in 0..3000 {
        many.extend(FINDING);
    }
    let bytes: usize = many
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    assert!(bytes < 512 * 1024, "{bytes}");
    assert_eq!(anna.form(&work, &many).await.status, 400);
    for _ in 0..2000 {
        many.extend(FINDING);
    }
    let big = "x".repeat(512 * 1024);
    let login = [
        ("name", "anna"),
        ("password", &big),
        ("code", "1"),
        ("to", "/"),
    ];
    let text = [("text", &big[..])];
    for (path, fields) in [
        (&work[..], &many[..]),
        (&format!("{page}/note"), &text),
        ("/login", &login),
        ("/staff", &login),
    ] {
        let reply = anna.form(path, fields).await;
        let expected = if path == "/staff" { 403 } else { 413 };
        assert_eq!(reply.status, expected, "{path}");
    }

    let request = json!({ "version": 1, "findings": vec![finding(1, "baseline"); 101] });
    let (status, _) = desk.post(&format!("{case}/findings"), request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let mut after = show(&desk, &case).await;
    after["history"] = before["history"].clone();
    assert_eq!(after, before);
}

#[tokio::test]
async fn the_longest_note_fits_into_a_form() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = format!("{}/note", case.strip_prefix("/v1").unwrap());
    // Each end of a line counts once, although a browser sends two characters.
    for text in ["\u{1f600}".repeat(4000), "x\r\n".repeat(1999) + "xx"] {
        let reply = anna.form(&path, &[("text", &text)]).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
    }
}

#[tokio::test]
async fn the_longest_explanations_of_forty_items_fit_into_a_form() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let addresses = |from: u32, count: u32| {
        let numbers = from..from + count;
        numbers
            .map(|number| format!("https://many.example/{number}"))
            .collect::<Vec<_>>()
    };
    for (from, count) in [(0, 20), (20, 19)] {
        let request = json!({ "addresses": addresses(from, count) });
        act(&desk, &case, "locations", request).await;
    }
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let id = case.strip_prefix("/v1/cases/").unwrap().parse().unwrap();
    let longest = "\u{1f600}".repeat(1000);
    let explanations: Vec<_> = (1..=40)
        .map(|item| {
            let (shown, name) = ("shown".to_owned(), format!("explanation-{item}"));
            vec![(shown, item.to_string()), (name, longest.clone())]
        })
        .collect();
    let page = CasePage::of(&anna, id);
    assert_eq!(page.work(&explanations, &[("act", "record")]).await, 303);
    let shown = show(&desk, &case).await;
    assert_eq!(shown["items"].as_array().unwrap().len(), 40);
    for item in shown["items"].as_array().unwrap() {
        assert_eq!(item["explanation"], longest, "{}", item["place"]);
    }
}

#[tokio::test]
async fn ends_of_lines_are_line_feeds_in_the_api_and_in_the_notice() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap();

    let note = [("text", "one\r\ntwo\rthree")];
    let reply = anna.form(&format!("{page}/note"), &note).await;
    assert_eq!(reply.status, 303);
    let mut fields = vec![
        ("version", "1"),
        ("step", "illegal"),
        ("items", "1"),
        ("explanation-1", "first line\r\nsecond line"),
    ];
    fields.extend(FINDING);
    let reply = anna.form(&format!("{page}/work"), &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let shown = show(&desk, &case).await;
    assert_eq!(shown["notes"][0]["text"], "one\ntwo\nthree");
    let item = &shown["items"][0];
    assert_eq!(item["explanation"], "first line\nsecond line");
    assert_eq!(item["state"], "illegal");

    let fields = [
        ("kind", "notice"),
        ("version", "2"),
        ("items", "1"),
        ("to", "bad.example"),
    ];
    let made = anna.form(&format!("{page}/hand-off"), &fields).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let notice = anna.get(&format!("{page}/hand-off/3")).await;
    assert_eq!(notice.status, 200, "{}", notice.body);
    let text = &notice.body;
    assert!(text.contains("   first line\n   second line\n"), "{text}");
    assert!(!text.contains("U+000D"), "{text}");
}
