//! Kill -9 of either hotline while parcels are on their way: none is lost, none makes two cases, and every receipt is
//! true.
//!
//! `PARCEL_KILLS=100` goes on for longer than usual: 100 parcels for each, of five cases at the same time. A receiver that is
//! optimized (`RECEIVER`) is killed four times as often in an hour.

use std::collections::BTreeSet;
use std::env;
use std::ops::RangeInclusive;
use std::sync::Arc;

use futures_util::future::join_all;
use receiver::clock::{Clock, SystemClock};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use shared::report::{Report, UntrustedReport};
use store::RecordKind;
use tests::{Desk, Folder, Process, Running, TestClock, report, until};

use super::exchanging;

/// Kills that every run of the tests goes through.
const KILLS: usize = 3;

/// Parcels of a case: as many as a report has locations.
const PARCELS: usize = 20;

/// Cases whose parcels are on their way around each kill, if there are more kills than usual.
const CASES: usize = 5;

/// Longer than any pause between two attempts.
const TWO_HOURS: u64 = 2 * 3600;

#[tokio::test]
async fn kill_9_of_either_hotline_loses_no_parcel_and_makes_no_case_twice() {
    let kills = env::var("PARCEL_KILLS").map_or(KILLS, |text| text.parse().expect("a number"));
    let at_once = if kills > KILLS { CASES } else { 1 };
    let [(mut here, _), (mut there, _)] = exchanging().await;
    let mut cases = Vec::new();
    for kill in 0..kills {
        let mut of_kill = Vec::new();
        for number in 0..at_once {
            of_kill.push(assessed(&here, kill * at_once + number).await);
        }
        let before = (kill * 7) % PARCELS + 1;
        hand_off_all(&here, &of_kill, 1..=before).await;
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
        hand_off_all(&here, &of_kill, before + 1..=PARCELS).await;
        cases.extend(of_kill);
        if kill % 10 == 9 {
            println!("{} kills", kill + 1);
        }
    }
    here.terminate();
    there.terminate();
    let (here, there) = (here.ended().await.0, there.ended().await.0);
    let clock = Arc::new(TestClock::at(SystemClock.now().plus_seconds(TWO_HOURS)));
    let (running_there, their_desk) = later(&there, clock.clone()).await;
    let (running_here, our_desk) = later(&here, clock.clone()).await;
    // What was tried while only one of them was back.
    clock.advance_seconds(TWO_HOURS);
    wake(&our_desk, &cases[0]).await;
    let lane = their_desk.get("/v1/cases?referred=true").await;
    let theirs = format!("/v1/cases/{}", lane["cases"][0]["id"].as_str().unwrap());
    wake(&their_desk, &theirs).await;
    until("nothing waits at either hotline", async || {
        let is_done = waiting(&here) + waiting(&there) == 0;
        is_done.then_some(())
    })
    .await;
    let receipts: BTreeSet<Vec<u8>> = rows(&there, RecordKind::Receipt).into_iter().collect();
    let mut parcels = BTreeSet::new();
    for case in &cases {
        let shown = our_desk.get(case).await;
        for hand_off in shown["hand_offs"].as_array().unwrap() {
            assert_eq!(hand_off["state"], "opened", "{hand_off}");
            let receipt = hand_off["receipt"].as_str().unwrap();
            assert!(receipts.contains(receipt.as_bytes()), "{receipt}");
            let parcel = hand_off["parcel"].as_str().unwrap().to_owned();
            assert!(receipt.contains(&parcel), "{receipt}");
            assert!(is_one_case(&their_desk, &parcel).await, "{parcel}");
            parcels.insert(parcel);
        }
    }
    assert_eq!(parcels.len(), kills * at_once * PARCELS);
    assert_eq!(rows(&there, RecordKind::Parcel).len(), parcels.len());
    println!("{kills} kills, {} parcels", parcels.len());
    running_here.stop().await;
    running_there.stop().await;
}

/// The path of a case of a new report about many addresses, all assessed as illegal.
async fn assessed(process: &Process, number: usize) -> String {
    let url = |item: usize| format!("https://bad.example/killed-{number}-{item}");
    let sent = report(&url(1), "seen");
    let mut many = UntrustedReport::clone(&sent);
    let locations = (1..=PARCELS).map(|item| json!({ "type": "web", "url": url(item) }));
    many.locations = serde_json::from_value(locations.collect()).unwrap();
    let many = Report::try_from(many).unwrap();
    process.reporter.send(&many).await;
    let case = process.desk.take().await;
    let found = (1..=PARCELS).map(|item| {
        json!({
            "item": item, "classification": "baseline", "gender": "undetermined",
            "age_group": "infant", "commerciality": "not_determined", "site_type": "forum",
        })
    });
    let items: Vec<usize> = (1..=PARCELS).collect();
    let found: Vec<Value> = found.collect();
    let illegal = json!({ "step": "illegal", "items": items, "findings": found });
    let answer = process.desk.change(&case, "step", illegal).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    case
}

/// Hands these items of all cases off at the same time.
async fn hand_off_all(process: &Process, cases: &[String], items: RangeInclusive<usize>) {
    let each = cases
        .iter()
        .map(|case| hand_off(process, case, items.clone()));
    join_all(each).await;
}

/// Hands these items of a case off to the other hotline, each in a parcel of its own. A parcel that arrives meanwhile
/// changes the case, and a busy machine answers too late: then it is asked again, unless it is done.
async fn hand_off(process: &Process, case: &str, items: impl Iterator<Item = usize>) {
    for item in items {
        let referral = || json!({ "kind": "hotline", "items": [item], "to": "nl" });
        let answer = loop {
            let answer = process.desk.change(case, "hand-offs", referral()).await;
            if ![409, 503].contains(&answer.status) || is_handed_off(process, case, item).await {
                break answer;
            }
        };
        assert!([200, 503].contains(&answer.status), "{}", answer.body);
    }
}

/// Whether an item of a case is handed off.
async fn is_handed_off(process: &Process, case: &str, item: usize) -> bool {
    let shown = process.desk.get(case).await;
    let mut hand_offs = shown["hand_offs"].as_array().unwrap().iter();
    hand_offs.any(|hand_off| hand_off["items"] == json!([item]))
}

/// The receiver of a folder, whose clock shows a later time.
async fn later(folder: &Folder, clock: Arc<TestClock>) -> (Running, Desk) {
    let running = Running::start(&folder.config(), clock.clone()).await;
    let desk = Desk::new(running.desk.as_ref().unwrap(), folder, clock);
    (running, desk)
}

/// Changes something at a desk, so that it looks for parcels that are due.
async fn wake(desk: &Desk, case: &str) {
    let note = json!({ "text": "look" });
    let answer = desk.post(&format!("{case}/notes"), &note).await;
    assert!(answer.status < 300, "{}", answer.body);
}

/// Whether this desk has one case of a parcel.
async fn is_one_case(desk: &Desk, parcel: &str) -> bool {
    let found = desk.post("/v1/search", &json!({ "text": parcel })).await;
    let found: Value = serde_json::from_str(&found.body).unwrap();
    let groups = found["found"].as_array().unwrap();
    groups.len() == 1 && groups[0]["by"] == "parcel" && groups[0]["count"] == 1
}

/// A hotline's store, as it is on its disk.
fn database(folder: &Folder) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    Connection::open_with_flags(folder.database(), flags).unwrap()
}

/// The number of parcels in a hotline's store that have not been delivered, or not been taken in.
fn waiting(folder: &Folder) -> u64 {
    let kinds = [RecordKind::Outbox, RecordKind::Answer, RecordKind::Inbox];
    let waiting = "SELECT count(*) FROM desk_record WHERE kind IN (?1, ?2, ?3)";
    let names = kinds.map(RecordKind::name);
    database(folder)
        .query_row(waiting, names, |row| row.get(0))
        .unwrap()
}

/// The records of a kind in a hotline's store.
fn rows(folder: &Folder, kind: RecordKind) -> Vec<Vec<u8>> {
    let database = database(folder);
    let sealed = "SELECT sealed FROM desk_record WHERE kind = ?1";
    let mut rows = database.prepare(sealed).unwrap();
    let rows = rows.query_map([kind.name()], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}
