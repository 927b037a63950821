//! `receiver queue`: the reports that are set aside.

use std::error::Error;

use clap::{Args, Subcommand};
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use receiver::clock::Clock;
use receiver::opening::Opened;
use shared::report::ReportId;
use store::{Access, Batch, Commit, CommitError, Queue, Requeued};

use crate::online::{Online, OpenedDesk};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Lists the reports that are set aside, one id on a line.
    ///
    /// A report is set aside when `desk.max_attempts` claims of it have ended without an ack: what
    /// takes reports out may stumble over this one. It is kept, and shown at the desk, but no claim
    /// gets it any more. The desk also sets aside what no intake of the hotline has stored, as the log of
    /// acts says.
    Dead(Online),
    /// Puts reports that are set aside back into the queue, as if they had never been claimed.
    Requeue(Chosen),
    /// Lets the desk take reports although no intake of the hotline has signed them, and puts them back into
    /// the queue.
    ///
    /// For reports that were stored under an earlier root. Whoever can write the store can have put in any
    /// other: look first at who can.
    Accept(Chosen),
}

/// Reports that are set aside.
#[derive(Args)]
pub(crate) struct Chosen {
    /// The ids, as `receiver queue dead` gives them.
    #[arg(required_unless_present = "all", value_name = "ID")]
    ids: Vec<ReportId>,
    /// All reports that are set aside.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    #[command(flatten)]
    online: Online,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::Dead(online) => dead(&online).await,
        Command::Requeue(chosen) => requeue(chosen, false).await,
        Command::Accept(chosen) => requeue(chosen, true).await,
    }
}

async fn dead(online: &Online) -> Result<(), Box<dyn Error>> {
    let Opened { store, clock } = online.open(Access::Read).await?;
    for id in store.dead(clock.now()).await? {
        println!("{id}");
    }
    Ok(())
}

async fn requeue(chosen: Chosen, accept: bool) -> Result<(), Box<dyn Error>> {
    let (_, OpenedDesk { store, clock, .. }) = chosen.online.desk(Access::Write).await?;
    let dead = store.dead(clock.now()).await?;
    let ids = if chosen.all { dead.clone() } else { chosen.ids };
    if let Some(id) = ids.iter().find(|id| !dead.contains(id)) {
        return Err(not_dead(*id).into());
    }
    if accept && !ids.is_empty() {
        store.accept_epochs(&ids, clock.now()).await?;
    }
    for id in ids {
        let now = clock.now();
        let act = Act {
            case: Some(id),
            ..Act::of(OPERATOR, ActName::Requeue, "", "", now)
        };
        let batch = Batch {
            requeued: vec![Requeued { id, now }],
            ..act.into()
        };
        store.commit(batch).await.map_err(|error| match error {
            CommitError::Conflict => not_dead(id),
            CommitError::Store(error) => error.to_string(),
        })?;
        println!("{id} waits again");
    }
    Ok(())
}

fn not_dead(id: ReportId) -> String {
    format!("{id} is not set aside\n  fix: `receiver queue dead` lists what is")
}
