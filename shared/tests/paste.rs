//! What people paste: every address that a reader of the corpus sees is found, and none that is not
//! there.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::slice::from_ref;

use proptest::prelude::*;
use serde::Deserialize;
use shared::limits::{MAGNET_CHARS, PLAINTEXT_BYTES, URL_CHARS};
use shared::paste::{different, find, words};
use shared::report::{Magnet, WebUrl};

/// A text as somebody may paste it, and the addresses that a reader sees in it.
#[derive(Deserialize)]
struct Pasted {
    text: String,
    addresses: Vec<String>,
}

fn corpus() -> Vec<Pasted> {
    let corpus: Vec<Pasted> = serde_json::from_str(include_str!("paste/corpus.json")).unwrap();
    assert!(corpus.len() >= 150);
    corpus
}

fn addresses(text: &str) -> Vec<String> {
    find(text).into_iter().map(|one| one.address).collect()
}

#[test]
fn every_address_that_a_reader_sees_is_found_and_no_other() {
    let wrong: Vec<_> = corpus()
        .iter()
        .map(|pasted| (&pasted.text, &pasted.addresses, addresses(&pasted.text)))
        .filter(|(_, seen, found)| *seen != found)
        .map(|(text, seen, found)| format!("{text:?}\n  seen  {seen:?}\n  found {found:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_stands_around_makes_no_difference() {
    for pasted in corpus()
        .iter()
        .filter(|pasted| !pasted.addresses.is_empty())
    {
        // A text of one word is read more kindly than a sentence: any host is an address there.
        let is_sentence = pasted.text.trim().contains(char::is_whitespace);
        for (before, behind) in [
            ("", "\n"),
            ("\u{feff}", "\u{200b}"),
            ("\n", "  "),
            ("- ", "\n- "),
        ] {
            let text = [before, &pasted.text, behind].concat();
            if is_sentence || before != "- " {
                assert_eq!(addresses(&text), pasted.addresses, "{text:?}");
            }
        }
    }
}

#[test]
fn two_texts_hold_the_addresses_of_both() {
    let is_plain = |pasted: &&Pasted| pasted.text.starts_with("http");
    let corpus = corpus();
    for one in corpus.iter().filter(is_plain) {
        for other in corpus.iter().filter(is_plain) {
            let text = [&one.text, "\n", &other.text].concat();
            let both = [&one.addresses[..], &other.addresses].concat();
            assert_eq!(addresses(&text), both, "{text:?}");
        }
    }
}

#[test]
fn the_words_around_are_kept() {
    for (text, kept) in [
        (
            "Check out this video! https://vm.tiktok.com/ZMexample/",
            "Check out this video!",
        ),
        (
            "See https://bad.example/a and https://bad.example/b too",
            "See … and … too",
        ),
        (
            "1. https://bad.example/a\n2) www.example.com\n\n • example.com/x",
            "",
        ),
        ("https://bad.example/a - posted 12:30", "posted 12:30"),
        ("👉 https://bad.example/a 👈", ""),
        ("view-source:https://bad.example/a", ""),
        ("\u{2066}https://bad.example/a\u{2069}", ""),
        ("Max:\nhttps://bad.example/a\nугроза", "Max:\nугроза"),
        ("[here](https://bad.example/a)", "[here](…)"),
    ] {
        assert_eq!(words(text, &find(text)), kept, "{text:?}");
    }
}

#[test]
fn the_place_in_the_text_is_known() {
    let text = "Look: hxxps://bad[.]example/a\u{200b}, see";
    let found = find(text);
    assert_eq!(
        &text[found[0].range.clone()],
        "hxxps://bad[.]example/a\u{200b}"
    );
}

#[test]
fn an_address_that_is_too_long_keeps_what_leads_to_the_page() {
    let long = |count| "x".repeat(count);
    let base = "https://bad.example/watch?v=1";
    for (text, short) in [
        (
            format!("{base}&fbclid={}&t=2", long(URL_CHARS)),
            format!("{base}&t=2"),
        ),
        (format!("{base}#{}", long(URL_CHARS)), base.to_owned()),
        (
            format!("https://bad.example/?a={}", long(URL_CHARS)),
            "https://bad.example/".to_owned(),
        ),
        (
            format!("https://bad.example/{}", long(URL_CHARS)),
            format!("https://bad.example/{}", long(URL_CHARS - 20)),
        ),
        (
            format!("https://bad.example/{}%E2%80%9C", long(URL_CHARS - 22)),
            format!("https://bad.example/{}", long(URL_CHARS - 22)),
        ),
    ] {
        assert_eq!(addresses(&text), from_ref(&short));
        assert_eq!(addresses(&short), [short]);
    }
}

#[test]
fn a_magnet_that_is_too_long_loses_its_trackers_and_keeps_its_hash() {
    let hash = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567";
    let name = format!("&dn={}", "n".repeat(300));
    let trackers = "&tr=udp%3A%2F%2Ftracker.example%3A1337".repeat(30);
    let fits = format!("{hash}{name}&tr=udp%3A%2F%2Fa.example");
    assert_eq!(addresses(&fits), from_ref(&fits));
    let [short] = &addresses(&[hash, &trackers, &name].concat())[..] else {
        panic!("one magnet")
    };
    assert!(short.len() <= MAGNET_CHARS);
    assert!(short.starts_with(hash) && short.ends_with(&name), "{short}");
    let long_name = format!("{hash}&dn={}", "n".repeat(MAGNET_CHARS));
    assert_eq!(addresses(&long_name), [hash]);
}

#[test]
fn an_address_that_stands_twice_is_one() {
    let text = "https://bad.example/a www.example.com hxxps://bad[.]example/a";
    let found = find(text);
    assert_eq!(words(text, &found), "");
    let different = different(found).into_iter().map(|one| one.address);
    assert_eq!(
        different.collect::<Vec<_>>(),
        ["https://bad.example/a", "https://www.example.com"]
    );
}

#[test]
fn texts_that_repeat_what_is_hard_to_read_end_nowhere_but_at_their_end() {
    for part in [
        ",a",
        "(",
        "[",
        "https://",
        "a.b-.",
        "https://a.b-.",
        "a@",
        "%20",
        ":2001:",
        "h:",
        "[.] ",
    ] {
        let text = part.repeat(PLAINTEXT_BYTES / part.len());
        let found = find(&text);
        assert!(
            found.iter().all(|one| one.range.end <= text.len()),
            "{part}"
        );
        let _ = words(&text, &found);
    }
    let too_long = "https://bad.example/ ".repeat(PLAINTEXT_BYTES / 20);
    assert!(find(&too_long).is_empty());
}

/// Texts made of what addresses, and the tricks around them, are made of.
fn made() -> impl Strategy<Value = String> {
    const PARTS: [&str; 52] = [
        "https://",
        "http://",
        "hxxps://",
        "https:/",
        "http",
        "https",
        "ttp",
        "h**p",
        "://",
        ":",
        "/",
        "//",
        "\\",
        "[.]",
        "(dot)",
        "[:]",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ".",
        ".",
        " ",
        "\n",
        ",",
        ";",
        "bad.example",
        "com",
        "www.",
        "a",
        "B7",
        "ä",
        "看",
        "。",
        "👉",
        "\u{200b}",
        "\u{200d}",
        "@",
        "magnet:?xt=",
        "ed2k://|",
        "?a=b&c",
        "#x",
        "%20",
        "'",
        "*",
        "_",
        "-",
        "2001:db8::1",
        "view-source:",
        "／",
    ];
    prop::collection::vec(prop::sample::select(&PARTS[..]), 0..16).prop_map(|parts| parts.concat())
}

/// The text with every mending that may be made to it, in small letters.
fn mended(text: &str) -> String {
    let unseen = ['\u{200b}', '\u{ad}', '\u{feff}'];
    let is_seen = |char: &char| !unseen.contains(char) && !('\u{200e}'..='\u{200f}').contains(char);
    let mut text: String = text.chars().filter(is_seen).collect();
    text = text.replace('／', "/").to_ascii_lowercase();
    for dot in ["[.]", "[dot]"] {
        text = text.replace(&format!(" {dot} "), dot);
        text = text.replace(&format!(" {dot}"), dot);
    }
    loop {
        let before = text.clone();
        for (open, close) in [('[', ']'), ('(', ')'), ('{', '}')] {
            for word in [".", "dot", "punkt", ":", "://", "/", "//"] {
                let sign = if word.starts_with(char::is_alphabetic) {
                    "."
                } else {
                    word
                };
                text = text.replace(&format!("{open}{word}{close}"), sign);
            }
        }
        if text == before {
            return text;
        }
    }
}

fn keeps_every_rule(text: &str) {
    let found = find(text);
    let mut at = 0;
    for one in &found {
        assert!(
            at <= one.range.start && one.range.start < one.range.end,
            "{text:?}"
        );
        at = one.range.end;
        let address = &one.address;
        assert!(
            address.parse::<WebUrl>().is_ok() || address.parse::<Magnet>().is_ok(),
            "{address}"
        );
        assert_eq!(addresses(address), from_ref(address), "{text:?}");
        assert!(words(address, &find(address)).is_empty(), "{address}");
        let bare = address
            .strip_prefix("https://")
            .or(address.strip_prefix("http://"));
        let bare = bare
            .unwrap_or(address)
            .to_ascii_lowercase()
            .replace(['[', ']'], "");
        let source = mended(&text[one.range.clone()]).replace(['[', ']'], "");
        assert!(source.contains(&bare), "{address} is not in {text:?}");
    }
    // No letter around the addresses is lost.
    let letters = |text: &str| {
        text.chars()
            .filter(|char| char.is_alphabetic())
            .collect::<String>()
    };
    let (mut around, mut at) = (String::new(), 0);
    for one in &found {
        around.push_str(&text[at..one.range.start]);
        at = one.range.end;
    }
    around.push_str(&text[at..]);
    assert_eq!(letters(&words(text, &found)), letters(&around), "{text:?}");
}

#[test]
fn the_corpus_keeps_every_rule() {
    for pasted in corpus().iter().filter(|pasted| pasted.text.is_ascii()) {
        keeps_every_rule(&pasted.text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_address_is_made_that_the_text_does_not_hold(text in made()) {
        keeps_every_rule(&text);
    }

    #[test]
    fn nothing_panics(text: String, more in "[ -~]{0,60}") {
        keeps_every_rule(&more);
        let found = find(&text);
        let _ = words(&text, &found);
    }
}
