//! A reporter's words are at the desk, and nowhere else; who the reporter is, nowhere at all.

use std::net::Ipv4Addr;

use receiver::clock::Clock;
use reqwest::header;
use store::sqlite::SqliteStore;
use store::{Ownership, Part};
use tests::{Folder, Process, Stack, report, until};

const SENTINEL: &str = "sentinel-8f1c";

async fn metrics(process: &Process) -> String {
    let metrics = reqwest::get(format!("{}/metrics", process.metrics)).await;
    metrics.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn what_was_written_is_in_no_log_no_metric_no_error_and_no_file() {
    let process = Process::start(Folder::today()).await;
    let url = format!("https://{SENTINEL}.example/");
    let sent = report(&url, SENTINEL);
    let (message, _) = process.reporter.seal(&sent).await;
    let mut damaged = message.clone();
    damaged[5000] ^= 1;
    let damaged = process.reporter.prove(damaged).await;
    let mut answers = vec![
        process.reporter.post(message.clone()).await.body,
        process.reporter.post(message).await.body,
        process.reporter.post(damaged).await.body,
        // Somebody posts the report in the clear.
        process.reporter.post(sent.to_json()).await.body,
        metrics(&process).await,
    ];
    // The desk does see it, so the sentinel would be found where it is.
    let claim = process.desk.claim(1, 60).await.remove(0);
    assert!(claim.to_string().contains(SENTINEL));
    assert!(
        process
            .desk
            .page(&format!("/reports/{}", sent.id()))
            .await
            .contains(SENTINEL)
    );

    let token = process.desk.token.clone();
    process.terminate();
    let (folder, output) = process.ended().await;
    answers.push(String::from_utf8_lossy(&output.stdout).into_owned());
    answers.push(String::from_utf8_lossy(&output.stderr).into_owned());
    for answer in &answers {
        assert!(!answer.contains(SENTINEL), "{answer}");
        assert!(!answer.contains(&token), "the token is in {answer}");
    }
    let files = folder.files();
    assert!(files.iter().any(|(path, _)| path == &folder.database()));
    for (path, bytes) in files {
        assert!(
            !contains(&bytes, SENTINEL),
            "the sentinel is in {}",
            path.display()
        );
    }
}

/// An address of this machine that nothing else uses here.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 91, 83, 77);

/// Seconds within an hour: a time that nothing else happens at.
const SECONDS: u64 = 2345;

#[tokio::test]
async fn who_reported_and_when_is_stored_nowhere() {
    let stack = Stack::start().await;
    let sent = report("https://bad.example/", "what was seen");
    // The key of the day begins at a time of its own, and each half writes at times of its own that it
    // is at work. These are no secret.
    stack.reporter.seal(&sent).await;
    let store = SqliteStore::open(&stack.folder.database()).unwrap();
    let at_work = async || {
        let beats = store.beats().await.unwrap();
        let is_at_work = |part| beats.iter().any(|(of, _)| *of == part);
        (is_at_work(Part::Intake) && is_at_work(Part::Desk)).then_some(())
    };
    until("both halves are at work", at_work).await;
    drop(store);
    stack.clock.advance_seconds(SECONDS);
    let arrived = stack.clock.now().0;
    let (message, expected) = stack.reporter.seal(&sent).await;
    let browser = reqwest::Client::builder().local_address(Some(ADDRESS.into()));
    let answer = browser
        .build()
        .unwrap()
        .post(format!("{}/v1/reports", stack.intake))
        .header(header::CONTENT_TYPE, shared::api::MEDIA_TYPE)
        .header(header::USER_AGENT, format!("{SENTINEL}-browser"))
        .header(header::ACCEPT_LANGUAGE, format!("{SENTINEL}-language"))
        .header(header::REFERER, format!("https://{SENTINEL}.example/"))
        .header("x-forwarded-for", ADDRESS.to_string())
        .body(message)
        .send()
        .await
        .unwrap();
    let answer: shared::api::Accepted = answer.json().await.unwrap();
    assert_eq!(answer.receipt, expected);

    // An hour later, somebody takes the report: the desk knows the hour, and nothing finer.
    stack.clock.advance_seconds(3600);
    let claim = stack.desk.claim(1, 60).await.remove(0);
    assert_eq!(claim["received"], "2027-01-15T08:00:00Z");
    let time = model::time::Timestamp(arrived).to_string();
    let shown = [claim.to_string(), stack.desk.page("/").await];
    let texts = [SENTINEL, &ADDRESS.to_string(), &arrived.to_string(), &time];
    for text in texts {
        assert!(!shown.iter().any(|shown| shown.contains(text)), "{text}");
    }
    let folder = stack.stop().await;
    let mut stored = 0;
    for (path, bytes) in folder.files() {
        for text in texts {
            assert!(!contains(&bytes, text), "{text} is in {}", path.display());
        }
        // SQLite stores numbers with the highest byte first, in four bytes if they suffice.
        let seconds = u32::try_from(arrived).unwrap().to_be_bytes();
        for number in [seconds, ADDRESS.octets()] {
            let is_there = bytes.windows(4).any(|window| window == number);
            assert!(!is_there, "{number:?} is in {}", path.display());
        }
        stored += usize::from(
            bytes
                .windows(16)
                .any(|window| window == sent.id().as_bytes()),
        );
    }
    assert!(stored > 0, "the report is stored");
}

#[tokio::test]
async fn an_error_in_the_config_shows_no_secret() {
    let folder = Folder::today();
    let key = std::fs::read_to_string(folder.path().join("keys/desk.key")).unwrap();
    folder.edit_config(
        "private_key = \"keys/desk.key\"",
        "private_key = \"receiver.toml\"",
    );
    let output = Process::run(&["serve", "--config", folder.config().to_str().unwrap()]).await;
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    for shown in ["receiver.toml", "desk.private_key", "not a key", "fix: "] {
        assert!(error.contains(shown), "{shown} is not in {error}");
    }
    assert!(!error.contains(key.trim()));
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|window| window == text.as_bytes())
}
