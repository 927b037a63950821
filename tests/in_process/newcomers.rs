//! A hotline that is new in the directory takes part once somebody here has agreed to it, and any hotline is paused at
//! once.

use axum::http::StatusCode;
use model::rights::Role;
use receiver::clock::Clock;
use tests::{Folder, InProcess, Network, OtherHotline, TestClock};

use crate::directory::{a_day_later, admitted, following, hand_off};
use crate::{last_place, logged};

/// A desk whose config admits nobody by itself, with a hotline that is new in its directory.
async fn asking() -> (InProcess, OtherHotline, Network) {
    let folder = Folder::init(TestClock::BEGIN);
    let network = Network::new(TestClock::BEGIN).await;
    let other = OtherHotline::stranger(&folder, TestClock::BEGIN).await;
    network.is_named_in(&folder);
    folder.edit_config("admit_new = true", "admit_new = false");
    network.add(&other, TestClock::BEGIN);
    let desk = InProcess::in_folder(folder).await;
    desk.tick().await;
    (desk, other, network)
}

#[tokio::test]
async fn nothing_is_exchanged_with_a_new_member_before_an_admin_agrees() {
    let (desk, other, _network) = asking().await;
    assert!(admitted(&desk).await.is_empty());
    assert_eq!(hand_off(&desk, 1).await, StatusCode::UNPROCESSABLE_ENTITY);
    let admin = desk.listen().await.member("ada", Role::Admin).await;
    let page = admin.page("/hotlines").await;
    assert!(page.contains("waits for your agreement"), "{page}");
    let place = last_place(&desk).await;
    let agreed = admin.form("/hotlines/resume", &[("hotline", "us")]).await;
    assert_eq!(agreed.status, 303, "{agreed:?}");
    let entry = logged(&desk, place).await.pop().unwrap();
    assert_eq!(
        (&entry.who[..], &entry.what[..], &entry.new[..]),
        ("ada", "hotline_resumed", "us")
    );
    desk.tick().await;
    assert_eq!(admitted(&desk).await, ["us"]);
    assert_eq!(hand_off(&desk, 2).await, StatusCode::OK);
    desk.exchange_parcels().await;
    assert_eq!(other.got().len(), 1);
    // It is not asked again.
    a_day_later(&desk).await;
    assert_eq!(admitted(&desk).await, ["us"]);
}

#[tokio::test]
async fn a_known_member_with_another_root_is_a_new_one() {
    let (desk, _other, network) = asking().await;
    let exchange = desk.exchange().await;
    assert!(
        exchange
            .resume("operator", &"us".parse().unwrap())
            .await
            .unwrap()
    );
    desk.tick().await;
    assert_eq!(admitted(&desk).await, ["us"]);
    let elsewhere = Folder::init(TestClock::BEGIN);
    let in_its_name = OtherHotline::stranger(&elsewhere, TestClock::BEGIN).await;
    network.add(&in_its_name, desk.clock.now());
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
    let paused = exchange.paused().await.unwrap();
    assert!(paused.len() == 1 && paused[0].is_new, "{paused:?}");
}

#[tokio::test]
async fn who_was_there_before_the_question_stays_and_a_revoked_one_comes_back_as_a_new_one() {
    let (desk, other, network) = following().await;
    desk.folder
        .edit_config("admit_new = true", "admit_new = false");
    let desk = desk.again().await;
    a_day_later(&desk).await;
    assert_eq!(admitted(&desk).await, ["us"]);
    let (us, now) = ("us".parse().unwrap(), desk.clock.now());
    network.association.revoke(&us, now).unwrap();
    network.sign_and_publish(now);
    a_day_later(&desk).await;
    network.add(&other, desk.clock.now());
    a_day_later(&desk).await;
    assert!(admitted(&desk).await.is_empty());
    let paused = desk.exchange().await.paused().await.unwrap();
    assert!(paused.len() == 1 && paused[0].is_new, "{paused:?}");
}

#[tokio::test]
async fn an_admin_pauses_a_member_by_one_press() {
    let (desk, _other, _network) = following().await;
    let admin = desk.listen().await.member("ada", Role::Admin).await;
    let page = admin.page("/hotlines").await;
    assert!(page.contains("Pause us"), "{page}");
    let paused = admin.form("/hotlines/pause", &[("hotline", "us")]).await;
    assert_eq!(paused.status, 303, "{paused:?}");
    desk.tick().await;
    assert!(admitted(&desk).await.is_empty());
    assert_eq!(hand_off(&desk, 1).await, StatusCode::UNPROCESSABLE_ENTITY);
    let page = admin.page("/hotlines").await;
    assert!(page.contains("Paused"), "{page}");
}
