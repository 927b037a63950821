//! A desk whose key is in shares: it starts locked, the intake receives meanwhile, and people open it together.

mod entering;
mod operating;
mod secrets;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Folder, Process, Shares, Stack, Supervisor, TestClock, report, soon};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::health::health;

/// A receiver whose desk is locked.
pub(crate) struct Locked {
    pub(crate) stack: Stack,
    pub(crate) shares: Shares,
}

impl Locked {
    pub(crate) async fn start() -> Self {
        Self::start_in(Folder::init(TestClock::BEGIN)).await
    }

    pub(crate) async fn start_in(folder: Folder) -> Self {
        let shares = folder.seal();
        let clock = Arc::new(TestClock::at(TestClock::BEGIN));
        let stack = Stack::start_in(folder, clock).await;
        Self { stack, shares }
    }
}

#[tokio::test]
async fn a_thousand_reports_arrive_while_the_desk_is_locked_and_all_are_read_after() {
    const REPORTS: usize = 1000;
    let Locked { stack, shares } = Locked::start_in(Folder::init_in_memory(TestClock::BEGIN)).await;
    let reports: Vec<_> = (0..REPORTS)
        .map(|number| report(&format!("https://bad.example/{number}"), "x"))
        .collect();
    for some in reports.chunks(20) {
        join_all(some.iter().map(|report| stack.reporter.send(report))).await;
    }
    assert_eq!(
        stack
            .desk
            .knock(Method::GET, "/v1/queue", None)
            .await
            .status,
        503
    );
    stack.desk.unlock(&shares).await;
    let mut read = BTreeSet::new();
    while read.len() < REPORTS {
        let claims = stack.desk.claim(100, 3600).await;
        assert!(!claims.is_empty(), "{} of {REPORTS} are there", read.len());
        for claim in claims {
            let url = claim["report"]["locations"][0]["url"].clone();
            read.insert((claim["id"].clone().to_string(), url.to_string()));
        }
    }
    let sent = reports.iter().enumerate().map(|(number, report)| {
        let url = json!(format!("https://bad.example/{number}"));
        (json!(report.id().to_string()).to_string(), url.to_string())
    });
    assert_eq!(read, sent.collect());
}

#[tokio::test]
async fn a_locked_desk_answers_nothing_but_its_lock_and_the_intake_goes_on() {
    let Locked { stack, shares } = Locked::start().await;
    let (desk, token) = (&stack.desk, format!("Bearer {}", stack.desk.token));
    assert_eq!(health(&stack.intake).await, (200, 200));
    assert_eq!(health(&desk.url).await, (503, 200));
    for path in [
        "/",
        "/login",
        "/welcome",
        "/cases",
        "/openid",
        "/nowhere",
        "/openapi.json",
    ] {
        for method in [Method::GET, Method::POST] {
            let page = desk.knock(method, path, Some(&token)).await;
            assert_eq!(
                (page.status, &page.media_type[..9]),
                (503, "text/html"),
                "{path}"
            );
            assert!(page.body.contains(r#"<a href="/unlock">"#), "{}", page.body);
        }
    }
    for path in ["/v1/queue", "/v1/cases", "/v1/nowhere"] {
        let problem = desk.knock(Method::GET, path, Some(&token)).await;
        assert_eq!(
            (problem.status, problem.problem().as_deref()),
            (503, Some("locked")),
            "{path}"
        );
    }
    assert!(
        stack
            .metrics()
            .await
            .contains("sealed_report_desk_locked 1\n")
    );
    stack
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;

    desk.unlock(&shares).await;
    assert_eq!(health(&desk.url).await, (200, 200));
    assert!(
        stack
            .metrics()
            .await
            .contains("sealed_report_desk_locked 0\n")
    );
    assert_eq!(desk.claim(1, 60).await.len(), 1);
    // Those who wait at the page come in, and the lock is gone.
    let came = desk.lead().await.get("/unlock").await;
    assert_eq!((came.status, came.location()), (303, Some("/")));
    assert_eq!(desk.enter(&shares.codes[3]).await.0, 404);
    let log = desk.page("/audit").await;
    assert!(
        log.contains("opened the desk with shares") && log.contains("1, 2, 3"),
        "{log}"
    );
}

#[tokio::test]
async fn a_reload_neither_locks_an_open_desk_nor_forgets_shares() {
    let folder = Folder::today();
    let shares = folder.seal();
    let supervisor = Supervisor::listen();
    let variables = [("NOTIFY_SOCKET", &supervisor.address()[..])];
    let process = Process::start_with_env(&variables, folder).await;
    supervisor.told("READY=1").await;
    process.desk.enter(&shares.codes[0]).await;
    process
        .folder
        .edit_config("repeat_days = 30", "repeat_days = 31");
    process.reload();
    supervisor.told("READY=1").await;
    let asked = async || {
        let standing = process.desk.knock(Method::GET, "/v1/unlock", None).await;
        let standing: Value = serde_json::from_str(&standing.body).unwrap();
        standing["entered"][0]["numbers"].clone()
    };
    assert_eq!(asked().await, json!([1]));
    process.desk.enter(&shares.codes[1]).await;
    let (_, open) = process.desk.enter(&shares.codes[2]).await;
    assert_eq!(open["is_open"], true);
    process
        .folder
        .edit_config("repeat_days = 31", "repeat_days = 32");
    process.reload();
    supervisor.told("READY=1").await;
    process
        .reporter
        .send(&report("https://bad.example/", "x"))
        .await;
    assert_eq!(process.desk.claim(1, 60).await.len(), 1);
    // Only a restart locks, or unlocks by a file.
    process
        .folder
        .edit_config("\"sealed\"", "\"keys/desk.key\"");
    let key = Base64::encode_string(&shares.key.seed());
    fs::write(process.folder.path().join("keys/desk.key"), key).unwrap();
    process.reload();
    supervisor.told("READY=1").await;
    process.terminate();
    let (_, output) = process.ended().await;
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(log.matches("the config was read again").count(), 2);
    assert!(
        log.contains("desk.private_key: is another than at the start"),
        "{log}"
    );
}

/// The next alert that the board is told: its name, its number and its text.
async fn next(told: &mut UnboundedReceiver<Value>) -> Value {
    soon("the board is told", told.recv()).await.unwrap()
}

#[tokio::test]
async fn people_are_told_that_the_desk_is_locked_and_when_that_is_over() {
    let folder = Folder::init(TestClock::BEGIN);
    let mut told = folder.tell_a_board().await;
    let Locked { stack, shares } = Locked::start_in(folder).await;
    let begun = next(&mut told).await;
    assert_eq!(
        (&begun["alert"], &begun["count"]),
        (&json!("desk_locked"), &json!(0))
    );
    stack.desk.unlock(&shares).await;
    let over = next(&mut told).await;
    assert_eq!(
        (&over["alert"], &over["count"]),
        (&json!("desk_locked"), &Value::Null)
    );
    let stack = stack.restart().await;
    assert_eq!(
        next(&mut told).await["alert"],
        "desk_locked",
        "a restart locks"
    );
    drop(stack);
}
