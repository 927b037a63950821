//! A client in another language, written from `shared/PROTOCOL.md` alone, sends to this receiver.

use std::path::{Path, PathBuf};
use std::process::Output;

use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Stack, python, report};
use tokio::process::Command;

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("client")
        .join(name)
}

/// Has the client send a report's JSON to somebody who says to have this root.
async fn send(stack: &Stack, root: &str, json: &[u8]) -> Output {
    let file = stack.folder.path().join("report.json");
    std::fs::write(&file, json).unwrap();
    Command::new(python())
        .arg("-B")
        .arg(script("sealed_report.py"))
        .args([
            "--intake",
            &stack.intake,
            "--hotline",
            "example",
            "--root",
            root,
        ])
        .arg("--report")
        .arg(file)
        .output()
        .await
        .unwrap()
}

fn outcome(output: &Output) -> Value {
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["outcome"].take()
}

#[tokio::test]
async fn what_it_sends_arrives_and_it_knows() {
    let stack = Stack::start_at(SystemClock.now()).await;
    let sent = report("https://bad.example/", "from a client in another language");
    let root = stack.folder.trust().root.to_string();
    let output = send(&stack, &root, &sent.to_json()).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(outcome(&output), "received");
    let claim = stack.desk.claim(1, 60).await.remove(0);
    let expected: Value = serde_json::from_slice(&sent.to_json()).unwrap();
    assert_eq!(claim["report"], expected);
}

#[tokio::test]
async fn it_believes_no_other_root() {
    let stack = Stack::start_at(SystemClock.now()).await;
    let other = Stack::start_at(SystemClock.now()).await.folder.trust();
    let sent = report("https://bad.example/", "x");
    let output = send(&stack, &other.root.to_string(), &sent.to_json()).await;
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(outcome(&output), "key-document-signature");
    assert!(stack.desk.claim(1, 60).await.is_empty());
}

#[tokio::test]
async fn it_agrees_with_every_vector() {
    let output = Command::new(python())
        .arg("-B")
        .arg(script("check_vectors.py"))
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{output:?}");
}
