//! What people are told, on either machine, when nothing is fetched.

use serde_json::Value;
use tests::{Folder, TestClock, TwoMachines, soon};
use tokio::sync::mpsc::UnboundedReceiver;

use super::{danger, moved};

/// Waits until this alert is told, and gives what is told of it.
async fn told(told: &mut UnboundedReceiver<Value>, alert: &str) -> Value {
    loop {
        let event = soon("an alert is told", told.recv()).await.unwrap();
        if event["alert"] == alert {
            return event;
        }
    }
}

#[tokio::test]
async fn the_desk_tells_that_it_reaches_no_intake() {
    let folder = Folder::init_fetching(TestClock::BEGIN);
    let mut alerts = folder.tell_a_board_of_half("desk").await;
    let mut machines = TwoMachines::in_folder(folder).await;
    machines.start_desk().await;
    machines
        .folder
        .has_rows("desk", "heartbeat WHERE part = 'intake'", 1)
        .await;
    let fetched = |metrics: &str, at: u64| {
        let line = format!("sealed_report_fetched_timestamp_seconds {at}");
        assert!(
            metrics.lines().any(|shown| shown == line),
            "{line}: {metrics}"
        );
    };
    for half in ["intake", "desk"] {
        fetched(&machines.metrics(half).await, TestClock::BEGIN.0);
    }
    machines.stop_desk().await;
    machines.stop_intake().await;
    machines.clock.advance_seconds(600);
    machines.start_desk().await;
    let event = told(&mut alerts, "intake_unreachable").await;
    assert!(
        event["text"].as_str().unwrap().contains("answered: 10."),
        "{event}"
    );
    fetched(&machines.metrics("desk").await, TestClock::BEGIN.0);
}

#[tokio::test]
async fn the_intake_tells_that_nobody_fetches() {
    let folder = Folder::init_fetching(TestClock::BEGIN);
    let mut alerts = folder.tell_a_board_of_half("intake").await;
    let mut machines = TwoMachines::in_folder(folder).await;
    machines.start_desk().await;
    machines
        .folder
        .has_rows("intake", "heartbeat WHERE part = 'desk'", 1)
        .await;
    machines.stop_desk().await;
    machines.reporter.send(&danger()).await;
    // With a child in danger, a quarter of an hour is too long.
    machines.clock.advance_seconds(16 * 60);
    machines.stop_intake().await;
    machines.start_intake().await;
    let event = told(&mut alerts, "desk_away").await;
    assert!(
        event["text"].as_str().unwrap().contains("asked: 16."),
        "{event}"
    );
    machines.start_desk().await;
    moved(&machines.folder, 1).await;
    machines.stop_desk().await;
    machines.clock.advance_seconds(24 * 3600 + 60);
    machines.stop_intake().await;
    machines.start_intake().await;
    let event = told(&mut alerts, "desk_away").await;
    assert!(
        event["text"].as_str().unwrap().contains("asked: 1441."),
        "{event}"
    );
    assert!(alerts.try_recv().is_err());
}
