//! Referrals of another hotline: brought in, shown as what that hotline says, and counted apart from
//! the public's reports. Our own keys: made, published and destroyed.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use receiver::clock::Clock;
use serde_json::{Value, json};
use store::RecordKind;
use tests::{InProcess, Member, OtherHotline, Reply};

use crate::{last_place, logged};

const DAY: u64 = 24 * 3600;

const ADDRESSES: [&str; 2] = ["https://bad.example/a", "https://bad.example/b"];

/// A desk, another hotline, and an analyst of the desk.
async fn begun() -> (InProcess, OtherHotline, Member) {
    let (desk, other) = InProcess::exchanging().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    (desk, other, anna)
}

async fn bring_in(member: &Member, file: &str) -> Reply {
    member.page("/referrals").await;
    member.form("/referrals", &[("file", file)]).await
}

/// The address of the case that was made of a file.
fn case(brought_in: &Reply) -> String {
    assert_eq!(brought_in.status, 303, "{brought_in:?}");
    brought_in.location().unwrap().to_owned()
}

async fn cases(desk: &InProcess) -> usize {
    let (_, cases) = desk.api(Method::GET, "/v1/cases", &Value::Null).await;
    cases["cases"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_referral_becomes_a_case_that_says_who_says_what() {
    let (desk, other, anna) = begun().await;
    let place = last_place(&desk).await;
    let file = desk.referred_by(&other, &ADDRESSES).await;
    let path = case(&bring_in(&anna, &file).await);
    let entry = logged(&desk, place).await.pop().unwrap();
    assert_eq!(
        (&entry.what[..], &entry.old[..], &entry.who[..]),
        ("bring_in", "us", "anna")
    );
    let page = anna.page(&path).await;
    for text in [
        "Referred by another hotline",
        "The &#60;b&#62;Other&#60;/b&#62; Hotline (us)",
        "desk@other.example",
        "baseline",
        "1 February 2027",
        "A child may be in danger now.",
    ] {
        assert!(page.contains(text), "{text} is not on {page}");
    }
    // Nothing on the page can be followed, and the claim is no finding of ours.
    assert!(!page.contains("https://bad.example"), "{page}");
    let (_, shown) = desk
        .api(Method::GET, &format!("/v1{path}"), &Value::Null)
        .await;
    assert_eq!(shown["state"], "to_assess");
    assert_eq!(shown["priority"], "danger");
    assert_eq!(shown["origin"], "us");
    assert_eq!(shown["items"].as_array().unwrap().len(), 2);
    assert_eq!(shown["items"][0]["finding"], Value::Null);
    assert_eq!(shown["referred"]["items"][1]["finding"]["gender"], "female");
}

#[tokio::test]
async fn the_same_file_twice_makes_one_case() {
    let (desk, other, anna) = begun().await;
    let file = desk.referred_by(&other, &ADDRESSES).await;
    let first = case(&bring_in(&anna, &file).await);
    let (again, once_more) = tokio::join!(bring_in(&anna, &file), bring_in(&anna, &file));
    assert_eq!(
        (case(&again), case(&once_more)),
        (first.clone(), first.clone())
    );
    assert_eq!(cases(&desk).await, 1);
    // Another parcel about the same addresses is another case, which names the items of the first.
    let file = desk.referred_by(&other, &ADDRESSES).await;
    let second = case(&bring_in(&anna, &file).await);
    assert_ne!(second, first);
    let (_, shown) = desk
        .api(Method::GET, &format!("/v1{second}"), &Value::Null)
        .await;
    assert_eq!(shown["items"], json!([]));
    assert_eq!(shown["known"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_no_referral_for_us_is_refused_with_the_reason_and_changes_nothing() {
    let (desk, other, anna) = begun().await;
    let (elsewhere, stranger) = InProcess::exchanging().await;
    let for_others = elsewhere.referred_by(&stranger, &ADDRESSES).await;
    let ours = desk.referred_by(&other, &ADDRESSES).await;
    let newer = ours.replacen(r#"\"version\":1"#, r#"\"version\":2"#, 1);
    let unnamed = ours.replacen(r#"\"from\":\"us\""#, r#"\"from\":\"they\""#, 1);
    assert!(newer != ours && unnamed != ours);
    let place = last_place(&desk).await;
    for (file, reason) in [
        ("", "Please fill this in."),
        ("{}", "or it is damaged"),
        (&ours[..ours.len() / 2], "or it is damaged"),
        (&"x".repeat(70_000), "or it is damaged"),
        (&for_others, "not signed by the hotline"),
        (&newer, "of a newer version"),
        (&unnamed, "the config does not name"),
    ] {
        let reply = bring_in(&anna, file).await;
        assert_eq!(reply.status, 422, "{reply:?}");
        assert!(reply.body.contains(reason), "{reason}: {}", reply.body);
    }
    assert_eq!(cases(&desk).await, 0);
    assert!(logged(&desk, place).await.is_empty());
}

#[tokio::test]
async fn a_desk_without_the_section_says_so() {
    let desk = InProcess::with_config("").await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page("/referrals").await;
    assert!(page.contains("takes no part in the exchange"), "{page}");
    let reply = bring_in(&anna, "{}").await;
    assert_eq!(reply.status, 422);
    assert!(reply.body.contains("takes no part in the exchange"));
}

/// The sequence numbers of the keys that the desk has, and that of the key that it publishes.
async fn keys(desk: &InProcess) -> (usize, Value) {
    let kept = desk
        .store
        .records_of(RecordKind::ExchangeKey)
        .await
        .unwrap();
    let record = desk.store.record(RecordKind::Publication, b"exchange-key");
    let document: Value = serde_json::from_slice(&record.await.unwrap().unwrap().bytes).unwrap();
    let text = document["key"]["text"].as_str().unwrap();
    let key: Value = serde_json::from_str(text).unwrap();
    (kept.len(), key["sequence"].clone())
}

#[tokio::test]
async fn each_week_has_a_key_and_after_four_weeks_it_opens_nothing() {
    let (desk, other, anna) = begun().await;
    let first = desk.clock.now().0;
    assert_eq!(keys(&desk).await, (1, json!(first)));
    let file = desk.referred_by(&other, &ADDRESSES).await;
    let late = desk
        .referred_by(&other, &["https://bad.example/late"])
        .await;
    desk.clock.advance_seconds(6 * DAY);
    desk.tick().await;
    assert_eq!(keys(&desk).await, (1, json!(first)));
    desk.clock.advance_seconds(DAY);
    desk.tick().await;
    let second = first + 7 * DAY;
    assert_eq!(keys(&desk).await, (2, json!(second)));
    case(&bring_in(&anna, &file).await);
    // The certificates of the tests last 20 days: nothing new is published, and the old keys go.
    desk.clock.advance_seconds(21 * DAY);
    desk.tick().await;
    assert_eq!(keys(&desk).await, (1, json!(second)));
    let reply = bring_in(&anna, &late).await;
    assert_eq!(reply.status, 422);
    assert!(
        reply.body.contains("a key of ours that is destroyed"),
        "{}",
        reply.body
    );
    // A desk that was away so long that all its keys are gone goes on with a higher sequence: others
    // would refuse a lower one.
    desk.clock.advance_seconds(30 * DAY);
    desk.tick().await;
    assert_eq!(keys(&desk).await, (0, json!(second)));
    desk.folder.certify_for_exchange(desk.clock.now());
    desk.tick().await;
    assert_eq!(keys(&desk).await, (1, json!(desk.clock.now().0)));
}

#[tokio::test]
async fn the_publics_statistics_count_no_referral() {
    let (desk, other, anna) = begun().await;
    let reports = async || {
        let (_, statistics) = desk
            .api(Method::GET, "/v1/statistics?months=1", &Value::Null)
            .await;
        statistics["reports"].clone()
    };
    let before = reports().await;
    for number in 0..6 {
        let address = format!("https://bad.example/{number}");
        let file = desk.referred_by(&other, &[&address]).await;
        case(&bring_in(&anna, &file).await);
    }
    assert_eq!(reports().await, before);
    assert_eq!(before["at_most"], 0, "{before}");
}

#[tokio::test]
async fn a_referral_is_handed_off_like_any_case() {
    let (desk, other, anna) = begun().await;
    let file = desk.referred_by(&other, &["https://bad.example/a"]).await;
    let path = case(&bring_in(&anna, &file).await);
    let finding = crate::finding(1, "baseline");
    let request = json!({ "version": 1, "step": "illegal", "findings": [finding] });
    let (status, answer) = desk.post(&format!("/v1{path}/step"), request).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // The police of the other hotline asked to wait: no host is told.
    let (_, shown) = desk
        .api(Method::GET, &format!("/v1{path}"), &Value::Null)
        .await;
    assert_eq!(shown["state"], "held");
    assert_eq!(shown["items"][0]["held_until"], "2027-02-01");
    assert_eq!(shown["items"][0]["held"]["by"], "us");
    let request =
        json!({ "version": shown["version"], "kind": "notice", "items": [1], "to": "Host" });
    let (status, _) = desk.post(&format!("/v1{path}/hand-offs"), request).await;
    assert_eq!(status, StatusCode::CONFLICT);
    for kind in ["police", "hotline"] {
        let (_, shown) = desk
            .api(Method::GET, &format!("/v1{path}"), &Value::Null)
            .await;
        let to = if kind == "police" { "Police" } else { "us" };
        let request = json!({
            "version": shown["version"], "kind": kind, "items": [1], "to": to, "file": true,
        });
        let (status, answer) = desk.post(&format!("/v1{path}/hand-offs"), request).await;
        assert_eq!(status, StatusCode::OK, "{kind}: {answer}");
        let sent = format!("/v1{path}/hand-offs/{}/file", answer["version"]);
        let sent = desk.file(&sent).await;
        if kind == "police" {
            for line in [
                "Referred by: The <b>Other</b> Hotline (us)",
                "The police there asked to wait until: 2027-02-01",
                "Seen by two of us",
            ] {
                assert!(sent.contains(line), "{line} is not in {sent}");
            }
        }
        if kind == "hotline" {
            assert_eq!(other.open(sent.as_bytes()).items.len(), 1);
        }
    }
}
