//! Commands that work on a receiver's store, even while the receiver runs.

use std::error::Error;
use std::path::{Path, PathBuf};

use clap::Args;
use receiver::clock::Clock;
use receiver::opening::{self, Opened};
use receiver::settings::{self, DeskSettings, IntakeSettings, Settings};
use receiver::web::public::bundle::Bundle;
use store::Access;

use crate::owner;

/// The argument that names the receiver.
#[derive(Args)]
pub(crate) struct Online {
    /// The config file; if each half has its own, the one of the half that this is about.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
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

    /// Opens the store, and reads the intake's settings.
    pub(crate) async fn intake(
        &self,
        access: Access,
    ) -> Result<(IntakeSettings, Opened), Box<dyn Error>> {
        let (settings, opened) = self.whole(access).await?;
        let intake = settings.intake.ok_or_else(|| self.without("intake"))?;
        Ok((intake, opened))
    }

    /// Reads the desk's settings, without opening the store.
    pub(crate) fn desk_settings(&self) -> Result<DeskSettings, Box<dyn Error>> {
        load(&self.config)?
            .desk
            .ok_or_else(|| self.without("desk").into())
    }

    /// Opens the store, and reads the desk's settings.
    pub(crate) async fn desk(
        &self,
        access: Access,
    ) -> Result<(DeskSettings, Opened), Box<dyn Error>> {
        let (settings, opened) = self.whole(access).await?;
        let desk = settings.desk.ok_or_else(|| self.without("desk"))?;
        Ok((desk, opened))
    }

    fn without(&self, half: &str) -> String {
        let file = self.config.display();
        format!("{file}: there is no [{half}]\n  fix: name the config of the {half}")
    }
}

/// Reads a config and the key files that it names. If root runs the command on the files of somebody
/// else, the command goes on as their owner.
pub(crate) fn load(config: &Path) -> Result<Settings, Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    let settings = settings::load(config, &bundle.languages())?;
    owner::become_owner(&settings.store)?;
    Ok(settings)
}
