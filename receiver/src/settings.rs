//! The settings of the two halves, made from the config and the files that it names. Each error
//! gives the file, the key and the fix.

mod alerts;
mod desk;
mod desk_key;
mod exchange;
mod files;
mod follow_up;
mod handoffs;
mod intake;
mod mail;
mod openid;
mod pull;
mod storage;
mod tls;
mod webhooks;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::api::Hotline;
use shared::hpke::{PrivateKey, PublicKey};
use shared::report::HotlineId;
use store::{ConfigDigest, StoreUrl};

use self::desk::{Desk, Outside};
pub use self::desk::{DeskSettings, KeylessDesk};
pub(crate) use self::desk_key::{FORMER, desk_key_in};
use self::files::Folder;
pub use self::intake::IntakeSettings;
use crate::config::{self, Config, ConfigError, ConfigProblem, Listen, ListenAddress};
use crate::tls::{PairFiles, Tls};
use crate::words::Language;

/// The settings in a config file and its key files.
pub struct Settings {
    /// The hotline's details for reporters.
    pub hotline: Hotline,
    /// The public half, if this process runs it.
    pub intake: Option<IntakeSettings>,
    /// The internal half, if this process runs it and has its key.
    pub desk: Option<DeskSettings>,
    /// The internal half, if this process runs it and its key is in shares.
    pub locked: Option<KeylessDesk>,
    /// The addresses for a monitoring system, if there is one.
    pub(crate) metrics: Option<Listen>,
    /// The address of the store that both halves share.
    pub store: StoreUrl,
}

/// The settings that a running receiver cannot change.
pub struct Fixed {
    hotline: HotlineId,
    intake: Option<Listen>,
    desk: Option<Listen>,
    tls: [Option<PairFiles>; 2],
    metrics: Option<Listen>,
    desk_key: Option<PublicKey>,
    is_sealed: bool,
    store: StoreUrl,
}

impl Fixed {
    /// The settings of a start that stay until the next one.
    pub fn of(settings: &Settings) -> Self {
        let intake = settings.intake.as_ref();
        let desk = settings.keyless();
        let of_desk = desk.map(|half| half.public_key.clone());
        Self {
            hotline: settings.hotline.id.clone(),
            intake: intake.map(|half| half.listen.clone()),
            desk: desk.map(|half| half.listen.clone()),
            tls: settings.tls().map(|tls| Some(tls?.files().clone())),
            metrics: settings.metrics.clone(),
            desk_key: of_desk.or_else(|| Some(intake?.desk_public_key.clone())),
            is_sealed: settings.locked.is_some(),
            store: settings.store.clone(),
        }
    }

    /// Reads the config again. Refuses a change of a setting that stays.
    pub fn load_again(&self, file: &Path, locales: &[&str]) -> Result<Settings, ConfigError> {
        let settings = load(file, locales)?;
        let again = Self::of(&settings);
        let changed = [
            ("hotline.id", self.hotline != again.hotline),
            ("intake.listen", self.intake != again.intake),
            ("desk.listen", self.desk != again.desk),
            ("intake.tls", self.tls[0] != again.tls[0]),
            ("desk.tls", self.tls[1] != again.tls[1]),
            ("metrics.listen", self.metrics != again.metrics),
            ("desk.private_key", self.is_sealed != again.is_sealed),
            ("intake.desk_public_key", self.desk_key != again.desk_key),
            ("store.url", self.store != again.store),
        ];
        match changed.into_iter().find(|(_, is_changed)| *is_changed) {
            Some((key, _)) => Err(ConfigError::changed(file, key)),
            None => Ok(settings),
        }
    }
}

/// Reads a config file and the key files that it names. Relative paths start at the config's
/// folder. `locales` are the languages of the form.
pub fn load(file: &Path, locales: &[&str]) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?;
    let config: Config = config::parse(file, &text)?;
    let digest = ConfigDigest(Sha256::digest(&text).into());
    let settings = Settings::open(config, digest, Folder::of(file), locales);
    settings.map_err(|problem| ConfigError::new(file, &problem))
}

impl Settings {
    /// The certificates of the intake and of the desk, as far as they show one themselves.
    pub fn tls(&self) -> [Option<&Arc<Tls>>; 2] {
        let of_intake = self.intake.as_ref().and_then(|half| half.tls.as_ref());
        let of_desk = self.keyless().and_then(|half| half.tls.as_ref());
        [of_intake, of_desk]
    }

    /// The addresses on which the intake and the desk listen, as far as this process runs them.
    pub(crate) fn listen(&self) -> [Option<&Listen>; 2] {
        let of_intake = self.intake.as_ref().map(|half| &half.listen);
        [of_intake, self.keyless().map(|half| &half.listen)]
    }

    /// The settings of the internal half but its key, locked or not, if this process runs it.
    pub fn keyless(&self) -> Option<&KeylessDesk> {
        let open = self.desk.as_ref().map(|desk| &desk.keyless);
        open.or(self.locked.as_ref())
    }

    /// Unlocks the internal half, if it is locked and this is its key.
    pub fn unlock(&mut self, key: PrivateKey) {
        match self.locked.take().map(|locked| locked.unlock(key)) {
            Some(Ok(desk)) => self.desk = Some(desk),
            Some(Err(locked)) => self.locked = Some(*locked),
            None => {}
        }
    }

    fn open(
        config: Config,
        digest: ConfigDigest,
        folder: Folder<'_>,
        locales: &[&str],
    ) -> Result<Self, ConfigProblem> {
        let hotline = Hotline::from(config.hotline);
        check_languages(&hotline, locales)?;
        let partners = config.partners.keys().cloned().collect();
        let asks = config.follow_up.is_some();
        let mut intake = config
            .intake
            .map(|intake| {
                let partners = config.partners;
                IntakeSettings::open(folder, intake, &hotline.id, partners, asks, digest)
            })
            .transpose()?;
        let mail = config
            .mail
            .map(|mail| mail::open(folder, mail))
            .transpose()?;
        let (desk, locked) = match config.desk {
            Some(desk) => {
                let outside = Outside {
                    hotline: &hotline,
                    partners,
                    intake: intake.as_ref(),
                    mail,
                    alerts: config.alerts,
                    follow_up: config.follow_up,
                    digest,
                };
                match Desk::open(folder, desk, outside)? {
                    Desk::Open(desk) => (Some(desk), None),
                    Desk::Locked(locked) => (None, Some(locked)),
                }
            }
            None => {
                config
                    .follow_up
                    .as_ref()
                    .map_or(Ok(()), follow_up::check_of_intake)?;
                let fetched = intake.as_mut().filter(|it| it.pull_key.is_some());
                match (fetched, config.alerts) {
                    (Some(intake), Some(alerts)) => {
                        let language = first_language(&hotline);
                        let places = alerts::open(folder, alerts, mail.as_ref(), language)?;
                        intake.alerts = Some(places);
                    }
                    (_, alerts) => {
                        check_desk_is_needed_by("mail", mail.is_some())?;
                        check_desk_is_needed_by("alerts", alerts.is_some())?;
                    }
                }
                (None, None)
            }
        };
        check_halves(intake.as_ref(), desk.as_ref(), locked.as_ref())?;
        let settings = Self {
            hotline,
            intake,
            desk,
            locked,
            metrics: config.metrics.map(|metrics| metrics.listen),
            store: storage::open(folder, config.store)?,
        };
        let [of_intake, of_desk] = settings.listen();
        check_listeners([
            ("intake.listen", of_intake),
            ("desk.listen", of_desk),
            ("metrics.listen", settings.metrics.as_ref()),
        ])?;
        Ok(settings)
    }
}

/// The first language of the form, if the desk has it.
fn first_language(hotline: &Hotline) -> Language {
    let first = hotline.languages.first();
    let language = first.and_then(|first| Language::accepted(first.as_str()));
    language.unwrap_or_default()
}

/// Checks that a section which only a desk uses does not stand in the config of an intake alone.
fn check_desk_is_needed_by(section: &'static str, is_there: bool) -> Result<(), ConfigProblem> {
    match is_there {
        true => Err(ConfigProblem::new(section, "there is no [desk]")),
        false => Ok(()),
    }
}

fn check_languages(hotline: &Hotline, locales: &[&str]) -> Result<(), ConfigProblem> {
    let mut languages = hotline.languages.iter();
    if !languages.all(|language| locales.contains(&language.as_str())) {
        let problem = "there is one that the form does not speak";
        return Err(ConfigProblem::new("hotline.languages", problem));
    }
    let is_offered = |tag: &str| hotline.languages.iter().any(|one| one.as_str() == tag);
    match hotline.wording.keys().find(|tag| !is_offered(tag)) {
        None => Ok(()),
        Some(tag) => {
            let problem = format!("hotline.languages does not offer {tag:?}");
            Err(ConfigProblem::new("hotline.wording", problem))
        }
    }
}

/// Checks that no two listeners, each with its key of the config, share an address.
fn check_listeners(all: [(&'static str, Option<&Listen>); 3]) -> Result<(), ConfigProblem> {
    let mut taken: Vec<&ListenAddress> = Vec::new();
    for (key, listen) in all {
        for address in listen.into_iter().flat_map(Listen::addresses) {
            if taken.iter().any(|other| address.collides_with(other)) {
                let problem = format!("{address} is listened on twice");
                return Err(ConfigProblem::new(key, problem));
            }
            taken.push(address);
        }
    }
    Ok(())
}

/// Checks that there is a half; and that both, if present, use the same key pair of the desk, and one store.
fn check_halves(
    intake: Option<&IntakeSettings>,
    desk: Option<&DeskSettings>,
    locked: Option<&KeylessDesk>,
) -> Result<(), ConfigProblem> {
    match (intake, desk, locked) {
        (None, None, None) => Err(ConfigProblem::new(
            "",
            "neither [intake] nor [desk] is there",
        )),
        (None, ..) | (_, None, None) => Ok(()),
        (Some(intake), ..) if intake.pull_key.is_some() => Err(ConfigProblem::new(
            "intake.pull_key",
            "the desk is in the same config, so that nothing is fetched",
        )),
        (Some(intake), Some(desk), _) => {
            check_fetches_nothing(desk)?;
            let opens = desk.opens(&intake.desk_public_key);
            check_key("desk.private_key", opens)
        }
        (Some(intake), None, Some(locked)) => {
            check_fetches_nothing(locked)?;
            let opens = locked.public_key == intake.desk_public_key;
            check_key("desk.public_key", opens)
        }
    }
}

/// Fails if a desk whose intake is in the same config fetches.
fn check_fetches_nothing(desk: &KeylessDesk) -> Result<(), ConfigProblem> {
    let problem = "the intake is in the same config, so that nothing is fetched";
    match desk.pull {
        Some(_) => Err(ConfigProblem::new("desk.pull", problem)),
        None => Ok(()),
    }
}

/// Fails if the desk's key does not open what the intake in the same config seals.
fn check_key(key: &'static str, opens: bool) -> Result<(), ConfigProblem> {
    let problem = "does not belong to intake.desk_public_key";
    opens
        .then_some(())
        .ok_or_else(|| ConfigProblem::new(key, problem))
}

#[cfg(test)]
mod tests;
