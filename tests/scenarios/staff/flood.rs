//! Floods of logins by strangers: what they cost, and whom they keep out.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::{join, join_all};
use model::rights::Role;
use tests::{Member, Stack, until};

/// The connections of a flood.
const CONNECTIONS: usize = 40;

/// Attempts that are refused at the door.
const NAMES: usize = 1000;

fn stranger(stack: &Stack, name: &str) -> Member {
    Member::invited(&stack.desk.url, stack.clock.clone(), name, "no password")
}

/// Guesses at an account until the desk asks to wait.
async fn guess(stack: &Stack, name: &str) {
    let stranger = stranger(stack, name);
    while stranger.log_in().await.status != 429 {}
}

/// Floods the login on all connections while `meanwhile` runs. Half of the attempts are at made-up
/// names, half at the account of this name.
async fn flooded(stack: &Stack, at: &str, meanwhile: impl AsyncFnOnce(&AtomicUsize)) {
    let (is_over, crowded) = (AtomicBool::new(false), AtomicUsize::new(0));
    let flood = join_all((0..CONNECTIONS).map(async |connection| {
        let mut attempts = 0;
        while !is_over.load(Ordering::SeqCst) {
            let name = format!("name-{connection}-{attempts}");
            let name = if attempts % 2 == 0 { &name[..] } else { at };
            let refused = stranger(stack, name).log_in().await;
            assert!([403, 429].contains(&refused.status), "{refused:?}");
            let seconds = refused.headers.get("retry-after");
            if seconds.is_some_and(|seconds| seconds == "5") {
                crowded.fetch_add(1, Ordering::SeqCst);
            }
            attempts += 1;
        }
    }));
    let meanwhile = async {
        meanwhile(&crowded).await;
        is_over.store(true, Ordering::SeqCst);
    };
    join(flood, meanwhile).await;
}

#[tokio::test]
async fn forty_connections_of_wrong_logins_keep_no_newcomer_and_no_known_browser_out() {
    let stack = Stack::start().await;
    let known = stack.desk.member("known", Role::Analyst).await;
    let colleague = stack.desk.member("colleague", Role::Analyst).await;
    stack.clock.advance_seconds(30);
    flooded(&stack, "newcomer-0", async |crowded| {
        let is_flood = async || (crowded.load(Ordering::SeqCst) > 100).then_some(());
        until("no more strangers can wait", is_flood).await;
        for number in 0..5 {
            let name = format!("newcomer-{number}");
            let mut newcomer = stack.desk.invited(&name, Role::Analyst).await;
            // The first try, or this fails.
            newcomer.settle().await;
            assert_eq!(newcomer.get("/").await.status, 200);
        }
        assert_eq!(known.log_in().await.status, 303);
        // The flood is real: a browser that nobody knows finds no place.
        let elsewhere = colleague.elsewhere();
        let is_out = async || (elsewhere.log_in().await.status == 429).then_some(());
        until("a stranger is sent away", is_out).await;
    })
    .await;
}

#[tokio::test]
async fn a_thousand_cheap_attempts_take_no_brake_off_and_are_one_entry_of_the_log() {
    let stack = Stack::start().await;
    let lead = stack.desk.member("lead", Role::Lead).await;
    stack.desk.member("anna", Role::Analyst).await;
    guess(&stack, "anna").await;
    let password = "x".repeat(513);
    join_all((0..CONNECTIONS).map(async |connection| {
        let stranger = stranger(&stack, "nobody-here");
        for number in (connection..NAMES).step_by(CONNECTIONS) {
            let name = format!("name-{number}");
            let fields = [
                ("name", &name[..]),
                ("password", &password),
                ("code", "1"),
                ("to", "/"),
            ];
            assert_eq!(stranger.form("/login", &fields).await.status, 403);
        }
    }))
    .await;
    assert_eq!(stranger(&stack, "anna").log_in().await.status, 429);
    let log = lead.get("/audit").await.body;
    assert!(!log.contains(">nobody<"), "{log}");
    let stack = stack.restart().await;
    let log = stack.desk.page("/audit").await;
    let words = format!("too long a password, attempts: {NAMES}");
    assert_eq!(log.matches(&words).count(), 1, "{log}");
    assert_eq!(log.matches("<code>login_failed</code>").count(), 7, "{log}");
}

#[tokio::test]
async fn a_restart_takes_no_brake_off() {
    let stack = Stack::start().await;
    stack.desk.member("anna", Role::Analyst).await;
    guess(&stack, "anna").await;
    let stack = stack.restart().await;
    let waits = stranger(&stack, "anna").log_in().await;
    assert_eq!(waits.status, 429);
    assert_eq!(waits.headers["retry-after"], "2");
    stack.clock.advance_seconds(2);
    assert_eq!(stranger(&stack, "anna").log_in().await.status, 403);
}
