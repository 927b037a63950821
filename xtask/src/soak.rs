//! The tests that `cargo xtask test` runs short, each thousands of times: random walks and kills. Before them,
//! the block in WordPress's own editor, which needs a database, the memory of a receiver as optimized as a release, and
//! the package in a Debian of its own, and the image.

use std::path::{Path, PathBuf};

use crate::run::{cargo, run, target_dir, workspace};
use crate::{Failure, dist, setup, wordpress};

/// The long tests: the binary, the test, and the variable with its number of rounds.
const LONG: [(&str, &str, &str, &str); 9] = [
    (UNIT_TESTS, "board::tests::wrong_codes", "CODES", "1000000"),
    ("in_process", "malicious::a_flood", "OUTCOMES", "1048576"),
    ("scenarios", "exchange::retries::", "RETRIES", "1000000"),
    ("in_process", "walks::", "WALKS", "10000"),
    ("scenarios", "outbox::kills::", "MAIL_KILLS", "280"),
    ("scenarios", "pull::kills::", "PULL_KILLS", "500"),
    ("scenarios", "kills::kill_9_at", "KILLS", "1000"),
    ("scenarios", "lifecycle::a_restart", "RESTARTS", "200"),
    ("scenarios", "backup::a_backup_under", "BACKUPS", "20"),
];

/// In the place of a binary: the unit tests.
const UNIT_TESTS: &str = "";

/// The scenarios that the receiver for 64-bit ARM goes through, emulated.
const ON_ARM: [&str; 6] = [
    "durability::",
    "backup::",
    "lifecycle::",
    "init::",
    "tls::",
    "pull::",
];

/// Kills of two hotlines, each amid a hundred parcels.
const PARCEL_KILLS: (&str, &str) = ("PARCEL_KILLS", "100");

/// Runs them one after the other; the output of a test that fails names its seed.
pub(crate) fn soak() -> Result<(), Failure> {
    wordpress::edit()?;
    let receiver = optimized()?;
    tests(
        "scenarios",
        "memory::",
        &[("OPTIMIZED_RECEIVER", &receiver)],
    )?;
    tests("scenarios", "locked::secrets::", &[("RECEIVER", &receiver)])?;
    let (kills, rounds) = PARCEL_KILLS;
    let variables = [("RECEIVER", &*receiver), (kills, Path::new(rounds))];
    tests("scenarios", "exchange::kills::", &variables)?;
    package()?;
    for (binary, test, variable, rounds) in LONG {
        let variables = [("RECEIVER", &*receiver), (variable, Path::new(rounds))];
        tests(binary, test, &variables)?;
    }
    Ok(())
}

/// Builds a receiver that is optimized as a release is: in its memory, a test looks for keys and reports.
fn optimized() -> Result<PathBuf, Failure> {
    let optimized = ["build", "--package", "receiver", "--profile", "optimized"];
    run("the receiver, optimized", cargo(&optimized))?;
    Ok(target_dir().join("optimized/receiver"))
}

/// Makes the packages for Debian and the images for containers, installs the one in a new Debian and runs the other,
/// compares the system calls of the program with those that its unit allows, and emulates the program for 64-bit ARM.
fn package() -> Result<(), Failure> {
    if !setup::may_install() {
        eprintln!("▸ the package in a new Debian: left out, because it needs root on Debian");
        return Ok(());
    }
    setup::scenarios()?;
    setup::install(&["mmdebstrap", "libnss3-tools", "podman"])?;
    dist::dist(true, None)?;
    tests("scenarios", "unit::", &[("RECEIVER", &dist::receiver())])?;
    tests("scenarios", "image::", &[("OCI_IMAGE", &dist::image())])?;
    let package = dist::debian_package();
    tests("scenarios", "package::", &[("DEBIAN_PACKAGE", &package)])?;
    let on_arm = dist::receiver_for_arm()?;
    ON_ARM
        .iter()
        .try_for_each(|test| tests("scenarios", test, &[("RECEIVER", &on_arm)]))
}

/// Runs some tests of a binary, or some unit tests, with these variables, optimized: what is done a million times takes hours
/// otherwise.
fn tests(binary: &str, test: &str, variables: &[(&str, &Path)]) -> Result<(), Failure> {
    let which = match binary {
        UNIT_TESTS => vec!["--lib"],
        _ => vec!["--test", binary],
    };
    let arguments = [&["--profile", "optimized"], &which[..], &["--", test]].concat();
    let mut cargo = workspace("test", &arguments);
    let mut what = test.to_owned();
    for (variable, value) in variables {
        cargo.env(variable, value);
        what += &format!(" {variable}={}", value.display());
    }
    run(&what, cargo)
}
