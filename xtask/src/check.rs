//! Every check, in the order in which they fail soonest.

use std::fs;

use crate::Failure;
use crate::run::{cargo, output_of, program, root, run};
use crate::{setup, widget};

/// Runs them all, and stops at the first that fails.
pub(crate) fn all() -> Result<(), Failure> {
    setup::components()?;
    run("format", cargo(&["fmt", "--all", "--check"]))?;
    widget::build()?;
    lints()?;
    documentation()?;
    setup::browsers()?;
    scripts()?;
    run("unit tests and scenarios", cargo(&["test", "--workspace"]))?;
    licences()?;
    eprintln!("\nEverything holds.");
    Ok(())
}

fn lints() -> Result<(), Failure> {
    let host = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ];
    run("lints", cargo(&host))?;
    let target = "wasm32-unknown-unknown";
    let wasm = [
        "clippy",
        "--package",
        "widget",
        "--package",
        "shared",
        "--target",
        target,
    ];
    run(
        "lints for wasm32",
        cargo(&[&wasm[..], &["--", "--deny", "warnings"]].concat()),
    )
}

fn documentation() -> Result<(), Failure> {
    let mut doc = cargo(&[
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    run("documentation", doc)
}

/// Every script of ours can at least be read by an engine.
fn scripts() -> Result<(), Failure> {
    let mut paths = vec![
        root().join("widget/boot.js"),
        root().join("widget/embed/v1.js"),
    ];
    for entry in fs::read_dir(root().join("tests/browser"))? {
        paths.push(entry?.path());
    }
    for path in paths
        .iter()
        .filter(|path| path.extension().is_some_and(|ending| ending != "json"))
    {
        if path.is_file() {
            run(
                &path.display().to_string(),
                program("node", &["--check", &path.to_string_lossy()]),
            )?;
        }
    }
    Ok(())
}

/// Licences and sources of what we depend on, where cargo-deny is installed.
fn licences() -> Result<(), Failure> {
    if output_of(cargo(&["deny", "--version"])).is_none() {
        eprintln!("▸ licences: left out, because cargo-deny is not installed");
        return Ok(());
    }
    run(
        "licences",
        cargo(&["deny", "check", "bans", "licenses", "sources"]),
    )
}
