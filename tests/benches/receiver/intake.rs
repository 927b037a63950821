//! The whole intake, as a process of its own, with as many connections as it can use.

use std::time::Instant;

use futures_util::stream::{self, StreamExt};
use tests::{Process, Reporter, report};

use crate::Amount;
use crate::engine::Engine;
use crate::figures::{Figures, percentile};

/// Requests on their way at any time.
pub(crate) const AT_ONCE: usize = 64;

pub(crate) async fn measure(engine: Engine, amount: Amount, figures: &mut Figures) {
    let (folder, _) = engine.folder();
    folder.edit_config("work_floor = 10", "work_floor = 0");
    let process = Process::start_quietly(folder).await;
    let messages = sealed(&process.reporter, amount.messages).await;
    let good = messages[0].clone();
    let load = run(&process, messages, 202).await;
    let name = engine.name();
    let named = |figure: &str, suite: &str| format!("{figure}.{name}.{suite}");
    figures.add(&named("durable_cpu_us", "xwing"), load.cpu_us);
    figures.add(&named("durable_per_s", "xwing"), load.per_s);
    figures.add(&named("durable_p50_us", "xwing"), load.p50_us);
    figures.add(&named("durable_p99_us", "xwing"), load.p99_us);
    figures.add(&format!("rss_bytes.{name}"), process.peak_memory() as f64);
    if let Engine::Sqlite = engine {
        refuse(&process, &good, amount, figures).await;
    }
}

/// What junk costs. No engine makes a difference, because junk never reaches the store.
async fn refuse(process: &Process, good: &[u8], amount: Amount, figures: &mut Figures) {
    let mut other_key = good.to_vec();
    other_key[8] ^= 1;
    let mut no_proof = good.to_vec();
    // An effort that the zeros after it do not prove.
    no_proof[20..24].copy_from_slice(&1_000_000_u32.to_be_bytes());
    for (name, junk, status) in [
        ("length", good[1..].to_vec(), 400),
        ("key", other_key, 409),
        ("pow", no_proof, 428),
    ] {
        let load = run(process, vec![junk; amount.messages], status).await;
        figures.add(&format!("reject_cpu_us.{name}"), load.cpu_us);
        if name == "length" {
            // As little as one can do for a message of this size: the limit of HTTP.
            figures.add("http_per_s", load.per_s);
            figures.add("http_p50_us", load.p50_us);
            figures.add("http_p99_us", load.p99_us);
        }
    }
}

/// Different reports, sealed before the clock runs.
async fn sealed(reporter: &Reporter, count: usize) -> Vec<Vec<u8>> {
    let key = reporter.key().await;
    let one = |number| {
        let report = report(
            &format!("https://bad.example/{number}"),
            "word ".repeat(100).trim_end(),
        );
        Reporter::seal_to(&report, &key).0.as_bytes().to_vec()
    };
    (0..count).map(one).collect()
}

struct Load {
    cpu_us: f64,
    per_s: f64,
    p50_us: f64,
    p99_us: f64,
}

/// Posts everything; each answer must have this status.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
async fn run(process: &Process, messages: Vec<Vec<u8>>, status: u16) -> Load {
    let count = messages.len() as f64;
    let (cpu, begin) = (process.cpu_us(), Instant::now());
    let post = async |message| {
        let begin = Instant::now();
        let answer = process.reporter.post(message).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        begin.elapsed().as_secs_f64() * 1e6
    };
    let times = stream::iter(messages).map(post).buffer_unordered(AT_ONCE);
    let mut times: Vec<f64> = times.collect().await;
    let seconds = begin.elapsed().as_secs_f64();
    let cpu_us = (process.cpu_us() - cpu) / count;
    Load {
        cpu_us,
        per_s: count / seconds,
        p50_us: percentile(&mut times, 50),
        p99_us: percentile(&mut times, 99),
    }
}
