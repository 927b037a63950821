//! What an operator does by a command that writes is in the log; every command is walked.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use serde_json::Value;
use tests::{Folder, Process, report};

/// Commands that write into the store, each with the entry of the log.
const WRITES: &[(&str, &str)] = &[
    ("keys rotate", "key_rotated"),
    ("keys revoke", "key_revoked"),
    ("queue requeue", "requeue"),
    ("queue accept", "requeue"),
    ("staff add", "account_added"),
    ("staff disable", "account_disabled"),
    ("staff enable", "account_enabled"),
    ("staff reset", "password_reset"),
    ("backup make", "backup"),
    ("clock confirm", "clock_confirmed"),
    ("webhooks retry", "retry"),
    ("keys desk new", "key_made"),
    ("keys desk reseal", "resealed"),
    ("keys desk retire", "key_retired"),
];

/// Commands that write nothing into the store of a config, or have a test of their own for what they log.
const OTHERS: &[&str] = &[
    // They make files.
    "init",
    "practice",
    "keys root",
    "keys signer",
    "keys pull",
    "keys ratchet",
    "keys certify",
    "keys desk first",
    "store grants",
    "exchange join",
    "association init",
    "association officer",
    "association add",
    "association revoke",
    "association tell",
    "association officers",
    "association show",
    "association sign",
    "association publish",
    "association page",
    // They look.
    "check",
    "keys show",
    "exchange show",
    // `hotline_paused` and `hotline_resumed`, in `directory::a_paused_hotline_neither_gets_nor_sends`.
    "exchange pause",
    "exchange resume",
    // `hotline_distrusted`, in `distrust::what_a_distrusted_hotline_sends_is_refused_by_a_signed_answer`.
    "exchange distrust",
    // `directory_settled`, in `split_views::a_split_view_is_shown_until_an_operator_settles_it`.
    "exchange settle",
    // `exchange_key`, in the scenario of two hotlines.
    "exchange replace",
    "queue dead",
    "retention dry-run",
    "staff list",
    "staff tokens",
    "audit verify",
    "audit export",
    "audit head",
    "clock show",
    "webhooks list",
    "alerts test",
    "backup verify",
    // They read and write files of a key, and need no config.
    "keys desk split",
    "keys desk join",
    "keys desk look",
    // `unlocked`, by the desk itself: `locked`.
    "keys desk unlock",
    // They have no store.
    "relay",
    "watch",
    // They are the receiver, or ask one with a token.
    "serve",
    "desk claim",
    "desk ack",
    "desk release",
    "desk export",
    "desk due",
    "desk cases",
    "desk find",
    "desk take",
    "desk show",
    "desk step",
    "desk findings",
    "desk locations",
    "desk known",
    "desk feedback",
    "desk recipients",
    "desk figures items",
    "desk figures counts",
    "desk figures notices",
    "desk queue",
    "desk heard",
    // `read`, in the scenario of two hotlines.
    "referral open",
    // `token_revoked`, of a token that the runbook of a leaked one ends.
    "staff revoke-token",
    // `scrub` for each case; `enter` for rows that are not as the log says, `log_break` for entries that do not hold; a
    // store that has its own log.
    "retention run",
    "audit accept",
    "store upgrade",
    "store move",
    "backup restore",
];

/// All commands, as the help names them.
fn commands(before: Vec<String>) -> Pin<Box<dyn Future<Output = BTreeSet<String>>>> {
    Box::pin(async move {
        let mut arguments: Vec<&str> = before.iter().map(String::as_str).collect();
        arguments.push("--help");
        let output = Process::run(&arguments).await;
        let help = String::from_utf8(output.stdout).unwrap();
        let Some((_, below)) = help.split_once("Commands:\n") else {
            return BTreeSet::from([before.join(" ")]);
        };
        let mut all = BTreeSet::new();
        for line in below.lines().take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap();
            let is_command = line.starts_with("  ") && !line.starts_with("   ") && name != "help";
            if is_command {
                let below = [&before[..], &[name.to_owned()]].concat();
                all.extend(commands(below).await);
            }
        }
        all
    })
}

#[tokio::test]
async fn every_command_that_writes_is_in_the_log() {
    let known = WRITES.iter().map(|(command, _)| *command);
    let known: BTreeSet<String> = known
        .chain(OTHERS.iter().copied())
        .map(str::to_owned)
        .collect();
    assert_eq!(commands(Vec::new()).await, known);

    let folder = Folder::today();
    folder.edit_config("max_attempts = 5", "max_attempts = 1");
    std::fs::write(
        folder.path().join("hook"),
        format!("whsec_{}", "A".repeat(32)),
    )
    .unwrap();
    folder.append_config("[desk.webhooks.crm]\nurl = \"http://127.0.0.1:9/\"\nsecret = \"hook\"");
    let process = Process::start(folder).await;
    let sent = report("https://bad.example/", "x");
    process.reporter.send(&sent).await;
    let id = sent.id().to_string();
    let backups = process.folder.path().join("backups");
    let first = process.reporter.key().await.id().to_string();
    for (command, entry) in WRITES {
        if command.starts_with("queue") {
            let claim = process.desk.claim(1, 60).await.remove(0);
            assert_eq!(process.desk.act(&claim, "release").await, 204);
        }
        let further: &[&str] = match *command {
            "keys revoke" => &[&first],
            "queue requeue" | "queue accept" => &[&id],
            "staff add" => &["anna", "--role", "analyst"],
            "staff disable" | "staff enable" | "staff reset" => &["anna"],
            "backup make" => &[backups.to_str().unwrap()],
            "webhooks retry" => &["crm"],
            _ => &[],
        };
        run(&process, command, further).await;
        let log = run(&process, "audit export", &[]).await;
        let last = log.lines().last().unwrap();
        let last: Value = serde_json::from_str(last).unwrap();
        assert_eq!(
            (&last["who"], &last["what"]),
            (&"operator".into(), &(*entry).into()),
            "{command}"
        );
    }
}

/// Runs a command on the receiver's config. Returns its output.
async fn run(process: &Process, command: &str, further: &[&str]) -> String {
    let config = process.folder.config();
    let command: Vec<&str> = command.split(' ').collect();
    let config = ["--config", config.to_str().unwrap()];
    let output = Process::run(&[&command[..], further, &config].concat()).await;
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}
