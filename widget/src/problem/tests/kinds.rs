use serde_json::{Value, json};
use shared::report::BrokenRule;

use super::*;
use crate::draft::sample::{answer, draft, located, report, sent, write_at};
use crate::draft::{Edit, Field, Kind};

#[test]
fn every_kind_fills_the_location_of_its_name() {
    for kind in Kind::ALL {
        let draft = located(*kind, |_| true);
        let mut location = json!({ "type": kind.name() });
        for ask in kind.asks() {
            location[ask.field.name()] = json!(answer(ask));
        }
        may_be_sent(&draft);
        assert_eq!(sent(&draft)["locations"], json!([location]));
    }
}

#[test]
fn what_a_kind_requires_is_enough_and_none_of_it_can_be_left_out() {
    for kind in Kind::ALL {
        let one_of = |ask: &Ask| ask.need == Need::OneOf;
        let choices = kind.asks().iter().filter(|ask| one_of(ask));
        for chosen in choices {
            may_be_sent(&located(*kind, |ask| {
                ask.need == Need::Required || ask == chosen
            }));
        }
        if kind.asks().iter().any(one_of) {
            let draft = located(*kind, |ask| !one_of(ask));
            let [(id, error)] = &found(Step::Where, &draft)[..] else {
                panic!("{kind:?}")
            };
            assert_eq!(id, "location-0-found");
            assert!(matches!(error, Error::OneOf | Error::Required));
            assert_eq!(report(&draft), Err(BrokenRule::Location));
        } else {
            may_be_sent(&located(*kind, |ask| ask.need == Need::Required));
        }
        let required = kind.asks().iter().filter(|ask| ask.need == Need::Required);
        for missing in required {
            let draft = located(*kind, |ask| ask != missing);
            let asks = draft.locations[0].asks();
            let asked = asks.iter().find(|ask| ask.fills == missing.field).unwrap();
            let id = field_id(Some(0), asked.field.name());
            has_problems(Step::Where, &draft, &[(&id, Error::Required)]);
            assert_eq!(report(&draft), Err(BrokenRule::Locations));
        }
    }
}

#[test]
fn every_kind_question_and_error_has_its_words() {
    let texts: Value = serde_json::from_str(include_str!("../../../locales/en.json")).unwrap();
    let has_words = |prefix: &str, name: &str| {
        let key = [prefix, name].concat();
        assert!(texts[&key].is_string(), "{key}");
    };
    let details = draft([Edit::Feedback(true)]).asks();
    for kind in Kind::ALL {
        has_words("kind.", kind.name());
        for ask in kind.asks().iter().chain(&details) {
            has_words("field.", ask.field.name());
        }
    }
    for format in FORMATS {
        has_words("error.", Error::Form(format).name());
    }
    for error in [
        Error::Required,
        Error::OneOf,
        Error::TooLong(1),
        Error::TooLarge(1),
        Error::TooMany(1),
        Error::Local,
    ] {
        has_words("error.", error.name());
    }
    for other in ["category", "good_faith", "found"] {
        has_words("field.", other);
    }
}

#[test]
fn answers_to_another_kind_stay_and_are_not_sent() {
    let mut draft = draft([
        write_at(0, Field::Referrer, "no url, and not asked for"),
        Edit::Kind(0, Some(Kind::Other)),
    ]);
    may_be_sent(&draft);
    let other = json!([{ "type": "other", "text": "https://bad.example/" }]);
    assert_eq!(sent(&draft)["locations"], other);
    draft.apply(Edit::Kind(0, Some(Kind::Web)));
    let referrer = ("location-0-referrer", Error::Form(Format::Web));
    has_problems(Step::Where, &draft, &[referrer]);
    let web = json!([{ "type": "web", "url": "https://bad.example/" }]);
    assert_eq!(sent(&draft)["locations"], web);
}
