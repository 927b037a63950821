//! The directory of a network at a desk: its hotlines send and get referrals, and what is old, mixed or frozen is
//! not believed.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use axum::http::{Method, StatusCode};
use model::rights::Role;
use receiver::clock::Clock;
use serde_json::{Value, json};
use tests::{Folder, InProcess, Network, OtherHotline, StaticFiles, TestClock, python};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::{act, ask, finding, last_place, logged, numbered, take};

pub(crate) const HOUR: u64 = 3600;
pub(crate) const DAY: u64 = 24 * HOUR;

/// A desk that has found another hotline in a directory.
pub(crate) async fn following() -> (InProcess, OtherHotline, Network) {
    let folder = Folder::init(TestClock::BEGIN);
    let network = Network::new(TestClock::BEGIN).await;
    let other = OtherHotline::stranger(&folder, TestClock::BEGIN).await;
    network.is_named_in(&folder);
    network.add(&other, TestClock::BEGIN);
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    (desk, other, network)
}

/// What the desk does a day later.
pub(crate) async fn a_day_later(desk: &InProcess) {
    desk.clock.advance_seconds(DAY);
    desk.tick().await;
}

/// The ids of the hotlines that the desk has told its intake to admit.
pub(crate) async fn admitted(desk: &InProcess) -> Vec<String> {
    let kind = store::RecordKind::Publication;
    let record = desk.store.record(kind, b"exchange-members").await;
    let members: Value = serde_json::from_slice(&record.unwrap().unwrap().bytes).unwrap();
    let others = members["others"].as_array().unwrap().iter();
    let others = others.filter(|other| other["waiting"] != 0);
    let id = |other: &Value| other["hotline"].as_str().unwrap().to_owned();
    others.map(id).collect()
}

/// Hands a new case off to the other hotline, made of the report with this number.
pub(crate) async fn hand_off(desk: &InProcess, number: u32) -> StatusCode {
    desk.enqueue(numbered(number)).await;
    let case = take(desk).await;
    let mut found = finding(1, "baseline");
    found["address"] = json!("193.0.6.139");
    let found = json!({ "step": "illegal", "findings": [found] });
    act(desk, &case, "step", found).await;
    let request = json!({ "kind": "hotline", "items": [1], "to": "us" });
    ask(desk, &case, "hand-offs", request).await.0
}

async fn cases(desk: &InProcess) -> usize {
    let (_, cases) = desk.api(Method::GET, "/v1/cases", &Value::Null).await;
    cases["cases"].as_array().unwrap().len()
}

#[tokio::test]
async fn a_hotline_of_the_directory_gets_and_sends_until_it_is_revoked() {
    let (desk, other, network) = following().await;
    assert_eq!(admitted(&desk).await, ["us"]);
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let page = anna.page("/referrals").await;
    assert!(
        page.contains("Directory of Example Network, version 2"),
        "{page}"
    );
    assert_eq!(hand_off(&desk, 1).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    let file = desk.referred_by(&other, &["https://bad.example/a"]).await;
    desk.receive(file.as_bytes()).await;
    desk.exchange_parcels().await;
    assert_eq!(cases(&desk).await, 2);

    let now = desk.clock.now();
    network
        .association
        .revoke(&"us".parse().unwrap(), now)
        .unwrap();
    network.sign_and_publish(now);
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
    // So it stays after a restart, without the server.
    network.server.change_to(Path::new("/nowhere"));
    let again = desk.again().await;
    again.tick().await;
    assert!(admitted(&again).await.is_empty());
}

#[tokio::test]
async fn a_paused_hotline_neither_gets_nor_sends() {
    let (desk, other, _network) = following().await;
    let (exchange, us) = (desk.exchange().await, "us".parse().unwrap());
    let before = last_place(&desk).await;
    assert!(exchange.pause("operator", &us).await.unwrap());
    assert!(!exchange.pause("operator", &us).await.unwrap());
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
    assert_eq!(hand_off(&desk, 1).await, StatusCode::UNPROCESSABLE_ENTITY);

    assert!(exchange.resume("operator", &us).await.unwrap());
    assert!(!exchange.resume("operator", &us).await.unwrap());
    desk.tick().await;
    assert_eq!(admitted(&desk).await, ["us"]);
    assert_eq!(hand_off(&desk, 2).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    let entries = logged(&desk, before).await.into_iter();
    let entries = entries.filter(|entry| entry.what.starts_with("hotline_"));
    let entries: Vec<_> = entries.map(|it| (it.who, it.what, it.new)).collect();
    let entry = |what: &str| ("operator".to_owned(), what.to_owned(), "us".to_owned());
    assert_eq!(entries, [entry("hotline_paused"), entry("hotline_resumed")]);
}

#[tokio::test]
async fn a_hotline_of_the_config_can_be_paused_as_well() {
    let (desk, _other) = InProcess::exchanging().await;
    assert_eq!(admitted(&desk).await, ["us"]);
    let exchange = desk.exchange().await;
    assert!(
        exchange
            .pause("operator", &"us".parse().unwrap())
            .await
            .unwrap()
    );
    desk.tick().await;
    assert!(admitted(&desk).await.is_empty());
}

#[tokio::test]
async fn nothing_older_than_what_was_seen_is_believed() {
    let (desk, _other, network) = following().await;
    let before = network.keep("before");
    desk.clock.advance_seconds(HOUR);
    let now = desk.clock.now();
    network
        .association
        .revoke(&"us".parse().unwrap(), now)
        .unwrap();
    network.sign_and_publish(now);
    desk.tick().await;
    assert!(admitted(&desk).await.is_empty());

    // All of the files from before, with right signatures that have not ended.
    network.server.change_to(&before);
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
    // A desk that has seen nothing takes them: only the floor stands against it.
    let folder = Folder::init(TestClock::BEGIN);
    folder.join_exchange(TestClock::BEGIN);
    network.is_named_in(&folder);
    let newcomer = InProcess::in_folder(folder).await;
    newcomer.tick().await;
    assert_eq!(admitted(&newcomer).await, ["us"]);

    // The timestamp of now over the rest from before.
    let mixed = network.keep("mixed");
    let timestamp: Value =
        serde_json::from_slice(&fs::read(mixed.join("timestamp.json")).unwrap()).unwrap();
    let of_now = format!("{}.snapshot.json", timestamp["signed"]["version"]);
    let mut all = fs::read_dir(&before)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let of_then = all.find(|path| path.to_str().unwrap().ends_with(".snapshot.json"));
    fs::copy(of_then.unwrap(), mixed.join(of_now)).unwrap();
    network.server.change_to(&mixed);
    newcomer.clock.advance_seconds(DAY);
    newcomer.tick().await;
    assert_eq!(admitted(&newcomer).await, ["us"]);
    network.server.change_to(&network.path("public"));
    newcomer.tick().await;
    assert!(admitted(&newcomer).await.is_empty());
}

#[tokio::test]
async fn a_frozen_directory_stops_what_leaves_and_not_what_arrives() {
    let (desk, other, network) = following().await;
    let file = desk.referred_by(&other, &["https://bad.example/a"]).await;
    for _ in 0..6 {
        a_day_later(&desk).await;
    }
    assert_eq!(hand_off(&desk, 1).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    // The same files, a week old.
    a_day_later(&desk).await;
    assert_eq!(hand_off(&desk, 2).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert!(other.got().is_empty());
    assert_eq!(admitted(&desk).await, ["us"]);
    desk.receive(file.as_bytes()).await;
    desk.exchange_parcels().await;
    assert_eq!(cases(&desk).await, 3);

    network.publish(desk.clock.now());
    desk.tick().await;
    desk.clock.advance_seconds(HOUR);
    desk.tick().await;
    desk.exchange_parcels().await;
    // The referral, and the answer to theirs.
    assert_eq!(other.got().len(), 2);
}

#[tokio::test]
async fn a_hotline_of_the_config_stays_as_the_config_has_it() {
    let folder = Folder::init(TestClock::BEGIN);
    let network = Network::new(TestClock::BEGIN).await;
    let pinned = OtherHotline::of(&folder, TestClock::BEGIN).await;
    let elsewhere = Folder::init(TestClock::BEGIN);
    let false_one = OtherHotline::stranger(&elsewhere, TestClock::BEGIN).await;
    network.is_named_in(&folder);
    network.add(&false_one, TestClock::BEGIN);
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    let kind = store::RecordKind::Publication;
    let record = desk.store.record(kind, b"exchange-members").await;
    let members = String::from_utf8(record.unwrap().unwrap().bytes).unwrap();
    assert!(members.contains(&pinned.root().to_string()));
    assert!(!members.contains(&false_one.root().to_string()));
}

#[tokio::test]
async fn a_directory_that_others_have_written_is_followed() {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::stranger(&folder, TestClock::BEGIN).await;
    let network = Network::new(TestClock::BEGIN).await;
    network.add(&other, TestClock::BEGIN);
    let directory = network.association.directory().unwrap().to_json();

    let written = tempfile::tempdir().unwrap();
    let ends = TestClock::BEGIN.plus_seconds(3 * DAY).0.to_string();
    let mut child = Command::new(python())
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/directory.py"))
        .arg("write")
        .arg(written.path())
        .arg(ends)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(directory.as_bytes()).await.unwrap();
    drop(stdin);
    assert!(child.wait().await.unwrap().success());
    let server = StaticFiles::serve(written.path()).await;
    folder.follow_directory(&server.url, &written.path().join("1.root.json"));
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    assert_eq!(admitted(&desk).await, ["us"]);
}
