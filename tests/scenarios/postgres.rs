//! Stories with the queue in PostgreSQL: some that SQLite has too, and some that only PostgreSQL has.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use futures_util::future::join_all;
use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Cluster, Folder, Process, Stack, TestClock, report, until};

use crate::{durability, whole_way};

/// A receiver's folder whose config names a database; nothing where no server is installed.
fn folder(now: Timestamp) -> Option<(Folder, String)> {
    let url = Cluster::shared()?.database();
    let folder = Folder::init(now);
    folder.edit_config("sqlite:reports.db", &url);
    Some((folder, url))
}

async fn stack() -> Option<Stack> {
    let (folder, _) = folder(TestClock::BEGIN)?;
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    Some(Stack::start_in(folder, clock).await)
}

#[tokio::test]
async fn a_report_reaches_the_desk_and_leaves_it() {
    if let Some(stack) = stack().await {
        whole_way::reaches_the_desk_and_leaves_it(stack).await;
    }
}

#[tokio::test]
async fn a_retry_stores_nothing_twice() {
    if let Some(stack) = stack().await {
        whole_way::is_stored_once(stack).await;
    }
}

#[tokio::test]
async fn kill_9_in_the_middle_of_many_loses_no_acknowledged_report() {
    if let Some((folder, _)) = folder(SystemClock.now()) {
        durability::kill_in_the_middle(folder).await;
    }
}

#[tokio::test]
async fn two_receivers_on_one_database_are_as_one() {
    let Some(one) = stack().await else { return };
    let two = Stack::start_in(one.folder.clone(), one.clock.clone()).await;
    assert_eq!(one.reporter.key().await.id(), two.reporter.key().await.id());
    for number in 0..10 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        // Sealed for the one, sent to the other; and a retry by the other way.
        let (message, expected) = one.reporter.seal(&sent).await;
        let answer = two.reporter.post(message.clone()).await;
        assert_eq!(answer.receipt(), expected);
        assert_eq!(one.reporter.post(message).await.receipt(), expected);
    }
    let (mine, theirs) = tokio::join!(one.desk.claim(7, 60), two.desk.claim(7, 60));
    let claims = [mine, theirs].concat();
    let ids: BTreeSet<_> = claims.iter().map(|claim| claim["id"].as_str()).collect();
    assert_eq!((claims.len(), ids.len()), (10, 10));
    for claim in &claims {
        assert_eq!(two.desk.act(claim, "ack").await, 204);
        assert_eq!(one.desk.act(claim, "ack").await, 409);
    }
}

#[tokio::test]
async fn a_database_that_goes_away_is_503_until_it_is_back() {
    let Some((folder, url)) = folder(TestClock::BEGIN) else {
        return;
    };
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stack = Stack::start_in(folder, clock).await;
    let name = url.rsplit('/').next().unwrap();
    let connections = |allowed: bool| {
        let cluster = Cluster::shared().unwrap();
        let allow = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {allowed}");
        cluster.sql("postgres", &allow);
        cluster.disconnect(&url);
    };
    let sent = report("https://bad.example/", "x");
    let (message, expected) = stack.reporter.seal(&sent).await;
    connections(false);
    for _ in 0..3 {
        let answer = stack.reporter.post(message.clone()).await;
        let problem = answer.problem();
        assert_eq!(
            (answer.status, problem.as_deref()),
            (503, Some("unavailable"))
        );
    }
    connections(true);
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(stack.desk.claim(10, 60).await.len(), 1);
}

#[tokio::test]
async fn a_killed_receiver_and_a_crashed_database_lose_nothing() {
    let Some(mut cluster) = Cluster::own() else {
        return;
    };
    let folder = Folder::today();
    folder.edit_config("sqlite:reports.db", &cluster.database());
    let one = Process::start(folder.clone()).await;
    let two = Process::start(folder).await;
    let mut sealed = Vec::new();
    for number in 0..40 {
        let report = report(&format!("https://bad.example/{number}"), "x");
        let (message, receipt) = two.reporter.seal(&report).await;
        sealed.push((report.id().to_string(), message, receipt));
    }

    let (acknowledge, mut acknowledgement) = tokio::sync::mpsc::unbounded_channel();
    let receivers = [&one, &two];
    let sending = join_all((0..).zip(&sealed).map(async |(number, (id, message, _))| {
        let posted = receivers[number % 2].reporter.try_post(message.clone());
        if posted.await.is_ok_and(|answer| answer.status() == 202) {
            acknowledge.send(id.clone()).unwrap();
        }
    }));
    let mut acknowledged = BTreeSet::new();
    let failing = async {
        for _ in 0..3 {
            acknowledged.insert(acknowledgement.recv().await.unwrap());
        }
        one.kill();
        let restarting = tokio::task::spawn_blocking(move || {
            cluster.restart();
            cluster
        });
        restarting.await.unwrap()
    };
    let (_, _cluster) = tokio::join!(sending, failing);
    drop(acknowledge);
    while let Some(id) = acknowledgement.recv().await {
        acknowledged.insert(id);
    }

    let one = Process::start(one.ended().await.0).await;
    let kept = one.desk.claim(100, 600).await;
    let id = |claim: &Value| claim["report"]["id"].as_str().unwrap().to_owned();
    assert!(
        kept.iter()
            .map(id)
            .collect::<BTreeSet<_>>()
            .is_superset(&acknowledged)
    );
    for (_, message, receipt) in &sealed {
        // The receiver notices a cut connection when it uses it, and connects again.
        let answered = async || {
            let answer = two.reporter.post(message.clone()).await;
            (answer.status != 503).then_some(answer)
        };
        let answer = until("the receiver connects again", answered).await;
        assert_eq!(answer.receipt(), *receipt);
    }
    let rest = one.desk.claim(100, 600).await;
    let mut claimed: Vec<_> = kept.iter().chain(&rest).map(id).collect();
    let mut sent: Vec<_> = sealed.into_iter().map(|(id, ..)| id).collect();
    claimed.sort();
    sent.sort();
    assert_eq!(claimed, sent);
}

#[tokio::test]
async fn a_hotline_moves_to_postgres_and_goes_on() {
    let Some(cluster) = Cluster::shared() else {
        return;
    };
    let process = Process::start(Folder::today()).await;
    let mut ids = BTreeSet::new();
    for number in 0..3 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        process.reporter.send(&sent).await;
        ids.insert(sent.id().to_string());
    }
    let claim = process.desk.claim(1, 3600).await.remove(0);
    let key = process.reporter.key().await.id();
    process.terminate();
    let (folder, _) = process.ended().await;

    let file = format!("sqlite:{}", folder.database().display());
    let url = cluster.database();
    let moved = async || Process::run(&["store", "move", "--from", &file, "--to", &url]).await;
    let output = moved().await;
    let printed = String::from_utf8(output.stdout).unwrap();
    let steps = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{steps}");
    let expected = "every byte compared: 3 reports, 3 of them still in the queue";
    assert!(printed.contains(expected), "{printed}");
    assert!(
        steps.contains("3 reports copied\n3 reports compared"),
        "{steps}"
    );
    let again = moved().await;
    assert_eq!(again.status.code(), Some(1));
    let error = String::from_utf8(again.stderr).unwrap();
    assert!(error.contains("not empty"), "{error}");

    // Nobody falls back to the old file unnoticed.
    fs::remove_file(folder.database()).unwrap();
    folder.edit_config("sqlite:reports.db", &url);
    let process = Process::start(folder).await;
    assert_eq!(process.reporter.key().await.id(), key);
    assert_eq!(process.desk.act(&claim, "ack").await, 204);
    let claims = process.desk.claim(10, 60).await;
    let id = |claim: &Value| claim["report"]["id"].as_str().unwrap().to_owned();
    let mut left: BTreeSet<_> = claims.iter().map(id).collect();
    left.insert(id(&claim));
    assert_eq!(left, ids);
}

#[tokio::test]
async fn what_is_wrong_with_a_move_is_said_without_the_url() {
    let folder = Folder::today();
    let nowhere = format!("sqlite:{}", folder.path().join("nowhere.db").display());
    let secret = "postgres://a:secret@%2Fnowhere/b";
    for (from, to, named) in [
        (nowhere.as_str(), secret, "--from"),
        ("mysql://a:secret@b/c", secret, "--from: not a store"),
        (
            secret,
            "postgres://a:secret@b",
            "--to: not a PostgreSQL URL",
        ),
        (secret, "sqlite:", "fix: sqlite:FILE"),
        (secret, secret, "--from: the server cannot be reached"),
    ] {
        let output = Process::run(&["store", "move", "--from", from, "--to", to]).await;
        assert_eq!(output.status.code(), Some(1));
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!error.contains("secret"), "{error}");
        assert!(error.contains(named), "{named} is not in {error}");
    }
    assert!(!folder.path().join("nowhere.db").exists());
}
