//! A hotline that is paused has to wait, and loses nothing. One that is distrusted is refused, and told so.

use axum::http::{Method, StatusCode};
use model::rights::Role;
use receiver::parcel::Kind;
use serde_json::{Value, json};
use store::RecordKind;
use tests::{InProcess, Member, OtherHotline};

use crate::directory::{self, admitted};
use crate::parcels::{hand_off, handed_off, refer};
use crate::{act, finding, last_place, logged};

const HOUR: u64 = 3600;

async fn waiting(desk: &InProcess, kind: RecordKind) -> usize {
    desk.store.keys_under(kind, &[]).await.unwrap().len()
}

/// An admin presses a button on the page of hotlines, and the desk does the work of the next minute.
async fn press(desk: &InProcess, admin: &Member, what: &str) {
    let pressed = admin
        .form(&format!("/hotlines/{what}"), &[("hotline", "us")])
        .await;
    assert_eq!(pressed.status, 303, "{pressed:?}");
    desk.tick().await;
    desk.exchange_parcels().await;
}

/// The bodies of the answers among what the other hotline has got.
fn answers(other: &OtherHotline) -> Vec<Value> {
    let got = other.got().into_iter();
    let contents = got.map(|parcel| other.contents(&parcel));
    contents
        .map(|contents| {
            assert_eq!(contents.kind(), Ok(Kind::Answer));
            contents.body().unwrap()
        })
        .collect()
}

async fn cases(desk: &InProcess) -> usize {
    let (_, cases) = desk
        .api(Method::GET, "/v1/cases?referred=true", &Value::Null)
        .await;
    cases["cases"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_is_on_its_way_waits_on_both_sides_while_a_hotline_is_paused() {
    let (desk, other) = InProcess::exchanging().await;
    let listening = desk.listen().await;
    let admin = listening.member("ada", Role::Admin).await;
    let anna = listening.member("anna", Role::Analyst).await;
    let case = handed_off(&desk).await;
    let document = desk.exchange_key().await;
    desk.receive(&other.refer(&document, &["https://bad.example/a"]))
        .await;
    let file = desk
        .referred_by(&other, &["https://bad.example/file"])
        .await;
    press(&desk, &admin, "pause").await;
    assert!(other.got().is_empty());
    assert_eq!(
        (cases(&desk).await, waiting(&desk, RecordKind::Inbox).await),
        (0, 1)
    );
    assert_eq!(hand_off(&desk, &case).await["state"], "sending");
    let page = anna.page(case.strip_prefix("/v1").unwrap()).await;
    assert!(
        page.contains("Paused: nothing is exchanged with it"),
        "{page}"
    );
    let page = anna.page("/referrals").await;
    assert!(page.contains("this hotline is paused here"), "{page}");
    let refused = anna.form("/referrals", &[("file", &file)]).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.body.contains("it is paused here"),
        "{}",
        refused.body
    );

    press(&desk, &admin, "resume").await;
    desk.clock.advance_seconds(2 * HOUR);
    desk.tick().await;
    desk.exchange_parcels().await;
    assert_eq!(
        (cases(&desk).await, waiting(&desk, RecordKind::Inbox).await),
        (1, 0)
    );
    assert_eq!(hand_off(&desk, &case).await["state"], "arrived");
}

#[tokio::test]
async fn what_a_distrusted_hotline_sends_is_refused_by_a_signed_answer() {
    let (desk, other) = InProcess::exchanging().await;
    let (exchange, us) = (desk.exchange().await, "us".parse().unwrap());
    let place = last_place(&desk).await;
    assert!(exchange.pause("operator", &us).await.unwrap());
    assert!(exchange.distrust("operator", &us).await.unwrap());
    assert!(!exchange.distrust("operator", &us).await.unwrap());
    assert!(!exchange.pause("operator", &us).await.unwrap());
    desk.tick().await;
    // Its parcels get their receipts, so that each gets its answer.
    assert_eq!(admitted(&desk).await, ["us"]);
    let document = desk.exchange_key().await;
    let parcels = [
        other.refer(&document, &["https://bad.example/a"]),
        other.send_any(&document, "song", &json!({})),
        other.send(&document, Kind::Answer, &json!({ "opened": true })),
        other.send(&document, Kind::Outcome, &json!({})),
    ];
    for parcel in &parcels {
        desk.receive(parcel).await;
    }
    desk.exchange_parcels().await;
    let mut told = answers(&other);
    told.iter_mut()
        .for_each(|answer| answer["to"] = Value::Null);
    let refused = json!({ "to": null, "opened": false, "reason": "refused" });
    // Two desks that distrust each other do not answer each other's answers.
    assert_eq!(told, [refused.clone(), refused]);
    assert_eq!(
        (cases(&desk).await, waiting(&desk, RecordKind::Inbox).await),
        (0, 0)
    );
    let entries = logged(&desk, place).await;
    let names = entries.iter().map(|it| (&it.who[..], &it.what[..]));
    let mut names: Vec<_> = names.filter(|(_, what)| *what != "exchange_key").collect();
    let refused = names.split_off(2);
    assert_eq!(
        names,
        [
            ("operator", "hotline_paused"),
            ("operator", "hotline_distrusted")
        ]
    );
    assert_eq!(refused, [("desk", "refuse_parcel"); 4]);

    assert!(exchange.resume("operator", &us).await.unwrap());
    desk.tick().await;
    refer(&desk, &other, &["https://bad.example/b"]).await;
    assert_eq!(cases(&desk).await, 1);
}

#[tokio::test]
async fn what_has_not_arrived_at_a_distrusted_hotline_comes_back_at_once_without_a_file() {
    let (desk, other) = InProcess::exchanging().await;
    let admin = desk.listen().await.member("ada", Role::Admin).await;
    let case = handed_off(&desk).await;
    other.answers(Some((StatusCode::SERVICE_UNAVAILABLE, Vec::new())));
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    // The next attempt would be in a minute.
    press(&desk, &admin, "distrust").await;
    assert!(other.got().is_empty());
    let it = hand_off(&desk, &case).await;
    assert_eq!(
        (&it["state"], &it["has_file"]),
        (&json!("failed"), &json!(false)),
        "{it}"
    );
    let (_, due) = desk.api(Method::GET, "/v1/due", &Value::Null).await;
    assert!(due.to_string().contains("not_sent"), "{due}");
    let next = directory::hand_off(&desk, 5).await;
    assert_eq!(next, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_came_earlier_is_marked_and_not_taken_over_and_nothing_is_told_of_it() {
    let (desk, other) = InProcess::exchanging().await;
    desk.folder.append_config("take_over = true");
    let desk = desk.again().await;
    desk.tick().await;
    let listening = desk.listen().await;
    let admin = listening.member("ada", Role::Admin).await;
    let anna = listening.member("anna", Role::Analyst).await;
    let ours = handed_off(&desk).await;
    desk.exchange_parcels().await;
    let (theirs, _) = refer(&desk, &other, &["https://bad.example/theirs"]).await;
    let pages = [&ours, &theirs].map(|case| case.strip_prefix("/v1").unwrap());
    let mark = "distrusted here";
    for page in pages {
        assert!(!anna.page(page).await.contains(mark));
    }
    let take_over = "take_over";
    assert!(anna.page(pages[1]).await.contains(take_over));
    press(&desk, &admin, "distrust").await;
    for page in pages {
        assert!(anna.page(page).await.contains(mark), "{page}");
    }
    assert!(!anna.page(pages[1]).await.contains(take_over));
    let found = json!({ "step": "illegal", "findings": [finding(1, "baseline")] });
    act(&desk, &theirs, "step", found).await;
    desk.exchange_parcels().await;
    assert!(other.got().is_empty());
    assert_eq!(waiting(&desk, RecordKind::Answer).await, 0);
    let page = admin.page("/hotlines").await;
    assert!(
        page.contains("Distrusted") && !page.contains("Distrust us"),
        "{page}"
    );
}
