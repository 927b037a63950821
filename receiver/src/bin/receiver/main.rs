//! The receiver's command line.

mod audit;
mod desk;
mod keys;
mod queue;
mod retention;
mod staff;
mod store;
mod webhooks;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::{Clock, SystemClock};
use receiver::config;
use receiver::init::{self, Halves, Plan};
use receiver::intake::bundle::Bundle;
use receiver::serve::{Listeners, serve};
use receiver::telemetry;
use shared::report::HotlineId;
use tokio::signal::unix::{SignalKind, signal};

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
    Init(InitArguments),
    /// Runs the halves that the config has: the intake, for reporters, and the desk, for analysts.
    ///
    /// Prints the address of each half on standard output once it listens, and logs to standard
    /// error (RUST_LOG chooses what). SIGTERM and Ctrl-C finish what was accepted, then stop.
    Serve {
        /// The config file that `receiver init` wrote.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Makes, certifies, shows, rotates and revokes the keys that reports are sealed to.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Lists reports that were claimed too often without an ack, and puts them back.
    #[command(subcommand)]
    Queue(queue::Command),
    /// Shows and scrubs what closed cases do not need any more.
    #[command(subcommand)]
    Retention(retention::Command),
    /// Makes, lists, disables and resets the accounts of the people at the desk.
    #[command(subcommand)]
    Staff(staff::Command),
    /// Verifies and exports the log of every act at the desk.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Takes reports out and looks at cases, for scripts: JSON, one value a line.
    Desk(desk::Arguments),
    /// Moves everything to another store.
    #[command(subcommand)]
    Store(store::Command),
    /// Lists what could not be delivered to webhooks, and lets it be tried again.
    #[command(subcommand)]
    Webhooks(webhooks::Command),
}

#[derive(Args)]
struct InitArguments {
    /// The folder to make.
    dir: PathBuf,
    /// The hotline's id: lower-case letters, digits and hyphens. Keys and certificates carry it.
    #[arg(long, value_name = "ID", default_value = "example")]
    hotline: HotlineId,
    /// Makes a folder for each of two machines, `intake` and `desk`. The intake's then holds
    /// nothing that opens what is stored.
    #[arg(long)]
    apart: bool,
}

fn main() -> ExitCode {
    telemetry::log_to_stderr();
    let done = match Arguments::parse().command {
        Command::Init(arguments) => run_init(arguments),
        Command::Serve { config } => run_serve(&config),
        Command::Keys(command) => keys::run(command),
        Command::Queue(command) => queue::run(command),
        Command::Retention(command) => retention::run(command),
        Command::Staff(command) => staff::run(command),
        Command::Audit(command) => audit::run(command),
        Command::Desk(arguments) => desk::run(arguments),
        Command::Store(command) => store::run(command),
        Command::Webhooks(command) => webhooks::run(command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_init(arguments: InitArguments) -> Result<(), Box<dyn Error>> {
    let halves = if arguments.apart {
        Halves::Apart
    } else {
        Halves::Together
    };
    let plan = Plan {
        hotline: arguments.hotline,
        halves,
        languages: Bundle::built_in()?.languages(),
    };
    init::init(
        &arguments.dir,
        &plan,
        SystemClock.now(),
        &mut UnwrapErr(SysRng),
    )?;
    let dir = arguments.dir.display();
    match halves {
        Halves::Together => println!("{}", TOGETHER.replace("{dir}", &dir.to_string())),
        Halves::Apart => println!("{}", APART.replace("{dir}", &dir.to_string())),
    }
    Ok(())
}

const TOGETHER: &str = "\
{dir}/receiver.toml    the config: change the hotline's name and addresses
{dir}/keys/desk.key    opens every stored report: back it up in a safe place
{dir}/desk-token       opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

What you give up as it stands: who takes this machine gets the desk's key, and with it every
report that is stored; and the root's key, with which to speak in your name. Moving the root away
mends the one, `receiver init --apart` the other.

next: receiver staff add NAME --role admin --config {dir}/receiver.toml
      receiver serve --config {dir}/receiver.toml";

const APART: &str = "\
{dir}/intake           for the public machine: it cannot open what it stores
{dir}/desk             for the internal machine: keys/desk.key opens every stored report
{dir}/desk/desk-token  opens the desk's API to your own systems: hand it over, then delete the file
{dir}/root             signs for your hotline: move it to a machine without a network

Both configs name one store, which both halves have to reach.

next: receiver staff add NAME --role admin --config {dir}/desk/receiver.toml
      receiver serve --config {dir}/intake/receiver.toml
      receiver serve --config {dir}/desk/receiver.toml";

#[tokio::main]
async fn run_serve(config: &Path) -> Result<(), Box<dyn Error>> {
    // Each connection is an open file, and many shells allow a thousand.
    rlimit::increase_nofile_limit(u64::MAX)?;
    let bundle = Bundle::built_in()?;
    let settings = config::load(config, &bundle.languages())?;
    let store = receiver::store::open(&settings.store).await?;
    let listeners = Listeners::bind(&settings).await?;
    for (half, listener) in [("intake", &listeners.intake), ("desk", &listeners.desk)] {
        if let Some(listener) = listener {
            println!("{half} http://{}", listener.local_addr()?);
        }
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let shutdown = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    serve(
        settings,
        bundle,
        store,
        Arc::new(SystemClock),
        listeners,
        shutdown,
    )
    .await?;
    Ok(())
}
