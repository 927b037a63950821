//! Runs other programs, with a line of progress for each.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Instant;

use crate::Failure;

/// The variable with the root of another clone in which this program shall work.
pub(crate) const OTHER_ROOT: &str = "XTASK_ROOT";

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let own = own.parent().unwrap_or(own);
        std::env::var_os(OTHER_ROOT).map_or_else(|| own.to_owned(), PathBuf::from)
    });
    &ROOT
}

/// The target folder of the cargo that we run.
pub(crate) fn target_dir() -> PathBuf {
    let elsewhere = std::env::var_os("CARGO_TARGET_DIR");
    root().join(elsewhere.unwrap_or_else(|| "target".into()))
}

/// The folder of cargo's downloads.
pub(crate) fn cargo_home() -> PathBuf {
    let own = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = std::env::home_dir().unwrap_or_default();
    own.unwrap_or_else(|| home.join(".cargo"))
}

/// Options of the compiler: what it makes names neither this repository's folder nor that of the downloads.
pub(crate) fn unnamed_folders() -> [String; 2] {
    [
        format!("--remap-path-prefix={}=/project", root().display()),
        format!("--remap-path-prefix={}=/cargo", cargo_home().display()),
    ]
}

/// The cargo that runs this program, in the repository's root.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(arguments).current_dir(root());
    command
}

/// A cargo command for every package except the counter, which only the benchmark builds. All of them share the features
/// of their dependencies; for some packages alone, cargo would build many dependencies once more.
pub(crate) fn workspace(task: &str, arguments: &[&str]) -> Command {
    cargo(&[&[task, "--workspace", "--exclude", "counter"], arguments].concat())
}

/// Any other program, with the repository's root as its folder.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// Runs a program until it ends. Fails if its exit code is not 0.
pub(crate) fn run(what: &str, mut command: Command) -> Result<(), Failure> {
    step(what, || {
        let status = command.status().map_err(|error| {
            format!(
                "{what}: {} cannot be run: {error}",
                command.get_program().display()
            )
        })?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("{what}: failed ({status})").into())
        }
    })
}

/// The time, for what the person at the terminal sees and waits for.
#[expect(
    clippy::disallowed_methods,
    reason = "it goes to the person at the terminal only"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Does some work; prints its name before, and its duration afterwards.
pub(crate) fn step<T>(what: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    eprintln!("▸ {what}");
    let begin = now();
    let done = work()?;
    eprintln!("  {what}: done in {:.1} s", begin.elapsed().as_secs_f32());
    Ok(done)
}

/// The output of a program; `None` if it cannot run.
pub(crate) fn output_of(mut command: Command) -> Option<String> {
    let output = command
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    String::from_utf8(output.stdout)
        .ok()
        .map(|text| text.trim().to_owned())
}
