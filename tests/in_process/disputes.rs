//! Two hotlines that classify an item differently: both opinions stay, and those who lead have a list.

use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::{InProcess, Member};

use crate::parcels::{hand_off, handed_off, refer};
use crate::{act, finding};

/// What the list has of an item: its address, and whether the opinions stand there.
async fn listed(lead: &Member, case: &str) -> bool {
    let page = lead.page("/disputes").await;
    let path = case.strip_prefix("/v1").unwrap();
    page.contains(&format!("href=\"{path}#item-1\""))
}

#[tokio::test]
async fn what_they_say_of_our_item_stands_beside_what_we_say_until_both_agree() {
    let (desk, other) = InProcess::exchanging().await;
    let lead = desk.listen().await.member("lena", Role::Lead).await;
    let case = handed_off(&desk).await;
    let parcel = hand_off(&desk, &case).await["parcel"].clone();
    let document = desk.exchange_key().await;
    let tell = async |sequence: u64, classification: &str| {
        let item = json!({ "item": 1, "became": "not_illegal", "classification": classification });
        let body = json!({ "to": parcel, "sequence": sequence, "items": [item] });
        desk.receive(&other.send(&document, Kind::Outcome, &body))
            .await;
        desk.exchange_parcels().await;
    };
    assert!(
        lead.page("/disputes")
            .await
            .contains("No item is classified differently")
    );
    for (sequence, classification, is_disputed) in [
        (1, "national", true),
        (2, "ignore", true),
        (3, "baseline", false),
        (4, "ignore", true),
    ] {
        tell(sequence, classification).await;
        assert_eq!(listed(&lead, &case).await, is_disputed, "{classification}");
    }
    let page = lead.page("/disputes").await;
    for text in ["<td dir=\"auto\">us</td>", "<td>baseline</td>"] {
        assert!(page.contains(text), "{text} is not on {page}");
    }
    let page = lead.page(case.strip_prefix("/v1").unwrap()).await;
    assert!(
        page.contains("another opinion") && page.contains("us says"),
        "{page}"
    );
    // We look at it anew, and then agree.
    act(
        &desk,
        &case,
        "step",
        json!({ "step": "correct", "items": [1], "reason": "again" }),
    )
    .await;
    assert!(!listed(&lead, &case).await, "we have no opinion now");
}

#[tokio::test]
async fn what_we_say_of_their_item_stands_beside_what_they_say_also_of_a_baseline() {
    let (desk, other) = InProcess::exchanging().await;
    let lead = desk.listen().await.member("lena", Role::Lead).await;
    let (case, _) = refer(&desk, &other, &["https://bad.example/theirs"]).await;
    assert!(!listed(&lead, &case).await, "nobody here has decided");
    let found = json!({ "step": "illegal", "findings": [finding(1, "national")] });
    act(&desk, &case, "step", found).await;
    assert!(listed(&lead, &case).await);
    let told: Vec<Value> = {
        desk.exchange_parcels().await;
        let contents = other
            .got()
            .into_iter()
            .map(|parcel| other.contents(&parcel));
        let outcomes = contents.filter(|it| it.kind() == Ok(Kind::Outcome));
        outcomes.map(|it| it.body().unwrap()).collect()
    };
    assert_eq!(
        told[0]["items"][0]["classification"], "national",
        "they hear of it"
    );
    // Once the case is scrubbed, nothing of it is in the list.
    act(&desk, &case, "step", json!({ "step": "removed" })).await;
    assert!(
        listed(&lead, &case).await,
        "the dispute outlives the content"
    );
    desk.clock.advance_seconds(3 * 366 * 24 * 3600);
    desk.tick().await;
    let kept = desk
        .store
        .keys_under(RecordKind::Dispute, &[])
        .await
        .unwrap();
    assert!(kept.is_empty());
}

#[tokio::test]
async fn only_those_who_lead_have_the_list() {
    let (desk, _other) = InProcess::exchanging().await;
    let listening = desk.listen().await;
    let [anna, lena] = [("anna", Role::Analyst), ("lena", Role::Lead)];
    let anna = listening.member(anna.0, anna.1).await;
    let lena = listening.member(lena.0, lena.1).await;
    assert_eq!(anna.get("/disputes").await.status, 403);
    assert!(!anna.page("/").await.contains("href=\"/disputes\""));
    assert!(lena.page("/").await.contains("href=\"/disputes\""));
}
