//! `receiver webhooks`: shows deliveries that have not arrived, and retries dead ones.

use std::error::Error;

use clap::Subcommand;
use model::time::Timestamp;
use receiver::webhooks::Webhook;
use receiver::webhooks::outbox::Outbox;
use store::Access;

use crate::online::Online;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows for each webhook how much waits, how much is dead, and what the last failure was.
    ///
    /// A delivery is dead when it has failed again and again for a day or so. It is kept for thirty
    /// days more.
    List(Online),
    /// Lets the dead deliveries of webhooks be tried again, within a minute.
    Retry {
        /// The webhooks' names in the config.
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        online: Online,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let (Command::List(online) | Command::Retry { online, .. }) = &command;
    let access = match &command {
        Command::List(_) => Access::Read,
        Command::Retry { .. } => Access::Write,
    };
    let (settings, opened) = online.desk(access).await?;
    let outbox = Outbox::new(&*opened.store, &opened.vault);
    let now = opened.clock.now();
    match &command {
        Command::List(_) => list(&settings.webhooks, &outbox).await,
        Command::Retry { names, .. } => retry(&settings.webhooks, names, &outbox, now).await,
    }
}

async fn list(webhooks: &[Webhook], outbox: &Outbox<'_>) -> Result<(), Box<dyn Error>> {
    let mut backlogs = outbox.backlogs().await?;
    for webhook in webhooks {
        backlogs.entry(webhook.name.clone()).or_default();
    }
    for (name, backlog) in backlogs {
        let last = backlog.last.as_deref().unwrap_or("-");
        let (waiting, dead) = (backlog.waiting, backlog.dead);
        println!("{name}: waiting {waiting}, dead {dead}, last failure {last}");
    }
    Ok(())
}

async fn retry(
    webhooks: &[Webhook],
    names: &[String],
    outbox: &Outbox<'_>,
    now: Timestamp,
) -> Result<(), Box<dyn Error>> {
    for name in names {
        if !webhooks.iter().any(|webhook| webhook.name == *name) {
            let fix = "`receiver webhooks list` shows them";
            return Err(format!("{name:?} is no webhook of the config\n  fix: {fix}").into());
        }
        let revived = outbox.revive(name, now).await?;
        println!("{name}: {revived} to be tried again");
    }
    Ok(())
}
