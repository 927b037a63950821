//! `receiver webhooks`: what could not be delivered.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use receiver::clock::{Clock, SystemClock};
use receiver::config::{self, DeskSettings};
use receiver::desk::records::Records;
use receiver::desk::vault::Vault;
use receiver::desk::webhooks::outbox;
use receiver::intake::bundle::Bundle;
use receiver::store::{self, Store};

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Shows for each webhook how much waits, how much is dead, and what the last failure was.
    ///
    /// A delivery is dead when it has failed again and again for a day or so. It is kept for thirty
    /// days more.
    List(Desk),
    /// Lets the dead deliveries of webhooks be tried again, within a minute.
    Retry {
        /// The webhooks' names in the config.
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
        #[command(flatten)]
        desk: Desk,
    },
}

#[derive(Args)]
pub(crate) struct Desk {
    /// The config file of the desk.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn run(command: Command) -> Result<(), Box<dyn Error>> {
    match command {
        Command::List(desk) => list(&Outbox::open(&desk.config).await?).await,
        Command::Retry { names, desk } => retry(&Outbox::open(&desk.config).await?, &names).await,
    }
}

async fn list(outbox: &Outbox) -> Result<(), Box<dyn Error>> {
    let lying = outbox::lying(outbox.records()).await?;
    let names = outbox.names().chain(lying.keys().map(String::as_str));
    let of_each: BTreeMap<_, _> = names.map(|name| (name, lying.get(name))).collect();
    for (name, lying) in of_each {
        let lying = lying.cloned().unwrap_or_default();
        let last = lying.last.as_deref().unwrap_or("-");
        let (waiting, dead) = (lying.waiting, lying.dead);
        println!("{name}: waiting {waiting}, dead {dead}, last failure {last}");
    }
    Ok(())
}

async fn retry(outbox: &Outbox, names: &[String]) -> Result<(), Box<dyn Error>> {
    for name in names {
        if !outbox.names().any(|known| known == name) {
            return Err(format!(
                "{name:?} is no webhook of the config\n  fix: `receiver webhooks list` shows them"
            )
            .into());
        }
        let now = SystemClock.now();
        let revived = outbox::revive(outbox.records(), name, now).await?;
        println!("{name}: {revived} to be tried again");
    }
    Ok(())
}

/// The desk's store, and what opens it.
struct Outbox {
    desk: DeskSettings,
    vault: Vault,
    store: Arc<dyn Store>,
}

impl Outbox {
    async fn open(config: &Path) -> Result<Self, Box<dyn Error>> {
        let settings = config::load(config, &Bundle::built_in()?.languages())?;
        let desk = settings
            .desk
            .ok_or("there is no [desk]\n  fix: name the config of the desk")?;
        Ok(Self {
            vault: Vault::new(&desk.private_key),
            store: store::open(&settings.store).await?,
            desk,
        })
    }

    fn records(&self) -> Records<'_> {
        Records {
            store: &*self.store,
            vault: &self.vault,
        }
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.desk.webhooks.iter().map(|webhook| &webhook.name[..])
    }
}
