//! Random schedules of everything that can happen to the queue, on the real store, held against a
//! model after each step.
//!
//! A schedule is its seed: `SEED=7 cargo test -p tests --test simulation -- --nocapture` replays
//! one and prints its steps. `SCHEDULES=100000` runs more than usual.

mod expected;
mod machine;
mod step;

use std::{env, thread};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tests::TestClock;

use self::expected::Model;
use self::machine::Machine;
use self::step::Step;

/// Schedules that every run of the tests goes through.
const SCHEDULES: u64 = 1000;

#[test]
fn whatever_happens_nothing_acknowledged_is_lost_doubled_or_out_of_order() {
    if let Some(seed) = number("SEED") {
        return run(seed, true);
    }
    let schedules = number("SCHEDULES").unwrap_or(SCHEDULES);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for first in 0..threads as u64 {
            scope.spawn(move || {
                for seed in (first..schedules).step_by(threads) {
                    run(seed, false);
                }
            });
        }
    });
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(text.parse().expect("a number"))
}

fn run(seed: u64, verbose: bool) {
    let _names_the_seed = Seed(seed);
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(schedule(seed, verbose));
}

/// Names the seed of a schedule that fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("this schedule failed; to replay it, set SEED={}", self.0);
        }
    }
}

async fn schedule(seed: u64, verbose: bool) {
    let mut rng = StdRng::seed_from_u64(seed);
    let mut model = Model::default();
    let mut machine = Machine::new(seed).await;
    let mut now = TestClock::BEGIN;
    for _ in 0..rng.random_range(20..40) {
        let step = Step::random(&mut rng, &model, now);
        if verbose {
            println!("{now} {step:?}");
        }
        match &step {
            Step::Do(write) => {
                let answer = machine.apply(write, now).await;
                assert_eq!(answer, model.apply(write, now), "{step:?}");
            }
            Step::Wait { seconds } => {
                now = now.plus_seconds(*seconds);
                machine.tick(now);
            }
            Step::Reopen => machine = machine.reopen().await,
            Step::Crash(crash, waiting) => {
                machine = machine.crash(crash, waiting, now).await;
                // An unanswered write may have been done or not, but the writes are done in order.
                let left = machine.rows(now).await;
                let mut waiting = waiting.iter();
                while model.rows(now) != left {
                    let next = waiting.next();
                    let next = next.unwrap_or_else(|| panic!("{step:?} left {left:?}"));
                    model.apply(next, now);
                }
            }
        }
        assert_eq!(machine.rows(now).await, model.rows(now), "after {step:?}");
    }
}
