//! Reproducible builds: a second clone, in another folder, must produce the same files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::bundle::Bundle;
use crate::run::{OTHER_ROOT, output_of, program, root, run, target_dir};
use crate::{dist, widget};

/// Builds the widget here and in a second clone, with what `dist` makes of it if wanted, and compares every file.
pub(crate) fn reproduce(with_dist: bool) -> Result<(), Failure> {
    let changes = output_of(program("git", &["status", "--porcelain"]));
    if changes.is_none_or(|changes| !changes.is_empty()) {
        return Err(
            "something is not committed, so that nobody else could make it\n  fix: commit it"
                .into(),
        );
    }
    let clone = clone()?;
    widget::build()?;
    run_in(&clone, "widget")?;
    compare(&widget::dist(), &clone.join("widget/dist"))?;
    if with_dist {
        dist::dist(false, None)?;
        run_in(&clone, "dist")?;
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

/// Runs a task of this program in the clone, with the clone's own target folder for what the task makes.
fn run_in(clone: &Path, task: &str) -> Result<(), Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg(task)
        .current_dir(clone)
        .env(OTHER_ROOT, clone)
        .env("CARGO_TARGET_DIR", elsewhere().join("target"));
    run(&format!("{task} in the clone"), command)
}
