use serde_json::{Value, json};

use super::*;
use crate::draft::sample::{draft, report, sent, write, write_at};
use crate::draft::{Edit, Field, Kind};

#[test]
fn a_contact_is_asked_for_and_sent_only_for_feedback() {
    let mut draft = draft([write(Field::Contact, "not an address")]);
    may_be_sent(&draft);
    draft.apply(Edit::Feedback(true));
    let wrong_form = Error::Form(Format::Email);
    has_problems(Step::What, &draft, &[("contact", wrong_form)]);
    draft.apply(write(Field::Contact, ""));
    has_problems(Step::What, &draft, &[("contact", Error::Required)]);
    draft.apply(write(Field::Contact, "me@home.example"));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["contact"], "me@home.example");
    draft.apply(Edit::Feedback(false));
    let report = sent(&draft);
    assert_eq!([&report["contact"], &report["feedback"]], [&Value::Null; 2]);
}

#[test]
fn credentials_are_a_pair() {
    for (given, missing) in [
        (Field::SiteUser, Field::SitePassword),
        (Field::SitePassword, Field::SiteUser),
    ] {
        let mut draft = draft([write(given, "given")]);
        has_problems(Step::What, &draft, &[(missing.name(), Error::Required)]);
        assert_eq!(sent(&draft)["site_credentials"], Value::Null);
        draft.apply(write(missing, "missing"));
        may_be_sent(&draft);
    }
    let draft = draft([write(Field::SiteUser, "u"), write(Field::SitePassword, "p")]);
    assert_eq!(
        sent(&draft)["site_credentials"],
        json!({ "user": "u", "password": "p" })
    );
}

#[test]
fn a_time_needs_its_day() {
    let mut draft = draft([write(Field::ObservedAt, "23:59")]);
    has_problems(Step::What, &draft, &[("observed_on", Error::Required)]);
    assert_eq!(sent(&draft)["observed_on"], Value::Null);
    draft.apply(write(Field::ObservedOn, "2027-02-09"));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["observed_on"], "2027-02-09T23:59");
    assert_eq!(Format::Time.shown("23:59"), "23:59");
    draft.apply(write(Field::ObservedAt, ""));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["observed_on"], "2027-02-09");
}

#[test]
fn an_optional_answer_that_is_wrong_is_named_and_not_sent() {
    let draft = draft([
        write_at(0, Field::Referrer, "ftp://bad.example"),
        write(Field::ObservedOn, "yesterday"),
        write(Field::ObservedAt, "24:00"),
        write(Field::SiteUser, "two\nlines"),
        write(Field::SitePassword, "p"),
    ]);
    let referrer = ("location-0-referrer", Error::Form(Format::Web));
    has_problems(Step::Where, &draft, &[referrer]);
    has_problems(
        Step::What,
        &draft,
        &[
            ("observed_on", Error::Form(Format::Date)),
            ("observed_at", Error::Form(Format::Time)),
            ("site_user", Error::Form(Format::Name)),
        ],
    );
    let report = sent(&draft);
    assert_eq!(report["locations"][0]["referrer"], Value::Null);
    assert_eq!(report["observed_on"], Value::Null);
    assert_eq!(report["site_credentials"], Value::Null);
}

#[test]
fn an_answer_is_as_long_as_its_format_says() {
    for format in FORMATS {
        let max_chars = format.max_chars();
        let too_long = Err(TextError::TooLong { max_chars });
        assert_eq!(format.check(&"x".repeat(max_chars + 1)), too_long);
        let lines = format.check("two\nlines");
        assert_eq!(lines.is_ok(), format.is_long(), "{format:?}");
    }
    let draft = draft([
        Edit::Kind(0, Some(Kind::Chat)),
        write_at(0, Field::App, &"ä".repeat(200)),
        write_at(0, Field::Found, &"ä".repeat(201)),
        write(Field::Description, &"ä".repeat(2001)),
    ]);
    let handle = ("location-0-found", Error::TooLong(200));
    has_problems(Step::Where, &draft, &[handle]);
    has_problems(Step::What, &draft, &[("description", Error::TooLong(2000))]);
}

#[test]
fn a_report_has_to_fit_its_message() {
    let story = "🖤".repeat(1900);
    let mut draft = draft([
        write(Field::Description, &story),
        Edit::AddLocation,
        Edit::Kind(1, Some(Kind::Chat)),
        write_at(1, Field::App, "x"),
    ]);
    let room = PLAINTEXT_BYTES - report(&draft).unwrap().to_json().len();
    let url = format!("https://bad.example/{}", "x".repeat(room));
    draft.apply(write_at(0, Field::Found, &url));
    may_be_sent(&draft);

    draft.apply(write_at(0, Field::Found, &[&url, "xyz"].concat()));
    let too_large = Error::TooLarge(3);
    has_problems(Step::Where, &draft, &[("location-1-found", too_large)]);
    has_problems(Step::What, &draft, &[("description", too_large)]);
    assert_eq!(too_large.number(), 3);
    assert!(pad(&report(&draft).unwrap().to_json(), PLAINTEXT_BYTES).is_err());
}

#[test]
fn an_address_may_lack_its_scheme() {
    for (written, url) in [
        ("bad.example", "https://bad.example"),
        (" //bad.example/a ", "https://bad.example/a"),
        ("bad.example:8443", "https://bad.example:8443"),
        ("http://bad.example", "http://bad.example"),
        ("HTTPS://bad.example", "HTTPS://bad.example"),
        (
            "bad.example/?to=http://b.example",
            "https://bad.example/?to=http://b.example",
        ),
        (
            "bad.example/http://b.example",
            "https://bad.example/http://b.example",
        ),
    ] {
        let draft = draft([write_at(0, Field::Found, written)]);
        may_be_sent(&draft);
        assert_eq!(sent(&draft)["locations"][0]["url"], url);
        assert_eq!(Format::Web.shown(written), url);
    }
    let host = ["a".repeat(56), ".onion".to_owned()].concat();
    let draft = draft([
        Edit::Kind(0, Some(Kind::Onion)),
        write_at(0, Field::Found, &host),
    ]);
    may_be_sent(&draft);
    assert_eq!(
        sent(&draft)["locations"][0]["url"],
        ["http://", &host].concat()
    );
}

#[test]
fn white_space_is_no_answer() {
    let mut draft = draft([
        write_at(0, Field::Found, " \n"),
        write(Field::Description, "\t"),
        write(Field::SiteUser, " "),
        write(Field::ObservedAt, " "),
    ]);
    has_problems(
        Step::Where,
        &draft,
        &[("location-0-found", Error::Required)],
    );
    has_problems(Step::What, &draft, &[]);
    draft.apply(write_at(0, Field::Found, " https://bad.example/ \n"));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["locations"][0]["url"], "https://bad.example/");
    assert_eq!(sent(&draft)["description"], Value::Null);
}
