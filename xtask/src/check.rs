//! All checks; those that fail soonest come first.

use std::fs::{self, File};
use std::process::Command;

use crate::Failure;
use crate::run::{cargo, output_of, program, root, run, step, target_dir};
use crate::{floors, model, setup, suite, widget, wordpress};

/// Installs missing tools and runs all checks. Stops at the first check that fails; within the
/// tests, all tests run.
pub(crate) fn all() -> Result<(), Failure> {
    setup::components()?;
    setup::scenarios()?;
    run("format", cargo(&["fmt", "--all", "--check"]))?;
    step("floors", floors::check)?;
    step("scripts", scripts)?;
    npm_package()?;
    wordpress::check()?;
    model::check()?;
    widget::build()?;
    lints()?;
    documentation()?;
    let optimized = ["build", "--package", "receiver", "--profile", "optimized"];
    run("the receiver, optimized", cargo(&optimized))?;
    let mut tests = workspace("test", &["--no-fail-fast"]);
    tests.env(
        "OPTIMIZED_RECEIVER",
        target_dir().join("optimized/receiver"),
    );
    step("unit tests and scenarios", || suite::run(tests))?;
    dependencies()?;
    eprintln!("\nEverything holds.");
    Ok(())
}

/// A cargo command for every package except the counter, which only the benchmark builds.
fn workspace(task: &str, arguments: &[&str]) -> Command {
    cargo(&[&[task, "--workspace", "--exclude", "counter"], arguments].concat())
}

fn lints() -> Result<(), Failure> {
    let host = ["--all-targets", "--", "--deny", "warnings"];
    run("lints", workspace("clippy", &host))?;
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
    let mut doc = workspace("doc", &["--no-deps", "--document-private-items"]);
    doc.env("RUSTDOCFLAGS", "--deny warnings");
    run("documentation", doc)
}

/// Checks that Node can parse all our scripts.
fn scripts() -> Result<(), Failure> {
    let widget = root().join("widget");
    let mut paths = vec![
        widget.join("boot.js"),
        widget.join("embed/v1.js"),
        widget.join("npm/index.js"),
        widget.join("npm/send.js"),
        widget.join("wordpress/sealed-report/block.js"),
        root().join("receiver/templates/partners.js"),
    ];
    for folder in [
        "tests/browser",
        "tests/client",
        "tests/peers",
        "widget/npm/send",
    ] {
        for entry in fs::read_dir(root().join(folder))? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|ending| ending == "mjs" || ending == "js")
            {
                paths.push(path);
            }
        }
    }
    for path in paths {
        // From standard input, Node parses a `.js` file as a module.
        let mut node = program("node", &["--input-type=module", "--check", "-"]);
        node.stdin(File::open(&path)?);
        if !node.status()?.success() {
            return Err(format!("{}: see [stdin] above", path.display()).into());
        }
    }
    Ok(())
}

/// Checks the npm package for web apps: its contents, and its types for TypeScript and React.
fn npm_package() -> Result<(), Failure> {
    let mut pack = program("npm", &["pack", "--dry-run", "--silent"]);
    pack.current_dir(root().join("widget/npm"));
    run("the npm package", pack)?;
    let mut types = program("node", &["node_modules/.bin/tsc", "--project", "types"]);
    types.current_dir(root().join("tests/browser"));
    run("its types", types)
}

/// Checks the licences and sources of our dependencies, and whether a weakness of one is known, if
/// cargo-deny is installed.
fn dependencies() -> Result<(), Failure> {
    if output_of(cargo(&["deny", "--version"])).is_none() {
        eprintln!(
            "▸ licences and advisories: NOT checked, because cargo-deny is not installed\n  fix: \
             cargo install --locked cargo-deny"
        );
        return Ok(());
    }
    run(
        "licences",
        cargo(&["deny", "check", "bans", "licenses", "sources"]),
    )?;
    if output_of(cargo(&["deny", "fetch", "db"])).is_none() {
        eprintln!("▸ advisories: NOT checked, because their database cannot be reached");
        return Ok(());
    }
    run(
        "advisories",
        cargo(&["deny", "check", "--disable-fetch", "advisories"]),
    )
}
