//! Objects that are no report.

use serde_json::{Value, json};

use crate::make::messages::least;

/// Fields that cannot hold what they are given.
pub(super) fn unread() -> Vec<(&'static str, Value)> {
    vec![
        ("an unknown field", with("user_agent", json!("x"))),
        ("an id that is too short", with("id", json!("0011"))),
        (
            "an id in upper case",
            with("id", json!("00112233445566778899AABBCCDDEEFF")),
        ),
        ("an unknown category", with("category", json!("spam"))),
        ("an empty text", with("description", json!(" \n"))),
        (
            "a text that is too long",
            with("description", json!("ä".repeat(2001))),
        ),
        (
            "a date that is none",
            with("observed_on", json!("2027-02-29")),
        ),
        (
            "a time with seconds",
            with("observed_on", json!("2027-02-09T10:00:00Z")),
        ),
        ("a language that is none", with("language", json!("en_GB"))),
        ("a partner that is none", with("partner", json!("SID"))),
        (
            "half the credentials",
            with("site_credentials", json!({ "user": "u" })),
        ),
        (
            "an unknown type of location",
            at(json!({ "type": "letter", "text": "x" })),
        ),
        (
            "a location with an unknown field",
            at(json!({ "type": "chat", "app": "C", "body": "x" })),
        ),
        (
            "a location without its address",
            at(json!({ "type": "web" })),
        ),
        (
            "an address of another scheme",
            at(json!({ "type": "web", "url": "ftp://bad.example/" })),
        ),
        (
            "a hidden service that is none",
            at(json!({ "type": "onion", "url": "http://short.onion/" })),
        ),
        (
            "a name on two lines",
            at(json!({ "type": "chat", "app": "a\nb" })),
        ),
        (
            "an email address that is none",
            at(json!({ "type": "email", "sender": "a b@c" })),
        ),
    ]
}

/// Rules that span several fields.
pub(super) fn broken() -> Vec<(&'static str, &'static str, Value)> {
    let chat = json!({ "type": "chat", "app": "C" });
    let mut no_good_faith = with("category", json!("hate_speech"));
    no_good_faith["description"] = json!("what was said");
    vec![
        ("Locations", "no location", with("locations", json!([]))),
        (
            "Locations",
            "21 locations",
            with("locations", json!(vec![chat; 21])),
        ),
        (
            "Location",
            "a profile without address and name",
            at(json!({ "type": "social", "platform": "P" })),
        ),
        (
            "Location",
            "a shared file without name, words and hash",
            at(json!({ "type": "file_sharing", "client": "c" })),
        ),
        (
            "Description",
            "grooming without words",
            with("category", json!("grooming")),
        ),
        (
            "Description",
            "hate speech without words",
            with("category", json!("hate_speech")),
        ),
        ("GoodFaith", "hate speech without good faith", no_good_faith),
        (
            "Contact",
            "a contact without feedback",
            with("contact", json!("a@b.example")),
        ),
    ]
}

fn with(field: &str, value: Value) -> Value {
    let mut report = least();
    report[field] = value;
    report
}

fn at(location: Value) -> Value {
    with("locations", json!([location]))
}
