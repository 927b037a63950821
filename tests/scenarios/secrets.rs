//! A reporter's words are at the desk, and nowhere else.

use tests::{Folder, Process, report};

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
