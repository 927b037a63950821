//! Commands that work on a receiver's store, even while the receiver runs.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use receiver::alerts::Places;
use receiver::clock::Clock;
use receiver::crypto::vault::Vault;
use receiver::opening::{self, Opened};
use receiver::settings::{self, DeskSettings, IntakeSettings, Settings};
use receiver::web::public::bundle::Bundle;
use store::{Access, Commit, Ledger};

use crate::keys::shares;
use crate::owner;

/// The argument that names the receiver.
#[derive(Args)]
pub(crate) struct Online {
    /// The config file; if each half has its own, the one of the half that this is about.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// The desk's half of a store that was opened.
pub(crate) struct OpenedDesk {
    /// The desk's half.
    pub(crate) store: Arc<Ledger>,
    /// The keys of the desk's records.
    pub(crate) vault: Arc<Vault>,
    /// The clock for acts in the store.
    pub(crate) clock: Arc<dyn Clock>,
}

/// Writes into the desk's log what the operator does, before it is done. The intake alone has no key of the log, and
/// a desk whose key is in shares has none either: what cannot wait for people is done without an entry.
pub(crate) async fn log(
    settings: &Settings,
    opened: &Opened,
    what: ActName,
    new: &str,
) -> Result<(), Box<dyn Error>> {
    let Some(desk) = &settings.desk else {
        if settings.locked.is_some() {
            eprintln!(
                "this is not in the log of acts: the desk's key, which writes it, is in shares"
            );
        }
        return Ok(());
    };
    let (store, now) = (opened.store.clone(), opened.clock.now());
    let anchor = desk.open_store(store, Access::Write, now).await?;
    let act = Act::of(OPERATOR, what, "", new, now);
    Ok(anchor.ledger.commit(act.into()).await?)
}

impl Online {
    /// Opens the store of the config, to look at it or to change its content.
    pub(crate) async fn open(&self, access: Access) -> Result<Opened, Box<dyn Error>> {
        Ok(self.whole(access).await?.1)
    }

    /// The path of the config.
    pub(crate) fn config(&self) -> &Path {
        &self.config
    }

    /// Opens the store, and reads all settings.
    pub(crate) async fn whole(&self, access: Access) -> Result<(Settings, Opened), Box<dyn Error>> {
        let settings = load(&self.config)?;
        let opened = opening::open(&settings, access).await?;
        // The clock says so in the log if it does not believe the system's.
        opened.clock.now();
        Ok((settings, opened))
    }

    /// The intake's settings, which have to be there.
    pub(crate) fn intake(&self, settings: Settings) -> Result<IntakeSettings, Box<dyn Error>> {
        settings.intake.ok_or_else(|| self.without("intake").into())
    }

    /// Reads where alerts go, of the desk or of an intake that stands alone.
    pub(crate) fn alert_places(&self) -> Result<Option<Arc<Places>>, Box<dyn Error>> {
        let settings = load(&self.config)?;
        let of_desk = settings.keyless().and_then(|desk| desk.alerts.clone());
        Ok(of_desk.or_else(|| settings.intake?.alerts.map(Arc::new)))
    }

    /// The desk's settings, which have to be there, and those of an intake in the same config. Asks for the shares of
    /// a key that is in shares.
    pub(crate) fn halves(
        &self,
        mut settings: Settings,
    ) -> Result<(DeskSettings, Option<IntakeSettings>), Box<dyn Error>> {
        if let Some(locked) = &settings.locked {
            let key = shares::asked_for(&locked.public_key)?;
            settings.unlock(key);
        }
        let desk = settings.desk.ok_or_else(|| self.without("desk"))?;
        Ok((desk, settings.intake))
    }

    /// Reads the desk's settings, and opens its half of the store.
    pub(crate) async fn desk(
        &self,
        access: Access,
    ) -> Result<(DeskSettings, OpenedDesk), Box<dyn Error>> {
        let (desk, Opened { store, clock }) = self.untrusted(access).await?;
        let anchor = desk.open_store(store, access, clock.now()).await?;
        let (store, vault) = (anchor.ledger, anchor.vault);
        Ok((
            desk,
            OpenedDesk {
                store,
                vault,
                clock,
            },
        ))
    }

    /// Reads the desk's settings, and opens the store without a look at its log.
    pub(crate) async fn untrusted(
        &self,
        access: Access,
    ) -> Result<(DeskSettings, Opened), Box<dyn Error>> {
        let (settings, opened) = self.whole(access).await?;
        Ok((self.halves(settings)?.0, opened))
    }

    pub(crate) fn without(&self, half: &str) -> String {
        let file = self.config.display();
        format!("{file}: there is no [{half}]\n  fix: name the config of the {half}")
    }
}

/// Reads a config and the key files that it names. If root runs the command on the files of somebody
/// else, the command goes on as their owner.
pub(crate) fn load(config: &Path) -> Result<Settings, Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    let settings = settings::load(config, &bundle.languages())?;
    owner::become_owner(&settings)?;
    Ok(settings)
}
