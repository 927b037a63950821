use serde_json::json;

use super::*;
use crate::draft::sample::{draft, sent, write_at};
use crate::draft::{Edit, Field, Kind};

#[test]
fn each_problem_stands_at_its_own_location() {
    let mut draft = draft([
        Edit::AddLocation,
        Edit::Kind(1, Some(Kind::Onion)),
        write_at(1, Field::Found, "https://bad.example/"),
        Edit::AddLocation,
        Edit::Kind(2, Some(Kind::Social)),
        Edit::AddLocation,
        Edit::Kind(3, Some(Kind::Email)),
        write_at(3, Field::Found, "nobody"),
    ]);
    has_problems(
        Step::Where,
        &draft,
        &[
            ("location-1-found", Error::Form(Format::Onion)),
            ("location-2-found", Error::Required),
            ("location-2-platform", Error::Required),
            ("location-3-found", Error::Form(Format::Email)),
        ],
    );
    draft.apply(Edit::RemoveLocation(1));
    draft.apply(Edit::RemoveLocation(1));
    let sender = ("location-1-found", Error::Form(Format::Email));
    has_problems(Step::Where, &draft, &[sender]);
}

#[test]
fn a_draft_has_one_to_twenty_locations() {
    let mut draft = draft([Edit::RemoveLocation(0)]);
    may_be_sent(&draft);
    for count in 1..20 {
        assert_eq!((draft.locations.len(), draft.has_room()), (count, true));
        draft.apply(Edit::AddLocation);
        draft.apply(write_at(
            count,
            Field::Found,
            &format!("https://{count}.example/"),
        ));
    }
    assert!(!draft.has_room());
    draft.apply(Edit::AddLocation);
    assert_eq!(draft.locations.len(), 20);
    may_be_sent(&draft);

    draft.apply(Edit::RemoveLocation(20));
    for _ in 0..25 {
        draft.apply(Edit::RemoveLocation(0));
    }
    let last = json!([{ "type": "web", "url": "https://19.example/" }]);
    assert_eq!(sent(&draft)["locations"], last);
}
