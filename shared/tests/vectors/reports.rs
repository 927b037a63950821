//! Reports that reach a limit and do not pass it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use shared::limits::{
    DESCRIPTION_CHARS, EMAIL_CHARS, LANGUAGE_CHARS, MAGNET_CHARS, MAX_LOCATIONS, NAME_CHARS,
    OTHER_LOCATION_CHARS, PLAINTEXT_BYTES, SLUG_CHARS, URL_CHARS,
};

use super::Made;
use super::messages::{least, report};

/// A report in its one form.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReportVector {
    pub(crate) name: String,
    /// The plaintext before it is padded, byte for byte.
    pub(crate) report: String,
}

pub(crate) fn make() -> Made<Vec<ReportVector>> {
    let reports = lengths().into_iter().chain(forms()).chain(combinations());
    let made = reports.map(|(name, json)| {
        Ok(ReportVector {
            name: name.to_owned(),
            report: String::from_utf8(report(json)?.to_json())?,
        })
    });
    made.collect()
}

/// Letters of four bytes each, which are two units in UTF-16.
fn long(chars: usize) -> String {
    "\u{1f6d1}".repeat(chars)
}

fn url(begin: &str, chars: usize) -> String {
    format!("{begin:a<chars$}")
}

fn lengths() -> Vec<(&'static str, Value)> {
    let email = format!("{}@b.example", "a".repeat(EMAIL_CHARS - 10));
    let onion = format!("http://{}.onion/", "a2".repeat(28));
    let language = format!("en{}", "-abcd1234".repeat(3) + "-");
    let language = format!("{language:x<LANGUAGE_CHARS$}");
    let chat = json!({ "type": "chat", "app": "C" });
    let mut longest = with("description", json!(long(DESCRIPTION_CHARS)));
    let rest = longest.to_string().len() - least()["locations"][0]["url"].to_string().len() + 2;
    longest["locations"][0]["url"] = json!(url("https://bad.example/", PLAINTEXT_BYTES - rest));
    vec![
        (
            "20 locations",
            with("locations", json!(vec![chat; MAX_LOCATIONS])),
        ),
        (
            "a web address of 2048 characters",
            web(&url("https://bad.example/", URL_CHARS)),
        ),
        (
            "an onion address of 2048 characters",
            at(json!({ "type": "onion", "url": url(&onion, URL_CHARS) })),
        ),
        (
            "a name of 200 characters",
            at(json!({ "type": "chat", "app": long(NAME_CHARS) })),
        ),
        (
            "a magnet link of 1000 characters",
            at(json!({ "type": "file_sharing", "magnet": url("magnet:", MAGNET_CHARS) })),
        ),
        (
            "1000 characters in words",
            at(json!({ "type": "other", "text": long(OTHER_LOCATION_CHARS) })),
        ),
        (
            "an email address of 254 characters",
            at(json!({ "type": "email", "sender": email })),
        ),
        (
            "a partner of 40 characters",
            with("partner", json!("-".repeat(SLUG_CHARS))),
        ),
        (
            "a language of 35 characters",
            with("language", json!(language)),
        ),
        ("8192 bytes, with a description of 2000 characters", longest),
    ]
}

fn forms() -> Vec<(&'static str, Value)> {
    let host = "a2".repeat(28) + ".onion";
    let onion = |url: String| at(json!({ "type": "onion", "url": url }));
    let seen = |date: &str| with("observed_on", json!(date));
    vec![
        (
            "a host behind the last @",
            web("https://user:pass@other@bad.example/@"),
        ),
        ("a port that is none", web("HTTP://bad.example:port")),
        ("a host with a dot at its end", web("https://bad.example.")),
        ("an address of IPv6", web("https://[2001:db8::1]:8443/")),
        (
            "a host in letters of any script",
            web("https://b\u{fc}cher.example?\u{5e9}"),
        ),
        (
            "a host that a backslash ends",
            web("https://bad.example\\path"),
        ),
        (
            "a hidden service of version 2",
            onion(format!("http://{}.onion", &host[..16])),
        ),
        (
            "a hidden service behind an @",
            onion(format!("http://user@{host}:80")),
        ),
        (
            "a hidden service with a label before and dots behind",
            onion(format!("HTTPS://www.{}..", host.to_uppercase())),
        ),
        (
            "an email address with more than one @",
            at(json!({ "type": "email", "sender": "\"a@b\"@c" })),
        ),
        ("the first day that can be written", seen("0000-01-01")),
        ("a leap day", seen("2028-02-29")),
        ("the last minute of a day", seen("2027-02-09T23:59-23:59")),
        (
            "a name with control characters on one line",
            at(json!({ "type": "chat", "app": "a\u{0}\t\u{b}\u{1f}\u{7f}\u{85}b" })),
        ),
        (
            "a description of every sort of line",
            with(
                "description",
                json!("a\n\r\u{b}\u{c}\u{85}\u{2028}\u{2029}b"),
            ),
        ),
        (
            "characters that look like white space, but are none",
            with("description", json!("\u{200b}\u{feff}\u{1c}")),
        ),
        (
            "a language in other letters",
            with("language", json!("EN-gb-1")),
        ),
    ]
}

fn combinations() -> Vec<(&'static str, Value)> {
    let twice = json!({ "type": "chat", "app": "C" });
    vec![
        (
            "the same location twice",
            with("locations", json!([twice, twice])),
        ),
        ("ways to pay, though nobody said that one has to", {
            with("payment_methods", json!(["other", "card", "card"]))
        }),
        ("feedback without a contact", with("feedback", json!(true))),
        (
            "good faith that nobody asked for",
            with("good_faith", json!(true)),
        ),
        (
            "a child that is not in danger",
            with("child_in_danger", json!(false)),
        ),
    ]
}

fn with(member: &str, value: Value) -> Value {
    let mut report = least();
    report[member] = value;
    report
}

fn at(location: Value) -> Value {
    with("locations", json!([location]))
}

fn web(url: &str) -> Value {
    at(json!({ "type": "web", "url": url }))
}
