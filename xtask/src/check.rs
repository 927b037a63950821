//! All checks; those that fail soonest come first.

use std::fs::{self, File};
use std::time::Duration;

use crate::Failure;
use crate::run::{cargo, now, output_of, program, root, run, step, workspace};
use crate::{floors, model, setup, suite, widget, wordpress};

/// The scenarios in each of the real browsers.
const CHROMIUM: &str = "browser::chromium::";
const FIREFOX: &str = "browser::firefox::";

/// The tests that take longest, more than a minute each on a slow machine.
const LONGEST: [&str; 13] = [
    "casework::no_other_step",
    "copy::desk::each_difference",
    "crowd::a_flood_of_junk",
    "faults::a_failure_at_any_write",
    "faults::a_write_cut_short",
    "handoffs::two_readers_of_xarf",
    "has_its_queue",
    "hostile_reports::two_hundred",
    "hundred::every_button",
    "kills::",
    "openapi::it_holds_whatever",
    "rotation::in_a_thousand",
    "walks::every_walk",
];

/// When a check runs, if there is not time for everything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    Always,
    /// If there is time left.
    InTime,
}

type Check = (&'static str, When, fn() -> Result<(), Failure>);

const CHECKS: [Check; 14] = [
    ("format", When::Always, format),
    ("floors", When::Always, || step("floors", floors::check)),
    ("scripts", When::Always, || step("scripts", scripts)),
    ("the npm package", When::Always, npm_package),
    ("the WordPress plugin", When::Always, wordpress::check),
    ("the models of the protocol", When::InTime, model::check),
    ("the widget", When::Always, widget::build),
    ("lints", When::InTime, lints),
    ("documentation", When::InTime, documentation),
    ("tests", When::Always, tests),
    ("the longest tests", When::InTime, longest),
    ("Chromium", When::InTime, chromium),
    ("Firefox", When::InTime, firefox),
    ("dependencies", When::InTime, dependencies),
];

/// Installs missing tools and runs all checks. Stops at the first check that fails; within the
/// tests, all tests run.
///
/// With a number of minutes, the checks that no landing can do without come first, and others begin only within this
/// time: a machine that happens to be slow says what it left out, and finishes.
pub(crate) fn all(minutes: Option<u64>) -> Result<(), Failure> {
    setup::components()?;
    setup::scenarios()?;
    let mut checks = CHECKS;
    let end = minutes.map(|minutes| now() + Duration::from_secs(60 * minutes));
    if end.is_some() {
        checks.sort_by_key(|(_, when, _)| *when);
    }
    let mut left_out = Vec::new();
    for (name, when, check) in checks {
        if when == When::Always || end.is_none_or(|end| now() < end) {
            check()?;
        } else {
            left_out.push(name);
        }
    }
    match left_out.is_empty() {
        true => eprintln!("\nEverything holds."),
        false => eprintln!(
            "\nWhat was checked holds. NOT checked, because this machine is slow: {}",
            left_out.join(", ")
        ),
    }
    Ok(())
}

fn format() -> Result<(), Failure> {
    run("format", cargo(&["fmt", "--all", "--check"]))
}

/// All tests but the longest and those in real browsers.
fn tests() -> Result<(), Failure> {
    let mut tests = workspace("test", &["--no-fail-fast", "--"]);
    for others in LONGEST.iter().chain([&CHROMIUM, &FIREFOX]) {
        tests.args(["--skip", others]);
    }
    step("unit tests and scenarios", || suite::run(tests))
}

fn longest() -> Result<(), Failure> {
    only("the longest tests", &LONGEST)
}

fn chromium() -> Result<(), Failure> {
    only("scenarios in Chromium", &[CHROMIUM])
}

fn firefox() -> Result<(), Failure> {
    only("scenarios in Firefox", &[FIREFOX])
}

/// Runs the tests whose names contain one of these.
fn only(what: &str, names: &[&str]) -> Result<(), Failure> {
    let binaries = [
        "--no-fail-fast",
        "--test=in_process",
        "--test=scenarios",
        "--test=store",
        "--",
    ];
    let mut tests = workspace("test", &binaries);
    tests.args(names);
    step(what, || suite::run(tests))
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
    // The widget's features are its two modules.
    for (what, features) in [
        ("lints for wasm32", &[][..]),
        (
            "lints for wasm32, of questions",
            &["--no-default-features", "--features", "widget/follow-up"],
        ),
    ] {
        let lints = [&wasm[..], features, &["--", "--deny", "warnings"]].concat();
        run(what, cargo(&lints))?;
    }
    Ok(())
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
        root().join("receiver/templates/association.js"),
        root().join("receiver/templates/partners.js"),
    ];
    for folder in [
        "tests/browser",
        "tests/client",
        "tests/peers",
        "widget/follow-up",
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
