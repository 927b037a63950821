//! Connections that keep nobody out: idle ones, those that read nothing, and those that end their half
//! early.

use std::time::Duration;

use shared::api::{MEDIA_TYPE, REPORTS_PATH};
use tests::{Folder, Process, Stack, report, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// A minute longer than the receiver waits for anybody. On a paused clock it passes at once.
const LONG: Duration = Duration::from_secs(180);

#[tokio::test]
async fn more_idle_connections_than_descriptors_keep_nobody_out() {
    let process = Process::start_with_descriptors(300, Folder::today()).await;
    // The connection of an earlier report is as idle as others.
    let reporter = process.reporter.without_keep_alive();
    let mut idle = Vec::new();
    for number in 0..600 {
        idle.push(reporter.connect().await);
        if number % 100 == 0 {
            let sent = report(&format!("https://bad.example/{number}"), "x");
            reporter.send(&sent).await;
        }
    }
    // The desk has places of its own.
    assert_eq!(process.desk.claim(100, 60).await.len(), 6);
    // The stillest was given up.
    let mut nothing = [0];
    let end = idle[0].read(&mut nothing);
    assert_eq!(soon("the first is closed", end).await.unwrap(), 0);
}

/// The clock stands still while there is something to do, and jumps to what comes next.
#[tokio::test(start_paused = true)]
async fn who_asks_and_never_reads_is_cut_off() {
    let stack = Stack::start().await;
    let mut deaf = stack.reporter.connect().await;
    let asking = async {
        let request = b"GET /partners HTTP/1.1\r\nhost: localhost\r\n\r\n";
        while deaf.write_all(request).await.is_ok() {}
    };
    tokio::time::timeout(LONG, asking).await.unwrap();
}

#[tokio::test]
async fn who_ends_their_half_gets_the_answer() {
    let stack = Stack::start().await;
    for number in 0..20 {
        let sent = report(&format!("https://bad.example/{number}"), "x");
        let (message, receipt) = stack.reporter.seal(&sent).await;
        let head = format!(
            "POST {REPORTS_PATH} HTTP/1.1\r\nhost: localhost\r\ncontent-type: {MEDIA_TYPE}\r\n\
             content-length: {}\r\n\r\n",
            message.len()
        );
        let mut stream = stack.reporter.connect().await;
        let request = [head.as_bytes(), &message].concat();
        stream.write_all(&request).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer);
        soon("the answer", read).await.unwrap();
        let receipt = serde_json::to_string(&receipt).unwrap();
        assert!(answer.contains(&receipt), "{answer}");
    }
}
