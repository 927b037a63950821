use serde_json::{Value, json};

use super::super::sample::{draft, sent, write, write_at};
use super::super::{Category, Draft, Edit, Need};
use super::*;

const TWO: &str = "He sent me https://bad.example/a and t.me/x";

/// A draft with this clue.
fn with(clue: &str) -> Draft {
    draft([write_at(0, Field::Found, clue)])
}

fn locations(draft: &Draft) -> Value {
    sent(draft)["locations"].clone()
}

fn web(url: &str) -> Value {
    json!({ "type": "web", "url": url })
}

#[test]
fn each_address_becomes_a_location_and_the_words_go_to_the_description() {
    let mut draft = with(TWO);
    let telegram = json!({ "type": "social", "platform": "Telegram", "url": "https://t.me/x" });
    assert_eq!(
        locations(&draft),
        json!([web("https://bad.example/a"), telegram])
    );
    assert_eq!(sent(&draft)["description"], "He sent me … and");
    draft.apply(write(Field::Description, " It was bad. "));
    assert_eq!(
        sent(&draft)["description"],
        "He sent me … and\n\nIt was bad."
    );
    draft.apply(Edit::AddLocation);
    draft.apply(write_at(1, Field::Found, "Or here: www.other.example/"));
    assert_eq!(sent(&draft)["locations"].as_array().unwrap().len(), 3);
    assert_eq!(draft.words(), "He sent me … and\nOr here:");
}

#[test]
fn a_clue_that_tells_a_story_is_a_description_where_one_is_needed() {
    for (clue, is_story) in [
        ("a man on discord wrote to my sister", true),
        ("رجل راسل أختي", true),
        ("知らない男が妹に連絡してきた", true),
        ("badguy99", false),
        ("bad guy", false),
        ("Müller", false),
        ("he.wrote.to@sister.example", false),
    ] {
        let mut draft = with(clue);
        assert_eq!(draft.words(), "", "{clue}: nothing is said twice");
        draft.apply(Edit::Category(Category::Grooming));
        assert_eq!(draft.asks()[0].need == Need::Optional, is_story, "{clue}");
        if is_story {
            assert_eq!(sent(&draft)["description"], clue);
            draft.apply(write(Field::Description, "It was bad."));
            assert_eq!(
                sent(&draft)["description"],
                [clue, "\n\nIt was bad."].concat()
            );
        }
        // One story is enough, and words around an address are one.
        draft.apply(write_at(0, Field::Found, "He sent me https://bad.example/"));
        draft.apply(Edit::AddLocation);
        draft.apply(write_at(1, Field::Found, clue));
        assert_eq!(draft.words(), "He sent me", "{clue}");
    }
}

#[test]
fn an_address_is_mended() {
    for (clue, url) in [
        ("hxxps://www.example[.]com/a", "https://www.example.com/a"),
        ("view-source:https://bad.example/a", "https://bad.example/a"),
        (
            "\u{200e}https://bad.example/a\u{200b}",
            "https://bad.example/a",
        ),
        ("<https://bad.example/a>", "https://bad.example/a"),
        ("2001:db8::1", "https://[2001:db8::1]"),
    ] {
        let draft = with(clue);
        assert_eq!(locations(&draft), json!([web(url)]), "{clue}");
        assert_eq!(sent(&draft)["description"], Value::Null, "{clue}");
        assert_eq!(draft.locations[0].pasted().unwrap().addresses.len(), 1);
    }
}

#[test]
fn an_address_as_it_should_be_is_nothing_to_show() {
    for clue in [
        "https://bad.example/a",
        " bad.example/a\n",
        "HTTPS://bad.example",
        "//bad.example",
        "words only",
        "@name",
        "a@bad.example",
        "",
    ] {
        assert!(with(clue).locations[0].pasted().is_none(), "{clue}");
    }
}

#[test]
fn what_was_made_of_a_clue_can_be_undone_and_done_again() {
    let mut draft = with(TWO);
    draft.apply(Edit::AsWritten(0, true));
    assert_eq!(locations(&draft), json!([{ "type": "other", "text": TWO }]));
    assert_eq!(sent(&draft)["description"], Value::Null);
    assert!(draft.locations[0].is_undone());
    draft.apply(write_at(0, Field::Found, &[TWO, "!"].concat()));
    assert!(draft.locations[0].is_undone(), "it goes on being wanted so");
    draft.apply(Edit::AsWritten(0, false));
    assert_eq!(locations(&draft).as_array().unwrap().len(), 2);

    draft.apply(Edit::AsWritten(0, true));
    draft.apply(write_at(0, Field::Found, ""));
    draft.apply(write_at(0, Field::Found, TWO));
    assert!(draft.locations[0].pasted().is_some(), "it is another clue");
}

#[test]
fn an_address_can_be_taken_out() {
    let mut draft = with("https://a.example/ https://b.example/ https://c.example/");
    draft.apply(Edit::TakeOut(0, 1));
    let two = json!([web("https://a.example/"), web("https://c.example/")]);
    assert_eq!(locations(&draft), two);
    draft.apply(Edit::TakeOut(0, 0));
    assert_eq!(locations(&draft), json!([web("https://c.example/")]));
    assert_eq!(sent(&draft)["description"], Value::Null);
    draft.apply(write_at(
        0,
        Field::Found,
        "https://a.example/\nhttps://b.example/",
    ));
    assert_eq!(locations(&draft).as_array().unwrap().len(), 2);
}

#[test]
fn one_address_keeps_the_other_answers() {
    let mut draft = with("look: https://bad.example/a");
    draft.apply(write_at(0, Field::Referrer, "https://led.example/"));
    let location = json!({
        "type": "web", "url": "https://bad.example/a", "referrer": "https://led.example/",
    });
    assert_eq!(locations(&draft), json!([location]));
    draft.apply(Edit::Kind(0, Some(Kind::FileSharing)));
    assert_eq!(
        locations(&draft),
        json!([location]),
        "an address is no file sharing"
    );
    draft.apply(Edit::Kind(0, Some(Kind::Other)));
    let words = json!({ "type": "other", "text": "look: https://bad.example/a" });
    assert_eq!(locations(&draft), json!([words]));
}

#[test]
fn what_is_pasted_does_not_show_in_debug() {
    assert!(!format!("{:?}", with(TWO)).contains("bad"));
}
