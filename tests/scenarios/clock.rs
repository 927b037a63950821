//! A wrong clock deletes nothing: neither a part of a case nor an hour of the ratchet.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use receiver::clock::{Clock, Elapsed, GuardedClock};
use serde_json::json;
use tests::{Folder, Process, Reporter, Running, TestClock, report, until};
use tokio::time::Instant;

/// A folder with a closed case, left by a receiver today. Returns the number of the desk's records.
async fn with_a_closed_case() -> (Folder, i64) {
    let receiver = Process::start_quietly(Folder::today()).await;
    receiver
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    let case = receiver.desk.take().await;
    let spam = receiver
        .desk
        .change(&case, "step", json!({ "step": "spam" }))
        .await;
    assert_eq!(spam.status, 200, "{}", spam.body);
    receiver.terminate();
    let (folder, _) = receiver.ended().await;
    let records = records(&folder);
    (folder, records)
}

/// The number of the parts of cases in the store.
fn records(folder: &Folder) -> i64 {
    let database = rusqlite::Connection::open(folder.database()).unwrap();
    let sql = "SELECT count(*) FROM desk_record WHERE kind IN ('report', 'description')";
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn ratchet(folder: &Folder) -> String {
    fs::read_to_string(folder.path().join("keys/ratchet.key")).unwrap()
}

#[tokio::test]
async fn a_start_with_a_wrong_clock_deletes_nothing() {
    let (folder, before) = with_a_closed_case().await;
    assert!(before > 0);
    let line = ratchet(&folder);
    let mut folder = Some(folder);
    for offset in ["+400d", "+8d", "-2d"] {
        let receiver = Process::start_at(offset, folder.take().unwrap()).await;
        // The first tick of both halves comes with the start; the form's key follows it.
        receiver
            .reporter
            .send(&report(&format!("https://bad.example/{offset}"), "x"))
            .await;
        receiver.terminate();
        let (left, output) = receiver.ended().await;
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("is not believed"), "{offset}: {log}");
        assert!(log.contains("receiver clock confirm"), "{offset}: {log}");
        assert_eq!(records(&left), before, "{offset}");
        assert_eq!(ratchet(&left), line, "{offset}");
        folder = Some(left);
    }
}

#[tokio::test]
async fn a_receiver_that_was_off_for_a_month_goes_on_once_somebody_confirms() {
    let (folder, before) = with_a_closed_case().await;
    let config = folder.config();
    let config = config.to_str().unwrap();
    let confirm = Process::command_at("+400d")
        .args(["clock", "confirm", "--config", config])
        .output();
    let confirm = confirm.await.unwrap();
    assert!(confirm.status.success());
    // What it has done about the clock is no error.
    assert_eq!(String::from_utf8(confirm.stderr).unwrap(), "");
    let receiver = Process::start_at("+400d", folder).await;
    let folder = receiver.folder.clone();
    until("what is due is scrubbed", async || {
        (records(&folder) < before).then_some(())
    })
    .await;
}

/// The time on a clock that the test pauses and moves.
struct Paused(Instant);

impl Elapsed for Paused {
    fn seconds(&self) -> u64 {
        self.0.elapsed().as_secs()
    }
}

/// The hour of the ratchet, and the sequences of the keys in the store.
fn keys(folder: &Folder) -> (String, String) {
    let database = rusqlite::Connection::open(folder.database()).unwrap();
    let sql =
        "SELECT group_concat(sequence) FROM (SELECT sequence FROM intake_key ORDER BY sequence)";
    let sequences = database.query_row(sql, [], |row| row.get(0)).unwrap();
    (ratchet(folder), sequences)
}

/// When the intake has last written that it is at work.
fn beat(folder: &Folder) -> u64 {
    let database = rusqlite::Connection::open(folder.database()).unwrap();
    let sql = "SELECT at FROM heartbeat WHERE part = 'intake'";
    database.query_row(sql, [], |row| row.get(0)).unwrap_or(0)
}

#[tokio::test]
async fn an_intake_that_runs_destroys_no_key_when_the_clock_jumps() {
    for is_guarded in [true, false] {
        let folder = Folder::init(TestClock::BEGIN);
        let system = Arc::new(TestClock::at(TestClock::BEGIN));
        let elapsed = Arc::new(Paused(Instant::now()));
        let guard = Arc::new(GuardedClock::over(system.clone(), elapsed, None));
        let clock: Arc<dyn Clock> = if is_guarded { guard } else { system.clone() };
        let running = Running::start(&folder.config(), clock.clone()).await;
        let intake = running.intake.clone().unwrap();
        let reporter = Reporter::new(&intake, system.clone(), folder.trust());
        reporter.send(&report("https://bad.example/", "x")).await;
        let before = keys(&folder);
        system.advance_seconds(74 * 3600);
        let since = clock.now().0;
        // Each minute the intake destroys what has ended, and writes that it is at work.
        tokio::time::pause();
        let mut seconds = 0;
        while beat(&folder) < since + 180 {
            system.advance_seconds(1);
            tokio::time::advance(Duration::from_secs(1)).await;
            seconds += 1;
            assert!(seconds < 24 * 3600, "the intake does not write");
        }
        assert_eq!(keys(&folder) == before, is_guarded);
        tokio::time::resume();
        running.stop().await;
    }
}

#[tokio::test]
async fn a_backup_by_a_clock_that_is_ahead_stops_nothing() {
    let (folder, _) = with_a_closed_case().await;
    let (config, to) = (folder.config(), folder.path().join("backups"));
    let [config, to] = [&config, &to].map(|path| path.to_str().unwrap());
    let made = Process::command_at("+5d")
        .args(["backup", "make", to, "--config", config])
        .output();
    assert!(made.await.unwrap().status.success());
    let receiver = Process::start(folder).await;
    receiver
        .reporter
        .send(&report("https://bad.example/now", "x"))
        .await;
    receiver.terminate();
    let (_, output) = receiver.ended().await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(!log.contains("is not believed"), "{log}");
}
