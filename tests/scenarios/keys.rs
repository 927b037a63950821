//! Keys that rotate while reporters write.

use std::sync::Arc;

use tests::{Folder, Stack, TestClock, report};

const HOUR: u64 = 3600;

#[tokio::test]
async fn a_form_that_was_open_for_a_day_still_sends() {
    let stack = Stack::start().await;
    let (message, expected) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    let first = stack.reporter.key().await;
    stack.clock.advance_seconds(24 * HOUR);
    assert_ne!(stack.reporter.key().await.id(), first.id());
    stack.clock.advance_seconds(22 * HOUR);
    let message = stack.reporter.prove(message).await;
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
}

#[tokio::test]
async fn a_destroyed_key_is_unknown_and_a_new_one_works() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    let (message, _) = stack.reporter.seal(&sent).await;
    stack.clock.advance_seconds(72 * HOUR);
    let message = stack.reporter.prove(message).await;
    let answer = stack.reporter.post(message).await;
    assert_eq!(
        (answer.status, answer.problem().as_deref()),
        (409, Some("unknown-key"))
    );
    stack.reporter.send(&sent).await;
}

#[tokio::test]
async fn a_restart_forgets_no_key_and_loses_nothing() {
    let stack = Stack::start().await;
    stack
        .reporter
        .send(&report("https://bad.example/1", "x"))
        .await;
    let waiting = report("https://bad.example/2", "x");
    let (message, expected) = stack.reporter.seal(&waiting).await;
    let stack = stack.restart().await;
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(stack.desk.claim(10, 60).await.len(), 2);
}

#[tokio::test]
async fn the_second_suite_works_the_whole_way() {
    let folder = Folder::init(TestClock::BEGIN);
    folder.edit_config("suite = \"xwing\"", "suite = \"x25519\"");
    let clock = Arc::new(TestClock::at(TestClock::BEGIN));
    let stack = Stack::start_in(folder, clock).await;
    let (message, expected) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    assert_eq!(message.len(), 8328);
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(stack.desk.claim(1, 60).await.len(), 1);
}
