use serde_json::{Value, json};
use shared::limits::PLAINTEXT_BYTES;
use shared::padding::pad;
use shared::report::{BrokenRule, Report, TextError};

use super::*;
use crate::steps::Step;

const FORMATS: [Format; 9] = [
    Format::Web,
    Format::Onion,
    Format::Name,
    Format::Magnet,
    Format::Email,
    Format::Date,
    Format::Time,
    Format::Place,
    Format::Story,
];

fn page() -> Page {
    Page {
        language: "de".parse().unwrap(),
        partner: Some("sid-2027".parse().unwrap()),
    }
}

fn write(field: Field, answer: &str) -> Edit {
    Edit::Write(None, field, answer.to_owned())
}

fn write_at(location: usize, field: Field, answer: &str) -> Edit {
    Edit::Write(Some(location), field, answer.to_owned())
}

/// A draft that could be sent, after some changes.
fn draft(edits: impl IntoIterator<Item = Edit>) -> Draft {
    let mut draft = Draft::default();
    draft.apply(Edit::Category(Category::Csam));
    draft.apply(write_at(0, Field::Found, "https://bad.example/"));
    for edit in edits {
        draft.apply(edit);
    }
    draft
}

/// A draft of one location of this kind, chosen as such, with an answer to each question that
/// `answered` chooses.
fn located(kind: Kind, answered: impl Fn(&Ask) -> bool) -> Draft {
    let mut draft = draft([write_at(0, Field::Found, ""), Edit::Kind(0, Some(kind))]);
    for ask in kind.asks().iter().filter(|ask| answered(ask)) {
        // What is not asked below is what was found.
        let asks = draft.locations[0].asks();
        let below = asks.iter().any(|asked| asked.field == ask.field);
        let field = if below { ask.field } else { Field::Found };
        draft.apply(write_at(0, field, &answer(ask)));
    }
    draft
}

/// An answer that keeps the question's rule and is given to no other question of its location.
fn answer(ask: &Ask) -> String {
    let name = ask.field.name();
    match ask.format {
        Format::Web => format!("https://{name}.example/"),
        Format::Onion => format!("http://{}.onion/", "a".repeat(56)),
        Format::Email => format!("{name}@bad.example"),
        Format::Date => "2027-02-09".to_owned(),
        Format::Time => "23:59".to_owned(),
        Format::Magnet => format!("magnet:?xt={name}"),
        Format::Name | Format::Place | Format::Story => name.to_owned(),
    }
}

fn report(draft: &Draft) -> Result<Report, BrokenRule> {
    let id = ReportId::new([7; ReportId::BYTES]);
    Report::try_from(draft.build(id, &page()).unwrap())
}

fn sent(draft: &Draft) -> Value {
    serde_json::from_slice(&report(draft).unwrap().to_json()).unwrap()
}

fn found(step: Step, draft: &Draft) -> Vec<(String, Error)> {
    let problems = problems(step, draft, &page()).into_iter();
    problems.map(|found| (found.id(), found.error)).collect()
}

fn has_problems(step: Step, draft: &Draft, expected: &[(&str, Error)]) {
    let expected = expected
        .iter()
        .map(|(id, error)| ((*id).to_owned(), *error));
    assert_eq!(found(step, draft), expected.collect::<Vec<_>>());
}

fn may_be_sent(draft: &Draft) {
    for step in Step::QUESTIONS {
        assert_eq!(found(*step, draft), [], "{step:?}");
    }
    pad(&report(draft).unwrap().to_json(), PLAINTEXT_BYTES).unwrap();
}

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
    let texts: Value = serde_json::from_str(include_str!("../../locales/en.json")).unwrap();
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
    ] {
        has_words("error.", error.name());
    }
    for other in ["category", "good_faith", "found"] {
        has_words("field.", other);
    }
}

#[test]
fn a_report_needs_a_category() {
    let draft = Draft::default();
    has_problems(Step::What, &draft, &[("category", Error::Required)]);
    assert_eq!(
        draft.build(ReportId::new([7; ReportId::BYTES]), &page()),
        None
    );
    for category in Category::ALL {
        let draft = self::draft([Edit::Category(*category)]);
        has_problems(Step::What, &draft, &[]);
    }
}

#[test]
fn grooming_and_hate_speech_need_words() {
    for category in Category::ALL {
        let mut draft = draft([Edit::Category(*category), Edit::GoodFaith(true)]);
        if matches!(category, Category::Grooming | Category::HateSpeech) {
            has_problems(Step::Details, &draft, &[("description", Error::Required)]);
            draft.apply(write(Field::Description, "what was said"));
        }
        may_be_sent(&draft);
    }
}

#[test]
fn hate_speech_needs_good_faith_and_nothing_else_sends_it() {
    let mut draft = draft([
        Edit::Category(Category::HateSpeech),
        write(Field::Description, "what was said"),
    ]);
    has_problems(Step::Details, &draft, &[("good_faith", Error::Required)]);
    draft.apply(Edit::GoodFaith(true));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["good_faith"], true);
    draft.apply(Edit::Category(Category::Csam));
    assert_eq!(sent(&draft)["good_faith"], Value::Null);
}

#[test]
fn questions_about_a_child_are_not_answered_for_hate_speech() {
    let mut draft = draft([
        Edit::AgeHint(AgeHint::Infant),
        Edit::ChildInDanger(Some(false)),
        Edit::PaidAccess(PaidAccess::Yes),
        Edit::PaymentMethod(PaymentMethod::Card),
        Edit::ContentType(ContentType::Image),
        write(Field::Description, "what was said"),
        Edit::GoodFaith(true),
    ]);
    let about_child = [
        ("age_hint", json!("infant")),
        ("child_in_danger", json!(false)),
        ("paid_access", json!("yes")),
        ("payment_methods", json!(["card"])),
    ];
    let report = sent(&draft);
    for (field, answer) in &about_child {
        assert_eq!(report[field], *answer, "{field}");
    }
    draft.apply(Edit::Category(Category::HateSpeech));
    let report = sent(&draft);
    for (field, _) in &about_child {
        assert_eq!(report[field], Value::Null, "{field}");
    }
    assert_eq!(report["content_types"], json!(["image"]));
}

#[test]
fn ways_to_pay_are_sent_only_where_one_has_to_pay() {
    let mut draft = draft([Edit::PaymentMethod(PaymentMethod::Card)]);
    for (paid, methods) in [
        (PaidAccess::No, Value::Null),
        (PaidAccess::Unknown, Value::Null),
        (PaidAccess::Yes, json!(["card"])),
    ] {
        assert_eq!(
            draft.asks_how_to_pay(),
            draft.paid_access == Some(PaidAccess::Yes)
        );
        draft.apply(Edit::PaidAccess(paid));
        assert_eq!(sent(&draft)["payment_methods"], methods, "{paid:?}");
    }
}

#[test]
fn a_contact_is_asked_for_and_sent_only_for_feedback() {
    let mut draft = draft([write(Field::Contact, "not an address")]);
    may_be_sent(&draft);
    draft.apply(Edit::Feedback(true));
    let wrong_form = Error::Form(Format::Email);
    has_problems(Step::Details, &draft, &[("contact", wrong_form)]);
    draft.apply(write(Field::Contact, ""));
    has_problems(Step::Details, &draft, &[("contact", Error::Required)]);
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
        has_problems(Step::Details, &draft, &[(missing.name(), Error::Required)]);
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
    has_problems(Step::Details, &draft, &[("observed_on", Error::Required)]);
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
        Step::Details,
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
    has_problems(
        Step::Details,
        &draft,
        &[("description", Error::TooLong(2000))],
    );
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
    has_problems(Step::Details, &draft, &[("description", too_large)]);
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
    has_problems(Step::Details, &draft, &[]);
    draft.apply(write_at(0, Field::Found, " https://bad.example/ \n"));
    may_be_sent(&draft);
    assert_eq!(sent(&draft)["locations"][0]["url"], "https://bad.example/");
    assert_eq!(sent(&draft)["description"], Value::Null);
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
fn a_change_of_a_location_that_is_gone_changes_nothing() {
    let draft = draft([
        Edit::Kind(1, Some(Kind::Chat)),
        write_at(1, Field::Found, "x"),
    ]);
    assert_eq!(draft, self::draft([]));
}

#[test]
fn what_is_ticked_twice_is_not_ticked() {
    let mut draft = draft([
        Edit::ContentType(ContentType::Video),
        Edit::ContentType(ContentType::Image),
        Edit::ContentType(ContentType::Video),
    ]);
    assert_eq!(sent(&draft)["content_types"], json!(["image"]));
    draft.apply(Edit::ChildInDanger(Some(true)));
    draft.apply(Edit::ChildInDanger(None));
    assert_eq!(sent(&draft)["child_in_danger"], Value::Null);
}

#[test]
fn a_report_names_its_page() {
    assert_eq!(
        sent(&draft([])),
        json!({
            "id": "07".repeat(16),
            "category": "csam",
            "locations": [{ "type": "web", "url": "https://bad.example/" }],
            "language": "de",
            "partner": "sid-2027",
        })
    );
}

#[test]
fn nothing_that_was_written_shows_in_debug() {
    let draft = draft([
        write(Field::Description, "sentinel"),
        write_at(0, Field::Referrer, "https://sentinel.example/"),
    ]);
    assert_eq!(format!("{:?}", draft.answers), "Answers(1)");
    assert_eq!(format!("{:?}", draft.locations[0].answers), "Answers(2)");
    let shown = format!("{draft:?}");
    assert!(
        !shown.contains("sentinel") && !shown.contains("bad.example"),
        "{shown}"
    );
}
