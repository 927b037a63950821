//! A member of the network that floods the intake with good parcels: reporters get through, and it fills no more than the
//! share that the config gives it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::{join, join_all};
use receiver::parcel::Kind;
use serde_json::json;
use tests::{Folder, OtherHotline, Stack, TestClock, until};

use super::door::{exchange_key, post};
use crate::crowd::send_like_the_widget;

/// Parcels of the flooding hotline that may wait, as its table in the config says: fewer than for all.
const WAITING: usize = 4;

/// What is taken of it on a day.
const A_DAY: usize = 10 * WAITING;

/// Parcels that are on their way at the same time.
const SENDERS: usize = 12;

#[tokio::test]
async fn a_flood_of_parcels_keeps_no_reporter_out_and_leaves_no_more_than_a_days_share() {
    let folder = Folder::init(TestClock::BEGIN);
    let other = OtherHotline::of(&folder, TestClock::BEGIN).await;
    folder.append_config(&format!("waiting = {WAITING}"));
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stack = Stack::start_in(folder, clock).await;
    let key = exchange_key(&stack).await;
    let nobodys = json!({
        "to": "00112233445566778899aabbccddeeff", "sequence": 1,
        "items": [{ "item": 1, "became": "removed" }],
    });
    let (over, answers, taken) = (
        AtomicBool::new(false),
        AtomicUsize::new(0),
        AtomicUsize::new(0),
    );
    let flood = async || {
        while !over.load(Ordering::SeqCst) {
            let parcel = other.send(&key, Kind::Outcome, &nobodys);
            let answer = post(&stack, &parcel).await;
            assert!([202, 503].contains(&answer.status), "{answer:?}");
            taken.fetch_add(usize::from(answer.status == 202), Ordering::SeqCst);
            answers.fetch_add(1, Ordering::SeqCst);
        }
    };
    let honest = async {
        let is_flood = async || (answers.load(Ordering::SeqCst) > 50).then_some(());
        until("fifty answers to the flood", is_flood).await;
        let reports = (0..30).map(|number| send_like_the_widget(&stack.reporter, number));
        join_all(reports).await;
        let is_full = async || (taken.load(Ordering::SeqCst) == A_DAY).then_some(());
        until("the day's share is full", is_full).await;
        over.store(true, Ordering::SeqCst);
    };
    join(join_all((0..SENDERS).map(|_| flood())), honest).await;
    assert_eq!(taken.load(Ordering::SeqCst), A_DAY);
    assert_eq!(stack.desk.claim(100, 60).await.len(), 30);
    // The next day has its own share.
    stack.clock.advance_seconds(24 * 3600);
    let parcel = other.send(&key, Kind::Outcome, &nobodys);
    let is_taken = async || (post(&stack, &parcel).await.status == 202).then_some(());
    until("a parcel is taken again", is_taken).await;
}
