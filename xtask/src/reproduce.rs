//! Reproducible builds: a second clone, in another folder, must produce the same files.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::bundle::Bundle;
use crate::run::{program, root, run, target_dir};
use crate::{dist, widget};

/// Builds the widget here and in a second clone, and compares every file; then, if wanted, what `dist` makes.
pub(crate) fn reproduce(with_dist: bool) -> Result<(), Failure> {
    let clone = clone()?;
    widget::build()?;
    run("the widget in the clone", build_in(&clone, "widget"))?;
    compare(&widget::dist(), &clone.join("widget/dist"))?;
    if with_dist {
        dist::dist(false, None)?;
        run("the packages in the clone", build_in(&clone, "dist"))?;
        compare(&dist::folder(), &elsewhere().join("target/packages"))?;
    }
    Ok(())
}

/// The folder of the second clone and of what it builds.
fn elsewhere() -> PathBuf {
    target_dir().join("elsewhere")
}

/// Makes a second clone anew.
fn clone() -> Result<PathBuf, Failure> {
    let clone = elsewhere().join("a clone");
    if clone.exists() {
        fs::remove_dir_all(&clone)?;
    }
    let source = root().to_string_lossy();
    let target = clone.to_string_lossy();
    run(
        "a clone",
        program("git", &["clone", "--quiet", &source, &target]),
    )?;
    Ok(clone)
}

/// Fails if a file in one folder is not the same in the other.
fn compare(here: &Path, there: &Path) -> Result<(), Failure> {
    let (here, there) = (Bundle::read(here)?, Bundle::read(there)?);
    let different = here.different(&there);
    if different.is_empty() {
        eprintln!("\nBoth clones make the same bytes: {}", here.hash());
        return Ok(());
    }
    Err(format!(
        "two clones make different files: {}\n  fix: commit what has changed, then try again; if \
         nothing has, some path or time gets into the files",
        different.join(", ")
    )
    .into())
}

/// Runs a task of the clone's own `cargo xtask`, with its own target folder for what the task makes. The task's
/// program is compiled into our target folder, where its dependencies are already.
fn build_in(clone: &Path, task: &str) -> std::process::Command {
    let mut command = program("cargo", &["run", "--quiet", "--bin", "xtask"]);
    command
        .arg("--target-dir")
        .arg(target_dir())
        .args(["--", task])
        .current_dir(clone)
        .env("CARGO_TARGET_DIR", elsewhere().join("target"));
    command
}
