//! Clients of others send to this receiver: one in Python, written from `shared/PROTOCOL.md` alone, and
//! the npm package for apps with a form of their own, in Node.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use receiver::clock::{Clock, SystemClock};
use serde_json::Value;
use tests::{Stack, python, report};
use tokio::process::Command;

/// One test for each story and client.
macro_rules! scenarios {
    ($($name:ident,)+) => {
        mod javascript {
            $(#[tokio::test] async fn $name() { super::$name(super::JAVASCRIPT).await; })+
        }
        mod python {
            $(#[tokio::test] async fn $name() { super::$name(super::PYTHON).await; })+
        }
    };
}

scenarios! {
    what_it_sends_arrives_and_it_knows,
    it_believes_no_other_root,
    it_agrees_with_every_vector,
}

/// A client, by its scripts in `tests/client`.
struct Client {
    interpreter: fn() -> Command,
    sends: &'static str,
    checks: &'static str,
    /// The outcome for a root that is not the hotline's.
    distrusts: &'static str,
}

const JAVASCRIPT: Client = Client {
    interpreter: || Command::new("node"),
    sends: "send.mjs",
    checks: "check_vectors.mjs",
    distrusts: "wrong-key",
};

const PYTHON: Client = Client {
    interpreter: || {
        let mut python = Command::new(python());
        python.arg("-B");
        python
    },
    sends: "sealed_report.py",
    checks: "check_vectors.py",
    distrusts: "key-document-signature",
};

impl Client {
    fn run(&self, script: &str) -> Command {
        let mut command = (self.interpreter)();
        command.arg(script_path(script)).stderr(Stdio::inherit());
        command
    }

    /// Has the client send a report's JSON to somebody who says to have this root.
    async fn send(&self, stack: &Stack, root: &str, json: &[u8]) -> Output {
        let file = stack.folder.path().join("report.json");
        std::fs::write(&file, json).unwrap();
        self.run(self.sends)
            .args(["--intake", &stack.intake, "--hotline", "example"])
            .args(["--root", root])
            .arg("--report")
            .arg(file)
            .output()
            .await
            .unwrap()
    }
}

fn script_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("client")
        .join(name)
}

fn outcome(output: &Output) -> Value {
    serde_json::from_slice::<Value>(&output.stdout).unwrap()["outcome"].take()
}

async fn what_it_sends_arrives_and_it_knows(client: Client) {
    let stack = Stack::start_at(SystemClock.now()).await;
    let sent = report("https://bad.example/", "from a client in another language");
    let root = stack.folder.trust().root.to_string();
    let output = client.send(&stack, &root, &sent.to_json()).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(outcome(&output), "received");
    let mut claims = stack.desk.claim(2, 60).await;
    assert_eq!(claims.len(), 1);
    let mut arrived = claims.remove(0)["report"].take();
    let mut expected: Value = serde_json::from_slice(&sent.to_json()).unwrap();
    // A client may draw the id by itself.
    for one in [&mut arrived, &mut expected] {
        one["id"].take();
    }
    assert_eq!(arrived, expected);
}

async fn it_believes_no_other_root(client: Client) {
    let stack = Stack::start_at(SystemClock.now()).await;
    let other = Stack::start_at(SystemClock.now()).await.folder.trust();
    let sent = report("https://bad.example/", "x");
    let root = other.root.to_string();
    let output = client.send(&stack, &root, &sent.to_json()).await;
    assert!(!output.status.success(), "{output:?}");
    assert_eq!(outcome(&output), client.distrusts);
    assert!(stack.desk.claim(1, 60).await.is_empty());
}

async fn it_agrees_with_every_vector(client: Client) {
    let output = client.run(client.checks).output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
}
