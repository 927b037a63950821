use serde_json::{Value, json};

use super::*;

fn location(json: Value) -> Location {
    serde_json::from_value(json).unwrap()
}

fn of(json: &Value) -> Option<Identity> {
    identity(&location(json.clone()))
}

fn web(url: &str) -> Value {
    json!({ "type": "web", "url": url })
}

fn magnet(text: &str) -> Value {
    json!({ "type": "file_sharing", "magnet": text })
}

const HASH: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn other_spellings_are_the_same_place() {
    let link = format!("magnet:?dn=a&xt=urn:btih:{}&tr=x", HASH.to_uppercase());
    let hybrid = format!("magnet:?xt=urn:btmh:1220{HASH}&xt=urn:btih:{HASH}");
    let onion = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";
    for (one, other) in [
        (
            web("HTTPS://Bad.Example:443/a#top"),
            web("https://bad.example/a"),
        ),
        (
            web("https://bad.example/a?utm_source=x&utm_medium=y"),
            web("https://bad.example/a"),
        ),
        (
            web("https://bad.example/?a=1&fbclid=x&b=2"),
            web("https://bad.example/?a=1&b=2"),
        ),
        (
            web("https://www.youtube.com/watch?v=1&si=x"),
            web("https://www.youtube.com/watch?v=1"),
        ),
        (web("https://youtu.be/1?si=x"), web("https://youtu.be/1")),
        (
            web("https://www.tiktok.com/@a/video/1?_t=x&_r=1"),
            web("https://www.tiktok.com/@a/video/1"),
        ),
        (
            web("https://social.example/reel/1/?igsh=x"),
            web("https://social.example/reel/1/"),
        ),
        (
            json!({ "type": "onion", "url": format!("http://{onion}/a") }),
            json!({ "type": "onion", "url": format!("HTTP://{}/a#top", onion.to_uppercase()) }),
        ),
        (
            json!({ "type": "social", "platform": "Pics", "url": "https://pics.example/anna" }),
            web("https://pics.example/anna"),
        ),
        (
            json!({ "type": "social", "platform": "Pics", "handle": "Anna" }),
            json!({ "type": "social", "platform": "pics", "handle": "anna" }),
        ),
        (
            json!({ "type": "chat", "app": "Some Chat", "handle": "Room" }),
            json!({ "type": "chat", "app": "some chat", "handle": "room" }),
        ),
        (magnet(&link), magnet(HASH)),
        (magnet(&hybrid), magnet(HASH)),
    ] {
        assert!(of(&one).is_some(), "{one}");
        assert_eq!(of(&one), of(&other), "{one}");
    }
}

#[test]
fn other_places_are_not_the_same() {
    let email = |sender: &str, subject: &str| json!({ "type": "email", "sender": sender, "subject": subject });
    let news = |subject: &str, sender: &str| json!({ "type": "newsgroup", "group": "alt.x", "subject": subject, "sender": sender });
    for (one, other) in [
        (web("https://bad.example/A"), web("https://bad.example/a")),
        (web("https://bad.example/?a"), web("https://bad.example/")),
        (
            web("https://bad.example/?a=1&b=2"),
            web("https://bad.example/?b=2&a=1"),
        ),
        (
            web("https://bad.example/view?si=1"),
            web("https://bad.example/view?si=2"),
        ),
        (
            web("https://notyoutube.com/view?si=1"),
            web("https://notyoutube.com/view?si=2"),
        ),
        (
            web("https://drive.example/?share_id=1"),
            web("https://drive.example/?share_id=2"),
        ),
        (web("http://bad.example/"), web("https://bad.example/")),
        (
            web("https://spa.example/#/rooms/1"),
            web("https://spa.example/#/rooms/2"),
        ),
        (
            web("https://spa.example/#!1"),
            web("https://spa.example/#!2"),
        ),
        (
            web("https://spa.example/#/rooms/1"),
            web("https://spa.example/"),
        ),
        (
            json!({ "type": "chat", "app": "A", "handle": "x" }),
            json!({ "type": "chat", "app": "B", "handle": "x" }),
        ),
        (
            json!({ "type": "game", "name": "A", "handle": "x" }),
            json!({ "type": "game", "name": "A", "handle": "y" }),
        ),
        (
            json!({ "type": "game", "name": "A", "handle": "x" }),
            json!({ "type": "chat", "app": "A", "handle": "x" }),
        ),
        (email("a@x.example", "one"), email("a@x.example", "two")),
        (email("a@x.example", "one"), email("b@x.example", "one")),
        (news("one", "a"), news("one", "b")),
        (news("one", "a"), news("two", "a")),
        (magnet(HASH), magnet(&HASH.replace('0', "1"))),
    ] {
        assert!(of(&one).is_some() && of(&other).is_some(), "{one} {other}");
        assert_ne!(of(&one), of(&other), "{one}");
    }
}

#[test]
fn an_app_a_group_a_name_and_words_identify_nothing() {
    for nothing in [
        json!({ "type": "chat", "app": "ExampleChat" }),
        json!({ "type": "game", "name": "Blockworld" }),
        json!({ "type": "social", "platform": "Pics" }),
        json!({ "type": "newsgroup", "group": "alt.x" }),
        json!({ "type": "newsgroup", "group": "alt.x", "subject": "one" }),
        json!({ "type": "newsgroup", "group": "alt.x", "sender": "a" }),
        json!({ "type": "email", "sender": "a@x.example" }),
        json!({ "type": "file_sharing", "file_name": "a.mp4", "search_terms": "a" }),
        magnet("see description"),
        magnet("magnet:?dn=holiday"),
        magnet("magnet:?xt=urn:btih:x"),
        json!({ "type": "other", "text": "See description" }),
    ] {
        assert_eq!(of(&nothing), None, "{nothing}");
    }
}

#[test]
fn the_spelling_of_old_cases_stays() {
    for (json, kind, name) in [
        (
            web("https://bad.example/a?b=1#top"),
            "web",
            "https://bad.example/a?b=1",
        ),
        (web("https://bad.example/?"), "web", "https://bad.example/?"),
        (
            json!({ "type": "chat", "app": "A", "handle": "Room" }),
            "chat",
            "a\nroom",
        ),
        (
            json!({ "type": "social", "platform": "P", "handle": "H" }),
            "social",
            "p\nh",
        ),
        (
            json!({ "type": "email", "sender": "A@x.example", "subject": "One" }),
            "email",
            "a@x.example\none",
        ),
        (magnet(HASH), "magnet", HASH),
    ] {
        assert_eq!(of(&json), Some((kind, name.to_owned())), "{json}");
    }
}

#[test]
fn a_detail_beside_the_identity_is_more() {
    for (json, more) in [
        (web("https://bad.example/"), false),
        (
            json!({ "type": "web", "url": "https://a.example/", "referrer": "https://b.example/" }),
            true,
        ),
        (
            json!({ "type": "social", "platform": "P", "handle": "h" }),
            false,
        ),
        (
            json!({ "type": "social", "platform": "P", "url": "https://p.example/" }),
            false,
        ),
        (
            json!({ "type": "social", "platform": "P", "url": "https://p.example/", "handle": "h" }),
            true,
        ),
        (magnet(HASH), false),
        (
            json!({ "type": "file_sharing", "magnet": HASH, "file_name": "a.mp4" }),
            true,
        ),
    ] {
        assert_eq!(tells_more(&location(json.clone())), more, "{json}");
    }
}
