//! A wrong clock deletes nothing: neither a part of a case nor an hour of the ratchet.

use std::fs;

use serde_json::json;
use tests::{Folder, Process, report, until};

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
    assert!(confirm.await.unwrap().status.success());
    let receiver = Process::start_at("+400d", folder).await;
    let folder = receiver.folder.clone();
    until("what is due is scrubbed", async || {
        (records(&folder) < before).then_some(())
    })
    .await;
}
