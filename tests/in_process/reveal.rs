//! What a reporter wrote is revealed exactly, for every kind of location.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use model::defang::{is_hidden, spelled_out};
use model::rights::Role;
use serde_json::{Value, json};
use shared::limits::MAX_LOCATIONS;
use shared::report::{Location, UntrustedReport};
use tests::{InProcess, harmless, hostile_reports};

use crate::{numbered, show, take};

/// Hostile locations of every kind, and one of each kind with all its fields.
fn locations() -> Vec<Location> {
    let onion = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion/\u{202e}a";
    let url = "HTTPS://user:pw@Bad.Example:443/a?igsh=x&b=%7e#\u{200d}";
    let day = "2027-02-09";
    let complete = json!([
        { "type": "web", "url": url, "referrer": url },
        { "type": "social", "platform": "p", "url": url, "handle": "@a", "posted_on": day },
        { "type": "chat", "app": "a", "handle": "می\u{200c}خواهم" },
        { "type": "game", "name": "a", "handle": "  <b>  c".trim() },
        { "type": "newsgroup", "group": "a", "server": url, "sender": "a@bad.example",
          "date": day, "subject": "😀\u{200b}" },
        { "type": "file_sharing", "file_name": "a", "search_terms": "b", "magnet": "magnet:?xt=&amp;",
          "client": "c" },
        { "type": "onion", "url": onion },
        { "type": "email", "sender": "a\u{202e}@bad.example", "subject": "&#60;", "date": day },
        { "type": "other", "text": "a\r\n\r\n  b\rc\n</textarea>\u{9b}\u{85}\u{feff}\u{0}d" },
    ]);
    let mut all: Vec<Location> = serde_json::from_value(complete).unwrap();
    let hostile = hostile_reports::all();
    all.extend(hostile.iter().flat_map(|report| report.locations.clone()));
    all
}

/// What a browser reads of the page: the contents of its fields, as they would be copied.
fn copied(page: &str) -> Vec<String> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut fields: Vec<String> = Vec::new();
    let mut is_inside = false;
    for token in Tokenizer::new_with_emitter(page, emitter).flatten() {
        match token {
            Token::StartTag(tag) if *tag.name == b"textarea" => {
                is_inside = true;
                fields.push(String::new());
            }
            Token::EndTag(tag) if *tag.name == b"textarea" => is_inside = false,
            Token::String(text) if is_inside => {
                let text = String::from_utf8(text.value.0).unwrap();
                fields.last_mut().unwrap().push_str(&text);
            }
            _ => {}
        }
    }
    // A browser drops one line end after the tag.
    let without_first = |field: &String| field.strip_prefix('\n').unwrap_or(field).to_owned();
    fields.iter().map(without_first).collect()
}

/// The values of a location's fields.
fn reported(location: &Location) -> Vec<String> {
    let json = serde_json::to_value(location).unwrap();
    let fields = json.as_object().unwrap().iter();
    let values = fields.filter(|(name, _)| *name != "type");
    let text = |(_, value): (&String, &Value)| value.as_str().unwrap().to_owned();
    values.map(text).collect()
}

#[tokio::test]
async fn a_location_of_any_kind_is_copied_exactly_as_reported() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let all = locations();
    assert!(all.len() > 200, "{} locations", all.len());
    let mut revealed = 0;
    for (number, some) in (0..).zip(all.chunks(MAX_LOCATIONS)) {
        let report = UntrustedReport {
            locations: some.to_vec(),
            ..numbered(number)
        };
        desk.enqueue(report).await;
        let case = take(&desk).await;
        let page = format!("{}/reveal", case.strip_prefix("/v1").unwrap());
        // A location that was named before is no item of its own.
        for item in show(&desk, &case).await["items"].as_array().unwrap() {
            let location = &some[item["reported"].as_u64().unwrap() as usize];
            revealed += 1;
            let place = item["place"].to_string();
            let shown = anna.form(&page, &[("location", &place)]).await;
            harmless::exact_page(&shown.body);
            let (mut copied, mut reported) = (copied(&shown.body), reported(location));
            for text in &reported {
                let codes = spelled_out(text);
                let is_told = shown.body.contains("With hidden characters as codes");
                assert!(codes == *text || is_told, "{text:?}");
                assert_eq!(
                    codes.contains("⟨U+"),
                    text.chars().any(|it| it != '\n' && is_hidden(it))
                );
            }
            // No page can carry this character; it is spelled out.
            let carried = reported
                .iter_mut()
                .map(|text| text.replace('\0', "\u{fffd}"));
            reported = carried.collect();
            copied.sort();
            reported.sort();
            assert_eq!(copied, reported);
        }
    }
    assert!(revealed > 200, "{revealed} locations");
}

#[tokio::test]
async fn contact_and_credentials_are_copied_exactly() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let mut report = numbered(0);
    let [user, password] = ["\u{200d}</textarea>&lt;", "a\u{ad} b\u{9b}\u{7f}'\""];
    report.contact = Some("a\u{200b}&amp;@mail.example".parse().unwrap());
    report.site_credentials =
        Some(serde_json::from_value(json!({ "user": user, "password": password })).unwrap());
    desk.enqueue(report).await;
    let case = take(&desk).await;
    let page = format!("{}/reveal", case.strip_prefix("/v1").unwrap());
    let shown = anna.form(&page, &[("what", "contact")]).await;
    assert_eq!(copied(&shown.body), ["a\u{200b}&amp;@mail.example"]);
    assert!(shown.body.contains("a⟨U+200B⟩"), "{}", shown.body);
    let shown = anna.form(&page, &[("what", "credentials")]).await;
    harmless::exact_page(&shown.body);
    assert_eq!(copied(&shown.body), [user, password]);
}
