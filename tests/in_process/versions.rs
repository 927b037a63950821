//! Other versions of parcels, while this receiver makes version 1: the highest that both read is sent, and what a hotline
//! does not read waits until it does.

use axum::http::StatusCode;
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::InProcess;

use crate::parcels::{hand_off, handed_off};
use crate::{last_place, logged};

const HOUR: u64 = 3600;

/// What an intake answers to a version that it does not read.
fn not_read() -> (StatusCode, Vec<u8>) {
    let problem = json!({ "type": "urn:sealed-report:problem:parcel-version", "status": 400 });
    (StatusCode::BAD_REQUEST, problem.to_string().into_bytes())
}

#[tokio::test]
async fn a_hotline_that_reads_more_versions_gets_the_highest_of_both() {
    let (desk, other) = InProcess::exchanging().await;
    other.reads(&[7, 2, 1]);
    desk.clock.advance_seconds(HOUR);
    desk.tick().await;
    let case = handed_off(&desk).await;
    desk.exchange_parcels().await;
    let got = other.got();
    assert_eq!(other.contents(&got[0]).kind(), Ok(Kind::Referral));
    assert_eq!(hand_off(&desk, &case).await["state"], "arrived");
}

#[tokio::test]
async fn a_version_that_is_not_read_there_waits_and_is_sealed_again_under_the_same_id() {
    let (desk, other) = InProcess::exchanging().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let case = handed_off(&desk).await;
    let waits = async || {
        let page = anna.page("/referrals").await;
        assert!(page.contains("it reads no version of parcels"), "{page}");
        assert_eq!(hand_off(&desk, &case).await["state"], "sending");
    };
    // Its intake reads no version of ours, before its key says so.
    other.answers(Some(not_read()));
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    waits().await;
    // Its key says so: nothing is sealed to the one before.
    other.reads(&[2, 3]);
    desk.clock.advance_seconds(2 * HOUR);
    desk.tick().await;
    desk.exchange_parcels().await;
    assert!(other.got().is_empty());
    waits().await;
    other.reads(&[1, 2]);
    other.answers(None);
    desk.clock.advance_seconds(2 * HOUR);
    desk.tick().await;
    desk.exchange_parcels().await;
    let got = other.got();
    let it = hand_off(&desk, &case).await;
    assert_eq!(it["state"], "arrived", "{it}");
    assert_eq!(it["parcel"], other.contents(&got[0]).id().to_string());
}

#[tokio::test]
async fn an_unknown_kind_is_answered_and_an_answer_that_cannot_be_read_is_not() {
    for (kind, body, is_answered) in [
        ("song", json!("la la"), true),
        ("withdraw", json!({ "items": [1] }), true),
        ("referral", json!({ "of": "a later version" }), true),
        ("answer", json!({ "of": "a later version" }), false),
        ("outcome", json!({ "of": "a later version" }), false),
    ] {
        let (desk, other) = InProcess::exchanging().await;
        let document = desk.exchange_key().await;
        let place = last_place(&desk).await;
        desk.receive(&other.send_any(&document, kind, &body)).await;
        desk.exchange_parcels().await;
        let got = other.got();
        assert_eq!(got.len(), usize::from(is_answered), "{kind}");
        for parcel in got {
            let answer: Value = other.contents(&parcel).body().unwrap();
            assert_eq!(
                (&answer["opened"], &answer["reason"]),
                (&json!(false), &json!("unknown"))
            );
        }
        let entries = logged(&desk, place).await;
        let names: Vec<_> = entries.iter().map(|entry| &entry.what[..]).collect();
        assert_eq!(names, ["refuse_parcel"], "{kind}");
        let inbox = desk.store.keys_under(RecordKind::Inbox, &[]).await.unwrap();
        assert!(inbox.is_empty(), "{kind}");
    }
}
