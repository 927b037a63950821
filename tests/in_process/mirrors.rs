//! Each intake shows the directory that its desk has verified, and a desk reads those of others when the association is
//! away, or when a hotline names a later one. Nobody's mirror is trusted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use axum::http::StatusCode;
use receiver::clock::Clock;
use serde_json::Value;
use store::RecordKind;
use tests::{Folder, InProcess, Network, OtherHotline, TestClock};

use crate::directory::{DAY, HOUR, a_day_later, admitted, following, hand_off};
use crate::{last_place, logged};

/// The files that the intake of a desk shows.
async fn shown(desk: &InProcess) -> BTreeMap<String, String> {
    let (kind, name) = (RecordKind::Publication, b"exchange-directory");
    let record = desk.store.record(kind, name).await.unwrap();
    record.map_or_else(BTreeMap::new, |record| {
        serde_json::from_slice(&record.bytes).unwrap()
    })
}

/// Writes the files that a desk's intake shows to a folder of the network.
async fn copied(desk: &InProcess, network: &Network) -> std::path::PathBuf {
    let folder = network.path("copied");
    fs::create_dir(&folder).unwrap();
    for (name, text) in shown(desk).await {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

/// Revokes the other hotline, which the officers sign.
fn revoke(network: &Network, desk: &InProcess) {
    let now = desk.clock.now();
    let revoked = network.association.revoke(&"us".parse().unwrap(), now);
    revoked.unwrap();
    network.sign_and_publish(now);
}

#[tokio::test]
async fn the_outage_of_the_association_stops_nobody() {
    let (desk, other, network) = following().await;
    network.server.change_to(Path::new("/nowhere"));
    other.shows(&network.path("public"));
    for _ in 0..10 {
        desk.clock.advance_seconds(DAY);
        network.publish(desk.clock.now());
        desk.tick().await;
    }
    assert_eq!(admitted(&desk).await, ["us"]);
    assert_eq!(hand_off(&desk, 1).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    revoke(&network, &desk);
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
}

#[tokio::test]
async fn a_desk_that_has_seen_nothing_begins_with_what_another_intake_shows() {
    let (desk, _other, network) = following().await;
    // Two new roots, which a newcomer has to follow from the first.
    for _ in 0..2 {
        let (new, now) = (Default::default(), desk.clock.now());
        network.association.officers(new, now).unwrap();
        network.sign_and_publish(now);
    }
    let place = last_place(&desk).await;
    a_day_later(&desk).await;
    let entries = logged(&desk, place).await;
    assert!(entries.iter().any(|entry| entry.what == "directory_shown"));
    let copied = copied(&desk, &network).await;
    for name in [
        "1.root.json",
        "2.root.json",
        "3.root.json",
        "timestamp.json",
    ] {
        let (theirs, ours) = (network.path("public").join(name), copied.join(name));
        assert_eq!(fs::read(theirs).unwrap(), fs::read(ours).unwrap(), "{name}");
    }
    network.server.change_to(Path::new("/nowhere"));
    let folder = Folder::init(TestClock::BEGIN);
    let known = OtherHotline::of(&folder, TestClock::BEGIN).await;
    network.is_named_in(&folder);
    known.shows(&copied);
    let newcomer = InProcess::in_folder(folder).await;
    newcomer.clock.advance_seconds(DAY);
    newcomer.tick().await;
    assert_eq!(shown(&newcomer).await, shown(&desk).await);
}

#[tokio::test]
async fn a_mirror_shows_nothing_older_and_nothing_that_the_officers_have_not_signed() {
    let (desk, other, network) = following().await;
    let before = network.keep("before");
    desk.clock.advance_seconds(HOUR);
    network.tell("Write to the police.", desk.clock.now());
    desk.tick().await;
    network.server.change_to(Path::new("/nowhere"));
    let strangers = Network::new(TestClock::BEGIN).await;
    strangers.add(&other, TestClock::BEGIN);
    let exchange = desk.exchange().await;
    let seen = exchange.directory().await.unwrap();
    assert_eq!(seen.as_ref().unwrap().version, 3);
    for mirror in [before, strangers.path("public")] {
        other.shows(&mirror);
        a_day_later(&desk).await;
        assert_eq!(exchange.directory().await.unwrap(), seen);
    }
    // The same place with what the officers have signed.
    other.shows(&network.path("public"));
    a_day_later(&desk).await;
    let renewed = exchange.directory().await.unwrap().unwrap();
    assert_eq!(renewed.fetched, desk.clock.now());
}

#[tokio::test]
async fn every_parcel_names_the_directory_and_a_later_one_is_fetched_from_whoever_names_it() {
    let (desk, other, network) = following().await;
    assert_eq!(hand_off(&desk, 1).await, StatusCode::OK);
    desk.exchange_parcels().await;
    let got = other.got();
    assert_eq!(other.named_in(&got[0]), Some(network.edition()));

    // The association shows the desk nothing new: it is frozen, or somebody holds it back.
    let before = network.keep("before");
    network.server.change_to(&before);
    network.tell("Write to the police.", desk.clock.now());
    other.names(network.edition());
    other.shows(&network.path("public"));
    let file = desk.referred_by(&other, &["https://bad.example/a"]).await;
    desk.receive(file.as_bytes()).await;
    desk.exchange_parcels().await;
    desk.tick().await;
    let answer = other.got().pop().unwrap();
    assert_eq!(other.named_in(&answer).unwrap().version, 2);
    let exchange = desk.exchange().await;
    let kept = exchange.directory().await.unwrap().unwrap();
    assert_eq!(kept.edition(), network.edition());
    assert_eq!(kept.version, 3);
    assert!(exchange.split_views().await.unwrap().is_empty());
    assert_eq!(hand_off(&desk, 2).await, StatusCode::OK);
    desk.exchange_parcels().await;
    let got = other.got();
    assert_eq!(other.named_in(&got[0]), Some(network.edition()));
}

#[tokio::test]
async fn who_follows_no_directory_any_more_shows_none() {
    let (desk, _other, _network) = following().await;
    assert!(!shown(&desk).await.is_empty());
    let config = fs::read_to_string(desk.folder.config()).unwrap();
    let without = config.lines().filter(|line| !line.starts_with("directory"));
    let without: Vec<&str> = without.collect();
    fs::write(desk.folder.config(), without.join("\n")).unwrap();
    let desk = desk.again().await;
    desk.tick().await;
    assert!(shown(&desk).await.is_empty());
    let kind = RecordKind::Publication;
    let members = desk.store.record(kind, b"exchange-members").await;
    let members: Value = serde_json::from_slice(&members.unwrap().unwrap().bytes).unwrap();
    assert_eq!(members["directory"], Value::Null);
}
