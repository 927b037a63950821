//! Builds the widget bundle, runs the demo, runs every check.

mod arrange;
mod bench;
mod bindings;
mod bundle;
mod check;
mod compress;
mod demo;
mod dist;
mod floors;
mod fuzz;
mod host_page;
mod locales;
mod model;
mod no_wasm;
mod reproduce;
mod run;
mod setup;
mod shrink;
mod soak;
mod suite;
mod widget;
mod wordpress;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Any error, with a message for the person at the terminal.
type Failure = Box<dyn std::error::Error>;

/// Sealed Report's own tasks.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs a partner's page, the form and the desk on this machine.
    Demo {
        /// Runs two hotlines of one network instead, with their association.
        #[arg(long)]
        network: bool,
    },
    /// Runs every check: format, lints, unit tests, scenarios, real browsers.
    ///
    /// Installs what is missing where it may (as root on Debian), else says what to install.
    Test {
        /// On a machine that may be slow: begins only what is needed after so many minutes, and says what it
        /// left out.
        #[arg(long)]
        minutes: Option<u64>,
    },
    /// Checks that every module imports from lower floors only, and that no file is too long.
    Floors,
    /// Searches the models of the protocol in shared/model for attacks.
    ///
    /// Installs Verifpal into the target folder if it is missing. Runs ProVerif as well if it is there.
    Model,
    /// Feeds hostile bytes to every target in tests/fuzz.
    ///
    /// Installs cargo-fuzz if it is missing.
    Fuzz {
        /// Seconds for each target.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
    /// Builds the widget's files into widget/dist, and checks their size.
    ///
    /// Writes embed/manifest.json with them: the SHA-256 of each file, for anybody to compare.
    Widget,
    /// Measures the receiver and the form, and prints one table.
    Bench {
        /// `--quick` for less of everything, `--json FILE` for the figures as JSON.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Opens the block in WordPress's own editor, reads the memory of an optimized receiver, installs the package in
    /// a new Debian, and runs the kills and the random walks thousands of times; takes hours.
    Soak,
    /// Makes what operators install, in target/packages: the receiver as a static binary, the list of the
    /// packages in it, and the hashes of the files.
    ///
    /// Takes minutes. Installs what is missing.
    Dist {
        /// Signs the hashes with this secret key, which `minisign -G` made.
        #[arg(long, value_name = "KEY")]
        sign: Option<PathBuf>,
        /// Makes them for 64-bit ARM as well; takes as long again.
        #[arg(long)]
        arm: bool,
    },
    /// Builds the widget from a second clone in another folder, and compares every byte.
    Reproduce {
        /// Compares what `dist` makes as well; takes several minutes more.
        #[arg(long)]
        dist: bool,
    },
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::Demo { network } => demo::demo(network),
        Task::Test { minutes } => check::all(minutes),
        Task::Floors => floors::check(),
        Task::Model => model::check(),
        Task::Fuzz { seconds } => fuzz::fuzz(seconds),
        Task::Widget => widget::build(),
        Task::Bench { arguments } => bench::bench(&arguments),
        Task::Soak => soak::soak(),
        Task::Dist { sign, arm } => dist::dist(arm, sign.as_deref()),
        Task::Reproduce { dist } => reproduce::reproduce(dist),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}
