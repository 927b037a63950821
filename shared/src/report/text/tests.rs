use super::*;

fn accepted<R: Rule>(texts: &[&str]) {
    for text in texts {
        assert!(
            text.parse::<Text<R>>().is_ok(),
            "{} refuses {text:?}",
            R::NAME
        );
    }
}

fn refused<R: Rule>(texts: &[&str]) {
    for text in texts {
        assert_eq!(
            text.parse::<Text<R>>(),
            Err(TextError::Form),
            "{} takes {text:?}",
            R::NAME
        );
    }
}

#[test]
fn text_is_trimmed_and_counted_in_characters() {
    assert_eq!("  a b \n".parse::<Name>().unwrap().as_str(), "a b");
    assert_eq!(" \u{a0}\t".parse::<Name>(), Err(TextError::Empty));
    assert!("ä".repeat(NAME_CHARS).parse::<Name>().is_ok());
    let too_long = Err(TextError::TooLong {
        max_chars: NAME_CHARS,
    });
    assert_eq!("ä".repeat(NAME_CHARS + 1).parse::<Name>(), too_long);
}

#[test]
fn what_is_read_has_been_trimmed_already() {
    assert!(serde_json::from_str::<HotlineId>(r#""example""#).is_ok());
    for text in [r#"" example""#, r#""example\u00a0""#, r#""example\n""#] {
        assert!(serde_json::from_str::<HotlineId>(text).is_err(), "{text}");
    }
}

#[test]
fn what_was_written_does_not_show_in_debug() {
    let name: Name = "secret".parse().unwrap();
    assert_eq!(format!("{name:?}"), "Text(6 bytes)");
}

#[test]
fn urls() {
    accepted::<WebUrlRule>(&[
        "http://a",
        "HTTPS://example.com:8443/a?b#c",
        "https://user:pass@bad.example/",
        "https://[2001:db8::1]/",
        "https://bücher.example/ü",
    ]);
    refused::<WebUrlRule>(&[
        "example.com",
        "ftp://example.com",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://.",
        "https://a b",
        "https://a\u{0}b",
    ]);
}

#[test]
fn onion_urls() {
    let host = "a2".repeat(28);
    accepted::<OnionUrlRule>(&[
        &format!("http://{host}.onion"),
        &format!("https://www.{host}.ONION:80/x"),
        &format!("http://{}.onion/", &host[..16]),
    ]);
    refused::<OnionUrlRule>(&[
        "http://short.onion",
        &format!("http://{host}.onion.example"),
        &format!("http://{}1.onion", &host[1..]),
        &format!("http://{host}"),
    ]);
}

#[test]
fn emails() {
    accepted::<EmailRule>(&["a@b", "\"a@b\"@c.example"]);
    refused::<EmailRule>(&["a", "@b", "a@", "a b@c"]);
}

#[test]
fn dates() {
    accepted::<DateRule>(&[
        "2027-02-09",
        "2028-02-29",
        "2027-02-09T23:59",
        "2027-02-09T00:00Z",
        "2027-02-09T23:59-03:30",
    ]);
    refused::<DateRule>(&[
        "2027",
        "2027-2-9",
        "2027-02-29",
        "2100-02-29",
        "2027-13-01",
        "2027-00-01",
        "2027-04-31",
        "2027-02-09T24:00",
        "2027-02-09T12",
        "2027-02-09T12:00+1",
        "2027-02-09T12:00Z01:00",
        "2027-02-09T12:00+24:00",
        "2027-02-09T",
        "+027-02-09",
        "yesterday",
    ]);
}

#[test]
fn languages_and_slugs() {
    accepted::<LanguageRule>(&["en", "fil", "pt-BR", "zh-Hant"]);
    refused::<LanguageRule>(&["e", "en_GB", "english", "en-", "1n"]);
    accepted::<PartnerRule>(&["sid-2027", "a"]);
    refused::<PartnerRule>(&["SID", "a b", "a/b", "é"]);
}

#[test]
fn names_stay_on_one_line() {
    refused::<NameRule>(&["a\nb", "a\u{2028}b"]);
}
