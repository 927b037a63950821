//! `receiver exchange` and `receiver referral`: the exchange with other hotlines.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use receiver::clock::{Clock, SystemClock};
use receiver::directory::Application;
use receiver::exchange::{Exchange, Received};
use receiver::handoff::Bar;
use receiver::keys::ceremony;
use receiver::serve::DeskServices;
use receiver::telemetry::Metrics;
use serde_json::json;
use shared::report::HotlineId;
use shared::signing::SigningKey;
use store::{Access, Commit, Ledger};

use crate::online::Online;
use crate::owner;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows our certificate and keys, and the keys of the other hotlines, and what is valid until when.
    Show(Online),
    /// Makes a new key now, and destroys all before it: after a theft of the desk's key, its machine or a backup.
    ///
    /// What was sealed to the earlier keys and is not brought in yet has to be sent again.
    Replace(Online),
    /// Exchanges nothing with a hotline until `resume`, whatever config and directory say of it: parcels wait on both sides.
    ///
    /// Nothing is sealed to it, and its intake is told to ask later; a receiver that runs does so within a minute.
    Pause {
        /// The hotline's id.
        hotline: HotlineId,
        #[command(flatten)]
        online: Online,
    },
    /// Distrusts a hotline, whatever config and directory say of it: what it sends is refused by a signed answer.
    ///
    /// What has not arrived there comes back to the cases, and its assessments are not taken over any more; a receiver that
    /// runs does so within a minute.
    Distrust {
        /// The hotline's id.
        hotline: HotlineId,
        #[command(flatten)]
        online: Online,
    },
    /// Exchanges with a hotline that is paused or distrusted, or that is new in the directory and waits for somebody to agree to it.
    Resume {
        /// The hotline's id.
        hotline: HotlineId,
        #[command(flatten)]
        online: Online,
    },
    /// Writes the proofs of two directories of one version to a file, and ends the alert about them.
    ///
    /// A hotline that goes by another directory of the same version than this one has said so in a signed text. The file
    /// has that text, what the officers signed here, and what they signed there, if the hotline's mirror has shown it.
    Settle {
        /// The other hotline's id.
        hotline: HotlineId,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        online: Online,
    },
    /// Writes an application for the directory of a network, signed by the hotline's root, where that root is.
    ///
    /// Send the file to the network's association, and read out to it on the telephone what this prints.
    Join(JoinArguments),
}

#[derive(Args)]
pub(crate) struct JoinArguments {
    /// The root's private key.
    #[arg(long, value_name = "FILE")]
    root: PathBuf,
    /// The hotline's id, as the config has it.
    #[arg(long, value_name = "ID")]
    hotline: HotlineId,
    /// The hotline's name, as people read it.
    #[arg(long)]
    name: String,
    /// The countries whose content the hotline looks after, such as NL,BE (ISO 3166-1).
    #[arg(long, value_delimiter = ',', required = true)]
    countries: Vec<String>,
    /// The categories of reports that the hotline takes, such as csam,grooming.
    #[arg(long, value_delimiter = ',', required = true)]
    categories: Vec<String>,
    /// The languages in which the hotline can be written to, such as nl,en.
    #[arg(long, value_delimiter = ',', required = true)]
    languages: Vec<String>,
    /// The address of the hotline's intake.
    #[arg(long, value_name = "URL")]
    exchange: String,
    /// The address of the hotline's form.
    #[arg(long, value_name = "URL")]
    form: String,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
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
        Command::Join(arguments) => return join(arguments),
        Command::Pause { hotline, online } => {
            let (exchange, _) = open(&online, Access::Write).await?;
            let said = match exchange.pause(OPERATOR, &hotline).await? {
                true => "is paused: a running receiver exchanges nothing with it within a minute",
                false => "was paused or distrusted already, or waits for an agreement",
            };
            println!("{} {said}", hotline.as_str());
            return Ok(());
        }
        Command::Distrust { hotline, online } => {
            let (exchange, _) = open(&online, Access::Write).await?;
            let said = match exchange.distrust(OPERATOR, &hotline).await? {
                true => "is distrusted: a running receiver refuses what it sends within a minute",
                false => "was distrusted already",
            };
            println!("{} {said}", hotline.as_str());
            return Ok(());
        }
        Command::Resume { hotline, online } => {
            let (exchange, _) = open(&online, Access::Write).await?;
            if !exchange.resume(OPERATOR, &hotline).await? {
                return Err(format!("{} is not paused or distrusted", hotline.as_str()).into());
            }
            println!("referrals are exchanged with {} again", hotline.as_str());
            return Ok(());
        }
        Command::Settle {
            hotline,
            out,
            online,
        } => return settle(&hotline, &out, &online).await,
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
    if let Some(good) = exchange.directory().await? {
        let (name, version) = (good.directory.name, good.version);
        let (fetched, until) = (good.fetched, good.until);
        println!("directory  {name}, version {version}, fetched at {fetched}, valid until {until}");
    }
    for view in exchange.split_views().await? {
        let (hotline, version) = (view.hotline.as_str(), view.said.edition.version);
        println!("SPLIT VIEW  {hotline} goes by another directory of version {version}");
    }
    for paused in exchange.paused().await? {
        let state = match paused.bar() {
            Bar::New => "waits     ",
            Bar::Paused => "paused    ",
            Bar::Distrusted => "DISTRUSTED",
        };
        println!("{state}  {}", paused.hotline.as_str());
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

async fn settle(hotline: &HotlineId, out: &Path, online: &Online) -> Result<(), Box<dyn Error>> {
    let (exchange, _) = open(online, Access::Write).await?;
    if !exchange.settle(hotline, out).await? {
        return Err(format!("no split view is known of {}", hotline.as_str()).into());
    }
    owner::give_to_owner_of_folder(out)?;
    println!("{}   has both signed proofs", out.display());
    Ok(())
}

fn join(arguments: JoinArguments) -> Result<(), Box<dyn Error>> {
    let key: SigningKey = ceremony::read_key(&arguments.root)?;
    let application = Application {
        hotline: arguments.hotline,
        name: arguments.name,
        countries: arguments.countries,
        categories: arguments.categories,
        languages: arguments.languages,
        root: key.verifying_key(),
        exchange: arguments.exchange,
        form: arguments.form,
        made: SystemClock.now().0,
    };
    application.write(&key, &arguments.out)?;
    owner::give_to_owner_of_folder(&arguments.out)?;
    println!(
        "{}   to be sent to the association",
        arguments.out.display()
    );
    println!("root {}   to be read out to it", application.root);
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
    exchange.recall().await?;
    Ok((exchange, (desk.store, now)))
}
