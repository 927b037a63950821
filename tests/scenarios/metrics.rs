//! Metrics for a monitoring system, on a listener of their own, and the rules that come with them.

use std::fs;
use std::process::{Command, Stdio};

use tests::{Folder, Process, Running, Stack, TestClock, report};

/// The rules that operators copy, and their test cases.
const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../receiver/alerts.rules.yml");
const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/alerts.test.yml");

/// A folder with a webhook, whose metrics show before anything was delivered.
fn folder() -> Folder {
    let folder = Folder::init(TestClock::BEGIN);
    let secret = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    fs::write(folder.path().join("keys/crm.secret"), secret).unwrap();
    folder.append_config(
        "[desk.webhooks.crm]\nurl = \"http://127.0.0.1:9/\"\nsecret = \"keys/crm.secret\"",
    );
    folder
}

async fn stack() -> Stack {
    Stack::start_in(folder(), TestClock::at(TestClock::BEGIN).into()).await
}

/// Sends two reports, and a message that is no report.
async fn traffic(stack: &Stack) {
    for address in ["https://bad.example/", "https://worse.example/"] {
        stack.reporter.send(&report(address, "x")).await;
    }
    stack.reporter.post(vec![0; 10]).await;
}

/// Runs `promtool` with this input. Returns what it says if it finds a fault.
fn promtool(arguments: &[&str], input: &str) -> Result<(), String> {
    let mut child = Command::new("promtool")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("promtool is missing: run `cargo xtask test`");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    output.status.success().then_some(()).ok_or(said)
}

#[tokio::test]
async fn no_metric_moves_with_a_single_report() {
    let stack = stack().await;
    let before = stack.metrics().await;
    traffic(&stack).await;
    stack.desk.claim(1, 60).await;
    stack.clock.advance_seconds(3599);
    assert_eq!(stack.metrics().await, before);
    let after = stack.metrics_of_next_hour().await;
    for line in [
        r#"sealed_report_messages_total{outcome="accepted"} 2"#,
        r#"sealed_report_messages_total{outcome="unacceptable"} 1"#,
        r#"sealed_report_http_requests_total{code="202",half="intake"} 2"#,
        r#"sealed_report_http_requests_total{code="200",half="desk"} 1"#,
        r#"sealed_report_queue_waiting{priority="child"} 2"#,
        r#"sealed_report_queue_waiting{priority="danger"} 0"#,
        r#"sealed_report_queue_oldest_age_seconds{priority="child"} 3600"#,
        "sealed_report_store_commit_seconds_count 2",
        "sealed_report_queue_leased 0",
        "sealed_report_queue_dead 0",
    ] {
        assert!(after.lines().any(|shown| shown == line), "{line}: {after}");
    }
}

#[tokio::test]
async fn promtool_finds_nothing_wrong_with_the_metrics() {
    let stack = stack().await;
    traffic(&stack).await;
    let metrics = stack.metrics_of_next_hour().await;
    assert_eq!(promtool(&["check", "metrics"], &metrics), Ok(()));
    let undescribed = metrics.replace("# HELP sealed_report_opens_total ", "# ");
    promtool(&["check", "metrics"], &undescribed).unwrap_err();
}

#[tokio::test]
async fn each_half_has_its_metrics_on_a_listener_of_its_own() {
    let folder = Folder::init_apart(TestClock::BEGIN);
    let clock = std::sync::Arc::new(TestClock::at(TestClock::BEGIN));
    for half in ["intake", "desk"] {
        let config = folder.path().join(half).join("receiver.toml");
        let running = Running::start(&config, clock.clone()).await;
        let answer = reqwest::get(format!("{}/metrics", running.metrics.as_ref().unwrap()));
        let answer = answer.await.unwrap();
        assert_eq!(
            answer.headers()["content-type"],
            "text/plain; version=0.0.4; charset=utf-8"
        );
        assert!(
            answer
                .text()
                .await
                .unwrap()
                .contains("sealed_report_build_info")
        );
        let public = running.intake.as_ref().or(running.desk.as_ref()).unwrap();
        let elsewhere = reqwest::get(format!("{public}/metrics")).await.unwrap();
        assert_eq!(elsewhere.status(), 404, "{half}");
        running.stop().await;
    }
}

#[tokio::test]
async fn each_rule_fires_when_it_should_and_only_then() {
    assert_eq!(promtool(&["check", "rules", RULES], ""), Ok(()));
    assert_eq!(promtool(&["test", "rules", CASES], ""), Ok(()));
    let rules = fs::read_to_string(RULES).unwrap();
    let cases = fs::read_to_string(CASES).unwrap();
    let alerts = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- alert: "));
    for alert in alerts {
        let mut cases = cases.split("- eval_time:").filter(|case| {
            let named = case
                .lines()
                .find_map(|line| line.trim().strip_prefix("alertname: "));
            named == Some(alert)
        });
        let (silent, fires): (Vec<_>, Vec<_>) = cases
            .by_ref()
            .partition(|case| case.contains("exp_alerts: []"));
        assert!(!silent.is_empty() && !fires.is_empty(), "{alert}");
    }
}

#[tokio::test]
async fn each_metric_that_a_rule_names_exists() {
    let stack = stack().await;
    traffic(&stack).await;
    // The time of a backup is a metric once there was one.
    let config = stack.folder.config();
    let backups = stack.folder.path().join("backups");
    let backups = backups.to_str().unwrap();
    let command = [
        "backup",
        "make",
        backups,
        "--config",
        config.to_str().unwrap(),
    ];
    assert!(Process::run(&command).await.status.success());
    let metrics = stack.metrics_of_next_hour().await;
    let rules = fs::read_to_string(RULES).unwrap();
    let names = rules.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let mut names: Vec<_> = names
        .filter(|name| name.starts_with("sealed_report_"))
        .collect();
    names.sort();
    names.dedup();
    assert!(names.len() > 5, "{names:?}");
    // Only two machines have it: `pull::the_desk_tells_that_it_reaches_no_intake`.
    names.retain(|name| *name != "sealed_report_fetched_timestamp_seconds");
    for name in names {
        let is_it = |line: &str| {
            let rest = line.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(['{', ' ']))
        };
        assert!(metrics.lines().any(is_it), "{name} is not in {metrics}");
    }
}
