use model::worksheet::HandoffKind;
use serde_json::{Value, json};
use strum::VariantArray;

use super::super::tests::{files, handed, referred, sender, with_locations};
use super::super::{Transport, check};
use super::*;

const ONION: &str = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";

#[test]
fn logins_and_tokens_stay_and_the_rest_leaves() {
    for (from, to) in [
        ("https://user:pw@bad.example/a", "https://bad.example/a"),
        ("HTTPS://user@Bad.Example:8/", "HTTPS://Bad.Example:8/"),
        ("https://a@b:c@bad.example", "https://bad.example"),
        ("https://user:pw@\u{202e}/", "https://\u{202e}/"),
        ("https://bad.example?igsh=x", "https://bad.example"),
        (
            "https://bad.example/?utm_a=1&b=%7e&igshid=x#t",
            "https://bad.example/?b=%7e#t",
        ),
        ("https://youtu.be/a?si=x", "https://youtu.be/a"),
        (
            "https://www.tiktok.com/@a/video/1?_r=1&_t=x",
            "https://www.tiktok.com/@a/video/1",
        ),
        (
            "https://www.threads.net/@a/post/b?xmt=x",
            "https://www.threads.net/@a/post/b",
        ),
        (
            "https://www.reddit.com/r/a/s/b?share_id=x",
            "https://www.reddit.com/r/a/s/b",
        ),
        ("www.instagram.com/anna?igsh=x", "www.instagram.com/anna"),
        ("(youtu.be/a?si=x", "(youtu.be/a"),
        (
            "https://bad.example/#/a?fbclid=x&b=1",
            "https://bad.example/#/a?b=1",
        ),
        (
            "https://bad.example/a#utm_source=x",
            "https://bad.example/a",
        ),
        (
            "https://out.example/?u=https://user:pw@bad.example/&b=1",
            "https://out.example/?u=https://bad.example/&b=1",
        ),
        (
            "https://out.example/?b=1&u=https%3A%2F%2Fuser%3Apw%40bad.example%2F%3Figsh%3Dx",
            "https://out.example/?b=1&u=https%3A%2F%2Fbad.example%2F",
        ),
        (
            "https://out.example/?u=https%253A%252F%252Fuser%253Apw%2540bad.example",
            "https://out.example/?u=https%253A%252F%252Fbad.example",
        ),
        (
            "https://old.example/2020/https://user:pw@x.com/a?s=20",
            "https://old.example/2020/https://x.com/a",
        ),
        (
            "https://out.example/to/https%3A%2F%2Fuser%3Apw%40bad.example",
            "https://out.example/to/https%3A%2F%2Fbad.example",
        ),
        (
            "magnet:?xt=urn:btih:0&tr=http%3A%2F%2Fuser%3Apw%40tracker.example%2Fa",
            "magnet:?xt=urn:btih:0&tr=http%3A%2F%2Ftracker.example%2Fa",
        ),
    ] {
        assert_eq!(word(from), to, "{from}");
    }
}

#[test]
fn an_address_without_them_leaves_byte_for_byte() {
    for address in [
        "HTTPS://Bad.Example:443/a;b?c=%3b&&d#top",
        "https://bad.example/?",
        "https://bad.example/@anna?a=b@c",
        "http://evil.example\\@good.example/a",
        "https://bad.example/view?si=1&share_id=2&_t=3&s=4",
        "https://bad.example/%zz?u=%ff%zz&%",
        "https://out.example/?u=https%3a%2f%2fbad.example%2fa+b",
        "https://bad.example/#/rooms/1?a=b",
        "https://bücher.example/ü?ü=ü",
        "what? really #1",
        "@anna:matrix.example",
        "anna@mail.example",
    ] {
        assert_eq!(word(address), address);
    }
}

#[test]
fn addresses_inside_of_each_other_come_to_an_end() {
    for deep in ["a://b?c=", "a://", "%25", "https://u:p@h/#", "?u="] {
        let long = deep.repeat(2000 / deep.len());
        assert!(word(&long).len() <= long.len());
    }
    let deep = "https://a/?u=".repeat(20) + "https://secret:pw@h/";
    assert!(!word(&deep).contains("secret"));
}

/// A location of each kind, with a login and a token in every field that can hold an address.
fn locations() -> Value {
    let url = "https://secretuser:secretpw@www.tiktok.com/a?b=1&_t=secrettoken&utm_source=secretutm\
               &u=https%3A%2F%2Fsecretuser%3Asecretpw%40bad.example%2F%3Figsh%3Dsecretigsh";
    let (short, bare) = (&url[..99], "youtu.be/a?si=secretsi");
    let onion = format!("http://secretuser:secretpw@{ONION}/a?igsh=secretigsh");
    json!([
        { "type": "web", "url": url, "referrer": url },
        { "type": "web", "url": "https://secretuser:secretpw@\u{202e}/?igsh=secretigsh" },
        { "type": "social", "platform": short, "url": url, "handle": bare },
        { "type": "chat", "app": bare, "handle": short },
        { "type": "game", "name": short, "handle": bare },
        { "type": "newsgroup", "group": short, "server": "secretuser:secretpw@news.example",
          "sender": bare, "subject": short },
        { "type": "newsgroup", "group": "a", "server": short },
        { "type": "file_sharing", "file_name": short, "search_terms": bare, "client": short,
          "magnet": "magnet:?xt=urn:btih:0&tr=http%3A%2F%2Fsecretuser%3Asecretpw%40t.example" },
        { "type": "onion", "url": onion },
        { "type": "email", "sender": "https://secretuser:secretpw@bad.example", "subject": short },
        { "type": "other", "text": format!("Look at {url}\nand {bare}") },
    ])
}

#[test]
fn no_format_lets_out_a_login_or_who_shared_it() {
    let all = locations();
    // Together, and each alone: a format may refuse or shorten some of them.
    let mut reports = vec![all.clone()];
    reports.extend(all.as_array().unwrap().iter().map(|one| json!([one])));
    for locations in reports {
        let dossier = with_locations("csam", &locations.to_string());
        assert!(locations.to_string().contains("secret"));
        for kind in HandoffKind::VARIANTS {
            let made = handed(*kind, &dossier);
            let is_offered = check(*kind, &dossier, Some(&sender())).is_ok();
            assert_eq!(is_offered, made.is_ok(), "{kind:?}");
            let Ok(made) = made else {
                assert!(matches!(kind, HandoffKind::ScartCsv | HandoffKind::Xarf));
                continue;
            };
            let written = match made.transport {
                Transport::Mail(mail) => vec![mail.to_bytes()],
                Transport::Parcel(_) => panic!("the other hotline gets a file"),
                Transport::Download(_) => {
                    let files = files(*kind, &dossier).into_iter();
                    files.map(|(_, bytes)| bytes).collect()
                }
            };
            for bytes in written {
                let text = match kind {
                    HandoffKind::Hotline => serde_json::to_string(&referred(&bytes)).unwrap(),
                    _ => String::from_utf8(bytes).unwrap(),
                };
                assert!(!text.contains("secret"), "{kind:?}: {text}");
            }
        }
    }
}

#[test]
fn where_it_is_still_leaves() {
    let all = with_locations("csam", &locations().to_string());
    let left = dossier(HandoffKind::Police, &all);
    let left = serde_json::to_value(&left.report.locations).unwrap();
    assert_eq!(
        left[0]["url"],
        "https://www.tiktok.com/a?b=1&u=https%3A%2F%2Fbad.example%2F"
    );
    assert_eq!(left[1]["url"], "https://\u{202e}/");
    assert_eq!(left[5]["server"], "news.example");
    assert_eq!(left[8]["url"], format!("http://{ONION}/a"));
    assert_eq!(left[9]["sender"], "-@-https://bad.example");
    let words = left[10]["text"].as_str().unwrap();
    assert!(words.ends_with("\nand youtu.be/a"), "{words}");
}
