//! Parcels between hotlines: delivered until the other intake has signed for them, taken in as cases that are
//! nobody's, and answered.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use receiver::clock::Clock;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::{InProcess, OtherHotline};

use crate::{act, enqueue, finding, last_place, logged, show, take};

const HOUR: u64 = 3600;

/// A case whose only item is handed off to the other hotline.
pub(crate) async fn handed_off(desk: &InProcess) -> String {
    handed_off_of(desk, false).await
}

/// The same of a report that says or does not say that a child is in danger.
pub(crate) async fn handed_off_of(desk: &InProcess, danger: bool) -> String {
    enqueue(desk, danger).await;
    let case = take(desk).await;
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(desk, &case, "step", found).await;
    let request = json!({ "kind": "hotline", "items": [1], "to": "us" });
    act(desk, &case, "hand-offs", request).await;
    case
}

/// The last hand-off of a case.
pub(crate) async fn hand_off(desk: &InProcess, case: &str) -> Value {
    let mut shown = show(desk, case).await;
    let hand_offs = shown["hand_offs"].as_array_mut().unwrap();
    hand_offs.pop().unwrap()
}

/// The case that is made of a parcel as it arrives, and the parcel's id.
pub(crate) async fn received(desk: &InProcess, parcel: &[u8]) -> (String, String) {
    desk.receive(parcel).await;
    desk.exchange_parcels().await;
    let asked = "/v1/cases?referred=true";
    let (_, cases) = desk.api(Method::GET, asked, &Value::Null).await;
    let cases = cases["cases"].as_array().unwrap();
    let last = cases
        .iter()
        .max_by_key(|case| case["number"].as_u64())
        .unwrap();
    let case = format!("/v1/cases/{}", last["id"].as_str().unwrap());
    let parcel = show(desk, &case).await["referred"]["parcel"].clone();
    (case, parcel.as_str().unwrap().to_owned())
}

/// The case of items at these addresses that the other hotline refers, and the parcel's id.
pub(crate) async fn refer(
    desk: &InProcess,
    other: &OtherHotline,
    items: &[&str],
) -> (String, String) {
    let parcel = other.refer(&desk.exchange_key().await, items);
    let referred = received(desk, &parcel).await;
    other.got();
    referred
}

async fn waiting(desk: &InProcess, kind: RecordKind) -> usize {
    desk.store.keys_under(kind, &[]).await.unwrap().len()
}

/// The answers of the desk to parcels of the other hotline.
async fn answers(desk: &InProcess, other: &OtherHotline) -> Vec<Value> {
    desk.exchange_parcels().await;
    let got = other.got().into_iter();
    got.map(|parcel| {
        let contents = other.contents(&parcel);
        assert_eq!(contents.kind(), Ok(Kind::Answer));
        contents.body().unwrap()
    })
    .collect()
}

#[tokio::test]
async fn no_answer_of_a_server_is_final_but_a_signed_receipt() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    let mut sent = Vec::new();
    let foreign = {
        let (elsewhere, stranger) = InProcess::exchanging().await;
        handed_off(&elsewhere).await;
        elsewhere.exchange_parcels().await;
        stranger.receipt(&stranger.got()[0])
    };
    for (status, body) in [
        (400, b"{}".to_vec()),
        (401, Vec::new()),
        (403, Vec::new()),
        (404, Vec::new()),
        (410, Vec::new()),
        (429, Vec::new()),
        (500, Vec::new()),
        (503, Vec::new()),
        (302, Vec::new()),
        (200, b"stored".to_vec()),
        (202, b"{}".to_vec()),
        (202, foreign),
    ] {
        other.answers(Some((StatusCode::from_u16(status).unwrap(), body)));
        desk.exchange_parcels().await;
        sent.extend(other.got());
        let it = hand_off(&desk, &case).await;
        assert_eq!(it["state"], "sending", "{status}: {it}");
        desk.clock.advance_seconds(2 * HOUR);
    }
    assert_eq!(sent.len(), 12);
    assert!(sent.iter().all(|bytes| *bytes == sent[0]), "the same bytes");
    other.answers(None);
    let place = last_place(&desk).await;
    desk.exchange_parcels().await;
    assert_eq!(other.got(), [sent[0].clone()]);
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["state"], "arrived", "{it}");
    let receipt: Value = serde_json::from_str(it["receipt"].as_str().unwrap()).unwrap();
    assert!(
        receipt["receipt"]["text"]
            .as_str()
            .unwrap()
            .contains("head_sha256")
    );
    let entries = logged(&desk, place).await;
    assert_eq!(&entries[0].what, "hand_off_arrived");
    assert_eq!(waiting(&desk, RecordKind::Outbox).await, 0);
    // Nothing is sent again.
    desk.clock.advance_seconds(2 * HOUR);
    desk.exchange_parcels().await;
    assert!(other.got().is_empty());
}

#[tokio::test]
async fn a_parcel_that_does_not_arrive_comes_back_after_two_weeks_as_a_file() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    other.answers(Some((StatusCode::SERVICE_UNAVAILABLE, Vec::new())));
    desk.exchange_parcels().await;
    let sent = other.got().remove(0);
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page("/referrals").await;
    assert!(page.contains("its server does not take it now"), "{page}");
    assert!(
        page.contains(&format!("{case}#hand-offs")["/v1".len()..]),
        "{page}"
    );
    desk.clock.advance_seconds(13 * 24 * HOUR);
    desk.exchange_parcels().await;
    assert_eq!(hand_off(&desk, &case).await["state"], "sending");
    desk.clock.advance_seconds(2 * 24 * HOUR);
    desk.exchange_parcels().await;
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["state"], "failed", "{it}");
    assert_eq!(it["has_file"], true, "{it}");
    let file = format!("{case}/hand-offs/{}/file", it["version"]);
    assert_eq!(desk.file(&file).await.into_bytes(), sent);
    let (_, due) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    assert!(due.to_string().contains("not_sent"), "{due}");
    // Another hand-off of the item takes its place.
    let request = json!({ "kind": "police", "items": [1], "to": "Police" });
    act(&desk, &case, "hand-offs", request).await;
    let (_, due) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    assert!(!due.to_string().contains("not_sent"), "{due}");
}

#[tokio::test]
async fn a_parcel_to_a_key_that_is_gone_is_sealed_again_under_the_same_id() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    other.answers(Some((StatusCode::CONFLICT, Vec::new())));
    desk.exchange_parcels().await;
    let first = other.got().remove(0);
    other.answers(None);
    desk.clock.advance_seconds(2 * HOUR);
    desk.exchange_parcels().await;
    let second = other.got().remove(0);
    assert_ne!(first, second);
    let id = |parcel: &[u8]| other.contents(parcel).id();
    assert_eq!(id(&first), id(&second));
    assert_eq!(other.open(&first), other.open(&second));
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["state"], "arrived");
    assert_eq!(it["parcel"], id(&first).to_string());
}

#[tokio::test]
async fn what_may_not_leave_any_more_does_not() {
    let (desk, other) = InProcess::exchanging().await;
    let case = handed_off(&desk).await;
    let correct = json!({ "step": "correct", "items": [1], "reason": "wrong" });
    act(&desk, &case, "step", correct).await;
    desk.exchange_parcels().await;
    assert!(other.got().is_empty());
    assert_eq!(hand_off(&desk, &case).await["state"], "failed");
}

#[tokio::test]
async fn the_other_desk_says_that_it_has_opened_a_parcel_or_why_it_could_not() {
    for (answer, state) in [
        (json!({ "opened": true }), "opened"),
        (json!({ "opened": false, "reason": "key" }), "not_opened"),
        (
            json!({ "opened": false, "reason": "<b>new</b>", "more": 1 }),
            "not_opened",
        ),
    ] {
        let (desk, other) = InProcess::exchanging().await;
        let case = handed_off(&desk).await;
        desk.exchange_parcels().await;
        let id = other.contents(&other.got()[0]).id();
        let mut answer = answer;
        answer["to"] = json!(id.to_string());
        let document = desk.exchange_key().await;
        let place = last_place(&desk).await;
        desk.receive(&other.send(&document, Kind::Answer, &answer))
            .await;
        desk.exchange_parcels().await;
        let it = hand_off(&desk, &case).await;
        assert_eq!(it["state"], state, "{answer}");
        assert_eq!(waiting(&desk, RecordKind::Inbox).await, 0);
        let entries = logged(&desk, place).await;
        let last = entries.last().unwrap();
        assert!(!last.new.contains("<b>"), "{last:?}");
        // An answer to an answer would have no end.
        assert!(answers(&desk, &other).await.is_empty());
        // The same answer again, and one to a parcel of somebody else, change nothing.
        let place = last_place(&desk).await;
        desk.receive(&other.send(&document, Kind::Answer, &answer))
            .await;
        answer["to"] = json!("00112233445566778899aabbccddeeff");
        desk.receive(&other.send(&document, Kind::Answer, &answer))
            .await;
        desk.exchange_parcels().await;
        assert!(logged(&desk, place).await.is_empty());
        assert_eq!(waiting(&desk, RecordKind::Inbox).await, 0);
    }
}

#[tokio::test]
async fn what_arrives_is_a_case_that_is_nobodys_and_its_sender_knows() {
    let (desk, other) = InProcess::exchanging().await;
    let document = desk.exchange_key().await;
    let parcel = other.refer(&document, &["https://bad.example/a"]);
    let place = last_place(&desk).await;
    desk.receive(&parcel).await;
    let told = answers(&desk, &other).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["opened"], true);
    let entries = logged(&desk, place).await;
    let names: Vec<_> = entries.iter().map(|entry| &entry.what[..]).collect();
    assert_eq!(names, ["bring_in"]);
    let asked = "/v1/cases?referred=true&unassigned=true";
    let (_, cases) = desk.api(Method::GET, asked, &Value::Null).await;
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1, "{cases}");
    assert_eq!(cases["cases"][0]["assignee"], Value::Null);
    // The same parcel from a file leads to the same case.
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    anna.page("/referrals").await;
    let file = String::from_utf8(parcel).unwrap();
    let again = anna.form("/referrals", &[("file", &file)]).await;
    let id = cases["cases"][0]["id"].as_str().unwrap();
    assert_eq!(again.location(), Some(&*format!("/cases/{id}")));
    assert_eq!(waiting(&desk, RecordKind::Inbox).await, 0);
    assert_eq!(waiting(&desk, RecordKind::Answer).await, 0);
}

#[tokio::test]
async fn what_cannot_be_opened_is_given_up_and_its_sender_is_told_why() {
    let (desk, other) = InProcess::exchanging().await;
    let document = desk.exchange_key().await;
    let good = other.refer(&document, &["https://bad.example/a"]);
    let new = json!({ "of": "a later version" });
    let newer = other.send(&document, Kind::Referral, &new);
    let place = last_place(&desk).await;
    for parcel in [
        &newer[..],
        b"no parcel, and long enough to have a key of its own.",
    ] {
        desk.receive(parcel).await;
    }
    let told = answers(&desk, &other).await;
    assert_eq!(told.len(), 1, "nobody is told of what is no parcel");
    assert_eq!(
        (&told[0]["opened"], &told[0]["reason"]),
        (&json!(false), &json!("unknown"))
    );
    let entries = logged(&desk, place).await;
    let refused = entries
        .iter()
        .map(|entry| (&entry.what[..], &entry.old[..]));
    let mut refused: Vec<_> = refused.collect();
    // The inbox has no order.
    refused.sort_unstable();
    assert_eq!(refused, [("refuse_parcel", ""), ("refuse_parcel", "us")]);
    // A key that is destroyed while a parcel waits.
    desk.receive(&good).await;
    let replaced = desk.services().exchange.unwrap().replace().await.unwrap();
    assert!(!String::from_utf8_lossy(&document).contains(&replaced.to_string()));
    let told = answers(&desk, &other).await;
    assert_eq!(told[0]["reason"], "key");
    assert_eq!(waiting(&desk, RecordKind::Inbox).await, 0);
}

#[tokio::test]
async fn receipts_are_kept_for_sixty_days() {
    let (desk, _other) = InProcess::exchanging().await;
    let text = json!({
        "hotline": "example", "from": "us", "id": "00112233445566778899aabbccddeeff",
        "head_sha256": "", "arrived": desk.clock.now().hour().to_string(),
    });
    let signature = "A".repeat(86) + "==";
    let signed = |text: String| json!({ "text": text, "signature": signature });
    let receipt =
        json!({ "certificate": signed(String::new()), "receipt": signed(text.to_string()) });
    let receipt = receipt.to_string().into_bytes();
    let received = desk.store.receive(&[1; 32], b"parcel".to_vec(), receipt);
    received.await.unwrap();
    desk.tick().await;
    assert_eq!(waiting(&desk, RecordKind::Receipt).await, 1);
    desk.clock.advance_seconds(61 * 24 * HOUR);
    desk.tick().await;
    assert_eq!(waiting(&desk, RecordKind::Receipt).await, 0);
}

#[tokio::test]
async fn who_leaves_the_exchange_takes_its_key_back() {
    let (desk, _other) = InProcess::exchanging().await;
    assert_eq!(waiting(&desk, RecordKind::Publication).await, 2);
    let config = std::fs::read_to_string(desk.folder.config()).unwrap();
    let (before, _) = config.split_once("\n[desk.exchange.hotlines").unwrap();
    let is_of_section = |line: &&str| {
        line.starts_with("[desk.exchange]")
            || line.starts_with("signer_") && line.contains("exchange")
    };
    let without: Vec<&str> = before.lines().filter(|line| !is_of_section(line)).collect();
    std::fs::write(desk.folder.config(), without.join("\n")).unwrap();
    let place = last_place(&desk).await;
    let desk = desk.again().await;
    for _ in 0..2 {
        desk.tick().await;
    }
    assert_eq!(waiting(&desk, RecordKind::Publication).await, 0);
    let entries = logged(&desk, place).await;
    let left = entries.iter().filter(|entry| entry.what == "exchange_left");
    assert_eq!(left.count(), 1, "{entries:?}");
}
