//! Two machines with nothing but the intake's public address between them: each half has a store of its own, and the desk
//! fetches.

mod alarms;
mod door;
mod exchange;
mod kills;
mod operators;
mod set_up;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use receiver::clock::{Clock, SystemClock};
use receiver::crypto::epoch::EpochOpener;
use serde_json::Value;
use shared::hpke::{PrivateKey, Suite};
use shared::report::{Report, UntrustedReport};
use store::Queue;
use store::sqlite::SqliteStore;
use tests::{
    Desk, Folder, HalfProcess, IntakeSigner, Reporter, TestClock, TwoMachines, report, until,
};

const CANARY: &str = "canary-7f1a";

const DAY: u64 = 24 * 3600;

/// A report of a child in danger.
fn danger() -> Report {
    let mut danger = UntrustedReport::clone(&report("https://bad.example/danger", "now"));
    danger.child_in_danger = Some(true);
    Report::try_from(danger).unwrap()
}

/// Waits until the desk has stored so many reports since it began, and the intake none.
async fn moved(folder: &Folder, reports: u64) {
    folder.has_rows("desk", "report", reports).await;
    folder.has_rows("intake", "body", 0).await;
}

#[tokio::test]
async fn a_report_goes_from_the_public_machine_to_an_office_that_nobody_reaches() {
    let folder = Folder::init_fetching(SystemClock.now());
    folder.edit_half("desk", "[metrics]\nlisten = \"127.0.0.1:0\"", "");
    let intake = HalfProcess::start("intake", &folder.config_of("intake")).await;
    let clock = Arc::new(SystemClock);
    let reporter = Reporter::new(&intake.url, clock.clone(), folder.trust());
    let (first, urgent) = (report("https://bad.example/a", CANARY), danger());
    for sent in [&first, &urgent] {
        reporter.send(sent).await;
    }
    assert_eq!(folder.rows_of("intake", "body"), 2);
    let desk_process = HalfProcess::start("desk", &folder.config_of("desk")).await;
    moved(&folder, 2).await;
    let desk = Desk::new(&desk_process.url, &folder, clock);
    for (sent, contains) in [(&urgent, "now"), (&first, CANARY)] {
        let claim = desk.claim(1, 60).await.remove(0);
        assert_eq!(claim["id"], sent.id().to_string(), "danger comes first");
        assert!(claim.to_string().contains(contains));
        assert_eq!(desk.act(&claim, "ack").await, 204);
    }
    // A late retry of the reporter stores nothing twice, at either machine.
    reporter.send(&first).await;
    assert_eq!(folder.rows_of("intake", "body"), 0);
    assert_eq!(
        listening_ports(desk_process.id()),
        [port(&desk_process.url)].into()
    );
    let log = desk_process.stop().await;
    assert!(log.status.success());
    let log = String::from_utf8(log.stderr).unwrap();
    assert!(!log.contains("ERROR"), "{log}");
    intake.kill().await;
}

fn port(url: &str) -> u16 {
    url.rsplit(':').next().unwrap().parse().unwrap()
}

/// The TCP ports on which a process listens: none that another machine reaches.
fn listening_ports(process: u32) -> BTreeSet<u16> {
    let sockets = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let sockets = sockets.filter_map(|fd| {
        let link = fs::read_link(fd.unwrap().path()).ok()?;
        let name = link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
        Some(name.to_owned())
    });
    let sockets: Vec<String> = sockets.collect();
    let mut ports = BTreeSet::new();
    for table in ["tcp", "tcp6"] {
        let table = fs::read_to_string(format!("/proc/{process}/net/{table}")).unwrap();
        for line in table.lines().skip(1) {
            let columns: Vec<_> = line.split_whitespace().collect();
            // 0A is a socket that listens.
            if columns[3] == "0A" && sockets.iter().any(|socket| socket == columns[9]) {
                let (address, port) = columns[1].split_once(':').unwrap();
                assert_eq!(address, "0100007F", "not the loopback interface");
                ports.insert(u16::from_str_radix(port, 16).unwrap());
            }
        }
    }
    ports
}

#[tokio::test]
async fn a_desk_that_was_away_for_days_gets_everything_that_came() {
    let mut machines = TwoMachines::new().await;
    let mut sent = Vec::new();
    for day in 0..6 {
        for number in 0..8 {
            let report = report(&format!("https://bad.example/{day}/{number}"), "x");
            machines.reporter.send(&report).await;
            sent.push(report.id().to_string());
        }
        machines.clock.advance_seconds(DAY);
        if day == 2 {
            machines.stop_intake().await;
            machines.start_intake().await;
        }
    }
    let urgent = danger();
    machines.reporter.send(&urgent).await;
    let desk = machines.start_desk().await;
    // More than one answer holds.
    moved(&machines.folder, 49).await;
    let first = desk.claim(1, 600).await.remove(0);
    assert_eq!(first["id"], urgent.id().to_string());
    let rest = desk.claim(100, 600).await;
    // Each is opened, and is believed to be stored by the intake in its own hour.
    let mut claimed: Vec<_> = rest
        .iter()
        .map(|claim| claim["report"]["id"].as_str().unwrap().to_owned())
        .collect();
    claimed.sort();
    sent.sort();
    assert_eq!(claimed, sent);
    let hours: BTreeSet<_> = rest
        .iter()
        .map(|claim| claim["received"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(hours.len(), 6, "{hours:?}");
}

#[tokio::test]
async fn reports_wait_at_the_intake_while_the_desk_cannot_store_them() {
    let mut machines = TwoMachines::new().await;
    let _desk = machines.start_desk().await;
    machines
        .folder
        .has_rows("intake", "heartbeat WHERE part = 'desk'", 1)
        .await;
    let desk = rusqlite::Connection::open(machines.folder.database_of("desk")).unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON report
                BEGIN SELECT RAISE(ABORT, 'nothing is stored'); END";
    desk.execute_batch(full).unwrap();
    machines
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    let tried = machines
        .folder
        .has_rows("intake", "queue WHERE attempts > 1", 1);
    tried.await;
    assert_eq!(machines.folder.rows_of("intake", "body"), 1);
    desk.execute_batch("DROP TRIGGER full").unwrap();
    moved(&machines.folder, 1).await;
}

#[tokio::test]
async fn a_seized_intake_gives_no_byte_of_what_waits_and_nothing_of_what_was_fetched() {
    let mut machines = TwoMachines::new().await;
    machines.start_desk().await;
    let url = format!("https://{CANARY}.example/");
    machines.reporter.send(&report(&url, CANARY)).await;
    moved(&machines.folder, 1).await;
    machines.stop_desk().await;
    machines.reporter.send(&report(&url, CANARY)).await;
    machines.stop_intake().await;

    let canary = CANARY.as_bytes();
    let intake = machines.folder.path().join("intake");
    let seized = machines.folder.files().into_iter();
    let seized: Vec<_> = seized
        .filter(|(path, _)| path.starts_with(&intake))
        .collect();
    for (path, bytes) in &seized {
        let is_there = bytes.windows(canary.len()).any(|window| window == canary);
        assert!(!is_there, "the canary is in {}", path.display());
    }
    let store = SqliteStore::open(&machines.folder.database_of("intake")).unwrap();
    let waits = store.list(None, None, 10).await.unwrap();
    assert_eq!(waits.len(), 1, "what was fetched is gone");
    let opens = |seed: &[u8]| {
        let key = PrivateKey::from_seed(Suite::XWing, seed).unwrap();
        let opener = EpochOpener::new(key, IntakeSigner::new().authority());
        opener.open(waits[0].id, &waits[0].body).is_ok()
    };
    let texts = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let secrets: Vec<Vec<u8>> = seized
        .iter()
        .flat_map(|(_, bytes)| secrets_in(&texts(bytes)))
        .collect();
    assert!(
        secrets.len() >= 5,
        "{} secrets on the intake",
        secrets.len()
    );
    assert!(!secrets.iter().any(|secret| opens(secret)));
    let desk = machines.folder.path().join("desk/keys");
    let key = fs::read_to_string(desk.join("desk.key")).unwrap();
    assert!(secrets_in(&key).iter().any(|secret| opens(secret)));
    let pull = fs::read_to_string(desk.join("pull.key")).unwrap();
    let pull = secrets_in(&pull).remove(0);
    assert!(!secrets.contains(&pull), "the intake can ask as the desk");
}

/// Every 32 bytes in base64 in a text.
fn secrets_in(text: &str) -> Vec<Vec<u8>> {
    let words = text.split(|char: char| !(char.is_ascii_alphanumeric() || "+/=".contains(char)));
    let decoded = words.filter_map(|word| Base64::decode_vec(word).ok());
    decoded.filter(|bytes| bytes.len() == 32).collect()
}

#[tokio::test]
async fn the_statistics_are_shown_by_an_intake_with_a_store_of_its_own() {
    let folder = Folder::init_fetching(TestClock::BEGIN);
    folder.edit_half(
        "desk",
        "publish_statistics = false",
        "publish_statistics = true",
    );
    let mut machines = TwoMachines::in_folder(folder).await;
    machines.start_desk().await;
    let url = format!("{}/statistics.json", machines.folder.intake_origin());
    let shown = async || reqwest::get(&url).await.unwrap();
    let json: Value = until("the statistics are published", async || {
        let answer = shown().await;
        (answer.status() == 200).then_some(answer.json().await.unwrap())
    })
    .await;
    assert_eq!(json["months"].as_array().unwrap().len(), 24);
    machines.stop_desk().await;
    machines.folder.edit_half(
        "desk",
        "publish_statistics = true",
        "publish_statistics = false",
    );
    machines.start_desk().await;
    until("the statistics are withdrawn", async || {
        (shown().await.status() == 404).then_some(())
    })
    .await;
}
