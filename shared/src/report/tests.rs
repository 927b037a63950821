use serde_json::{Value, json};

use super::*;

fn minimal() -> Value {
    json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": "csam",
        "locations": [{ "type": "web", "url": "https://bad.example/" }],
        "language": "en"
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut report = minimal();
    report[field] = value;
    report
}

fn at(location: Value) -> Value {
    with("locations", json!([location]))
}

fn read(report: Value) -> Option<Result<Report, BrokenRule>> {
    serde_json::from_value::<UntrustedReport>(report)
        .ok()
        .map(Report::try_from)
}

fn is_report(report: Value) {
    assert!(
        matches!(read(report.clone()), Some(Ok(_))),
        "refused: {report}"
    );
}

fn breaks(rule: BrokenRule, report: Value) {
    assert_eq!(read(report.clone()), Some(Err(rule)), "{report}");
}

fn is_not_even_read(report: Value) {
    assert!(read(report.clone()).is_none(), "read: {report}");
}

#[test]
fn a_location_and_a_category_are_enough() {
    is_report(minimal());
}

#[test]
fn every_type_of_location() {
    let onion = format!("http://{}.onion/", "a".repeat(56));
    for location in [
        json!({ "type": "web", "url": "https://a.example", "referrer": "https://b.example" }),
        json!({ "type": "social", "platform": "P", "url": "https://p.example/1" }),
        json!({ "type": "social", "platform": "P", "handle": "h", "posted_on": "2027-01-01" }),
        json!({ "type": "chat", "app": "C", "handle": "room" }),
        json!({ "type": "game", "name": "G", "handle": "h" }),
        json!({ "type": "newsgroup", "group": "alt.x", "server": "s", "sender": "a",
                "date": "2027-01-01", "subject": "t" }),
        json!({ "type": "file_sharing", "file_name": "f", "client": "c" }),
        json!({ "type": "file_sharing", "search_terms": "s" }),
        json!({ "type": "file_sharing", "magnet": "magnet:?xt=urn:btih:0" }),
        json!({ "type": "onion", "url": onion }),
        json!({ "type": "email", "sender": "a@b.example", "subject": "s", "date": "2027-01-01" }),
        json!({ "type": "other", "text": "a note on a lamp post" }),
    ] {
        is_report(at(location));
    }
}

#[test]
fn a_location_has_to_lead_somewhere() {
    breaks(
        BrokenRule::Location,
        at(json!({ "type": "social", "platform": "P" })),
    );
    breaks(
        BrokenRule::Location,
        at(json!({ "type": "file_sharing", "client": "c" })),
    );
    is_not_even_read(at(json!({ "type": "web" })));
    is_not_even_read(at(
        json!({ "type": "onion", "url": "https://not-an-onion.example" }),
    ));
    is_not_even_read(at(json!({ "type": "letter", "text": "x" })));
    is_not_even_read(at(
        json!({ "type": "chat", "app": "C", "body": "never asked for" }),
    ));
}

#[test]
fn one_to_twenty_locations() {
    let location = json!({ "type": "chat", "app": "C" });
    breaks(BrokenRule::Locations, with("locations", json!([])));
    is_report(with("locations", json!(vec![location.clone(); 20])));
    breaks(
        BrokenRule::Locations,
        with("locations", json!(vec![location; 21])),
    );
}

#[test]
fn grooming_and_hate_speech_need_words() {
    breaks(BrokenRule::Description, with("category", json!("grooming")));
    breaks(
        BrokenRule::Description,
        with("category", json!("hate_speech")),
    );
    let mut report = with("category", json!("hate_speech"));
    report["description"] = json!("what was said");
    breaks(BrokenRule::GoodFaith, report.clone());
    report["good_faith"] = json!(true);
    is_report(report);
}

#[test]
fn a_contact_is_only_for_feedback() {
    let mut report = with("contact", json!("me@example.org"));
    breaks(BrokenRule::Contact, report.clone());
    report["feedback"] = json!(true);
    is_report(report);
    is_report(with("feedback", json!(true)));
}

#[test]
fn what_is_unknown_or_of_another_form_is_not_read() {
    is_not_even_read(with("user_agent", json!("x")));
    is_not_even_read(with("id", json!("0011")));
    is_not_even_read(with("id", json!("00112233445566778899AABBCCDDEEFF")));
    is_not_even_read(with("category", json!("spam")));
    is_not_even_read(with("description", json!("x".repeat(2001))));
    is_not_even_read(with("description", json!("")));
    is_not_even_read(with("observed_on", json!("yesterday")));
    is_not_even_read(with("site_credentials", json!({ "user": "u" })));
    is_not_even_read(json!([]));
}

#[test]
fn json_survives_a_round_trip() {
    let mut full = with("observed_on", json!("2027-02-09T10:00+01:00"));
    full["content_types"] = json!(["image", "link"]);
    full["age_hint"] = json!("infant");
    full["child_in_danger"] = json!(true);
    full["paid_access"] = json!("yes");
    full["payment_methods"] = json!(["card"]);
    full["site_credentials"] = json!({ "user": "u", "password": "p" });
    full["partner"] = json!("sid-2027");
    let report = read(full.clone()).unwrap().unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&report.to_json()).unwrap(),
        full
    );
}

#[test]
fn nothing_that_was_written_shows_in_debug() {
    let report = read(with("description", json!("sentinel")))
        .unwrap()
        .unwrap();
    let shown = format!("{report:?}");
    assert!(
        !shown.contains("sentinel") && !shown.contains("bad.example"),
        "{shown}"
    );
}

#[cfg(feature = "schema")]
#[test]
fn the_committed_schema_is_the_one_of_the_types() {
    let generated = serde_json::to_value(json_schema()).unwrap();
    let committed = include_str!("../../report.schema.json");
    assert_eq!(
        serde_json::from_str::<Value>(committed).unwrap(),
        generated,
        "run `cargo run -p shared --features schema --example schema > shared/report.schema.json`"
    );
}
