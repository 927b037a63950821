use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};

/// A report for every type of location, one with every other field, and a long one.
pub(crate) fn good() -> Vec<Report> {
    let onion = format!("http://{}.onion/", "a".repeat(56));
    let locations = [
        json!({ "type": "web", "url": "https://a.example", "referrer": "https://b.example/ü" }),
        json!({ "type": "social", "platform": "P", "url": "https://p.example/1" }),
        json!({ "type": "social", "platform": "P", "handle": "h", "posted_on": "2027-01-01" }),
        json!({ "type": "chat", "app": "C", "handle": "room" }),
        json!({ "type": "game", "name": "G", "handle": "h" }),
        json!({ "type": "newsgroup", "group": "alt.x", "server": "s", "sender": "a",
                "date": "2027-01-01T10:00", "subject": "t" }),
        json!({ "type": "file_sharing", "file_name": "f", "client": "c" }),
        json!({ "type": "file_sharing", "search_terms": "s" }),
        json!({ "type": "file_sharing", "magnet": "magnet:?xt=urn:btih:0" }),
        json!({ "type": "onion", "url": onion }),
        json!({ "type": "email", "sender": "a@b.example", "subject": "s", "date": "2027-01-01" }),
        json!({ "type": "other", "text": "on a \"lamp post\"\n\u{202e}\u{0}" }),
    ];
    let mut reports: Vec<_> = locations
        .iter()
        .map(|location| report(json!({ "locations": [location] })))
        .collect();
    reports.push(report(json!({ "locations": locations })));
    reports.push(full());
    reports
}

/// Reports that break one rule each.
pub(crate) fn near() -> Vec<Value> {
    let web = json!({ "type": "web", "url": "https://a.example" });
    [
        json!({ "locations": [] }),
        json!({ "locations": vec![web; 21] }),
        json!({ "locations": [{ "type": "social", "platform": "P" }] }),
        json!({ "locations": [{ "type": "file_sharing", "client": "c" }] }),
        json!({ "locations": [{ "type": "onion", "url": "http://short.onion" }] }),
        json!({ "category": "grooming" }),
        json!({ "category": "hate_speech", "description": "words" }),
        json!({ "contact": "me@example.org" }),
        json!({ "description": " \t" }),
        json!({ "observed_on": "2027-02-29" }),
        json!({ "user_agent": "x" }),
    ]
    .map(with)
    .to_vec()
}

fn full() -> Report {
    report(json!({
        "category": "hate_speech",
        "observed_on": "2027-02-09T10:00+01:00",
        "description": "what was said",
        "content_types": ["image", "link"],
        "age_hint": "infant",
        "child_in_danger": true,
        "paid_access": "yes",
        "payment_methods": ["card", "gift_card"],
        "site_credentials": { "user": "u", "password": "p" },
        "contact": "me@example.org",
        "feedback": true,
        "good_faith": true,
        "language": "pt-BR",
        "partner": "sid-2027",
    }))
}

fn report(fields: Value) -> Report {
    let report: UntrustedReport = serde_json::from_value(with(fields)).unwrap();
    report.try_into().unwrap()
}

/// The shortest report with some fields more, or other ones.
fn with(fields: Value) -> Value {
    let mut report = json!({
        "id": "00112233445566778899aabbccddeeff",
        "category": "csam",
        "locations": [{ "type": "chat", "app": "C" }],
        "language": "en",
    });
    let (Value::Object(report_fields), Value::Object(fields)) = (&mut report, fields) else {
        panic!("fields are fields");
    };
    report_fields.extend(fields);
    report
}
