//! `receiver queue`, as an operator uses it.

use tests::{Folder, Process, report};

#[tokio::test]
async fn an_operator_puts_back_what_was_set_aside() {
    let folder = Folder::today();
    folder.edit_config("max_attempts = 5", "max_attempts = 1");
    let process = Process::start(folder).await;
    let sent = report("https://bad.example/", "x");
    process.reporter.send(&sent).await;
    let config = process.folder.config();
    let config = config.to_str().unwrap();
    let id = sent.id().to_string();
    let dead = async || {
        let output = Process::run(&["queue", "dead", "--config", config]).await;
        String::from_utf8(output.stdout).unwrap()
    };
    let requeue = async || Process::run(&["queue", "requeue", &id, "--config", config]).await;

    assert_eq!(dead().await, "");
    let refused = requeue().await;
    assert_eq!(refused.status.code(), Some(1));
    let error = String::from_utf8(refused.stderr).unwrap();
    assert!(error.contains("receiver queue dead"), "{error}");

    let claim = process.desk.claim(1, 60).await.remove(0);
    assert_eq!(process.desk.act(&claim, "release").await, 204);
    assert!(process.desk.claim(1, 60).await.is_empty());
    assert_eq!(dead().await, format!("{id}\n"));
    assert!(requeue().await.status.success());
    assert_eq!(dead().await, "");
    assert_eq!(process.desk.claim(1, 60).await[0]["id"], id);
}
