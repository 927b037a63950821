//! The receiver as one file that needs no library of the machine that it runs on.

use std::fs;
use std::path::PathBuf;

use super::machine::Machine;
use crate::Failure;
use crate::run::{cargo, cargo_home, run, target_dir, unnamed_folders};

/// The profile in `Cargo.toml`.
const PROFILE: &str = "dist";

/// The binary's path.
pub(super) fn path(machine: &Machine) -> PathBuf {
    machine.folder().join(PROFILE).join("receiver")
}

/// Compiles the receiver, with the widget's files in it.
pub(super) fn build(machine: &Machine) -> Result<Vec<u8>, Failure> {
    let mut flags = unnamed_folders().to_vec();
    // A later flag wins: the target folder may lie in the repository, or anywhere else.
    flags.push(format!(
        "--remap-path-prefix={}=/target",
        target_dir().display()
    ));
    let arguments = ["build", "--package", "receiver", "--bin", "receiver"];
    let mut compiler = cargo(&arguments);
    compiler
        .args(["--locked", "--profile", PROFILE, "--target", machine.target])
        .arg("--config")
        .arg(format!("target.{}.rustflags={flags:?}", machine.target));
    machine.let_compile(&mut compiler)?;
    let what = format!(
        "the receiver for {}, which takes some minutes",
        machine.kind
    );
    run(&what, compiler)?;
    let binary = fs::read(path(machine))?;
    check(&binary)?;
    Ok(binary)
}

/// Fails if the binary names the folder of the downloads, which differs between people, or a program that loads
/// libraries for it. `cargo xtask reproduce` finds what differs between clones.
fn check(binary: &[u8]) -> Result<(), Failure> {
    let downloads = cargo_home().display().to_string();
    for text in [&downloads, "/lib64/ld-linux", "/lib/ld-musl"] {
        let text = text.as_bytes();
        if binary.windows(text.len()).any(|window| window == text) {
            let text = String::from_utf8_lossy(text);
            return Err(format!(
                "the receiver's binary names {text}, which is on this machine alone"
            )
            .into());
        }
    }
    Ok(())
}
