//! The unit for systemd: it takes from the receiver what the receiver does not need, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::json;
use tests::{Folder, Process, report};

use crate::faults::may_trace;

const UNIT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../receiver/systemd/sealed-report.service"
);

/// The output of `systemd-analyze`, and whether it found nothing wrong.
fn analyze(arguments: &[&str]) -> (String, bool) {
    let analyzed = Command::new("systemd-analyze").args(arguments).output();
    let analyzed = analyzed.expect("systemd-analyze is missing: run `cargo xtask test`");
    let output = String::from_utf8(analyzed.stdout).unwrap();
    (output, analyzed.status.success())
}

#[test]
fn the_unit_leaves_little_to_take() {
    let (found, is_safe) = analyze(&[
        "security",
        "--no-pager",
        "--offline=true",
        "--threshold=15",
        UNIT,
    ]);
    assert!(is_safe, "{found}");
}

/// The system calls of a filter's words: names, and groups that begin with `@`.
fn expand(words: &str) -> BTreeSet<String> {
    let mut calls = BTreeSet::new();
    for word in words.split_whitespace().filter(|word| *word != "#") {
        if !word.starts_with('@') {
            calls.insert(word.to_owned());
            continue;
        }
        let (listed, is_known) = analyze(&["syscall-filter", word]);
        assert!(is_known, "{word}");
        for line in listed.lines().skip(1).map(str::trim) {
            if !line.starts_with('#') {
                calls.extend(expand(line));
            }
        }
    }
    calls
}

/// The system calls that the unit allows.
fn allowed() -> BTreeSet<String> {
    let unit = fs::read_to_string(UNIT).unwrap();
    let mut allowed = BTreeSet::new();
    for filter in unit
        .lines()
        .filter_map(|line| line.strip_prefix("SystemCallFilter="))
    {
        match filter.strip_prefix('~') {
            None => allowed.extend(expand(filter)),
            Some(taken) => {
                let taken = expand(taken);
                allowed.retain(|call| !taken.contains(call));
            }
        }
    }
    allowed
}

/// The system calls of a trace: each line has the number of a thread, and a call.
fn made(trace: &str) -> BTreeSet<String> {
    let calls = trace.lines().filter_map(|line| {
        let (_, call) = line
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .split_at_checked(1)?;
        let name = call.trim_start().split('(').next()?;
        let is_name =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
        (!name.is_empty() && name.chars().all(is_name)).then(|| name.to_owned())
    });
    calls.collect()
}

#[tokio::test]
async fn a_days_work_needs_no_system_call_that_the_unit_refuses() {
    if !may_trace() {
        return;
    }
    let process = Process::start_traced(Folder::today()).await;
    for number in 0..3 {
        let url = format!("https://bad.example/{number}");
        process.reporter.send(&report(&url, "what I saw")).await;
    }
    process.desk.take().await;
    let lead = process.desk.lead().await;
    for page in ["/", "/cases", "/due", "/statistics", "/search", "/audit"] {
        lead.page(page).await;
    }
    lead.form("/search", &[("text", "bad.example")]).await;
    assert_eq!(process.desk.claim(1, 60).await.len(), 1);
    process.reload();
    process
        .reporter
        .send(&report("https://bad.example/4", "x"))
        .await;
    process.terminate();
    let (folder, output) = process.ended().await;
    assert!(output.status.success(), "{}", json!(output.status.code()));
    let made = made(&fs::read_to_string(folder.path().join("trace")).unwrap());
    assert!(
        made.contains("pwrite64") && made.contains("accept4"),
        "{made:?}"
    );
    let mut refused: BTreeSet<_> = made.difference(&allowed()).cloned().collect();
    // Only for root does SQLite give its files the owner of the database.
    refused.retain(|call| !["fchown", "fchown32"].contains(&&call[..]));
    // The command line of this test; systemd starts the receiver by itself.
    refused.remove("execve");
    assert!(refused.is_empty(), "{refused:?}");
}
