//! Referrals that are taken back: told to the hotline that has the items, and heard from one that has referred some.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use tests::{InProcess, OtherHotline};

use crate::outcomes::{referred, tell};
use crate::parcels::{hand_off, handed_off, received, refer};
use crate::{last_place, logged, show};

/// Takes the last hand-off of a case back.
async fn take_back(desk: &InProcess, case: &str) -> StatusCode {
    let version = hand_off(desk, case).await["version"].clone();
    let path = format!("{case}/hand-offs/{version}");
    desk.post(&path, json!({ "state": "taken_back" })).await.0
}

/// The other hotline takes items of its parcel back.
async fn withdraw(desk: &InProcess, other: &OtherHotline, parcel: &str, items: &[u32]) {
    let document = desk.exchange_key().await;
    let body = json!({ "to": parcel, "items": items });
    let withdrawal = other.send(&document, Kind::Withdrawal, &body);
    desk.receive(&withdrawal).await;
    desk.exchange_parcels().await;
}

/// Whether each item of a case's referral was taken back.
async fn taken_back(desk: &InProcess, case: &str) -> Vec<bool> {
    let shown = show(desk, case).await;
    let items = shown["referred"]["items"].as_array().unwrap();
    items
        .iter()
        .map(|item| item["taken_back"].is_string())
        .collect()
}

#[tokio::test]
async fn a_referral_is_taken_back_and_the_other_hotline_is_told() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    assert_eq!(
        take_back(&desk, &case).await,
        StatusCode::CONFLICT,
        "it has not arrived"
    );
    desk.exchange_parcels().await;
    let parcel = other.contents(&other.got()[0]).id().to_string();
    assert_eq!(take_back(&desk, &case).await, StatusCode::NO_CONTENT);
    desk.exchange_parcels().await;
    let told: Vec<_> = other
        .got()
        .iter()
        .map(|parcel| other.contents(parcel))
        .collect();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].kind(), Ok(Kind::Withdrawal));
    let body: Value = told[0].body().unwrap();
    assert_eq!(body, json!({ "to": parcel, "items": [1] }));
    // What they tell all the same is shown, and the referral stays taken back.
    let removed = json!({ "item": 1, "became": "removed" });
    tell(&desk, &other, &parcel, 1, &removed).await;
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["state"], "taken_back", "{it}");
    assert_eq!(it["outcomes"][0]["outcome"]["became"], "removed", "{it}");
    assert_eq!(take_back(&desk, &case).await, StatusCode::CONFLICT, "once");
}

#[tokio::test]
async fn what_is_at_an_end_there_is_not_taken_back() {
    let (desk, other) = InProcess::exchanging().await;
    let (case, parcel) = referred(&desk, &other).await;
    let at_work = json!({ "item": 1, "became": "at_work" });
    tell(&desk, &other, &parcel, 1, &at_work).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let path = case.strip_prefix("/v1").unwrap();
    let page = anna.page(path).await;
    assert!(page.contains("taken_back"), "they are at work on it");
    let removed = json!({ "item": 1, "became": "removed" });
    tell(&desk, &other, &parcel, 2, &removed).await;
    let page = anna.page(path).await;
    assert!(!page.contains("taken_back"), "they have removed it");
    assert_eq!(take_back(&desk, &case).await, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_another_hotline_takes_back_is_shown_and_changes_no_item() {
    let (desk, other) = InProcess::exchanging().await;
    let addresses = ["https://bad.example/a", "https://bad.example/b"];
    let (case, parcel) = refer(&desk, &other, &addresses).await;
    let items = show(&desk, &case).await["items"].clone();
    let place = last_place(&desk).await;
    for (withdrawn, expected) in [
        (&[0, 3, u32::MAX][..], [false, false]),
        (&[2, 2], [false, true]),
        (&[2], [false, true]),
    ] {
        withdraw(&desk, &other, &parcel, withdrawn).await;
        assert_eq!(taken_back(&desk, &case).await, expected, "{withdrawn:?}");
    }
    assert_eq!(show(&desk, &case).await["items"], items);
    let entries = logged(&desk, place).await;
    let entries: Vec<_> = entries
        .iter()
        .map(|it| (&it.what[..], &it.new[..]))
        .collect();
    assert_eq!(entries, [("referral_taken_back", "2")]);
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page(case.strip_prefix("/v1").unwrap()).await;
    assert_eq!(page.matches("taken back by them in").count(), 1, "{page}");
    assert!(page.contains("items of its referral back: 2."), "{page}");
    let got = other.got();
    assert!(got.is_empty(), "a withdrawal has no answer");
    // One of a parcel that they have not sent, and one that nobody can read.
    withdraw(&desk, &other, "00112233445566778899aabbccddeeff", &[1]).await;
    let document = desk.exchange_key().await;
    let odd = other.send(
        &document,
        Kind::Withdrawal,
        &json!({ "to": parcel, "items": "all" }),
    );
    desk.receive(&odd).await;
    desk.exchange_parcels().await;
    assert_eq!(taken_back(&desk, &case).await, [false, true]);
    assert!(other.got().is_empty());
}

#[tokio::test]
async fn a_withdrawal_waits_for_the_referral_that_it_takes_back() {
    for _ in 0..8 {
        let (desk, other) = InProcess::exchanging().await;
        let document = desk.exchange_key().await;
        let referral = other.refer(&document, &["https://bad.example/a"]);
        let read: Value = serde_json::from_slice(&referral).unwrap();
        let head: Value = serde_json::from_str(read["head"]["text"].as_str().unwrap()).unwrap();
        let body = json!({ "to": head["id"], "items": [1] });
        desk.receive(&other.send(&document, Kind::Withdrawal, &body))
            .await;
        let (case, _) = received(&desk, &referral).await;
        desk.exchange_parcels().await;
        assert_eq!(taken_back(&desk, &case).await, [true]);
        let (_, status) = desk
            .api(Method::GET, "/v1/cases?referred=true", &Value::Null)
            .await;
        assert_eq!(status["cases"].as_array().unwrap().len(), 1);
    }
}
