//! The receiver's command line.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use getrandom::{SysRng, rand_core::UnwrapErr};
use receiver::clock::SystemClock;
use receiver::config;
use receiver::init;
use receiver::intake::bundle::Bundle;
use receiver::serve::{Listeners, serve};
use receiver::store::sqlite::SqliteStore;
use receiver::telemetry;
use tokio::signal::unix::{SignalKind, signal};

/// Receives sealed reports for a hotline.
///
/// Reporters' browsers encrypt what they write to this receiver's key. It opens each report,
/// checks it, encrypts it for the desk and stores it before it answers. Analysts, and the
/// hotline's own systems, take reports out at the desk.
#[derive(Parser)]
#[command(
    version,
    after_help = "Begin with:\n  receiver init hotline\n  receiver serve --config \
                                 hotline/receiver.toml"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a new folder with a commented config, the desk's keys and its token.
    Init {
        /// The folder to make.
        dir: PathBuf,
    },
    /// Runs both halves: the intake, for reporters, and the desk, for analysts.
    ///
    /// Prints the address of each half on standard output once it listens, and logs to standard
    /// error (RUST_LOG chooses what). SIGTERM and Ctrl-C finish what was accepted, then stop.
    Serve {
        /// The config file that `receiver init` wrote.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

fn main() -> ExitCode {
    telemetry::log_to_stderr();
    let done = match Arguments::parse().command {
        Command::Init { dir } => run_init(&dir),
        Command::Serve { config } => run_serve(&config),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run_init(dir: &Path) -> Result<(), Box<dyn Error>> {
    init::init(dir, &mut UnwrapErr(SysRng))?;
    let dir = dir.display();
    println!("{dir}/receiver.toml   the config: change the hotline's name and addresses");
    println!("{dir}/keys/desk.key   opens every stored report: back it up in a safe place");
    println!("{dir}/keys/desk.pub   what reports are stored under");
    println!("{dir}/desk-token      the desk's password: hand it over, then delete the file");
    println!("next: receiver serve --config {dir}/receiver.toml");
    Ok(())
}

#[tokio::main]
async fn run_serve(config: &Path) -> Result<(), Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    let settings = config::load(config, &bundle.languages())?;
    let store = Arc::new(SqliteStore::open(&settings.store_path)?);
    let listeners = Listeners::bind(&settings).await?;
    println!("intake http://{}", listeners.intake.local_addr()?);
    println!("desk http://{}", listeners.desk.local_addr()?);
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
