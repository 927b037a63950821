//! `receiver queue`: the reports that were claimed too often without an ack.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use receiver::clock::{Clock, SystemClock};
use receiver::config;
use receiver::intake::bundle::Bundle;
use receiver::store::{self, Store};
use shared::report::ReportId;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the reports that are set aside, one id on a line.
    ///
    /// A report is set aside when `desk.max_attempts` claims of it have ended without an ack: what
    /// takes reports out may stumble over this one. It is kept, and shown at the desk, but no claim
    /// gets it any more.
    Dead(Online),
    /// Puts reports that are set aside back into the queue, as if they had never been claimed.
    Requeue {
        /// The ids, as `receiver queue dead` gives them.
        #[arg(required = true, value_name = "ID")]
        ids: Vec<ReportId>,
        #[command(flatten)]
        online: Online,
    },
}

#[derive(Args)]
pub(crate) struct Online {
    /// The config file of either half.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let now = SystemClock.now();
    match command {
        Command::Dead(online) => {
            for id in open(&online.config).await?.dead(now).await? {
                println!("{id}");
            }
        }
        Command::Requeue { ids, online } => {
            let store = open(&online.config).await?;
            for id in ids {
                store.requeue(id, now).await?.map_err(|_| {
                    format!("{id} is not set aside\n  fix: `receiver queue dead` lists what is")
                })?;
                println!("{id} waits again");
            }
        }
    }
    Ok(())
}

async fn open(config: &Path) -> Result<Arc<dyn Store>, Box<dyn Error>> {
    let settings = config::load(config, &Bundle::built_in()?.languages())?;
    Ok(store::open(&settings.store).await?)
}
