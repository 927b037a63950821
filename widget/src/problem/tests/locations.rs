use serde_json::json;

use super::*;
use crate::draft::sample::{draft, sent, write, write_at};
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

#[test]
fn a_location_that_was_left_empty_beside_another_is_dropped() {
    let mut draft = draft([Edit::AddLocation, Edit::AddLocation]);
    draft.apply(write_at(2, Field::Found, "  "));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["locations"].as_array().unwrap().len(), 1);
    draft.apply(write_at(0, Field::Found, ""));
    let first = [("location-0-found", Error::Required)];
    assert_eq!(
        found(Step::Where, &draft)[0],
        (first[0].0.to_owned(), first[0].1)
    );
    draft.apply(Edit::Kind(1, Some(Kind::Chat)));
    let app = ("location-1-app", Error::Required);
    has_problems(Step::Where, &draft, &[app]);
}

#[test]
fn what_lies_on_the_reporters_device_is_asked_for_elsewhere() {
    for text in [
        "file:///home/me/a.mp4",
        "C:\\Users\\me\\a.jpg",
        "blob:https://bad.example/0123",
        &["data:image/png;base64,", &"A".repeat(3000)].concat(),
    ] {
        let mut draft = draft([write_at(0, Field::Found, text)]);
        has_problems(Step::Where, &draft, &[("location-0-found", Error::Local)]);
        draft.apply(write_at(0, Field::Found, "in the group of my school"));
        may_be_sent(&draft);
    }
}

#[test]
fn a_pasted_list_is_limited_like_every_list() {
    let list = |count: usize| {
        let addresses = (0..count).map(|at| format!("https://{at}.example/"));
        addresses.collect::<Vec<_>>().join("\n")
    };
    let mut draft = draft([write_at(0, Field::Found, &list(20)), Edit::AddLocation]);
    assert_eq!((draft.locations.len(), draft.has_room()), (1, false));
    may_be_sent(&draft);
    draft.apply(write_at(0, Field::Found, &list(21)));
    has_problems(
        Step::Where,
        &draft,
        &[("location-0-found", Error::TooMany(20))],
    );
    draft.apply(Edit::TakeOut(0, 7));
    may_be_sent(&draft);
}

#[test]
fn words_around_addresses_have_the_limit_of_the_description() {
    let words = "word ".repeat(500);
    let clue = [&words, "https://bad.example/"].concat();
    let mut draft = draft([write_at(0, Field::Found, &clue)]);
    has_problems(
        Step::Where,
        &draft,
        &[("location-0-found", Error::TooLong(2000))],
    );
    draft.apply(write_at(0, Field::Found, &clue[1000..]));
    may_be_sent(&draft);
    draft.apply(write(Field::Description, &words[..1000]));
    has_problems(Step::Where, &draft, &[]);
    has_problems(Step::What, &draft, &[("description", Error::TooLong(2000))]);
    draft.apply(Edit::AsWritten(0, true));
    has_problems(
        Step::Where,
        &draft,
        &[("location-0-found", Error::TooLong(1000))],
    );
}

#[test]
fn words_around_an_address_are_a_description() {
    let mut draft = draft([Edit::Category(Category::Grooming)]);
    has_problems(Step::What, &draft, &[("description", Error::Required)]);
    draft.apply(write_at(
        0,
        Field::Found,
        "he wrote to me: https://bad.example/",
    ));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["description"], "he wrote to me:");
}
