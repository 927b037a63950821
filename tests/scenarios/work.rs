//! Proof of work, which keeps floods out and nobody else.

use futures_util::future::join_all;
use shared::envelope::SealedReport;
use shared::pow::Proof;
use tests::{Answer, Stack, report};

const SLOT_SECONDS: u64 = 600;

/// The number of messages that were decapsulated. Moves the clock by an hour.
async fn opens(stack: &Stack) -> u64 {
    let metrics = stack.metrics_of_next_hour().await;
    let mut lines = metrics.lines();
    let count = lines.find_map(|line| line.strip_prefix("sealed_report_opens_total "));
    count.unwrap().parse().unwrap()
}

fn is_asked_for_work(answer: &Answer) {
    let asked = (answer.status, answer.problem());
    assert_eq!(asked, (428, Some("proof-of-work".to_owned())));
}

fn proof_of(message: &[u8]) -> Proof {
    SealedReport::parse(message.to_vec())
        .unwrap()
        .proof()
        .unwrap()
}

#[tokio::test]
async fn without_a_fresh_proof_for_this_very_message_nothing_is_opened() {
    let stack = Stack::start().await;
    let (message, expected) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    let (other, _) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;

    let mut missing = message.clone();
    missing[16..88].fill(0);
    is_asked_for_work(&stack.reporter.post(missing).await);

    let borrowed = SealedReport::parse(message.clone()).unwrap();
    let borrowed = borrowed.with_proof(proof_of(&other));
    is_asked_for_work(&stack.reporter.post(borrowed.as_bytes().to_vec()).await);

    let mut too_low = message.clone();
    too_low[20..24].copy_from_slice(&9_u32.to_be_bytes());
    is_asked_for_work(&stack.reporter.post(too_low).await);

    let mut from_the_future = message.clone();
    from_the_future[19] += 1;
    is_asked_for_work(&stack.reporter.post(from_the_future).await);

    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(
        opens(&stack).await,
        1,
        "the last message alone was decapsulated"
    );
}

#[tokio::test]
async fn a_proof_holds_for_its_slot_and_the_next() {
    let stack = Stack::start().await;
    let (message, expected) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    stack.clock.advance_seconds(SLOT_SECONDS);
    assert_eq!(
        stack.reporter.post(message.clone()).await.receipt(),
        expected
    );
    stack.clock.advance_seconds(SLOT_SECONDS);
    is_asked_for_work(&stack.reporter.post(message.clone()).await);
    let message = stack.reporter.prove(message).await;
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
}

#[tokio::test]
async fn the_wrong_length_and_an_unknown_key_cost_no_decapsulation_either() {
    let stack = Stack::start().await;
    let (message, _) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    stack.reporter.post(message[1..].to_vec()).await;
    let mut unknown = message.clone();
    unknown[8] ^= 1;
    assert_eq!(stack.reporter.post(unknown).await.status, 409);
    assert_eq!(opens(&stack).await, 0);
}

#[tokio::test]
async fn a_message_is_opened_once_however_often_it_comes() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "x");
    let (good, expected) = stack.reporter.seal(&sent).await;
    let mut junk = good.clone();
    junk[9000] ^= 1;
    let junk = stack.reporter.prove(junk).await;
    assert_eq!(stack.reporter.post(good.clone()).await.receipt(), expected);
    assert_eq!(stack.reporter.post(junk.clone()).await.status, 400);
    for _ in 0..3 {
        assert_eq!(stack.reporter.post(good.clone()).await.receipt(), expected);
        // With another proof, it is still the same message.
        let again = stack.reporter.prove(junk.clone()).await;
        assert_eq!(stack.reporter.post(again).await.status, 400);
    }
    assert_eq!(opens(&stack).await, 2);
    assert_eq!(stack.desk.claim(10, 60).await.len(), 1);
}

#[tokio::test]
async fn a_message_that_comes_many_times_at_once_is_opened_once() {
    let stack = Stack::start().await;
    let (message, expected) = stack
        .reporter
        .seal(&report("https://bad.example/", "x"))
        .await;
    let posts = (0..50).map(|_| stack.reporter.post(message.clone()));
    for answer in join_all(posts).await {
        assert!([202, 503].contains(&answer.status), "{}", answer.status);
    }
    assert_eq!(stack.reporter.post(message).await.receipt(), expected);
    assert_eq!(opens(&stack).await, 1);
    assert_eq!(stack.desk.claim(10, 60).await.len(), 1);
}
