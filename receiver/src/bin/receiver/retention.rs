//! `receiver retention`: what is due to be scrubbed, and scrubbing it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use receiver::clock::{Clock, SystemClock};
use receiver::config;
use receiver::desk::retention::{self, Retention};
use receiver::intake::bundle::Bundle;
use receiver::store::{self, Store};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows what would be scrubbed now, by part. Changes nothing.
    DryRun(Online),
    /// Scrubs what is due. The desk does so by itself while it runs.
    Run(Online),
}

#[derive(Args)]
pub(crate) struct Online {
    /// The config file of the desk.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    match command {
        Command::DryRun(online) => {
            let (store, clocks) = open(&online.config).await?;
            for due in retention::due(&*store, clocks, now).await? {
                let oldest = due.oldest.map(|hour| format!(", the oldest closed {hour}"));
                let oldest = oldest.unwrap_or_default();
                println!("{}: {} cases{oldest}", due.part.name(), due.cases);
            }
        }
        Command::Run(online) => {
            let (store, clocks) = open(&online.config).await?;
            let mut scrubbed = 0;
            loop {
                let more = retention::run(&*store, clocks, now).await?;
                if more == 0 {
                    break;
                }
                scrubbed += more;
            }
            store.forget().await?;
            println!("scrubbed what was due, of {scrubbed} cases");
        }
    }
    Ok(())
}

async fn open(config: &Path) -> Result<(Arc<dyn Store>, Retention), Box<dyn Error>> {
    let settings = config::load(config, &Bundle::built_in()?.languages())?;
    let Some(desk) = settings.desk else {
        let file = config.display();
        return Err(format!("{file} has no [desk]\n  fix: name the config of the desk").into());
    };
    let store = store::open(&settings.store).await?;
    Ok((store, desk.config.retention))
}
