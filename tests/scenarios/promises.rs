//! What SECURITY.md says is checked by a test, is.

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file of the project that may hold a test, by the name of its module.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<PathBuf> = ["shared", "widget", "receiver", "tests/scenarios"]
        .map(|folder| root.join(folder))
        .into();
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                sources.push((module(&path), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    sources
}

/// `keys` for `keys.rs` and for `keys/tests.rs`.
fn module(path: &Path) -> String {
    let named = match path.file_stem() {
        Some(stem) if stem == "tests" => path.parent().unwrap().file_name().unwrap(),
        stem => stem.unwrap(),
    };
    named.to_string_lossy().into_owned()
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let security = include_str!("../../.github/SECURITY.md");
    let sources = sources();
    let named: Vec<_> = security
        .split('`')
        .filter_map(|word| word.split_once("::"))
        .filter(|(_, test)| test.contains('_'))
        .collect();
    assert!(named.len() > 15, "{named:?}");
    for (file, test) in named {
        let holds = |(module, text): &(String, String)| {
            let declared = text.contains(&format!("fn {test}("));
            module == file && (declared || text.contains(&format!("{test}: \"")))
        };
        assert!(sources.iter().any(holds), "no {file} has the test {test}");
    }
}
