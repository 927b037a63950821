//! Kill -9 of either machine while reports come in and are fetched: every acknowledged report reaches the desk, once.
//!
//! The moment is counted in steps of the test's own tasks, by a seed for each round: `SEED=7` kills only as round 7 does,
//! `PULL_KILLS=500` goes on for longer than usual.

use std::collections::BTreeSet;
use std::env;
use std::sync::Arc;

use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use receiver::clock::{Clock, SystemClock};
use shared::report::Report;
use tests::{Desk, Folder, HalfProcess, Reporter, report};

use super::moved;

/// Kills that every run of the tests goes through.
const KILLS: u64 = 12;

/// Reports on their way around each kill.
const SENDERS: usize = 5;

/// Both machines, as far as they run.
struct Machines {
    folder: Folder,
    reporter: Reporter,
    intake: HalfProcess,
    desk: HalfProcess,
}

impl Machines {
    async fn start() -> Self {
        let folder = Folder::init_fetching(SystemClock.now());
        folder.edit_half("intake", "\"xwing\"", "\"x25519\"");
        let clock = Arc::new(SystemClock);
        let (intake, desk) = (start("intake", &folder).await, start("desk", &folder).await);
        Self {
            reporter: Reporter::new(&folder.intake_origin(), clock, folder.trust()),
            folder,
            intake,
            desk,
        }
    }

    /// Kills one or both of them at some moment, while these reports are sent. Gives those that were acknowledged.
    async fn kill_while_sending(self, seed: u64, sent: &[Report]) -> (Self, BTreeSet<String>) {
        let Self {
            folder,
            reporter,
            intake,
            desk,
        } = self;
        let mut random = StdRng::seed_from_u64(seed);
        let steps = random.random_range(0..3000);
        let (kills_intake, kills_desk) =
            [(false, true), (true, false), (true, true)][random.random_range(0..3)];
        let sending = join_all(sent.iter().map(async |report| {
            let acknowledged = reporter.try_send(report).await;
            matches!(acknowledged, Ok(true)).then(|| report.id().to_string())
        }));
        let killing = async {
            for _ in 0..steps {
                tokio::task::yield_now().await;
            }
            let restarted = async |half: HalfProcess, name: &str, is_killed: bool| {
                if !is_killed {
                    return half;
                }
                half.kill().await;
                start(name, &folder).await
            };
            (
                restarted(intake, "intake", kills_intake).await,
                restarted(desk, "desk", kills_desk).await,
            )
        };
        let (acknowledged, (intake, desk)) = tokio::join!(sending, killing);
        let acknowledged = acknowledged.into_iter().flatten().collect();
        let machines = Self {
            folder,
            reporter,
            intake,
            desk,
        };
        (machines, acknowledged)
    }
}

async fn start(half: &str, folder: &Folder) -> HalfProcess {
    HalfProcess::start(half, &folder.config_of(half)).await
}

#[tokio::test]
async fn kill_9_of_either_machine_loses_and_doubles_no_report() {
    let number = |variable| Some(env::var(variable).ok()?.parse::<u64>().expect("a number"));
    let seeds = match (number("SEED"), number("PULL_KILLS")) {
        (Some(seed), _) => seed..seed + 1,
        (None, kills) => 0..kills.unwrap_or(KILLS),
    };
    let mut machines = Machines::start().await;
    let (mut sent, mut acknowledged) = (Vec::new(), BTreeSet::new());
    for seed in seeds {
        println!("SEED={seed}");
        let url = |number| format!("https://bad.example/{seed}/{number}");
        let reports: Vec<_> = (0..SENDERS).map(|one| report(&url(one), "x")).collect();
        let (after, ids) = machines.kill_while_sending(seed, &reports).await;
        machines = after;
        sent.extend(reports);
        acknowledged.extend(ids);
    }
    // What was acknowledged arrives without a further word of its reporter.
    let known: u64 = acknowledged.len().try_into().unwrap();
    let folder = &machines.folder;
    tests::until("what was acknowledged is at the desk", async || {
        (folder.rows_of("desk", "report") >= known).then_some(())
    })
    .await;
    let desk = Desk::new(&machines.desk.url, folder, Arc::new(SystemClock));
    let mut claimed = claimed(&desk).await;
    let arrived: BTreeSet<_> = claimed.iter().cloned().collect();
    assert!(arrived.is_superset(&acknowledged), "lost");
    // Every reporter sends again: what is there stays there once, at whichever machine.
    for report in &sent {
        machines.reporter.send(report).await;
    }
    moved(folder, sent.len().try_into().unwrap()).await;
    claimed.extend(self::claimed(&desk).await);
    claimed.sort();
    let mut expected: Vec<_> = sent.iter().map(|report| report.id().to_string()).collect();
    expected.sort();
    assert_eq!(claimed, expected, "doubled, or never there");
    println!("{} reports, {known} acknowledged at once", sent.len());
}

/// Claims and acks everything that waits at the desk. Gives the ids inside the opened reports.
async fn claimed(desk: &Desk) -> Vec<String> {
    let mut ids = Vec::new();
    loop {
        let claims = desk.claim(100, 600).await;
        for claim in &claims {
            ids.push(claim["report"]["id"].as_str().unwrap().to_owned());
            assert_eq!(desk.act(claim, "ack").await, 204);
        }
        if claims.is_empty() {
            return ids;
        }
    }
}
