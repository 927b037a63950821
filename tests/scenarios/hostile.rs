//! The fuzzer's corpus does no harm, and still reaches the end of each target.

use std::fs;
use std::path::{Path, PathBuf};

use tests::hostile::TARGETS;

#[test]
fn nothing_that_the_fuzzer_kept_breaks_a_promise() {
    for (target, run) in TARGETS {
        for path in kept_for(target) {
            println!("{}", path.display());
            run(&fs::read(&path).unwrap());
        }
    }
}

#[test]
fn every_corpus_holds_something_good() {
    for (target, run) in TARGETS {
        let is_good = |path: &PathBuf| run(&fs::read(path).unwrap());
        assert!(
            kept_for(target).iter().any(is_good),
            "{target}: run `cargo run -p tests --example seeds`"
        );
    }
}

#[test]
fn the_fuzzer_has_every_target_and_no_other() {
    let files = fs::read_dir(fuzz().join("fuzz_targets")).unwrap();
    let mut names: Vec<_> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_owned())
        .collect();
    let mut targets = TARGETS.map(|(target, _)| target);
    names.sort();
    targets.sort();
    assert_eq!(names, targets);
}

fn kept_for(target: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(fuzz().join("corpus").join(target)).unwrap();
    files.map(|file| file.unwrap().path()).collect()
}

fn fuzz() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz"))
}
