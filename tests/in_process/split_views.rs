//! Two directories of one version, both signed by the officers: whoever hears of the other one keeps the proofs and
//! raises an alarm, at the first parcel or receipt.

use axum::http::StatusCode;
use model::rights::Role;
use receiver::clock::Clock;
use receiver::exchange::SplitView;
use receiver::parcel::Edition;
use tests::{InProcess, Network, OtherHotline};

use crate::directory::{DAY, HOUR, following, hand_off};
use crate::{last_place, logged};

/// A desk and another hotline, to which the officers have shown different directories of version 3.
async fn split() -> (InProcess, OtherHotline, [Network; 2]) {
    let (desk, other, network) = following().await;
    let fork = network.fork().await;
    desk.clock.advance_seconds(HOUR);
    network.tell("Write to the police.", desk.clock.now());
    fork.tell("Write to nobody.", desk.clock.now());
    desk.tick().await;
    (desk, other, [network, fork])
}

async fn views(desk: &InProcess) -> Vec<SplitView> {
    desk.exchange().await.split_views().await.unwrap()
}

/// A parcel of the other hotline arrives.
async fn hear_from(desk: &InProcess, other: &OtherHotline) {
    let file = desk.referred_by(other, &["https://bad.example/a"]).await;
    desk.receive(file.as_bytes()).await;
    desk.exchange_parcels().await;
}

#[tokio::test]
async fn the_first_parcel_that_names_another_directory_leaves_both_proofs() {
    let (desk, other, [network, fork]) = split().await;
    let place = last_place(&desk).await;
    other.names(fork.edition());
    other.shows(&fork.path("public"));
    hear_from(&desk, &other).await;
    let [view] = &views(&desk).await[..] else {
        panic!("there is one split view")
    };
    assert_eq!(view.hotline.as_str(), "us");
    assert_eq!(view.said.edition, fork.edition());
    assert!(view.said.text.unverified().contains(&fork.edition().sha256));
    assert_eq!(view.ours.sha256, network.edition().sha256);
    assert!(view.ours.targets.contains(&network.edition().sha256));
    assert_eq!(view.theirs, None);
    // The officers' own signatures, from the mirror of that hotline.
    desk.tick().await;
    let [view] = &views(&desk).await[..] else {
        panic!("there is one split view")
    };
    let theirs = view.theirs.as_ref().unwrap();
    assert!(theirs.targets.contains(&fork.edition().sha256));
    // Nothing of it is believed here.
    let kept = desk.exchange().await.directory().await.unwrap().unwrap();
    assert_eq!(kept.edition(), network.edition());
    let entries = logged(&desk, place).await.into_iter();
    let entries = entries.filter(|entry| entry.what == "directory_split");
    let entries: Vec<_> = entries.map(|it| (it.who, it.old, it.new)).collect();
    let entry = ("desk".to_owned(), "us".to_owned(), "3".to_owned());
    assert_eq!(entries, [entry.clone(), entry]);
}

#[tokio::test]
async fn the_first_receipt_that_names_another_directory_leaves_both_proofs() {
    let (desk, other, [_network, fork]) = split().await;
    other.names(fork.edition());
    assert_eq!(hand_off(&desk, 1).await, StatusCode::OK);
    desk.exchange_parcels().await;
    let view = views(&desk).await.pop().unwrap();
    assert_eq!(view.said.edition, fork.edition());
    assert!(view.said.text.unverified().contains("arrived"));
}

#[tokio::test]
async fn a_split_view_is_shown_until_an_operator_settles_it() {
    let (desk, other, [_network, fork]) = split().await;
    other.names(fork.edition());
    hear_from(&desk, &other).await;
    let anna = desk.listen().await.member("anna", Role::Analyst).await;
    let said = "us goes by another directory of version 3";
    assert!(anna.page("/referrals").await.contains(said));
    let exchange = desk.exchange().await;
    let file = desk.folder.path().join("proofs.json");
    let (us, nobody) = ("us".parse().unwrap(), "nobody".parse().unwrap());
    let place = last_place(&desk).await;
    assert!(!exchange.settle(&nobody, &file).await.unwrap());
    assert!(exchange.settle(&us, &file).await.unwrap());
    let kept: SplitView = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept.said.edition, fork.edition());
    assert!(views(&desk).await.is_empty());
    assert!(!anna.page("/referrals").await.contains(said));
    let entry = logged(&desk, place).await.pop().unwrap();
    assert_eq!(
        (&entry.who[..], &entry.what[..]),
        ("operator", "directory_settled")
    );
    // It is raised again by whoever still goes by the other one.
    hear_from(&desk, &other).await;
    assert_eq!(views(&desk).await.len(), 1);
}

#[tokio::test]
async fn a_later_version_that_was_named_is_compared_once_it_is_here() {
    let (desk, other, network) = following().await;
    let fork = network.fork().await;
    fork.tell("Write to nobody.", desk.clock.now());
    other.names(fork.edition());
    hear_from(&desk, &other).await;
    assert!(views(&desk).await.is_empty());
    // Its mirror shows nothing, and the association shows another one.
    desk.clock.advance_seconds(HOUR);
    network.tell("Write to the police.", desk.clock.now());
    desk.tick().await;
    let view = views(&desk).await.pop().unwrap();
    assert_eq!(view.said.edition, fork.edition());
    assert_eq!(view.ours.sha256, network.edition().sha256);
}

#[tokio::test]
async fn a_directory_of_another_network_or_of_long_ago_is_no_split_view() {
    let (desk, other, [network, _fork]) = split().await;
    let ours = network.edition();
    let of_another = Edition {
        network: "Another Network".to_owned(),
        sha256: "00".repeat(32),
        ..ours.clone()
    };
    let of_long_ago = Edition {
        version: 0,
        sha256: "00".repeat(32),
        ..ours.clone()
    };
    let before_ours = {
        let now = desk.clock.now();
        network.tell("Write to the police at once.", now);
        desk.clock.advance_seconds(DAY);
        desk.tick().await;
        ours
    };
    for named in [of_another, of_long_ago, before_ours] {
        other.names(named.clone());
        hear_from(&desk, &other).await;
        desk.tick().await;
        assert!(views(&desk).await.is_empty(), "{named:?}");
    }
}

#[tokio::test]
async fn officers_who_call_the_other_one_another_network_are_found_by_its_mirror() {
    let (desk, other, [_network, fork]) = split().await;
    other.names(Edition {
        network: "Another Network".to_owned(),
        ..fork.edition()
    });
    other.shows(&fork.path("public"));
    hear_from(&desk, &other).await;
    assert!(views(&desk).await.is_empty());
    desk.tick().await;
    let view = views(&desk).await.pop().unwrap();
    assert!(view.theirs.is_some());
}
