//! `receiver queue`: the reports that were claimed too often without an ack.

use std::error::Error;

use clap::Subcommand;
use receiver::clock::Clock;
use receiver::opening::Opened;
use shared::report::ReportId;
use store::{Access, RequeueError};

use crate::online::Online;

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
        #[arg(required_unless_present = "all", value_name = "ID")]
        ids: Vec<ReportId>,
        /// All reports that are set aside.
        #[arg(long, conflicts_with = "ids")]
        all: bool,
        #[command(flatten)]
        online: Online,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Dead(online) => dead(&online).await,
        Command::Requeue { ids, all, online } => requeue(ids, all, &online).await,
    }
}

async fn dead(online: &Online) -> Result<(), Box<dyn Error>> {
    let Opened { store, clock } = online.open(Access::Read).await?;
    for id in store.dead(clock.now()).await? {
        println!("{id}");
    }
    Ok(())
}

async fn requeue(ids: Vec<ReportId>, all: bool, online: &Online) -> Result<(), Box<dyn Error>> {
    let Opened { store, clock } = online.open(Access::Write).await?;
    let ids = if all {
        store.dead(clock.now()).await?
    } else {
        ids
    };
    for id in ids {
        match store.requeue(id, clock.now()).await {
            Ok(()) => println!("{id} waits again"),
            Err(RequeueError::NotDead) => {
                let fix = "`receiver queue dead` lists what is";
                return Err(format!("{id} is not set aside\n  fix: {fix}").into());
            }
            Err(RequeueError::Store(error)) => return Err(error.into()),
        }
    }
    Ok(())
}
