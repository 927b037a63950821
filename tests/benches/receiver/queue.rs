//! The queue: what a claim costs, however much waits, and how long a start takes.

use std::num::NonZeroU32;
use std::time::Instant;

use futures_util::stream::{self, StreamExt};
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::{Clock, SystemClock};
use receiver::epoch::EpochSealer;
use receiver::queue::{Claim, Entry, LeaseToken, Priority};
use receiver::store::{self, Store};
use shared::hpke::{PrivateKey, Suite};
use shared::report::ReportId;
use tests::{Folder, Process};

use crate::Amount;
use crate::engine::Engine;
use crate::figures::{Figures, percentile};
use crate::intake::AT_ONCE;

/// Reports in one claim.
const CLAIMED: usize = 100;

/// Claims of which the middle one counts.
const CLAIMS: usize = 21;

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    let name = engine.name();
    limit(engine, amount, figures).await;
    for depth in amount.depths {
        let (folder, url) = engine.folder();
        let store = store::open(&url).await.unwrap();
        fill(&*store, *depth).await;
        figures.add(&format!("claim_us.{name}.{depth}"), claim_us(&*store).await);
        drop(store);
        start(engine, *depth, folder, figures).await;
    }
}

/// What the store alone takes, with as many on their way as the intake has.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn limit(engine: Engine, amount: Amount, figures: &mut Figures) {
    let (_folder, url) = engine.folder();
    let store = store::open(&url).await.unwrap();
    let begin = Instant::now();
    let enqueue = async |entry| {
        let begin = Instant::now();
        assert!(store.enqueue(entry).await.is_ok());
        begin.elapsed().as_secs_f64() * 1e6
    };
    let enqueued = stream::iter(entries().take(amount.messages)).map(enqueue);
    let mut times: Vec<f64> = enqueued.buffer_unordered(AT_ONCE).collect().await;
    let per_s = amount.messages as f64 / begin.elapsed().as_secs_f64();
    let name = engine.name();
    figures.add(&format!("store_per_s.{name}"), per_s);
    figures.add(&format!("store_p50_us.{name}"), percentile(&mut times, 50));
    figures.add(&format!("store_p99_us.{name}"), percentile(&mut times, 99));
}

async fn fill(store: &dyn Store, depth: usize) {
    let stored = stream::iter(entries().take(depth)).map(|entry| store.enqueue(entry));
    let stored = stored.buffer_unordered(512);
    stored
        .for_each(async |stored| assert!(stored.is_ok()))
        .await;
}

/// Reports without end.
fn entries() -> impl Iterator<Item = Entry> {
    let desk = PrivateKey::generate(Suite::X25519, &mut UnwrapErr(SysRng)).public_key();
    let (sealer, now) = (EpochSealer::new(desk), SystemClock.now());
    std::iter::repeat_with(move || {
        let rng = &mut UnwrapErr(SysRng);
        let id = ReportId::random(rng);
        Entry {
            id,
            received: now.hour(),
            priority: Priority::Child,
            body: sealer.seal(id, b"{}", now, rng).unwrap(),
        }
    })
}

/// The middle of several claims, each given back.
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
            let released = store.release(stored.id, claim.token, now).await;
            released.unwrap().unwrap();
        }
    }
    percentile(&mut times, 50)
}

/// From the start of the process until it listens, and the memory that it takes until then.
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
    process.terminate();
    process.ended().await;
}
