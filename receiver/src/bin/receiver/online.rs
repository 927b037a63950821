//! Commands that work on a receiver's store, even while the receiver runs.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use receiver::settings::{self, DeskSettings, IntakeSettings, Settings};
use receiver::web::public::bundle::Bundle;
use store::Store;

/// The argument that names the receiver.
#[derive(Args)]
pub(crate) struct Online {
    /// The config file; if each half has its own, the one of the half that this is about.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Online {
    /// Opens the store of the config.
    pub(crate) async fn store(&self) -> Result<Arc<dyn Store>, Box<dyn Error>> {
        let settings = load(&self.config)?;
        Ok(store::open(&settings.store).await?)
    }

    /// Opens the store, and reads the intake's settings.
    pub(crate) async fn intake(&self) -> Result<(IntakeSettings, Arc<dyn Store>), Box<dyn Error>> {
        let settings = load(&self.config)?;
        let intake = settings.intake.ok_or_else(|| self.without("intake"))?;
        Ok((intake, store::open(&settings.store).await?))
    }

    /// Opens the store, and reads the desk's settings.
    pub(crate) async fn desk(&self) -> Result<(DeskSettings, Arc<dyn Store>), Box<dyn Error>> {
        let settings = load(&self.config)?;
        let desk = settings.desk.ok_or_else(|| self.without("desk"))?;
        Ok((desk, store::open(&settings.store).await?))
    }

    fn without(&self, half: &str) -> String {
        let file = self.config.display();
        format!("{file}: there is no [{half}]\n  fix: name the config of the {half}")
    }
}

/// Reads a config and the key files that it names.
pub(crate) fn load(config: &Path) -> Result<Settings, Box<dyn Error>> {
    let bundle = Bundle::built_in()?;
    Ok(settings::load(config, &bundle.languages())?)
}
