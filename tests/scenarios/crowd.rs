//! Many at once: a school class behind one address, a flood of junk, connections that say nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::future::{join, join_all};
use shared::envelope::{MAX_MESSAGE_BYTES, SealedReport};
use tests::{Folder, Process, Reporter, Stack, report, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// The most memory that the receiver may use, whatever comes.
const MEMORY_BYTES: u64 = 256 * 1024 * 1024;

/// Longer than the receiver waits for anybody. On a paused clock it passes at once.
const LONG: Duration = Duration::from_secs(600);

/// Connections that say nothing.
const IDLE: usize = 10_000;

/// The times that an honest reporter is outbid at most.
const MAX_TRIES: usize = 20;

/// Sends a report as the widget does: with a new proof each time it is outbid or the receiver is
/// busy. Gives how often it had to.
pub(crate) async fn send_like_the_widget(reporter: &Reporter, number: usize) -> usize {
    let report = report(&format!("https://bad.example/{number}"), "x");
    let (mut message, expected) = reporter.seal(&report).await;
    let mut tries = 0;
    let accepted = async || {
        let answer = reporter.post(message.clone()).await;
        match answer.status {
            202 => return Some(answer.receipt()),
            428 | 503 => message = reporter.prove(message.clone()).await,
            other => panic!("{other}: {}", answer.body),
        }
        tries += 1;
        assert!(tries < MAX_TRIES, "outbid {tries} times");
        None
    };
    let receipt = until("an honest report gets through", accepted).await;
    assert_eq!(receipt, expected);
    tries
}

#[tokio::test]
async fn thirty_classmates_behind_one_address_all_get_through() {
    let stack = Stack::start().await;
    let tries = (0..30).map(|number| send_like_the_widget(&stack.reporter, number));
    let tries = join_all(tries).await;
    assert_eq!(tries, [0; 30], "nobody had to try again");
    assert_eq!(stack.desk.claim(100, 60).await.len(), 30);
}

#[tokio::test]
async fn ten_thousand_silent_connections_keep_nobody_out() {
    rlimit::increase_nofile_limit(u64::MAX).unwrap();
    let process = Process::start(Folder::today()).await;
    let mut silent = Vec::with_capacity(IDLE);
    for _ in 0..IDLE {
        silent.push(process.reporter.connect().await);
    }
    for number in 0..10 {
        assert_eq!(send_like_the_widget(&process.reporter, number).await, 0);
    }
    let memory = process.peak_memory();
    assert!(memory < MEMORY_BYTES, "{memory} bytes");
    drop(silent);
}

/// The clock stands still while there is something to do, and jumps to what comes next.
#[tokio::test(start_paused = true)]
async fn who_does_not_say_what_they_want_is_cut_off() {
    let stack = Stack::start().await;
    for head in ["", "POST /v1/reports HTTP/1.1\r\nhost: "] {
        let mut silent = stack.reporter.connect().await;
        silent.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let cut_off = silent.read_to_string(&mut answer);
        tokio::time::timeout(LONG, cut_off).await.unwrap().unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408 "),
            "{answer}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_does_not_end_is_a_problem_of_its_own() {
    let stack = Stack::start().await;
    let begun = stack.reporter.begin_post(vec![0; MAX_MESSAGE_BYTES], 100);
    let answer = tokio::time::timeout(LONG, begun.await.answer());
    let answer = answer.await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("urn:sealed-report:problem:too-slow"));
    let metrics = stack.metrics_of_next_hour().await;
    let line = r#"sealed_report_messages_total{outcome="too-slow"} 1"#;
    assert!(metrics.contains(line), "{metrics}");
}

#[tokio::test]
async fn a_flood_of_junk_keeps_nobody_out() {
    let process = Process::start(Folder::today()).await;
    let reporter = &process.reporter;
    let (good, _) = reporter.seal(&report("https://bad.example/", "x")).await;
    // Junk without a proof of work, and junk with one that cannot be opened.
    let mut cheap = good.clone();
    cheap[16..88].fill(0);
    let mut worked_for = good;
    worked_for[9000] ^= 1;
    let challenge = reporter.challenge().await;
    let over = AtomicBool::new(false);
    let flood = |sender: u8, mut message: Vec<u8>| {
        let (over, challenge) = (&over, &challenge);
        async move {
            let mut answers = 0_usize;
            while !over.load(Ordering::SeqCst) {
                if message[16..88] != [0; 72] {
                    // The receiver would not open the same message twice.
                    message[9001..9009].copy_from_slice(&answers.to_be_bytes());
                    message[9009] = sender;
                    let junk = SealedReport::parse(message).unwrap();
                    message = Reporter::solve(challenge, junk).as_bytes().to_vec();
                }
                let answer = reporter.post(message.clone()).await;
                assert!(
                    [400, 428, 503].contains(&answer.status),
                    "{}",
                    answer.status
                );
                answers += 1;
            }
            answers
        }
    };
    let floods = (0..100).map(|sender| match sender % 2 {
        0 => flood(sender, cheap.clone()),
        _ => flood(sender, worked_for.clone()),
    });
    let honest = async {
        for number in 0..40 {
            send_like_the_widget(reporter, number).await;
        }
        over.store(true, Ordering::SeqCst);
    };
    let (junk, ()) = join(join_all(floods), honest).await;
    let junk: usize = junk.into_iter().sum();
    assert!(junk >= 10 * 40, "{junk} junk messages are no flood");
    assert_eq!(process.desk.claim(100, 60).await.len(), 40);
    let memory = process.peak_memory();
    assert!(memory < MEMORY_BYTES, "{memory} bytes");
}
