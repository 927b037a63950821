//! Parcels that are sent again and again: each gets its receipt, byte for byte, and makes one case.
//!
//! `RETRIES=1000000` goes on for longer than usual.

use std::env;

use futures_util::future::join_all;
use tests::{Stack, until};

use super::door::{begun, exchange_key, post};

/// Times that parcels are sent again, in every run of the tests.
const RETRIES: usize = 200;

/// Different parcels.
const PARCELS: usize = 10;

/// Parcels that are on their way at the same time: fewer than the intake lets wait.
const SENDERS: usize = 8;

#[tokio::test]
async fn a_parcel_that_comes_again_gets_the_same_receipt_and_makes_no_other_case() {
    let retries = env::var("RETRIES").map_or(RETRIES, |text| text.parse().expect("a number"));
    let (mut stack, other) = begun().await;
    let key = exchange_key(&stack).await;
    let mut sent = Vec::new();
    for number in 0..PARCELS {
        let parcel = other.refer(&key, &[&format!("https://bad.example/{number}")]);
        let receipt = post(&stack, &parcel).await;
        assert_eq!(receipt.status, 202, "{}", receipt.body);
        sent.push((parcel, receipt.body));
    }
    // Before and after a restart.
    for half in 0..2 {
        let senders = (0..SENDERS).map(|sender| {
            let numbers = (sender..retries / 2).step_by(SENDERS);
            send_again(&stack, &sent, numbers)
        });
        join_all(senders).await;
        println!("{} retries", retries / 2 * (half + 1));
        stack = stack.restart().await;
    }
    until("all referrals are cases", async || {
        let cases = stack.desk.get("/v1/cases?referred=true").await;
        let count = cases["cases"].as_array().unwrap().len();
        assert!(count <= PARCELS, "{cases}");
        (count == PARCELS).then_some(())
    })
    .await;
}

/// Sends one parcel after the other again, and looks at each receipt.
async fn send_again(
    stack: &Stack,
    sent: &[(Vec<u8>, String)],
    numbers: impl Iterator<Item = usize>,
) {
    for number in numbers {
        let (parcel, receipt) = &sent[number % sent.len()];
        let again = post(stack, parcel).await;
        assert_eq!((again.status, &again.body), (202, receipt));
    }
}
