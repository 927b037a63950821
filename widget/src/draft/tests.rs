use serde_json::{Value, json};

use super::sample::{draft, sent, write, write_at};
use super::*;

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
