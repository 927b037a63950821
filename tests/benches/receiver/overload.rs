//! A flood: far more junk than can be opened, each piece different and worked for, and between it
//! the honest, who try again as the widget does. And a flood of good parcels of another hotline, beside the same
//! reporters without one.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::{join, join_all};
use rand::RngExt;
use receiver::clock::{Clock, SystemClock};
use receiver::parcel::Kind;
use reqwest::Method;
use serde_json::json;
use shared::envelope::SealedReport;
use tests::{OtherHotline, Process, Reporter, report, until};

use crate::Amount;
use crate::engine::Engine;
use crate::figures::{Figures, percentile};

/// Senders of junk, each with a message on its way at any time: twice as many as the waiting room
/// holds.
const SENDERS: usize = 2048;

/// Senders of the flooding hotline, each with a parcel on its way at any time: far more than may wait.
const PARCEL_SENDERS: usize = 320;

/// The time from one honest reporter's begin to the next one's.
const BETWEEN: Duration = Duration::from_millis(250);

/// An honest report that is not acknowledged within this time counts as lost.
const PATIENCE: Duration = Duration::from_secs(30);

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) async fn measure(amount: Amount, figures: &mut Figures) {
    let (folder, _) = Engine::Sqlite.folder();
    let process = Process::start_quietly(folder).await;
    let (reporter, begin) = (&process.reporter, Instant::now());
    let (over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let (good, _) = reporter.seal(&report("https://bad.example/", "x")).await;
    let junk = (0..SENDERS as u64).map(|sender| flood(reporter, &good, sender, &answered, &over));
    let honest = honest(reporter, amount, &over);
    let (_, mut times) = join(join_all(junk), honest).await;
    let acknowledged = times.len() as f64 / f64::from(amount.honest);
    let per_s = answered.into_inner() as f64 / begin.elapsed().as_secs_f64();
    figures.add("overload_acknowledged_ratio", acknowledged);
    figures.add("overload_junk_per_s", per_s);
    if !times.is_empty() {
        figures.add("overload_p50_us", percentile(&mut times, 50));
        figures.add("overload_p99_us", percentile(&mut times, 99));
    }
    figures.add("rss_bytes.overload", process.peak_memory() as f64);
}

/// The time of a reporter while another hotline floods the intake with parcels, as a multiple of that without.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub(crate) async fn measure_parcels(amount: Amount, figures: &mut Figures) {
    let (folder, _) = Engine::Sqlite.folder();
    let now = SystemClock.now();
    let other = OtherHotline::of(&folder, now).await;
    let process = Process::start_quietly(folder).await;
    let reporter = &process.reporter;
    let key = until("the hotline has a key", async || {
        let answer = reporter
            .request(Method::GET, "/v1/exchange-key")
            .send()
            .await;
        let answer = answer.unwrap();
        let is_there = answer.status() == 200;
        is_there.then_some(answer.bytes().await.unwrap())
    })
    .await;
    let nobodys = json!({ "to": "00112233445566778899aabbccddeeff", "sequence": 1, "items": [] });
    let parcels: Vec<_> = (0..PARCEL_SENDERS)
        .map(|_| other.send(&key, Kind::Outcome, &nobodys))
        .collect();
    let over = AtomicBool::new(false);
    let mut quiet = honest(reporter, amount, &over).await;
    let (over, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let begin = Instant::now();
    let flood = parcels.iter().map(async |parcel| {
        while !over.load(Ordering::SeqCst) {
            let request = reporter.request(Method::POST, "/v1/parcels");
            let answer = request.body(parcel.clone()).send().await.unwrap();
            assert!([202, 503].contains(&answer.status().as_u16()));
            answered.fetch_add(1, Ordering::SeqCst);
        }
    });
    let (_, mut times) = join(join_all(flood), honest(reporter, amount, &over)).await;
    let per_s = answered.into_inner() as f64 / begin.elapsed().as_secs_f64();
    figures.add("parcels_flood_per_s", per_s);
    assert!(
        !quiet.is_empty() && !times.is_empty(),
        "no reporter got through"
    );
    let ratio = percentile(&mut times, 50) / percentile(&mut quiet, 50);
    figures.add("parcels_flood_p50_ratio", ratio);
}

/// The microseconds that each honest report took until it was acknowledged, of those that were. Ends the flood.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn honest(reporter: &Reporter, amount: Amount, over: &AtomicBool) -> Vec<f64> {
    let honest = (0..amount.honest).map(async |number| {
        tokio::time::sleep(BETWEEN * number).await;
        tokio::time::timeout(PATIENCE, persist(reporter)).await.ok()
    });
    let times = join_all(honest).await;
    over.store(true, Ordering::SeqCst);
    let times = times.into_iter().flatten();
    times.map(|time| time.as_secs_f64() * 1e6).collect()
}

/// Posts one piece of junk after the other. Each proves the work that a quiet day asks for.
async fn flood(
    reporter: &Reporter,
    good: &[u8],
    sender: u64,
    answered: &AtomicU64,
    over: &AtomicBool,
) {
    let challenge = reporter.challenge().await;
    for number in 0_u64.. {
        if over.load(Ordering::SeqCst) {
            return;
        }
        let mut junk = good.to_vec();
        junk[9000..9008].copy_from_slice(&sender.to_be_bytes());
        junk[9008..9016].copy_from_slice(&number.to_be_bytes());
        let junk = Reporter::solve(&challenge, SealedReport::parse(junk).unwrap());
        let answer = reporter.post(junk.as_bytes().to_vec()).await;
        assert!(
            [400, 428, 503].contains(&answer.status),
            "{}",
            answer.status
        );
        answered.fetch_add(1, Ordering::SeqCst);
    }
}

/// Sends a report until it is acknowledged, with the waits of the widget; gives how long that took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn persist(reporter: &Reporter) -> Duration {
    let begin = Instant::now();
    let (mut message, expected) = reporter.seal(&report("https://bad.example/", "x")).await;
    let mut wait = Duration::from_secs(2);
    loop {
        for _ in 0..2 {
            let answer = reporter.post(message.clone()).await;
            match answer.status {
                202 => {
                    assert_eq!(answer.receipt(), expected);
                    return begin.elapsed();
                }
                428 => message = reporter.prove(message).await,
                503 | 408 => break,
                other => panic!("{other}: {}", answer.body),
            }
        }
        let random = rand::rng().random_range(1.0..2.0);
        tokio::time::sleep(wait.mul_f64(random)).await;
        wait = (wait * 2).min(Duration::from_secs(30));
    }
}
