use serde_json::{Value, json};

use super::*;

/// A location with this clue. `chosen` is the kind that the reporter chose.
fn location(chosen: Option<Kind>, found: &str) -> DraftLocation {
    let mut location = DraftLocation {
        chosen,
        ..DraftLocation::default()
    };
    location.answers.write(Field::Found, found.to_owned());
    location
}

/// All questions but the first, and whether they need answers.
fn below(location: &DraftLocation) -> Vec<(Field, Need)> {
    let asks = location.asks();
    assert_eq!(asks[0].field, Field::Found);
    asks[1..].iter().map(|ask| (ask.field, ask.need)).collect()
}

fn built(location: &DraftLocation) -> Value {
    serde_json::to_value(location.build()).unwrap()
}

#[test]
fn what_is_recognised_becomes_a_location_of_its_kind() {
    let onion = format!("{}.onion/x", "a".repeat(56));
    for (found, expected) in [
        (
            "bad.example",
            json!({ "type": "web", "url": "https://bad.example" }),
        ),
        (
            "t.me/x",
            json!({ "type": "social", "platform": "Telegram", "url": "https://t.me/x" }),
        ),
        (
            "a@bad.example",
            json!({ "type": "email", "sender": "a@bad.example" }),
        ),
        (
            "magnet:?xt=x",
            json!({ "type": "file_sharing", "magnet": "magnet:?xt=x" }),
        ),
        (
            "some name.avi",
            json!({ "type": "file_sharing", "file_name": "some name.avi" }),
        ),
        (
            "alt.some.group",
            json!({ "type": "newsgroup", "group": "alt.some.group" }),
        ),
        (
            "two lines\nof words",
            json!({ "type": "other", "text": "two lines\nof words" }),
        ),
        (
            &onion,
            json!({ "type": "onion", "url": (["http://", &onion].concat()) }),
        ),
    ] {
        assert_eq!(built(&location(None, found)), expected, "{found}");
    }
}

#[test]
fn a_handle_needs_its_network() {
    let mut location = location(None, "@somebody");
    assert_eq!(location.kind(), Kind::Social);
    let questions = [
        (Field::Platform, Need::Required),
        (Field::PostedOn, Need::Optional),
    ];
    assert_eq!(below(&location), questions);
    assert_eq!(built(&location), Value::Null);
    location.answers.write(Field::Platform, "P".to_owned());
    assert_eq!(
        built(&location),
        json!({ "type": "social", "platform": "P", "handle": "@somebody" })
    );
}

#[test]
fn a_network_that_its_address_names_is_not_asked_for() {
    let mut location = location(None, "https://www.instagram.com/p/x");
    let questions = [
        (Field::Handle, Need::Optional),
        (Field::PostedOn, Need::Optional),
    ];
    assert_eq!(below(&location), questions);
    location.answers.write(Field::Handle, "@x".to_owned());
    assert_eq!(built(&location)["handle"], "@x");
    location.chosen = Some(Kind::Web);
    assert_eq!((location.kind(), location.network()), (Kind::Web, None));
}

#[test]
fn what_the_reporter_chose_counts() {
    for kind in Kind::ALL {
        let location = location(Some(*kind), "https://www.instagram.com/p/x");
        // An address is no file sharing.
        let counts = match kind {
            Kind::FileSharing => Kind::Social,
            kind => *kind,
        };
        assert_eq!(location.kind(), counts);
        let found = location.answers.get(Field::Found);
        assert_eq!(found, "https://www.instagram.com/p/x");
        let either = matches!(kind, Kind::Social | Kind::FileSharing);
        assert_eq!(location.asks()[0].label == Field::Found, either, "{kind:?}");
    }
    assert_eq!(location(None, "bad.example").asks()[0].label, Field::Found);
}

#[test]
fn an_answer_that_stands_below_stays_there() {
    let mut location = location(Some(Kind::Social), "https://bad.example/x");
    location.answers.write(Field::Handle, "@x".to_owned());
    location.answers.write(Field::Platform, "P".to_owned());
    for found in ["", "@y", "words"] {
        location.answers.write(Field::Found, found.to_owned());
        assert!(
            below(&location)
                .iter()
                .any(|(field, _)| *field == Field::Handle)
        );
        assert_eq!(built(&location)["handle"], "@x", "{found:?}");
    }
}

#[test]
fn what_leads_to_somebody_asks_for_the_app_or_the_network() {
    for (found, kind, asked) in [
        ("+372 5555 5555", Kind::Chat, Some(Field::App)),
        ("somebody#1234", Kind::Social, Some(Field::Platform)),
        ("discord user X#1234", Kind::Social, None),
    ] {
        let location = location(None, found);
        assert_eq!(location.kind(), kind, "{found}");
        let required = below(&location).into_iter();
        let required: Vec<_> = required
            .filter(|(_, need)| *need == Need::Required)
            .collect();
        let asked: Vec<_> = asked
            .map(|field| (field, Need::Required))
            .into_iter()
            .collect();
        assert_eq!(required, asked, "{found}");
    }
    let discord =
        json!({ "type": "social", "platform": "Discord", "handle": "discord user X#1234" });
    assert_eq!(built(&location(None, "discord user X#1234")), discord);
}

#[test]
fn an_account_in_a_game_is_not_the_games_name() {
    let mut location = location(Some(Kind::Game), "badguy99");
    assert_eq!(below(&location), [(Field::Name, Need::Required)]);
    assert_eq!(built(&location), Value::Null);
    location.answers.write(Field::Name, "A game".to_owned());
    assert_eq!(
        built(&location),
        json!({ "type": "game", "name": "A game", "handle": "badguy99" })
    );
}
