//! The tests that `cargo xtask test` runs short, each thousands of times: random walks and kills. Before them,
//! the block in WordPress's own editor, which needs a database, the memory of a receiver as optimized as a release, and
//! the package in a Debian of its own, and the image.

use std::path::Path;

use crate::run::{cargo, run, target_dir, workspace};
use crate::{Failure, dist, setup, wordpress};

/// The long tests: the binary, the test, and the variable with its number of rounds.
const LONG: [(&str, &str, &str, &str); 7] = [
    ("in_process", "walks::", "WALKS", "10000"),
    ("scenarios", "outbox::kills::", "MAIL_KILLS", "280"),
    ("scenarios", "exchange::kills::", "PARCEL_KILLS", "500"),
    ("scenarios", "pull::kills::", "PULL_KILLS", "500"),
    ("scenarios", "kills::kill_9_at", "KILLS", "1000"),
    ("scenarios", "lifecycle::a_restart", "RESTARTS", "200"),
    ("scenarios", "backup::a_backup_under", "BACKUPS", "20"),
];

/// Runs them one after the other; the output of a test that fails names its seed.
pub(crate) fn soak() -> Result<(), Failure> {
    wordpress::edit()?;
    memory()?;
    package()?;
    for (binary, test, variable, rounds) in LONG {
        tests(binary, test, variable, Path::new(rounds))?;
    }
    Ok(())
}

/// Looks for keys and reports in the memory of a receiver that is optimized as a release is.
fn memory() -> Result<(), Failure> {
    let optimized = ["build", "--package", "receiver", "--profile", "optimized"];
    run("the receiver, optimized", cargo(&optimized))?;
    let receiver = target_dir().join("optimized/receiver");
    tests("scenarios", "memory::", "OPTIMIZED_RECEIVER", &receiver)
}

/// Makes the package for Debian and the image for containers, installs the one in a new Debian and runs the other, and
/// compares the system calls of the program with those that its unit allows.
fn package() -> Result<(), Failure> {
    if !setup::may_install() {
        eprintln!("▸ the package in a new Debian: left out, because it needs root on Debian");
        return Ok(());
    }
    setup::scenarios()?;
    setup::install(&["mmdebstrap", "libnss3-tools", "podman"])?;
    dist::dist(&[dist::X86], None)?;
    tests("scenarios", "unit::", "RECEIVER", &dist::receiver())?;
    tests("scenarios", "image::", "OCI_IMAGE", &dist::image())?;
    tests(
        "scenarios",
        "package::",
        "DEBIAN_PACKAGE",
        &dist::debian_package(),
    )
}

/// Runs some tests of a binary with a variable.
fn tests(binary: &str, test: &str, variable: &str, value: &Path) -> Result<(), Failure> {
    let mut cargo = workspace("test", &["--test", binary, "--", test]);
    cargo.env(variable, value);
    run(&format!("{test} {variable}={}", value.display()), cargo)
}
