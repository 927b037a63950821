//! The receiver's command line.

#[macro_use]
mod out;

mod alerts;
mod association;
mod audit;
mod backup;
mod check;
mod clock;
mod desk;
mod exchange;
mod init;
mod keys;
mod online;
mod owner;
mod practice;
mod queue;
mod relay;
mod retention;
mod serve;
mod signals;
mod staff;
mod store;
mod watch;
mod webhooks;

use std::error::Error;
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use receiver::{memory, telemetry};
use zeroizing_alloc::ZeroAlloc;

/// Wipes memory before it is freed: buffers and strings hold reports and keys, and also those of
/// libraries that wipe nothing.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<MiMalloc> = ZeroAlloc(MiMalloc);

/// Receives sealed reports for a hotline.
///
/// Reporters' browsers encrypt what they write to this receiver's key. It opens each report,
/// checks it, encrypts it for the desk and stores it before it answers. Analysts, and the
/// hotline's own systems, take reports out at the desk.
#[derive(Parser)]
#[command(
    version,
    after_help = "Begin with:\n  receiver init hotline\n  receiver staff add NAME --role admin \
                  --config hotline/receiver.toml\n  receiver serve --config hotline/receiver.toml"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a new folder with a commented config, keys, and a token for the desk's API.
    ///
    /// Everything is there to begin with. Two things are yours to do better, and the config says
    /// how: move the root's key to a machine without a network, and give intake and desk a machine
    /// each.
    Init(init::Arguments),
    /// Prints the logins of a practice desk, with codes that are valid now. `receiver init --practice`
    /// makes one.
    Practice {
        /// The folder that was made.
        dir: PathBuf,
    },
    /// Runs the halves that the config has: the intake, for reporters, and the desk, for analysts.
    ///
    /// Prints the address of each half on standard output once it listens, and logs to standard
    /// error (RUST_LOG chooses what). SIGTERM and Ctrl-C finish what was accepted, then stop.
    /// SIGHUP reads the config and its keys again; if they have an error, the earlier ones stay.
    Serve {
        /// The config file that `receiver init` wrote.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Passes TLS on to the intakes of hotlines and ends none, for a body that is none of them.
    ///
    /// The hotlines see the relay in the place of everybody who connects, and the relay reads nothing. It asks
    /// the system for nobody's address, and logs nothing of a connection. Prints its addresses on standard output once
    /// it listens. SIGTERM and Ctrl-C stop it; SIGHUP reads the hotlines again.
    Relay {
        /// The config: `listen`, and for each hotline's name its intake.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Makes, certifies, shows, rotates and revokes the keys that reports are sealed to.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Shows the keys of the exchange with other hotlines.
    #[command(subcommand)]
    Exchange(exchange::Command),
    /// Keeps the signed directory of a network of hotlines, for the officers of its association.
    #[command(subcommand)]
    Association(association::Command),
    /// Opens what other hotlines refer to this one.
    #[command(subcommand)]
    Referral(exchange::ReferralCommand),
    /// Lists reports that were claimed too often without an ack, and puts them back.
    #[command(subcommand)]
    Queue(queue::Command),
    /// Shows and scrubs what closed cases do not need any more.
    #[command(subcommand)]
    Retention(retention::Command),
    /// Makes, lists, disables and resets the accounts of the people at the desk, and ends tokens of the API.
    #[command(subcommand)]
    Staff(staff::Command),
    /// Verifies and exports the log of every act at the desk.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Takes reports out and looks at cases, for scripts: JSON, one value a line.
    Desk(desk::Arguments),
    /// Moves everything to another store, or brings a store up to date.
    #[command(subcommand)]
    Store(store::Command),
    /// Looks at a receiver from outside, changes nothing, and says what is wrong and what to do about it.
    ///
    /// The exit code is 0 if all is well, 1 after a warning, and 2 if no report arrives or none can be
    /// read.
    Check(check::Arguments),
    /// Looks at the form of a hotline from outside, as partners and journalists do: is it this release's, was it
    /// published for everybody, and is the key the one that the hotline's root vouches for?
    ///
    /// Needs no config and no secret. The exit code is 0 if all is well, 3 if something is not this release's or there is no
    /// proof that it was published, 4 if the key is wrong or two watchers were shown different ones, 5 if there is no answer,
    /// and 1 or 2 if the command itself is wrong. An intake that attacks one person and spares whoever watches is not found
    /// so.
    Watch(watch::Arguments),
    /// Makes, verifies and restores backups.
    #[command(subcommand)]
    Backup(backup::Command),
    /// Shows and confirms the time, after the system's clock has jumped.
    #[command(subcommand)]
    Clock(clock::Command),
    /// Tries the places that alerts go to.
    #[command(subcommand)]
    Alerts(alerts::Command),
    /// Lists what could not be delivered to webhooks, and lets it be tried again.
    #[command(subcommand)]
    Webhooks(webhooks::Command),
}

fn main() -> ExitCode {
    telemetry::log_to_stderr();
    if let Err(error) = memory::seclude() {
        eprintln!("error: the memory cannot be kept from other processes: {error}");
        return ExitCode::FAILURE;
    }
    let command = match Arguments::try_parse() {
        Ok(arguments) => arguments.command,
        Err(asked) if !asked.use_stderr() => return help(&asked),
        Err(error) => error.exit(),
    };
    if !memory::lock() && matches!(command, Command::Serve { .. }) {
        tracing::warn!(
            "the system limits locked memory, so keys may be written to swap\n  fix: \
             LimitMEMLOCK=infinity in the service's unit, or a machine without swap"
        );
    }
    let done = match command {
        Command::Init(arguments) => init::run(arguments),
        Command::Practice { dir } => practice::run(&dir),
        Command::Serve { config } => serve::run(&config),
        Command::Relay { config } => relay::run(&config),
        Command::Keys(command) => keys::run(command),
        Command::Exchange(command) => exchange::run(command),
        Command::Association(command) => association::run(command),
        Command::Referral(command) => exchange::referral(command),
        Command::Queue(command) => queue::run(command),
        Command::Retention(command) => retention::run(command),
        Command::Staff(command) => staff::run(command),
        Command::Audit(command) => audit::run(command),
        Command::Desk(arguments) => desk::run(arguments),
        Command::Store(command) => store::run(command),
        Command::Check(arguments) => {
            return check::run(&arguments).unwrap_or_else(|error| failed(&*error));
        }
        Command::Watch(arguments) => {
            return watch::run(&arguments).unwrap_or_else(|error| failed(&*error));
        }
        Command::Backup(command) => backup::run(command),
        Command::Clock(command) => clock::run(command),
        Command::Alerts(command) => alerts::run(command),
        Command::Webhooks(command) => webhooks::run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
}

/// Prints the help or the version.
fn help(asked: &clap::Error) -> ExitCode {
    let text = asked.render();
    let text = match stdout().is_terminal() {
        true => text.ansi().to_string(),
        false => text.to_string(),
    };
    out::write(text.as_bytes());
    ExitCode::SUCCESS
}

fn failed(error: &dyn Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::FAILURE
}
