//! Kill -9 of either hotline while a parcel is on its way: none is lost, and none makes two cases.
//!
//! `PARCEL_KILLS=100` goes on for longer than usual.

use std::env;
use std::sync::Arc;

use receiver::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tests::{Desk, Folder, Process, Running, TestClock, report, until};

use super::exchanging;

/// Kills that every run of the tests goes through.
const KILLS: usize = 6;

/// Longer than any pause between two attempts.
const TWO_HOURS: u64 = 2 * 3600;

#[tokio::test]
async fn kill_9_of_either_hotline_loses_no_parcel_and_makes_no_case_twice() {
    let kills = env::var("PARCEL_KILLS").map_or(KILLS, |text| text.parse().expect("a number"));
    let [(mut here, _), (mut there, _)] = exchanging().await;
    let mut cases = Vec::new();
    for kill in 0..kills {
        let address = format!("https://bad.example/killed-{kill}");
        let case = handed_off(&here, &address).await;
        for _ in 0..(kill * 37) % 200 {
            tokio::task::yield_now().await;
        }
        let (kills_here, kills_there) = [(true, false), (false, true), (true, true)][kill % 3];
        if kills_here {
            here.kill();
        }
        if kills_there {
            there.kill();
        }
        if kills_here {
            here = Process::start_quietly(here.ended().await.0).await;
        }
        if kills_there {
            there = Process::start_quietly(there.ended().await.0).await;
        }
        cases.push((case, address));
    }
    here.terminate();
    there.terminate();
    let (here, there) = (here.ended().await.0, there.ended().await.0);
    let clock = Arc::new(TestClock::at(SystemClock.now().plus_seconds(TWO_HOURS)));
    let (there, their_desk) = later(&there, clock.clone()).await;
    let (here, our_desk) = later(&here, clock).await;
    for (case, address) in &cases {
        let hand_off = until(
            "their desk has opened it, and we have the receipt",
            async || {
                let mut shown = our_desk.get(case).await;
                let hand_off = shown["hand_offs"][0].take();
                let is_done = hand_off["state"] == "opened" && hand_off["receipt"].is_string();
                is_done.then_some(hand_off)
            },
        )
        .await;
        let found = their_desk
            .post("/v1/search", &json!({ "text": address }))
            .await;
        let found: Value = serde_json::from_str(&found.body).unwrap();
        let mut found = found["found"].as_array().unwrap().iter();
        let found = found.find(|found| found["by"] == "address").unwrap();
        assert_eq!(found["cases"].as_array().unwrap().len(), 1, "{address}");
        let id = found["cases"][0]["case"]["id"].as_str().unwrap();
        let there = their_desk.get(&format!("/v1/cases/{id}")).await;
        assert_eq!(there["referred"]["parcel"], hand_off["parcel"], "{address}");
    }
    here.stop().await;
    there.stop().await;
}

/// The path of a case of a new report about this address, handed off to the other hotline.
async fn handed_off(process: &Process, address: &str) -> String {
    process.reporter.send(&report(address, "seen")).await;
    let desk = &process.desk;
    let case = desk.take().await;
    let found = json!({
        "item": 1, "classification": "baseline", "gender": "undetermined", "age_group": "infant",
        "commerciality": "not_determined", "site_type": "forum",
    });
    let illegal = json!({ "step": "illegal", "findings": [found] });
    let answer = desk.change(&case, "step", illegal).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let referral = json!({ "kind": "hotline", "items": [1], "to": "nl" });
    let answer = desk.change(&case, "hand-offs", referral).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    case
}

/// The receiver of a folder, whose clock shows a later time.
async fn later(folder: &Folder, clock: Arc<TestClock>) -> (Running, Desk) {
    let running = Running::start(&folder.config(), clock.clone()).await;
    let desk = Desk::new(running.desk.as_ref().unwrap(), folder, clock);
    (running, desk)
}
