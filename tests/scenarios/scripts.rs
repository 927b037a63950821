//! `receiver desk`, and the example consumer, as scripts of the hotline's use them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::{Value, json};
use shared::report::Report;
use tests::{Process, Stack, python, report};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::Command;

/// `receiver desk` with the desk's token, and these arguments.
fn command(stack: &Stack, arguments: &[&str]) -> Command {
    let mut command = Process::command();
    command
        .args(["desk", "--desk", &stack.desk.url])
        .args(arguments)
        .env("RECEIVER_TOKEN", &stack.desk.token);
    command
}

/// Runs `receiver desk`; gives the values that it printed.
async fn run(stack: &Stack, arguments: &[&str]) -> Vec<Value> {
    lines(&succeeded(
        command(stack, arguments).output().await.unwrap(),
    ))
}

/// Runs `receiver desk` with a text on its standard input; gives the values that it printed.
async fn fed(stack: &Stack, arguments: &[&str], text: &str) -> Vec<Value> {
    let mut fed = command(stack, arguments);
    fed.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut fed = fed.stderr(Stdio::piped()).spawn().unwrap();
    let mut input = fed.stdin.take().unwrap();
    input.write_all(text.as_bytes()).await.unwrap();
    drop(input);
    lines(&succeeded(fed.wait_with_output().await.unwrap()))
}

fn succeeded(output: Output) -> Vec<u8> {
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn lines(text: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(text).unwrap().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

async fn stack_with_reports(count: usize) -> (Stack, Vec<Report>) {
    stack_with(count, "x").await
}

/// A stack with reports of these words.
async fn stack_with(count: usize, words: &str) -> (Stack, Vec<Report>) {
    let stack = Stack::start().await;
    let numbers = 0..count;
    let sent: Vec<_> = numbers
        .map(|number| report(&format!("https://bad.example/{number}"), words))
        .collect();
    for report in &sent {
        stack.reporter.send(report).await;
    }
    (stack, sent)
}

/// The reports' JSON, in the order of their ids.
fn sorted(reports: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut reports: Vec<_> = reports.into_iter().collect();
    reports.sort_by_key(|report| report["id"].as_str().unwrap().to_owned());
    reports
}

fn as_json(report: &Report) -> Value {
    serde_json::from_slice(&report.to_json()).unwrap()
}

#[tokio::test]
async fn a_claim_is_acked_or_released() {
    let (stack, _) = stack_with_reports(1).await;
    let claim = run(&stack, &["claim"]).await.remove(0);
    let held = |claim: &Value| {
        let text = |name: &str| claim[name].as_str().unwrap().to_owned();
        (text("id"), text("lease"))
    };
    let (id, lease) = held(&claim);
    assert!(run(&stack, &["claim", "--max", "100"]).await.is_empty());
    run(&stack, &["release", &id, "--lease", &lease]).await;
    let claims = run(&stack, &["claim", "--max", "100", "--lease-seconds", "60"]).await;
    let (id, lease) = held(&claims[0]);
    run(&stack, &["ack", &id, "--lease", &lease]).await;
    let late = command(&stack, &["ack", &id, "--lease", &lease])
        .output()
        .await
        .unwrap();
    assert_eq!(late.status.code(), Some(1));
    let error = String::from_utf8(late.stderr).unwrap();
    assert!(
        error.contains("409") && error.contains("not held any more"),
        "{error}"
    );
}

#[tokio::test]
async fn cases_are_listed_and_shown() {
    let (stack, sent) = stack_with_reports(1).await;
    let id = sent[0].id().to_string();
    let taken = run(&stack, &["take", &id]).await;
    assert_eq!(taken[0]["case"], id);
    let listed = run(&stack, &["cases", "--state", "to_assess"]).await;
    assert_eq!(
        (&listed[0]["id"], &listed[0]["number"]),
        (&json!(id), &json!(1))
    );
    assert!(
        run(&stack, &["cases", "--state", "closed"])
            .await
            .is_empty()
    );
    for name in [&id[..], "1"] {
        let shown = run(&stack, &["show", name]).await;
        assert_eq!(shown[0]["description"], "x");
    }
    let none = command(&stack, &["show", "2"]).output().await.unwrap();
    let error = String::from_utf8(none.stderr).unwrap();
    assert!(error.contains("no case has this number"), "{error}");
}

#[tokio::test]
async fn a_case_is_worked_on_to_its_end() {
    let (stack, _) = stack_with_reports(1).await;
    run(&stack, &["take"]).await;
    let addresses = "https://bad.example/corrected\nhttps://bad.example/second\n";
    let located = ["locations", "1", "--seen", "1", "--item", "1"];
    assert_eq!(fed(&stack, &located, addresses).await[0]["version"], 2);
    let findings = r#"{ "findings": [{ "item": 1, "classification": "ignore" }] }"#;
    let found = fed(&stack, &["findings", "1", "--seen", "2"], findings).await;
    assert_eq!(found[0]["version"], 3);
    let late = ["step", "1", "spam", "--item", "2", "--seen", "2"];
    let late = command(&stack, &late).output().await.unwrap();
    let error = String::from_utf8(late.stderr).unwrap();
    assert!(error.contains("409"), "{error}");
    let ended = ["step", "1", "not_illegal", "--item", "1", "--seen", "3"];
    run(&stack, &ended).await;
    run(&stack, &["step", "1", "not_found", "--seen", "4"]).await;
    let shown = run(&stack, &["show", "1"]).await.remove(0);
    assert_eq!(shown["state"], "closed");
    let items = shown["items"].as_array().unwrap();
    assert_eq!(items[0]["location"]["url"], "https://bad.example/corrected");
    let ends: Vec<_> = items.iter().map(|item| &item["end"]).collect();
    assert_eq!(ends, ["not_illegal", "not_found"]);
}

#[tokio::test]
async fn recipients_are_listed() {
    let stack = Stack::start().await;
    for name in ["b", "A"] {
        let host = serde_json::json!({ "name": name, "kind": "host", "way": "file" });
        assert_eq!(stack.desk.post("/v1/recipients", &host).await.status, 204);
    }
    let listed = run(&stack, &["recipients"]).await;
    let names: Vec<_> = listed.iter().map(|host| &host["name"]).collect();
    assert_eq!(names, ["A", "b"]);
}

#[tokio::test]
async fn nothing_reaches_the_terminal_that_could_play_tricks() {
    let stack = Stack::start().await;
    let words = "\u{1b}[2J \u{9b}31m \u{202e}txt \u{2066} \u{200b} \u{7f} \u{e0041}";
    let sent = report("https://bad.example/", words);
    stack.reporter.send(&sent).await;
    let printed = succeeded(command(&stack, &["claim"]).output().await.unwrap());
    let text = std::str::from_utf8(&printed).unwrap();
    assert!(text.trim_end().is_ascii(), "{text:?}");
    assert!(!text.trim_end().chars().any(char::is_control), "{text:?}");
    assert_eq!(lines(&printed)[0]["report"], as_json(&sent));
}

#[tokio::test]
async fn an_export_takes_all_and_acks_all() {
    let (stack, sent) = stack_with_reports(50).await;
    let exported = run(&stack, &["export"]).await;
    let reports = exported.into_iter().map(|mut line| line["report"].take());
    assert_eq!(sorted(reports), sorted(sent.iter().map(as_json)));
    assert!(stack.desk.page("/").await.contains("Nothing is waiting."));
}

#[tokio::test]
async fn an_export_that_is_killed_loses_nothing() {
    // So long that a pipe does not hold them all: the export waits for its reader, however slow that is.
    let (stack, sent) = stack_with(30, &"\u{1f6d1}".repeat(1500)).await;
    let mut export = command(&stack, &["export"])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut printed = BufReader::new(export.stdout.take().unwrap()).lines();
    let mut kept = Vec::new();
    for _ in 0..3 {
        let line = printed.next_line().await.unwrap().unwrap();
        kept.push(serde_json::from_str::<Value>(&line).unwrap());
    }
    export.kill().await.unwrap();
    let mut rest = Vec::new();
    let mut pipe = printed.into_inner();
    pipe.read_to_end(&mut rest).await.unwrap();
    // The kill may have cut the last line short.
    let end = rest.iter().rposition(|byte| *byte == b'\n');
    kept.extend(lines(&rest[..end.unwrap_or(0)]));
    assert!(kept.len() < 30, "the export has printed all");
    // The reports that the export held wait again when its lease runs out.
    stack.clock.advance_seconds(600);
    kept.extend(run(&stack, &["export"]).await);
    let mut reports = sorted(kept.into_iter().map(|mut line| line["report"].take()));
    reports.dedup();
    assert_eq!(reports, sorted(sent.iter().map(as_json)));
}

#[tokio::test]
async fn an_export_to_a_full_disk_acks_nothing() {
    let (stack, _) = stack_with_reports(3).await;
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut export = command(&stack, &["export"]);
    let status = export.stdout(full).status().await.unwrap();
    assert_eq!(status.code(), Some(1));
    // The export has released them at once: no lease has to run out.
    assert_eq!(stack.desk.claim(10, 60).await.len(), 3);
}

#[tokio::test]
async fn without_a_token_it_says_what_to_do() {
    let (stack, _) = stack_with_reports(1).await;
    let mut none = command(&stack, &["claim"]);
    let output = none.env_remove("RECEIVER_TOKEN").output().await.unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("--token-file"), "{error}");
    let file = stack.folder.path().join("token");
    fs::write(&file, "wrong\n").unwrap();
    let mut wrong = command(&stack, &["--token-file", file.to_str().unwrap(), "claim"]);
    let error = String::from_utf8(wrong.output().await.unwrap().stderr).unwrap();
    assert!(error.contains("401"), "{error}");
    fs::write(&file, format!("{}\n", stack.desk.token)).unwrap();
    let mut right = command(&stack, &["--token-file", file.to_str().unwrap(), "claim"]);
    right.env_remove("RECEIVER_TOKEN");
    assert_eq!(lines(&succeeded(right.output().await.unwrap())).len(), 1);
}

#[tokio::test]
async fn the_example_consumer_keeps_each_report_in_a_file() {
    let (stack, sent) = stack_with_reports(25).await;
    let folder = stack.folder.path().join("consumed");
    let output = Command::new(python())
        .args(["-I", "-B"])
        .arg(consumer())
        .arg(&stack.desk.url)
        .arg(&folder)
        .env("RECEIVER_TOKEN", &stack.desk.token)
        .output()
        .await
        .unwrap();
    succeeded(output);
    let files = fs::read_dir(&folder).unwrap();
    let kept = files.map(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        serde_json::from_slice::<Value>(&bytes).unwrap()
    });
    assert_eq!(sorted(kept), sorted(sent.iter().map(as_json)));
    assert!(stack.desk.page("/").await.contains("Nothing is waiting."));
}

fn consumer() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    root.join("receiver/examples/consumer.py")
}
