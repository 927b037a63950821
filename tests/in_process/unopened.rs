//! What two hotlines could not hand over stands at the desk: parcels that were not opened, and intakes that refuse ours.

use axum::http::StatusCode;
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::InProcess;

use crate::parcels::handed_off;

const DAY: u64 = 24 * 3600;

#[tokio::test]
async fn what_could_not_be_opened_stands_at_the_desk_for_sixty_days() {
    let (desk, other) = InProcess::exchanging().await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    assert!(!anna.page("/referrals").await.contains("id=\"unopened\""));
    let document = desk.exchange_key().await;
    let newer = other.send(
        &document,
        Kind::Referral,
        &json!({ "of": "a later version" }),
    );
    for parcel in [
        &newer[..],
        b"no parcel, and long enough to have a key of its own.",
    ] {
        desk.receive(parcel).await;
    }
    desk.exchange_parcels().await;
    let told: Value = other.contents(&other.got()[0]).body().unwrap();
    let page = anna.page("/referrals").await;
    for text in [
        "What arrived and could not be opened",
        "<td>us</td>",
        "of a newer version",
        told["to"].as_str().unwrap(),
        "nobody that we know",
        "This is no referral that a hotline has sent",
    ] {
        assert!(page.contains(text), "{text} is not on {page}");
    }
    let kept = async || {
        desk.store
            .keys_under(RecordKind::Unopened, &[])
            .await
            .unwrap()
            .len()
    };
    for (days, expected) in [(60, 2), (1, 0)] {
        desk.clock.advance_seconds(days * DAY);
        desk.tick().await;
        assert_eq!(kept().await, expected);
    }
}

#[tokio::test]
async fn the_page_says_why_another_intake_refuses() {
    for (status, words) in [
        (403, "its server does not know us"),
        (404, "it takes no part in the exchange"),
        (400, "its server says that it is no parcel for it"),
        (413, "its server says that it is no parcel for it"),
        (503, "its server does not take it now"),
    ] {
        let (desk, other) = InProcess::exchanging().await;
        other.answers(Some((StatusCode::from_u16(status).unwrap(), Vec::new())));
        handed_off(&desk).await;
        desk.exchange_parcels().await;
        let anna = desk.listen().await.member("anna", Role::Analyst).await;
        let page = anna.page("/referrals").await;
        assert!(page.contains(words), "{status}: {page}");
    }
}
