//! Reproducible builds: a second clone, in another folder, must produce the same bundle.

use std::fs;
use std::path::Path;

use crate::Failure;
use crate::bundle::Bundle;
use crate::run::{program, root, run, target_dir};
use crate::widget;

/// Builds the widget here and in a second clone, and compares every file.
pub(crate) fn reproduce() -> Result<(), Failure> {
    widget::build()?;
    let here = Bundle::read(&widget::dist())?;
    let clone = target_dir().join("elsewhere/a clone");
    if clone.exists() {
        fs::remove_dir_all(&clone)?;
    }
    let source = root().to_string_lossy();
    let target = clone.to_string_lossy();
    run(
        "a clone",
        program("git", &["clone", "--quiet", &source, &target]),
    )?;
    run("the widget in the clone", build_in(&clone))?;
    let there = Bundle::read(&clone.join("widget/dist"))?;
    let different = here.different(&there);
    if different.is_empty() {
        eprintln!("\nBoth clones make the same bytes: {}", here.hash());
        return Ok(());
    }
    Err(format!(
        "two clones make different files: {}\n  fix: commit what has changed, then try again; if \
         nothing has, some path or time gets into the bundle",
        different.join(", ")
    )
    .into())
}

/// Runs the clone's own `cargo xtask widget`, with its own target folder.
fn build_in(clone: &Path) -> std::process::Command {
    let mut command = program("cargo", &["xtask", "widget"]);
    command
        .current_dir(clone)
        .env("CARGO_TARGET_DIR", target_dir().join("elsewhere/target"));
    command
}
