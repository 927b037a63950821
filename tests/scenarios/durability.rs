//! An acknowledged report is on the disk, whatever happens next.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::{Folder, Process, Stack, report};

#[tokio::test]
async fn kill_9_right_after_a_202_loses_nothing() {
    let mut folder = Folder::today();
    let mut acknowledged = BTreeSet::new();
    for round in 0..5 {
        let process = Process::start(folder).await;
        for number in 0..=round {
            let sent = report(&format!("https://bad.example/{round}/{number}"), "x");
            process.reporter.send(&sent).await;
            acknowledged.insert(sent.id().to_string());
        }
        process.kill();
        folder = process.ended().await.0;
    }
    let claimed = claim_all(folder).await;
    assert_eq!(claimed, acknowledged.into_iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn kill_9_in_the_middle_of_many_loses_no_acknowledged_report() {
    kill_in_the_middle(Folder::today()).await;
}

pub(crate) async fn kill_in_the_middle(folder: Folder) {
    let process = Process::start(folder).await;
    let (acknowledge, mut acknowledgement) = tokio::sync::mpsc::unbounded_channel();
    let sending = async {
        let senders = (0..40).map(async |number| {
            let sent = report(&format!("https://bad.example/{number}"), "x");
            if let Ok(true) = process.reporter.try_send(&sent).await {
                acknowledge.send(sent.id().to_string()).unwrap();
            }
        });
        futures_util::future::join_all(senders).await;
    };
    let mut acknowledged = Vec::new();
    let killing = async {
        acknowledged.push(acknowledgement.recv().await.unwrap());
        process.kill();
    };
    tokio::join!(sending, killing);
    drop(acknowledge);
    while let Some(id) = acknowledgement.recv().await {
        acknowledged.push(id);
    }
    let claimed = claim_all(process.ended().await.0).await;
    assert!(acknowledged.iter().all(|id| claimed.contains(id)), "lost");
    assert_eq!(
        claimed.iter().collect::<BTreeSet<_>>().len(),
        claimed.len(),
        "stored twice"
    );
}

#[tokio::test]
async fn sigterm_finishes_what_was_begun() {
    let process = Process::start(Folder::today()).await;
    let sent = report("https://bad.example/", "x");
    let (message, _) = process.reporter.seal(&sent).await;
    let half = message.len() / 2;
    let half_posted = process.reporter.begin_post(message, half).await;
    process.terminate();
    process.leaves().await;
    // Whoever comes meanwhile is answered, but for connections that are left open without a request.
    let other = report("https://other.example/", "x");
    process.reporter.without_keep_alive().send(&other).await;
    let answer = half_posted.finish().await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 "), "{answer}");
    let (folder, output) = process.ended().await;
    assert!(output.status.success());
    let mut expected = [sent, other].map(|report| report.id().to_string());
    expected.sort();
    assert_eq!(claim_all(folder).await, expected);
}

#[tokio::test]
async fn a_locked_database_is_503_and_nothing_is_half_stored() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    let (message, expected) = stack.reporter.seal(&sent).await;
    let lock = rusqlite::Connection::open(stack.folder.database()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let answer = stack.reporter.post(message.clone()).await;
    assert_eq!(
        (answer.status, answer.problem().as_deref()),
        (503, Some("unavailable"))
    );
    lock.execute_batch("ROLLBACK").unwrap();
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(stack.desk.claim(10, 60).await.len(), 1);
}

/// Starts the receiver again, and claims everything: the ids, sorted.
async fn claim_all(folder: Folder) -> Vec<String> {
    let process = Process::start(folder).await;
    let claims = process.desk.claim(100, 60).await;
    let id = |claim: &Value| claim["report"]["id"].as_str().unwrap().to_owned();
    let mut ids: Vec<_> = claims.iter().map(id).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_store_whose_file_was_removed_or_replaced_gives_no_receipt() {
    for is_replaced in [false, true] {
        let process = Process::start(Folder::today()).await;
        let (message, _) = process
            .reporter
            .seal(&report("https://bad.example/", "x"))
            .await;
        let database = process.folder.database();
        if is_replaced {
            let copy = database.with_extension("copy");
            std::fs::copy(&database, &copy).unwrap();
            std::fs::rename(&copy, &database).unwrap();
        } else {
            std::fs::remove_file(&database).unwrap();
        }
        let answer = process.reporter.try_post(message).await;
        let status = answer.map(|answer| answer.status().as_u16());
        assert_ne!(status.ok(), Some(202));
        let (_, output) = process.ended().await;
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{log}");
        assert!(log.contains("was removed or replaced"), "{log}");
    }
}
