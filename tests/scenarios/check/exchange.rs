//! `receiver check` names the hotlines to which nothing can be sealed, and those that refuse what waits for them.

use axum::http::StatusCode;
use receiver::clock::{Clock, SystemClock};
use tests::{InProcess, OtherHotline, Process};

use super::{check, finds, healthy};

#[tokio::test]
async fn a_hotline_without_a_key_is_named() {
    let folder = healthy().await;
    let other = OtherHotline::of(&folder, SystemClock.now()).await;
    let words = "nothing can be referred to us (us): no key has been fetched yet";
    finds(&folder, Process::command(), "warn", "exchange", words).await;
    drop(other);
}

#[tokio::test]
async fn a_hotline_that_refuses_is_named() {
    for (status, words) in [
        (
            400,
            "us says that the parcels are none for it (400); parcels that wait for it: 1",
        ),
        (
            403,
            "us does not know this hotline (403); parcels that wait for it: 1",
        ),
        (
            404,
            "us takes no part in the exchange (404); parcels that wait for it: 1",
        ),
    ] {
        let (desk, other) = InProcess::exchanging().await;
        let parcel = other.refer(&desk.exchange_key().await, &["https://bad.example/a"]);
        other.answers(Some((StatusCode::from_u16(status).unwrap(), Vec::new())));
        desk.receive(&parcel).await;
        // The answer that their parcel is open does not arrive.
        desk.exchange_parcels().await;
        let (_, findings) = check(Process::command(), &desk.folder, &["--offline"]).await;
        let is_named = findings.iter().any(|it| it["found"] == words);
        assert!(is_named, "{findings:#?}");
    }
}
