//! Kill -9 at random moments under load: every acknowledged report is there afterwards, once.
//!
//! The moment is counted in acknowledgements and bytes, by a seed for each round: `SEED=7` kills
//! only as round 7 does, `KILLS=5000` goes on for longer than usual.

use std::collections::BTreeSet;
use std::env;

use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use shared::report::Report;
use tests::{Folder, Process, report, soon};
use tokio::sync::mpsc;

/// Kills that every run of the tests goes through.
const KILLS: u64 = 100;

/// Reports on their way in each round; one more is the one that the kill cuts.
const SENDERS: usize = 4;

#[tokio::test]
async fn kill_9_at_any_moment_loses_and_doubles_nothing() {
    let seeds = match (number("SEED"), number("KILLS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, kills) => 0..kills.unwrap_or(KILLS),
    };
    let folder = Folder::today();
    folder.edit_config("\"xwing\"", "\"x25519\"");
    let mut process = Process::start(folder).await;
    for seed in seeds {
        println!("SEED={seed}");
        let (sent, acknowledged) = load_and_kill(&process, seed).await;
        process = Process::start(process.ended().await.0).await;
        check(&process, &sent, &acknowledged).await;
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().expect("a number"))
}

/// Sends reports, and kills the receiver after some acknowledgements and some bytes of one more
/// message. Gives what was sent, and the ids of what was acknowledged.
async fn load_and_kill(process: &Process, seed: u64) -> (Vec<Report>, BTreeSet<String>) {
    let mut random = StdRng::seed_from_u64(seed);
    let url = |number| format!("https://bad.example/{seed}/{number}");
    let sent: Vec<_> = (0..=SENDERS).map(|one| report(&url(one), "x")).collect();
    let (last, others) = sent.split_last().unwrap();
    let (message, _) = process.reporter.seal(last).await;
    let acknowledgements = random.random_range(0..=SENDERS);
    // Most often the whole message: then the kill comes during the commit.
    let bytes = random.random_range(0..4 * message.len()).min(message.len());

    let (acknowledge, mut acknowledged) = mpsc::unbounded_channel();
    let sending = join_all(others.iter().map(async |report| {
        if let Ok(true) = process.reporter.try_send(report).await {
            acknowledge.send(report.id().to_string()).unwrap();
        }
    }));
    let mut ids = BTreeSet::new();
    let killing = async {
        for _ in 0..acknowledgements {
            let next = soon("a report is acknowledged", acknowledged.recv()).await;
            ids.insert(next.unwrap());
        }
        let begun = process.reporter.begin_post(message, bytes).await;
        process.kill();
        begun
    };
    let (_, begun) = tokio::join!(sending, killing);
    drop(acknowledge);
    while let Some(id) = acknowledged.recv().await {
        ids.insert(id);
    }
    if let Ok(answer) = begun.finish().await
        && answer.starts_with("HTTP/1.1 202 ")
    {
        ids.insert(last.id().to_string());
    }
    (sent, ids)
}

/// Claims all reports, has every reporter send again, claims the rest, and acks them all.
async fn check(process: &Process, sent: &[Report], acknowledged: &BTreeSet<String>) {
    let kept = process.desk.claim(100, 600).await;
    let kept_ids: BTreeSet<_> = kept.iter().map(id).collect();
    assert!(kept_ids.is_superset(acknowledged), "lost");
    for report in sent {
        process.reporter.send(report).await;
    }
    let rest = process.desk.claim(100, 600).await;
    let mut claimed: Vec<_> = kept.iter().chain(&rest).map(id).collect();
    claimed.sort();
    let mut expected: Vec<_> = sent.iter().map(|one| one.id().to_string()).collect();
    expected.sort();
    assert_eq!(claimed, expected, "doubled, or never there");
    for claim in kept.iter().chain(&rest) {
        assert_eq!(process.desk.act(claim, "ack").await, 204);
    }
}

/// The id inside the opened report.
fn id(claim: &Value) -> String {
    claim["report"]["id"].as_str().unwrap().to_owned()
}
