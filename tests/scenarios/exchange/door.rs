//! The intake takes parcels of the hotlines that the desk knows, and says the same of the same parcel.

use std::sync::Arc;

use receiver::parcel::{Member, Parcel, SignedReceipt};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{
    Answer, Folder, InProcess, Network, OtherHotline, Reporter, Running, Stack, TestClock, until,
};

pub(super) async fn post(stack: &Stack, parcel: &[u8]) -> Answer {
    let request = stack.reporter.request(Method::POST, "/v1/parcels");
    Answer::read(request.body(parcel.to_vec()).send().await.unwrap()).await
}

/// The document of the hotline's exchange key, once it has one.
pub(super) async fn exchange_key(stack: &Stack) -> Vec<u8> {
    until("the hotline has a key", async || {
        let request = stack.reporter.request(Method::GET, "/v1/exchange-key");
        let answer = request.send().await.unwrap();
        let is_there = answer.status() == 200;
        is_there.then_some(answer.bytes().await.unwrap().to_vec())
    })
    .await
}

pub(super) async fn begun() -> (Stack, OtherHotline) {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    (Stack::start_in(folder, clock).await, other)
}

#[tokio::test]
async fn the_same_parcel_gets_the_same_receipt_and_makes_one_case() {
    let (stack, other) = begun().await;
    let parcel = other.refer(&exchange_key(&stack).await, &["https://bad.example/a"]);
    let [first, again] = [post(&stack, &parcel).await, post(&stack, &parcel).await];
    assert_eq!(first.status, 202, "{}", first.body);
    assert_eq!((again.status, &again.body), (202, &first.body));
    let case = until("the referral is a case", async || {
        let cases = stack.desk.get("/v1/cases?referred=true").await;
        cases["cases"].get(0).cloned()
    })
    .await;
    assert_eq!(case["assignee"], Value::Null);
    // Also once the desk has it, and after a restart.
    let stack = stack.restart().await;
    assert_eq!(post(&stack, &parcel).await.body, first.body);
    let cases = stack.desk.get("/v1/cases?referred=true").await;
    assert_eq!(cases["cases"].as_array().unwrap().len(), 1);

    // Whoever knows the root can check it: it is for what is signed, however that is written.
    let authority = stack.folder.signer().authority().clone();
    let example = Member {
        hotline: authority.hotline,
        root: authority.root,
    };
    let spaced = [&parcel[..], b" \n"].concat();
    assert_eq!(post(&stack, &spaced).await.body, first.body);
    let another = other.refer(&exchange_key(&stack).await, &["https://bad.example/a"]);
    for (sent, is_of) in [(&parcel, true), (&spaced, true), (&another, false)] {
        let sent = Parcel::parse(sent).unwrap();
        let receipt = SignedReceipt::verify(first.body.as_bytes(), &example, &sent);
        assert_eq!(receipt.is_ok(), is_of);
    }
    let stranger = Member {
        root: other.root(),
        ..example
    };
    let parcel = Parcel::parse(&parcel).unwrap();
    assert!(SignedReceipt::verify(first.body.as_bytes(), &stranger, &parcel).is_err());
}

#[tokio::test]
async fn what_is_no_parcel_for_us_is_refused() {
    let (stack, other) = begun().await;
    let key = exchange_key(&stack).await;
    let parcel = other.refer(&key, &["https://bad.example/a"]);
    let (elsewhere, stranger) = InProcess::exchanging().await;
    let for_others = stranger.refer(&elsewhere.exchange_key().await, &["https://bad.example/a"]);
    let text = String::from_utf8(parcel.clone()).unwrap();
    let unnamed = text.replacen(r#"\"from\":\"us\""#, r#"\"from\":\"they\""#, 1);
    let newer = text.replacen(r#"\"version\":1"#, r#"\"version\":2"#, 1);
    assert!(unnamed != text && newer != text);
    for (what, sent, status) in [
        ("nothing", &b""[..], 400),
        ("half a parcel", &parcel[..parcel.len() / 2], 400),
        ("a later version", newer.as_bytes(), 400),
        (
            "of somebody who says that they are that hotline",
            &for_others,
            400,
        ),
        ("a stranger", unnamed.as_bytes(), 403),
        ("too long", &[b' '; 70_000], 413),
    ] {
        let answer = post(&stack, sent).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.body);
        assert!(answer.problem().is_some(), "{what}");
        let names_versions = answer.body.contains("versions that are read: 1");
        assert_eq!(names_versions, what == "a later version", "{}", answer.body);
    }
    let cases = stack.desk.get("/v1/cases?referred=true").await;
    assert_eq!(cases["cases"], json!([]));
}

#[tokio::test]
async fn a_hotline_that_takes_no_part_has_no_door() {
    let stack = Stack::start().await;
    assert_eq!(post(&stack, b"{}").await.status, 404);
}

#[tokio::test]
async fn a_parcel_to_a_key_that_is_destroyed_has_to_be_sealed_anew() {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    let desk = InProcess::in_folder(folder.clone()).await;
    desk.tick().await;
    let parcel = other.refer(&desk.exchange_key().await, &["https://bad.example/a"]);
    let replaced = desk.services().exchange.unwrap().replace().await;
    replaced.unwrap();
    drop(desk);
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stack = Stack::start_in(folder, clock).await;
    let answer = post(&stack, &parcel).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    let again = other.refer(&exchange_key(&stack).await, &["https://bad.example/a"]);
    assert_eq!(post(&stack, &again).await.status, 202);
}

#[tokio::test]
async fn a_hotline_fills_no_more_than_its_share() {
    let folder = Folder::init_apart(TestClock::BEGIN);
    let other = OtherHotline::stranger(&folder, TestClock::BEGIN).await;
    let network = Network::new(TestClock::BEGIN).await;
    network.is_named_in(&folder);
    network.add(&other, TestClock::BEGIN);
    folder.edit_half("desk", "# waiting = 500", "waiting = 2");
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let config = |half: &str| folder.path().join(half).join("receiver.toml");
    let desk = Running::start(&config("desk"), clock.clone()).await;
    let intake = Running::start(&config("intake"), clock.clone()).await;
    let url = intake.intake.clone().unwrap();
    let get = async |path: &str| {
        until("the desk has published it", async || {
            let answer = reqwest::get(format!("{url}{path}")).await.unwrap();
            let is_there = answer.status() == 200;
            is_there.then_some(answer.bytes().await.unwrap().to_vec())
        })
        .await
    };
    let key = get("/v1/exchange-key").await;
    // The intake shows what the desk has verified, on another machine.
    let timestamp = std::fs::read(network.path("public/timestamp.json")).unwrap();
    assert_eq!(get("/directory/timestamp.json").await, timestamp);
    let nothing = reqwest::get(format!("{url}/directory/2.root.json")).await;
    assert_eq!(nothing.unwrap().status(), 404);
    desk.stop().await;
    let reporter = Reporter::new(&url, clock, folder.trust());
    let mut sent = Vec::new();
    for status in [202, 202, 503] {
        let parcel = other.refer(&key, &["https://bad.example/a"]);
        let request = reporter.request(Method::POST, "/v1/parcels");
        let answer = request.body(parcel.clone()).send().await.unwrap();
        assert_eq!(answer.status(), status);
        sent.push(parcel);
    }
    // What has arrived gets its receipt again.
    let request = reporter.request(Method::POST, "/v1/parcels");
    let answer = request.body(sent.swap_remove(0)).send().await.unwrap();
    assert_eq!(answer.status(), 202);
}
