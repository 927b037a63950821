//! What became of referred items: told by the desk that has them, heard and followed by the one that referred them.

use axum::http::{Method, StatusCode};
use model::outcome::Became;
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use strum::VariantArray;
use tests::{InProcess, OtherHotline};

use crate::figures::apart::counted_alike;
use crate::parcels::{hand_off, handed_off, refer};
use crate::repeats::{URL, known};
use crate::{act, finding, last_place, logged, show};

/// The outcomes that the desk tells the other hotline now.
pub(crate) async fn told(desk: &InProcess, other: &OtherHotline) -> Vec<Value> {
    desk.exchange_parcels().await;
    let got = other
        .got()
        .into_iter()
        .map(|parcel| other.contents(&parcel));
    let outcomes = got.filter(|contents| contents.kind() == Ok(Kind::Outcome));
    outcomes.map(|contents| contents.body().unwrap()).collect()
}

/// A hand-off that the other hotline has got, and the id of its parcel.
pub(crate) async fn referred(desk: &InProcess, other: &OtherHotline) -> (String, String) {
    let case = handed_off(desk).await;
    desk.exchange_parcels().await;
    let id = other.contents(&other.got()[0]).id().to_string();
    (case, id)
}

/// The other hotline tells what became of the first item of a parcel.
pub(crate) async fn tell(
    desk: &InProcess,
    other: &OtherHotline,
    parcel: &str,
    sequence: u64,
    item: &Value,
) {
    let document = desk.exchange_key().await;
    let body = json!({ "to": parcel, "sequence": sequence, "items": [item] });
    desk.receive(&other.send(&document, Kind::Outcome, &body))
        .await;
    desk.exchange_parcels().await;
}

async fn due(desk: &InProcess) -> String {
    let (_, due) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    due.to_string()
}

#[tokio::test]
async fn each_change_is_told_once_with_all_that_is_known() {
    let (desk, other) = InProcess::exchanging().await;
    let addresses = ["https://bad.example/a", "https://bad.example/b"];
    let (case, parcel) = refer(&desk, &other, &addresses).await;
    assert!(
        told(&desk, &other).await.is_empty(),
        "nobody has decided anything"
    );
    let found = json!({ "step": "illegal", "items": [1], "findings": [finding(1, "national")] });
    act(&desk, &case, "step", found).await;
    let first = told(&desk, &other).await;
    let item = json!({ "item": 1, "became": "at_work", "classification": "national" });
    assert_eq!(
        first,
        [json!({ "to": parcel, "sequence": 1, "items": [item] })]
    );
    let note = json!({ "text": "nothing for them" });
    desk.post(&format!("{case}/notes"), note).await;
    assert!(
        told(&desk, &other).await.is_empty(),
        "a note is none of theirs"
    );
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "not_found", "items": [2] }),
    )
    .await;
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "removed", "items": [1] }),
    )
    .await;
    let next = told(&desk, &other).await;
    let last = next
        .iter()
        .max_by_key(|it| it["sequence"].as_u64())
        .unwrap();
    assert_eq!(last["sequence"], 3, "{next:?}");
    assert_eq!(last["items"][0]["became"], "removed");
    assert_eq!(
        last["items"][1],
        json!({ "item": 2, "became": "not_found" })
    );
    let again = json!({ "step": "reopen", "items": [2], "reason": "it is back" });
    act(&desk, &case, "step", again).await;
    assert_eq!(
        told(&desk, &other).await[0]["items"][1]["became"],
        "assessing"
    );
    let shown = show(&desk, &case).await;
    assert_eq!(shown["referred"]["items"][0]["told"]["became"], "removed");
}

#[tokio::test]
async fn a_known_item_is_told_as_it_stands_and_is_not_viewed_again() {
    let (desk, other) = InProcess::exchanging().await;
    let address = ["https://bad.example/a"];
    let (first, _) = refer(&desk, &other, &address).await;
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &first, "step", found).await;
    act(&desk, &first, "step", json!({ "step": "unavailable" })).await;
    told(&desk, &other).await;
    let (second, parcel) = refer(&desk, &other, &address).await;
    let number = show(&desk, &second).await["known"][0]["number"].clone();
    let known = json!({ "item": number, "sighted": "nothing_new" });
    act(&desk, &second, "known", known).await;
    let told = told(&desk, &other).await;
    assert_eq!(told[0]["to"], *parcel);
    assert_eq!(told[0]["items"][0]["became"], "unavailable", "{told:?}");
}

/// A person says of the only known item of a case that the referral brings nothing new.
async fn says_nothing_new(desk: &InProcess, case: &str) {
    let number = show(desk, case).await["known"][0]["number"].clone();
    let known = json!({ "item": number, "sighted": "nothing_new" });
    act(desk, case, "known", known).await;
}

/// What the last outcome for each of these parcels says of its first item.
async fn became(desk: &InProcess, other: &OtherHotline, parcels: [&str; 2]) -> [Option<String>; 2] {
    let told = told(desk, other).await;
    parcels.map(|parcel| {
        let of_parcel = told.iter().filter(|it| it["to"] == *parcel);
        let last = of_parcel.max_by_key(|it| it["sequence"].as_u64())?;
        Some(last["items"][0]["became"].as_str()?.to_owned())
    })
}

#[tokio::test]
async fn each_referral_of_an_item_hears_what_becomes_of_it() {
    let (desk, other) = InProcess::exchanging().await;
    let address = ["https://bad.example/a"];
    let (first, parcel) = refer(&desk, &other, &address).await;
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &first, "step", found).await;
    told(&desk, &other).await;
    let (second, parcel_2) = refer(&desk, &other, &address).await;
    let parcels = [&parcel[..], &parcel_2];
    let place = last_place(&desk).await;
    says_nothing_new(&desk, &second).await;
    let at_work = [None, Some("at_work".to_owned())];
    assert_eq!(became(&desk, &other, parcels).await, at_work);
    assert_eq!(became(&desk, &other, parcels).await, [None, None], "once");
    for (step, outcome) in [("unavailable", "unavailable"), ("reopen", "assessing")] {
        let it = json!({ "step": step, "items": [1], "reason": "seen by a person" });
        act(&desk, &first, "step", it).await;
        let both = [Some(outcome.to_owned()), Some(outcome.to_owned())];
        assert_eq!(became(&desk, &other, parcels).await, both);
    }
    let entries = logged(&desk, place).await;
    let followed = entries.iter().filter(|it| it.what == "outcome_followed");
    let followed: Vec<_> = followed.map(|it| (&it.who[..], &it.new[..])).collect();
    let number = show(&desk, &second).await["known"][0]["number"].clone();
    let number = number.as_str().unwrap();
    assert_eq!(followed[1..], [("desk", number), ("desk", number)]);
    assert_eq!(followed[0].1, "1", "{followed:?}");
    assert_ne!(followed[0].0, "desk");
}

#[tokio::test]
async fn a_referral_hears_of_an_item_that_a_reporter_brought() {
    let (desk, other) = InProcess::exchanging().await;
    let first = known(&desk).await;
    let (second, parcel) = refer(&desk, &other, &[URL]).await;
    says_nothing_new(&desk, &second).await;
    told(&desk, &other).await;
    act(&desk, &first, "step", json!({ "step": "unavailable" })).await;
    let told = told(&desk, &other).await;
    assert_eq!(told[0]["to"], *parcel);
    assert_eq!(told[0]["items"][0]["became"], "unavailable", "{told:?}");
}

#[tokio::test]
async fn what_is_heard_is_due_until_a_person_has_seen_it_and_followed() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, parcel) = referred(&desk, &other).await;
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "look_after", "look_again": "2027-03-01" }),
    )
    .await;
    let place = last_place(&desk).await;
    tell(
        &desk,
        &other,
        &parcel,
        1,
        &json!({ "item": 1, "became": "at_work" }),
    )
    .await;
    let it = hand_off(&desk, &case).await;
    assert_eq!(
        (&it["state"], &it["answer"]),
        (&json!("answered"), &json!("at_work")),
        "{it}"
    );
    assert!(!due(&desk).await.contains("outcome"), "it goes on");
    let removed = json!({ "item": 1, "became": "removed", "classification": "national" });
    tell(&desk, &other, &parcel, 2, &removed).await;
    // The same once more, and an older one.
    tell(&desk, &other, &parcel, 2, &removed).await;
    tell(
        &desk,
        &other,
        &parcel,
        1,
        &json!({ "item": 1, "became": "at_work" }),
    )
    .await;
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["answer"], "removed", "{it}");
    assert_eq!(
        it["outcomes"][0]["outcome"]["classification"], "national",
        "both opinions stay"
    );
    assert!(due(&desk).await.contains("outcome"));
    let shown = show(&desk, &case).await;
    assert_eq!(
        shown["items"][0]["state"], "looked_after",
        "a person takes the step"
    );
    let entries = logged(&desk, place).await;
    let names: Vec<_> = entries
        .iter()
        .map(|entry| (&entry.what[..], &entry.new[..]))
        .collect();
    assert_eq!(
        names,
        [
            ("outcome_told", "at_work (1)"),
            ("outcome_told", "removed (1)")
        ]
    );
    let seen = json!({ "hand_off": it["version"], "with_steps": true });
    act(&desk, &case, "outcomes", seen).await;
    let shown = show(&desk, &case).await;
    assert_eq!(shown["items"][0]["end"], "removed", "{shown}");
    assert!(!due(&desk).await.contains("outcome"));
}

#[tokio::test]
async fn every_outcome_can_be_heard_and_words_of_later_versions_change_nothing() {
    for became in Became::VARIANTS {
        let (desk, other) = InProcess::exchanging().await;
        let (case, parcel) = referred(&desk, &other).await;
        let item = json!({ "item": 1, "became": became.name(), "country": "DE", "more": 1 });
        tell(&desk, &other, &parcel, 1, &item).await;
        let it = hand_off(&desk, &case).await;
        assert_eq!(
            it["outcomes"][0]["outcome"]["became"],
            became.name(),
            "{it}"
        );
        assert_eq!(due(&desk).await.contains("outcome"), became.is_final());
    }
    let (desk, other) = InProcess::exchanging().await;
    let (case, parcel) = referred(&desk, &other).await;
    for (sequence, item) in (1..).zip([
        json!({ "item": 1, "became": "<b>eaten</b>" }),
        json!({ "item": 0, "became": "removed" }),
        json!({ "item": 2, "became": "removed" }),
        json!({ "item": 4_294_967_295_u32, "became": "removed" }),
    ]) {
        tell(&desk, &other, &parcel, sequence, &item).await;
    }
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["outcomes"], json!([]), "{it}");
    let odd = json!({ "item": 1, "became": "elsewhere", "country": "<b>", "classification": 7 });
    tell(&desk, &other, &parcel, 9, &odd).await;
    let it = hand_off(&desk, &case).await;
    assert_eq!(
        it["outcomes"][0]["outcome"],
        json!({ "became": "elsewhere" }),
        "{it}"
    );
}

#[tokio::test]
async fn whoever_has_sent_no_referral_hears_nothing_and_changes_nothing() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, _) = referred(&desk, &other).await;
    let stranger = "00112233445566778899aabbccddeeff";
    let place = last_place(&desk).await;
    tell(
        &desk,
        &other,
        stranger,
        1,
        &json!({ "item": 1, "became": "removed" }),
    )
    .await;
    assert_eq!(hand_off(&desk, &case).await["outcomes"], json!([]));
    assert!(logged(&desk, place).await.is_empty());
}

#[tokio::test]
async fn the_pages_show_what_was_told_and_one_press_follows() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, parcel) = referred(&desk, &other).await;
    tell(
        &desk,
        &other,
        &parcel,
        1,
        &json!({ "item": 1, "became": "unavailable" }),
    )
    .await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = case.strip_prefix("/v1").unwrap();
    let page = anna.page(path).await;
    assert!(page.contains("unavailable") && page.contains("Record the same here"));
    assert!(anna.page("/due").await.contains("us tells: unavailable"));
    let it = hand_off(&desk, &case).await;
    let version = show(&desk, &case).await["version"].to_string();
    let follow = format!("{} follow", it["version"]);
    let fields = [("version", &version[..]), ("outcomes", &follow[..])];
    let answer = anna.form(&format!("{path}/outcomes"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert_eq!(show(&desk, &case).await["items"][0]["end"], "unavailable");
    let again = anna.form(&format!("{path}/outcomes"), &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_figures_say_what_was_referred_and_what_became_of_it() {
    let (desk, other) = InProcess::exchanging().await;
    let (_, parcel) = referred(&desk, &other).await;
    desk.clock.advance_seconds(3 * 3600);
    let removed = json!({ "item": 1, "became": "removed" });
    tell(&desk, &other, &parcel, 1, &removed).await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/theirs"]).await;
    act(&desk, &case, "step", json!({ "step": "not_found" })).await;
    let figures = counted_alike(&desk, "").await;
    let of = |list: &str, name: &str, wanted: &str| {
        let all = figures[list].as_array().unwrap();
        all.iter().find(|it| it[name] == wanted).unwrap().clone()
    };
    let counted = |value: &str| json!([{ "value": value, "items": 1, "reports": 1 }]);
    assert_eq!(
        of("tables", "by", "referral")["rows"],
        counted("us: removed")
    );
    assert_eq!(
        of("tables", "by", "received")["rows"],
        counted("us: not_found")
    );
    assert_eq!(of("times", "to", "outcome")["median_hours"], 3);
    assert_eq!(of("times", "to", "referral")["median_hours"], 0);
    let lena = desk.listen().await.member("lena", Role::Lead).await;
    let page = lena.page("/figures").await;
    assert!(page.contains("us: removed") && page.contains("us: not found"));
}

#[tokio::test]
async fn another_hotline_has_three_working_days_and_with_a_child_in_danger_four_hours() {
    for (danger, hours, day) in [
        (false, 0, "2027-01-20"),
        (true, 0, "2027-01-15"),
        (true, 12, "2027-01-16"),
    ] {
        let (desk, other) = InProcess::exchanging().await;
        desk.clock.advance_seconds(hours * 3600);
        let case = crate::parcels::handed_off_of(&desk, danger).await;
        desk.exchange_parcels().await;
        assert_eq!(other.got().len(), 1);
        assert_eq!(hand_off(&desk, &case).await["answer_by"], day);
    }
}
