//! Runs each of the fuzzer's targets for some time.

use std::fs;

use crate::Failure;
use crate::run::{cargo, output_of, root, run, target_dir};

/// The version of cargo-fuzz that the targets were tested with.
const CARGO_FUZZ: &str = "cargo-fuzz@0.13.2";

/// Maximum input in bytes: one more than the longest message.
const MAX_LEN: usize = 9417;

/// Runs each target for this many seconds. New inputs of the fuzzer stay in the target folder.
pub(crate) fn fuzz(seconds: u32) -> Result<(), Failure> {
    if output_of(cargo(&["fuzz", "--version"])).is_none() {
        run(CARGO_FUZZ, cargo(&["install", "--locked", CARGO_FUZZ]))?;
    }
    targets()?
        .iter()
        .try_for_each(|target| run_one(target, seconds))
}

fn run_one(target: &str, seconds: u32) -> Result<(), Failure> {
    let found = target_dir().join("fuzz-corpus").join(target);
    fs::create_dir_all(&found)?;
    // Sanitizers need a nightly compiler, and find errors that only `unsafe` code can cause.
    let mut fuzz = cargo(&["fuzz", "run", "--fuzz-dir=tests/fuzz", "--sanitizer=none"]);
    fuzz.arg("--target-dir").arg(target_dir().join("fuzz"));
    fuzz.arg(target).arg(found);
    fuzz.arg(format!("tests/fuzz/corpus/{target}"));
    fuzz.args(["--", "-dict=tests/fuzz/words.dict", "-print_final_stats=1"]);
    fuzz.arg(format!("-max_len={MAX_LEN}"));
    fuzz.arg(format!("-max_total_time={seconds}"));
    run(&format!("{target}, for {seconds} s"), fuzz)
}

/// The names of the targets, which are their files' names.
fn targets() -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("tests/fuzz/fuzz_targets"))? {
        let path = entry?.path();
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    names.sort();
    Ok(names)
}
