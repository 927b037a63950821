//! The config file: one struct per concern. Every error names the file, the key and the fix.

mod error;
mod handoffs;
mod openid;
mod origin;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use shared::api::Hotline;
use shared::hpke::{PrivateKey, PublicKey, Suite};
use shared::limits::POW_MAX_EFFORT;
use shared::report::{HotlineId, PartnerSlug};
use zeroize::Zeroizing;

pub use self::error::ConfigError;
pub use self::handoffs::HandoffsConfig;
pub use self::openid::OpenIdConfig;
pub use self::origin::{NoOrigin, Origin};
pub use self::webhooks::WebhookConfig;
use crate::desk::handoff::Sender;
use crate::desk::openid::OpenId;
use crate::desk::retention::Retention;
use crate::desk::webhooks::Webhook;
use crate::intake::loaders::Loaders;
use crate::keys::Recipe;
use crate::keys::ratchet::RatchetFile;
use crate::keys::signer::{Authority, Signer};
use crate::store::StoreUrl;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What reporters are told.
    pub hotline: Hotline,
    /// The public half, if it runs here.
    pub intake: Option<IntakeConfig>,
    /// The internal half, if it runs here.
    pub desk: Option<DeskConfig>,
    /// Partners with rules of their own, by the name in their snippet.
    #[serde(default)]
    pub partners: BTreeMap<String, PartnerConfig>,
    /// Where reports wait.
    pub store: StoreConfig,
}

/// `[intake]`: the public half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeConfig {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// The origin under which browsers reach it, without a path.
    pub public_url: Origin,
    /// What reports are sealed with.
    pub suite: Suite,
    /// Hashes that each of 16 puzzles costs a sender on a quiet day, on average.
    pub proof_of_work_floor: u32,
    /// File with the public key of the desk.
    pub desk_public_key: PathBuf,
    /// File with the public key of the hotline's root.
    pub root_public_key: PathBuf,
    /// File with the key that signs this receiver's keys.
    pub signer_key: PathBuf,
    /// File with the root's certificate for that key.
    pub signer_certificate: PathBuf,
    /// File with the secret that the store's keys are wrapped under.
    pub ratchet: PathBuf,
    /// Folder with loaders of earlier versions.
    pub loaders: Option<PathBuf>,
}

impl IntakeConfig {
    /// What new keys are like.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            suite: self.suite,
            pow_floor: self.proof_of_work_floor,
        }
    }
}

/// `[partners.NAME]`: the rules of one partner.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerConfig {
    /// The only pages that may show this partner's form in a frame.
    pub origins: Vec<Origin>,
}

/// `[desk]`: the internal half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskConfig {
    /// Address and port to listen on; never a public one.
    pub listen: SocketAddr,
    /// File with the private key of the desk.
    pub private_key: PathBuf,
    /// The origin under which browsers reach it, if a proxy stands before it.
    pub public_url: Option<Origin>,
    /// SHA-256 of a token that may do all that the API can, in hexadecimal.
    pub token_sha256: Option<String>,
    /// Claims of one report until it is set aside for want of an ack.
    #[serde(default = "five")]
    pub max_attempts: NonZeroU32,
    /// Whether the intake shows statistics to everybody.
    #[serde(default)]
    pub publish_statistics: bool,
    /// How long what belongs to a closed case is kept.
    #[serde(default)]
    pub retention: Retention,
    /// Whether a report of locations that have all been assessed before is closed by itself.
    #[serde(default)]
    pub close_repeats: bool,
    /// The hotline's own identity provider, if people log in by it.
    pub openid: Option<OpenIdConfig>,
    /// Systems that are told when a case changes, by name.
    #[serde(default)]
    pub webhooks: BTreeMap<String, WebhookConfig>,
    /// In whose name cases are handed off, if any are.
    pub handoffs: Option<HandoffsConfig>,
}

fn five() -> NonZeroU32 {
    const { NonZeroU32::new(5).unwrap() }
}

/// `[store]`: where reports wait.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// `sqlite:` and a file, or a PostgreSQL URL.
    pub url: String,
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL may hold a password.
        f.write_str("StoreConfig(…)")
    }
}

/// A config file that was read, with the keys that it names.
pub struct Settings {
    /// What reporters are told.
    pub hotline: Hotline,
    /// The public half, if it runs here.
    pub intake: Option<IntakeSettings>,
    /// The internal half, if it runs here.
    pub desk: Option<DeskSettings>,
    /// Where reports wait.
    pub store: StoreUrl,
}

/// What the intake works with. Nothing here opens what is stored.
pub struct IntakeSettings {
    /// What the file says.
    pub config: IntakeConfig,
    /// The key that stored reports are sealed to.
    pub desk_public_key: PublicKey,
    /// What signs the intake's keys.
    pub signer: Signer,
    /// What they are wrapped under in the store.
    pub ratchet: RatchetFile,
    /// Partners with rules of their own.
    pub partners: BTreeMap<String, PartnerConfig>,
    /// Loaders of earlier versions.
    pub loaders: Loaders,
}

/// What the desk works with.
pub struct DeskSettings {
    /// What the file says.
    pub config: DeskConfig,
    /// The key that opens stored reports.
    pub private_key: PrivateKey,
    /// SHA-256 of the token that stands in the config.
    pub token_sha256: Option<[u8; 32]>,
    /// The hotline's own identity provider, if people log in by it.
    pub openid: Option<OpenId>,
    /// Systems that are told when a case changes.
    pub webhooks: Vec<Webhook>,
    /// In whose name cases are handed off, if any are.
    pub handoffs: Option<Sender>,
    /// Partners that are known, by name.
    pub partners: BTreeSet<String>,
}

/// Reads a config file and the keys that it names. Relative paths start at its folder. The form
/// speaks the languages in `locales`.
pub fn load(file: &Path, locales: &[&str]) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?;
    let config = parse(file, &text)?;
    settings(file, config, locales).map_err(|(key, problem)| ConfigError::at(file, key, &problem))
}

/// The key that is wrong, and how.
type Wrong = (&'static str, String);

fn settings(file: &Path, config: Config, locales: &[&str]) -> Result<Settings, Wrong> {
    check_hotline(&config.hotline, locales).map_err(|(key, problem)| (key, problem.to_owned()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let id = &config.hotline.id;
    let partners = check_partners(config.partners)?;
    let names = partners.keys().cloned().collect();
    let intake = config
        .intake
        .map(|config| intake(folder, config, id, partners));
    let intake = intake.transpose()?;
    let hotline = &config.hotline;
    let desk = config
        .desk
        .map(|config| desk(folder, config, hotline, names));
    let desk = desk.transpose()?;
    match (&intake, &desk) {
        (None, None) => return Err(("", "neither [intake] nor [desk] is there".to_owned())),
        (Some(intake), Some(desk)) if desk.private_key.public_key() != intake.desk_public_key => {
            let problem = "does not belong to intake.desk_public_key";
            return Err(("desk.private_key", problem.to_owned()));
        }
        _ => {}
    }
    let store = StoreUrl::parse(&config.store.url, folder)
        .map_err(|problem| ("store.url", problem.to_string()))?;
    Ok(Settings {
        hotline: config.hotline,
        intake,
        desk,
        store,
    })
}

fn intake(
    folder: &Path,
    config: IntakeConfig,
    id: &HotlineId,
    partners: BTreeMap<String, PartnerConfig>,
) -> Result<IntakeSettings, Wrong> {
    if config.proof_of_work_floor > POW_MAX_EFFORT {
        let problem = "more than any browser works for";
        return Err(("intake.proof_of_work_floor", problem.to_owned()));
    }
    let read = |key, file: &Path| (key, folder.join(file));
    let authority = Authority {
        hotline: id.clone(),
        root: read_key(read("intake.root_public_key", &config.root_public_key))?,
    };
    let signer_key = read_key(read("intake.signer_key", &config.signer_key))?;
    let (key, certificate) = read("intake.signer_certificate", &config.signer_certificate);
    let signer = Signer::open(authority, signer_key, &certificate)
        .map_err(|problem| (key, in_file(&certificate, &problem)))?;
    let (key, ratchet) = read("intake.ratchet", &config.ratchet);
    let ratchet =
        RatchetFile::open(&ratchet).map_err(|problem| (key, in_file(&ratchet, &problem)))?;
    let loaders = match &config.loaders {
        Some(loaders) => Loaders::read(&folder.join(loaders))
            .map_err(|problem| ("intake.loaders", problem.to_string()))?,
        None => Loaders::default(),
    };
    Ok(IntakeSettings {
        partners,
        loaders,
        desk_public_key: read_key(read("intake.desk_public_key", &config.desk_public_key))?,
        signer,
        ratchet,
        config,
    })
}

fn desk(
    folder: &Path,
    mut config: DeskConfig,
    hotline: &Hotline,
    partners: BTreeSet<String>,
) -> Result<DeskSettings, Wrong> {
    let path = folder.join(&config.private_key);
    let DeskKey(private_key) = read_key(("desk.private_key", path))?;
    let token_sha256 = match &config.token_sha256 {
        Some(hex) => Some(from_hex(hex).ok_or_else(|| {
            let problem = "not a SHA-256 in hexadecimal";
            ("desk.token_sha256", problem.to_owned())
        })?),
        None => None,
    };
    let webhooks = webhooks::read(folder, &config.webhooks)?;
    let openid = config.openid.as_ref();
    let openid = openid.map(|openid| openid::read(folder, openid, config.public_url.as_ref()));
    let openid = openid.transpose()?;
    let handoffs = config.handoffs.take();
    let handoffs = handoffs.map(|handoffs| handoffs::sender(folder, handoffs, hotline));
    Ok(DeskSettings {
        private_key,
        openid,
        webhooks,
        token_sha256,
        partners,
        handoffs: handoffs.transpose()?,
        config,
    })
}

fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
    let value = toml::Deserializer::parse(text)
        .map_err(|syntax| ConfigError::at(file, "(syntax)", syntax.to_string().trim_end()))?;
    serde_path_to_error::deserialize(value).map_err(|wrong| {
        let key = wrong.path().to_string();
        let key = if key == "." { String::new() } else { key };
        ConfigError::at(file, &key, wrong.inner().message())
    })
}

/// What the hotline's types alone do not show.
fn check_hotline(hotline: &Hotline, locales: &[&str]) -> Result<(), (&'static str, &'static str)> {
    if hotline.languages.is_empty() {
        return Err(("hotline.languages", "there is none"));
    }
    if !hotline
        .languages
        .iter()
        .all(|language| locales.contains(&language.as_str()))
    {
        return Err((
            "hotline.languages",
            "there is one that the form does not speak",
        ));
    }
    if hotline.categories.is_empty() {
        return Err(("hotline.categories", "there is none"));
    }
    let is_web = |url: &str| url.parse::<shared::report::WebUrl>().is_ok();
    if !is_web(&hotline.leave_url) {
        return Err(("hotline.leave_url", "not a web address"));
    }
    if !hotline.contact_url.as_deref().is_none_or(is_web) {
        return Err(("hotline.contact_url", "not a web address"));
    }
    Ok(())
}

/// A table whose name no snippet can have would silently do nothing; one without an origin would keep
/// the form from every page of the partner.
fn check_partners(
    partners: BTreeMap<String, PartnerConfig>,
) -> Result<BTreeMap<String, PartnerConfig>, Wrong> {
    let is_name = |name: &String| {
        let parsed = name.parse::<PartnerSlug>();
        parsed.is_ok_and(|slug| slug.as_str() == name)
    };
    for (name, partner) in &partners {
        if !is_name(name) {
            return Err(("partners", format!("{name:?} is not a partner's name")));
        }
        if partner.origins.is_empty() {
            return Err(("partners", format!("{name:?} has no origins")));
        }
    }
    Ok(partners)
}

fn in_file(path: &Path, problem: &dyn fmt::Display) -> String {
    format!("{}: {problem}", path.display())
}

/// Reads the key in a file. Nothing of the file gets into the error.
fn read_key<K: FromStr>((key, path): (&'static str, PathBuf)) -> Result<K, Wrong> {
    let text = fs::read_to_string(&path).map_err(|error| (key, in_file(&path, &error)))?;
    let text = Zeroizing::new(text);
    let parsed = text.trim().parse();
    parsed.map_err(|_| (key, in_file(&path, &"not a key")))
}

/// The desk's private key as its file holds it: the seed in base64.
struct DeskKey(PrivateKey);

impl FromStr for DeskKey {
    type Err = shared::hpke::Failed;

    fn from_str(base64: &str) -> Result<Self, Self::Err> {
        let seed = Zeroizing::new(Base64::decode_vec(base64).map_err(|_| shared::hpke::Failed)?);
        PrivateKey::from_seed(Suite::XWing, &seed).map(Self)
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let (high, low) = text.split_at_checked(32)?;
    let half = |text| u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes);
    (low.len() == 32).then(|| [half(high)?, half(low)?].concat().try_into().ok())?
}

#[cfg(test)]
mod tests;
