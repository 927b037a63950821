//! How long a reporter waits, in a real browser on a slow phone: `tests/browser/bench.mjs` measures.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use receiver::clock::{Clock, SystemClock};
use tests::{Folder, Stack, TestClock};
use tokio::process::Command;

use crate::Amount;
use crate::figures::{Figures, percentile};

/// Names the folder with the page to compare with, which `cargo xtask bench` builds where it finds
/// what this needs.
const COUNTER: &str = "COUNTER";

pub(crate) async fn measure(amount: Amount, figures: &mut Figures) {
    if std::env::var_os(COUNTER).is_none() {
        eprintln!("  the form: left out, because `cargo xtask bench` found no Node or no Chromium");
        return;
    }
    for (name, mut times) in rounds(amount.rounds).await {
        figures.add(&name, percentile(&mut times, 50));
    }
}

/// The figures of all rounds, by name.
async fn rounds(count: usize) -> BTreeMap<String, Vec<f64>> {
    // Browsers check keys by the system's clock.
    let now = SystemClock.now();
    let folder = Folder::init(now);
    // As on a real day.
    folder.edit_config("work_floor = 10", "work_floor = 1000");
    let stack = Stack::start_in(folder, Arc::new(TestClock::at(now))).await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/bench.mjs");
    let node = Command::new("node")
        .arg(script)
        .arg(count.to_string())
        .env("BROWSER", "chromium")
        .env("INTAKE", &stack.intake)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap();
    assert!(node.status.success(), "{}", node.status);
    serde_json::from_slice(&node.stdout).unwrap()
}
