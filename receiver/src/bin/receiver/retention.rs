//! `receiver retention`: shows and scrubs the due parts of closed cases.

use std::error::Error;
use std::sync::Arc;

use clap::Subcommand;
use receiver::casework::Casework;
use receiver::serve::DeskServices;
use receiver::telemetry::Metrics;
use store::Access;

use crate::online::Online;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows what would be scrubbed now, by part. Changes nothing.
    DryRun(Online),
    /// Scrubs what is due. The desk does so by itself while it runs.
    Run(Online),
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::DryRun(online) => {
            for due in casework(&online, Access::Read).await?.due(0).await? {
                let oldest = due.oldest.map(|hour| format!(", the oldest closed {hour}"));
                let oldest = oldest.unwrap_or_default();
                println!("{}: {} cases{oldest}", due.part.name(), due.cases);
            }
        }
        Command::Run(online) => {
            let casework = casework(&online, Access::Write).await?;
            casework.convert().await?;
            let scrubbed = casework.scrub_all().await?;
            println!("scrubbed what was due, of {scrubbed} cases");
        }
    }
    Ok(())
}

async fn casework(online: &Online, access: Access) -> Result<Arc<Casework>, Box<dyn Error>> {
    let (settings, opened) = online.desk(access).await?;
    let metrics = Arc::new(Metrics::new(opened.clock.clone()));
    let services = DeskServices::new(settings, opened.store, opened.vault, opened.clock, metrics);
    Ok(services.casework)
}
