//! The queue: what a claim costs, however much waits, and how long a start takes.

use std::num::NonZeroU32;
use std::time::Instant;

use futures_util::future::join_all;
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
use crate::figures::Figures;

/// Reports in one claim.
const CLAIMED: usize = 100;

/// Claims of which the middle one counts.
const CLAIMS: usize = 21;

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    let name = engine.name();
    for depth in amount.depths {
        let (folder, url) = engine.folder();
        let store = store::open(&url).await.unwrap();
        fill(&*store, *depth).await;
        figures.add(&format!("claim_us.{name}.{depth}"), claim_us(&*store).await);
        drop(store);
        let started = start_us(folder).await;
        figures.add(&format!("start_us.{name}.{depth}"), started);
    }
}

async fn fill(store: &dyn Store, depth: usize) {
    let rng = &mut UnwrapErr(SysRng);
    let desk = PrivateKey::generate(Suite::X25519, rng).public_key();
    let (sealer, now) = (EpochSealer::new(desk), SystemClock.now());
    let mut left = depth;
    while left > 0 {
        let batch = left.min(512);
        let entries = (0..batch).map(|_| {
            let id = ReportId::random(rng);
            Entry {
                id,
                received: now.hour(),
                priority: Priority::Child,
                body: sealer.seal(id, b"{}", now, rng).unwrap(),
            }
        });
        let entries: Vec<_> = entries.collect();
        let stored = join_all(entries.into_iter().map(|entry| store.enqueue(entry))).await;
        assert!(stored.iter().all(Result::is_ok));
        left -= batch;
    }
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
    times.sort_by(f64::total_cmp);
    times[CLAIMS / 2]
}

/// From the start of the process until it listens.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn start_us(folder: Folder) -> f64 {
    let begin = Instant::now();
    let process = Process::start_quietly(folder).await;
    let time = begin.elapsed();
    process.terminate();
    process.ended().await;
    time.as_secs_f64() * 1e6
}
