//! `receiver exchange` and `receiver referral`: the exchange with other hotlines.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Subcommand;
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use receiver::exchange::{Exchange, Received};
use receiver::serve::DeskServices;
use receiver::telemetry::Metrics;
use serde_json::json;
use store::{Access, Commit, Ledger};

use crate::online::Online;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows our certificate and keys, and the keys of the other hotlines, and what is valid until when.
    Show(Online),
    /// Makes a new key now, and destroys all before it: after a theft of the desk's key, its machine or a backup.
    ///
    /// What was sealed to the earlier keys and is not brought in yet has to be sent again.
    Replace(Online),
}

#[derive(Subcommand)]
pub(crate) enum ReferralCommand {
    /// Opens a referral that another hotline sent as a file, and prints it as JSON.
    ///
    /// Changes nothing but the log, which says that it was read. Analysts bring it in at the desk, on
    /// the page "From other hotlines".
    Open {
        /// The file that the other hotline sent.
        file: PathBuf,
        #[command(flatten)]
        online: Online,
    },
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let online = match command {
        Command::Show(online) => online,
        Command::Replace(online) => {
            let (exchange, _) = open(&online, Access::Write).await?;
            println!(
                "key {} is given out from now on; those before it are destroyed",
                exchange.replace().await?
            );
            return Ok(());
        }
    };
    let (exchange, _) = open(&online, Access::Read).await?;
    let status = exchange.status().await?;
    match status.certified {
        Ok(until) => println!("signer  certified until {until}"),
        Err(error) => println!(
            "signer  NOT VALID NOW: {error}\n        `receiver keys certify --exchange` makes a new certificate"
        ),
    }
    for (id, begins, ends) in status.keys {
        println!("key     {id}  given out from {begins}, destroyed at {ends}");
    }
    for other in status.others {
        let hotline = other.hotline.as_str();
        match other.key {
            Ok(key) => println!(
                "{}  {hotline}, key {} until {}",
                other.name, key.id, key.ends
            ),
            Err(error) => println!("{}  {hotline}, NO KEY: {error}", other.name),
        }
    }
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn referral(command: ReferralCommand) -> Result<(), Box<dyn Error>> {
    let ReferralCommand::Open { file, online } = command;
    let content = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (exchange, (store, now)) = open(&online, Access::Write).await?;
    let opened = exchange.open(&content).await;
    let received = opened.map_err(|error| format!("{}: {error}", file.display()))?;
    let parcel = received.parcel.to_string();
    store
        .commit(Act::of(OPERATOR, ActName::Read, "", &parcel, now).into())
        .await?;
    println!("{:#}", shown(&received));
    Ok(())
}

fn shown(received: &Received) -> serde_json::Value {
    json!({
        "parcel": received.parcel,
        "from": received.from,
        "made": received.made.to_string(),
        "referral": received.referral,
    })
}

type Opened = (Arc<Exchange>, (Arc<Ledger>, model::time::Timestamp));

/// The exchange of the desk in this config, its half of the store, and the time now.
async fn open(online: &Online, access: Access) -> Result<Opened, Box<dyn Error>> {
    let (settings, desk) = online.desk(access).await?;
    let (now, metrics) = (desk.clock.now(), Arc::new(Metrics::new(desk.clock.clone())));
    let services = DeskServices::new(
        settings,
        desk.store.clone(),
        desk.vault,
        desk.clock,
        metrics,
    );
    let exchange = services.exchange.ok_or(
        "the config has no [desk.exchange]\n  fix: `receiver init` writes the section as a comment",
    )?;
    Ok((exchange, (desk.store, now)))
}
