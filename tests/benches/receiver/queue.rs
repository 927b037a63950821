//! The queue: what a claim costs and how long its page takes, however much waits, and how long a
//! start takes.

use std::num::NonZeroU32;
use std::time::Instant;

use futures_util::stream::{self, StreamExt};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::priority::Priority;
use model::queue::{Claim, LeaseToken, NewReport};
use receiver::clock::{Clock, SystemClock};
use receiver::crypto::epoch::EpochSealer;
use store::Store;
use tests::{Desk, Folder, Process, report};

use crate::Amount;
use crate::desk::middle;
use crate::engine::Engine;
use crate::figures::{Figures, percentile};
use crate::intake::AT_ONCE;

/// Reports in one claim.
const CLAIMED: usize = 100;

/// Claims, or readings of a page, of which the middle one counts.
const CLAIMS: usize = 21;

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    let name = engine.name();
    limit(engine, amount, figures).await;
    for depth in amount.depths {
        let (folder, url) = engine.folder();
        let store = store::open(&url).await.unwrap();
        fill(&*store, &folder, *depth).await;
        figures.add(&format!("claim_us.{name}.{depth}"), claim_us(&*store).await);
        let now = SystemClock.now();
        let counted = middle(async || {
            store.waiting(now).await.unwrap();
            store.depth(now).await.unwrap();
        });
        figures.add(&format!("metrics_us.{name}.{depth}"), counted.await);
        drop(store);
        start(engine, *depth, folder, figures).await;
    }
}

/// How many reports the store alone takes, with as many at once as the intake has.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn limit(engine: Engine, amount: Amount, figures: &mut Figures) {
    let (folder, url) = engine.folder();
    let store = store::open(&url).await.unwrap();
    let begin = Instant::now();
    let enqueue = async |entry| {
        let begin = Instant::now();
        assert!(store.enqueue(entry).await.is_ok());
        begin.elapsed().as_secs_f64() * 1e6
    };
    let enqueued = stream::iter(entries(&folder).take(amount.messages)).map(enqueue);
    let mut times: Vec<f64> = enqueued.buffer_unordered(AT_ONCE).collect().await;
    let per_s = amount.messages as f64 / begin.elapsed().as_secs_f64();
    let name = engine.name();
    figures.add(&format!("store_per_s.{name}"), per_s);
    figures.add(&format!("store_p50_us.{name}"), percentile(&mut times, 50));
    figures.add(&format!("store_p99_us.{name}"), percentile(&mut times, 99));
}

async fn fill(store: &dyn Store, folder: &Folder, depth: usize) {
    let stored = stream::iter(entries(folder).take(depth)).map(|entry| store.enqueue(entry));
    let stored = stored.buffer_unordered(512);
    stored
        .for_each(async |stored| assert!(stored.is_ok()))
        .await;
    // What the desk does each day.
    store.forget(SystemClock.now()).await.unwrap();
}

/// Reports without end, which the desk of this folder can read.
fn entries(folder: &Folder) -> impl Iterator<Item = NewReport> {
    let (sealer, signer, now) = (
        EpochSealer::new(folder.desk_public_key()),
        folder.signer(),
        SystemClock.now(),
    );
    std::iter::repeat_with(move || {
        let report = report("https://bad.example/gallery", "What a reporter saw there.");
        let body = sealer.seal(
            report.id(),
            &report.to_json(),
            now,
            &signer,
            &mut UnwrapErr(SysRng),
        );
        NewReport {
            id: report.id(),
            received: now.hour(),
            priority: Priority::Child,
            body: body.unwrap(),
        }
    })
}

/// The median time of several claims, each of which is released.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn claim_us(store: &dyn Store) -> f64 {
    let mut times = Vec::new();
    for _ in 0..CLAIMS {
        let now = SystemClock.now();
        let claim = Claim {
            max: CLAIMED,
            token: LeaseToken::random(&mut UnwrapErr(SysRng)),
            now,
            until: now.plus_seconds(3600),
            max_attempts: NonZeroU32::MAX,
        };
        let begin = Instant::now();
        let claimed = store.claim(claim).await.unwrap();
        times.push(begin.elapsed().as_secs_f64() * 1e6);
        assert_eq!(claimed.len(), CLAIMED);
        for stored in claimed {
            store.release(stored.id, claim.token, now).await.unwrap();
        }
    }
    percentile(&mut times, 50)
}

/// From the start of the process until it listens, and the memory that it takes until then; and the
/// page with the first hundred reports.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn start(engine: Engine, depth: usize, folder: Folder, figures: &mut Figures) {
    let begin = Instant::now();
    let process = Process::start_quietly(folder).await;
    let (name, time) = (engine.name(), begin.elapsed().as_secs_f64() * 1e6);
    figures.add(&format!("start_us.{name}.{depth}"), time);
    figures.add(
        &format!("rss_bytes.{name}.{depth}"),
        process.peak_memory() as f64,
    );
    figures.add(
        &format!("queue_page_us.{name}.{depth}"),
        page_us(&process.desk).await,
    );
    process.terminate();
    process.ended().await;
}

/// The middle of several readings of the queue's page.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn page_us(desk: &Desk) -> f64 {
    desk.lead().await;
    let mut times = Vec::new();
    for _ in 0..CLAIMS {
        let begin = Instant::now();
        let page = desk.page("/").await;
        times.push(begin.elapsed().as_secs_f64() * 1e6);
        assert_eq!(page.matches("bad[.]example").count(), 100);
    }
    percentile(&mut times, 50)
}
