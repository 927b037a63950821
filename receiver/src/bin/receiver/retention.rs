//! `receiver retention`: shows and scrubs the due parts of closed cases.

use std::error::Error;
use std::sync::Arc;

use clap::Subcommand;
use receiver::casework::Casework;
use receiver::clock::SystemClock;
use receiver::serve::DeskServices;
use receiver::telemetry::Metrics;

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
            for due in casework(&online).await?.due(0).await? {
                let oldest = due.oldest.map(|hour| format!(", the oldest closed {hour}"));
                let oldest = oldest.unwrap_or_default();
                println!("{}: {} cases{oldest}", due.part.name(), due.cases);
            }
        }
        Command::Run(online) => {
            let scrubbed = casework(&online).await?.scrub_all().await?;
            println!("scrubbed what was due, of {scrubbed} cases");
        }
    }
    Ok(())
}

async fn casework(online: &Online) -> Result<Arc<Casework>, Box<dyn Error>> {
    let (settings, store) = online.desk().await?;
    let clock = Arc::new(SystemClock);
    let metrics = Arc::new(Metrics::new(clock.clone()));
    let services = DeskServices::new(settings, store, clock, metrics);
    services.casework.convert().await?;
    Ok(services.casework)
}
