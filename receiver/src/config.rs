//! The config file: one struct per concern. Every error names the file, the key and the fix.

use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use shared::api::Hotline;
use shared::hpke::{PrivateKey, PublicKey, Suite};
use zeroize::Zeroizing;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What reporters are told.
    pub hotline: Hotline,
    /// The public half.
    pub intake: IntakeConfig,
    /// The internal half.
    pub desk: DeskConfig,
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
    pub public_url: String,
    /// What reports are sealed with.
    pub suite: Suite,
    /// File with the public key of the desk.
    pub desk_public_key: PathBuf,
}

/// `[desk]`: the internal half.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskConfig {
    /// Address and port to listen on; never a public one.
    pub listen: SocketAddr,
    /// File with the private key of the desk.
    pub private_key: PathBuf,
    /// SHA-256 of the token that opens the desk, in hexadecimal.
    pub token_sha256: String,
}

/// `[store]`: where reports wait.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// `sqlite:` and a file.
    pub url: String,
}

/// What is wrong with a config, where, and what to write instead.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigError {
    file: PathBuf,
    key: String,
    problem: String,
    fix: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            key,
            problem,
            fix,
        } = self;
        write!(f, "{}: {key}: {problem}\n  fix: {fix}", file.display())
    }
}

impl std::error::Error for ConfigError {}

/// Keys and what to write there; the longest key that a problem lies under gives the fix.
const FIXES: &[(&str, &str)] = &[
    (
        "hotline.id",
        "lower-case letters, digits and hyphens, at most 40: id = \"example\"",
    ),
    (
        "hotline.name",
        "the name that reporters know: name = \"Example Hotline\"",
    ),
    (
        "hotline.languages",
        "language tags, the default first: languages = [\"en\", \"de\"]",
    ),
    (
        "hotline.categories",
        "at least one of csam, grooming, sextortion, hate_speech, other: categories = [\"csam\"]",
    ),
    (
        "hotline.emergency_number",
        "whom to call now: emergency_number = \"112\"",
    ),
    (
        "hotline.leave_url",
        "a harmless page: leave_url = \"https://www.wikipedia.org/\"",
    ),
    (
        "hotline",
        "a section [hotline] with what reporters are told",
    ),
    (
        "intake.listen",
        "an address and a port: listen = \"127.0.0.1:7701\"",
    ),
    (
        "intake.public_url",
        "the origin that browsers use, without a path: public_url = \"https://report.example\"",
    ),
    (
        "intake.suite",
        "suite = \"xwing\", or \"x25519\" for peers without ML-KEM",
    ),
    (
        "intake.desk_public_key",
        "the file that `receiver init` wrote: \"keys/desk.pub\"",
    ),
    (
        "intake",
        "a section [intake]; `receiver init` writes one with comments",
    ),
    (
        "desk.listen",
        "an address and a port: listen = \"127.0.0.1:7702\"",
    ),
    (
        "desk.private_key",
        "the file that `receiver init` wrote: \"keys/desk.key\"",
    ),
    (
        "desk.token_sha256",
        "what `printf %s TOKEN | sha256sum` prints, 64 hexadecimal digits",
    ),
    (
        "desk",
        "a section [desk]; `receiver init` writes one with comments",
    ),
    (
        "store.url",
        "`sqlite:` and a file: url = \"sqlite:reports.db\"",
    ),
    ("store", "a section [store] with the url of the queue"),
    (
        "",
        "`receiver init DIR` writes a config with comments to start from",
    ),
];

/// A config file that was read, with the keys that it names.
pub struct Settings {
    /// What the file says.
    pub config: Config,
    /// The key that stored reports are sealed to.
    pub desk_public_key: PublicKey,
    /// The key that opens them.
    pub desk_private_key: PrivateKey,
    /// SHA-256 of the desk's token.
    pub token_sha256: [u8; 32],
    /// The SQLite file.
    pub store_path: PathBuf,
}

/// Reads a config file and the keys that it names. Relative paths start at its folder. The form
/// speaks the languages in `locales`.
pub fn load(file: &Path, locales: &[&str]) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(file).map_err(|error| ConfigError {
        file: file.to_owned(),
        key: "(the file)".to_owned(),
        problem: error.to_string(),
        fix: "name an existing config, or write one with `receiver init DIR`",
    })?;
    let wrong = |key: &str, problem: &str| error(file, key, problem);
    let config = parse(file, &text)?;
    check_hotline(&config.hotline, locales).map_err(|(key, problem)| wrong(key, problem))?;
    if !is_origin(&config.intake.public_url) {
        return Err(wrong("intake.public_url", "not an origin"));
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let desk_public_key = read_key(&folder.join(&config.intake.desk_public_key), str::parse)
        .map_err(|problem| wrong("intake.desk_public_key", &problem))?;
    let desk_private_key = read_key(&folder.join(&config.desk.private_key), private_key)
        .map_err(|problem| wrong("desk.private_key", &problem))?;
    if desk_private_key.public_key() != desk_public_key {
        return Err(wrong(
            "desk.private_key",
            "does not belong to intake.desk_public_key",
        ));
    }
    let token_sha256 = from_hex(&config.desk.token_sha256)
        .ok_or_else(|| wrong("desk.token_sha256", "not a SHA-256 in hexadecimal"))?;
    let store_path = match config.store.url.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => folder.join(path),
        _ => return Err(wrong("store.url", "not a store that this receiver knows")),
    };
    Ok(Settings {
        config,
        desk_public_key,
        desk_private_key,
        token_sha256,
        store_path,
    })
}

fn parse(file: &Path, text: &str) -> Result<Config, ConfigError> {
    let value = toml::Deserializer::parse(text)
        .map_err(|syntax| error(file, "(syntax)", syntax.to_string().trim_end()))?;
    serde_path_to_error::deserialize(value).map_err(|wrong| {
        let key = wrong.path().to_string();
        let key = if key == "." { String::new() } else { key };
        error(file, &key, wrong.inner().message())
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
    if hotline.leave_url.parse::<shared::report::WebUrl>().is_err() {
        return Err(("hotline.leave_url", "not a web address"));
    }
    Ok(())
}

fn error(file: &Path, key: &str, problem: &str) -> ConfigError {
    let fix = FIXES
        .iter()
        .find(|(prefix, _)| key.starts_with(prefix))
        .map_or("", |(_, fix)| fix);
    let key = if key.is_empty() { "(top level)" } else { key };
    ConfigError {
        file: file.to_owned(),
        key: key.to_owned(),
        problem: problem.to_owned(),
        fix,
    }
}

/// Scheme, host and perhaps port, in lower case and nothing more; it goes into headers as it is.
fn is_origin(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let host_byte =
        |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b':' | b'[' | b']');
    rest.is_some_and(|host| !host.is_empty() && host.bytes().all(host_byte))
}

fn read_key<K, E: fmt::Display>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<K, E>,
) -> Result<K, String> {
    let in_file = |problem: &dyn fmt::Display| format!("{}: {problem}", path.display());
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| in_file(&error))?);
    parse(text.trim()).map_err(|_| in_file(&"not a key"))
}

fn private_key(base64: &str) -> Result<PrivateKey, shared::hpke::Failed> {
    let seed = Zeroizing::new(Base64::decode_vec(base64).map_err(|_| shared::hpke::Failed)?);
    PrivateKey::from_seed(Suite::XWing, &seed)
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let (high, low) = text.split_at_checked(32)?;
    let half = |text| u128::from_str_radix(text, 16).ok().map(u128::to_be_bytes);
    (low.len() == 32).then(|| [half(high)?, half(low)?].concat().try_into().ok())?
}

#[cfg(test)]
mod tests;
