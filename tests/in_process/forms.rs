//! Forms of the desk's pages: what they may hold, and the ends of their lines.

use axum::http::StatusCode;
use model::rights::Role;
use serde_json::json;
use tests::InProcess;

use crate::{report, show, step, take};

const FINDING: [(&str, &str); 5] = [
    ("classification", "baseline"),
    ("gender", "undetermined"),
    ("age_group", "not_determined"),
    ("commerciality", "not_determined"),
    ("site_type", "website"),
];

#[tokio::test]
async fn a_big_hostile_form_is_refused() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "begin").await;
    let before = show(&desk, &case).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap();
    let findings = format!("{page}/findings");

    let mut many = vec![("version", "2")];
    for _ in 0..21 {
        many.extend(FINDING);
    }
    assert_eq!(anna.form(&findings, &many).await.status, 400);
    for _ in 0..420 {
        many.extend(FINDING);
    }
    let bytes: usize = many
        .iter()
        .map(|(name, value)| name.len() + value.len() + 2)
        .sum();
    assert!(bytes < 64 * 1024, "{bytes}");
    assert_eq!(anna.form(&findings, &many).await.status, 400);
    for _ in 0..200 {
        many.extend(FINDING);
    }
    let big = "x".repeat(64 * 1024);
    let login = [
        ("name", "anna"),
        ("password", &big),
        ("code", "1"),
        ("to", "/"),
    ];
    let text = [("text", &big[..])];
    for (path, fields) in [
        (&findings[..], &many[..]),
        (&format!("{page}/note"), &text),
        ("/login", &login),
        ("/staff", &login),
    ] {
        let reply = anna.form(path, fields).await;
        let expected = if path == "/staff" { 403 } else { 413 };
        assert_eq!(reply.status, expected, "{path}");
    }

    let finding = json!({
        "classification": "baseline", "gender": "undetermined", "age_group": "not_determined",
        "commerciality": "not_determined", "site_type": "website",
    });
    let request = json!({ "version": 2, "findings": vec![finding; 21] });
    let (status, _) = desk.post(&format!("{case}/findings"), request).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(show(&desk, &case).await, before);
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
async fn ends_of_lines_are_line_feeds_in_the_api_and_in_the_notice() {
    let desk = InProcess::with_config("").await;
    desk.enqueue(report()).await;
    let case = take(&desk).await;
    step(&desk, &case, "begin").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = case.strip_prefix("/v1").unwrap();

    let note = [("text", "one\r\ntwo\rthree")];
    let reply = anna.form(&format!("{page}/note"), &note).await;
    assert_eq!(reply.status, 303);
    let mut fields = vec![
        ("version", "2"),
        ("explanation", "first line\r\nsecond line"),
    ];
    fields.extend(FINDING);
    let reply = anna.form(&format!("{page}/findings"), &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    let shown = show(&desk, &case).await;
    assert_eq!(shown["notes"][0]["text"], "one\ntwo\nthree");
    assert_eq!(
        shown["assessment"]["explanation"],
        "first line\nsecond line"
    );

    step(&desk, &case, "illegal").await;
    let notice = anna
        .form(
            &format!("{page}/hand-off"),
            &[("kind", "notice"), ("version", "4")],
        )
        .await;
    assert_eq!(notice.status, 200, "{}", notice.body);
    let text = &notice.body;
    assert!(text.contains("   first line\n   second line\n"), "{text}");
    assert!(!text.contains("U+000D"), "{text}");
}
