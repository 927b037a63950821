//! The config of a blind relay: a file of its own.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::Path;

use serde::Deserialize;
use url::Host;

use super::{ConfigError, ConfigProblem, HostName, Listen, ListenAddress, parse};

/// The whole config of a blind relay.
pub struct RelayConfig {
    /// The addresses to listen on.
    pub(crate) listen: Vec<SocketAddr>,
    /// The intakes by the names in browsers' address bars, in lower case.
    pub(crate) hotlines: BTreeMap<String, Target>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: Listen,
    hotlines: BTreeMap<HostName, Target>,
}

/// An intake that does TLS itself: a name or an address, and a port.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Target(String);

impl Target {
    /// The name or address with its port, as it is looked up.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn host(&self) -> &str {
        self.0.rsplit_once(':').map_or("", |(host, _)| host)
    }
}

impl TryFrom<String> for Target {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let text = text.to_ascii_lowercase();
        let parts = text.rsplit_once(':');
        let is_target = parts.is_some_and(|(host, port)| {
            Host::parse(host).is_ok() && port.parse::<NonZeroU16>().is_ok()
        });
        is_target
            .then_some(Self(text))
            .ok_or("not a name or an address with a port")
    }
}

impl RelayConfig {
    /// Reads the config in this file.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(file).map_err(|error| ConfigError::unreadable(file, &error))?;
        let written: Written = parse(file, &text)?;
        Self::try_from(written).map_err(|problem| ConfigError::new(file, &problem))
    }
}

impl TryFrom<Written> for RelayConfig {
    type Error = ConfigProblem;

    fn try_from(written: Written) -> Result<Self, ConfigProblem> {
        let listen = written
            .listen
            .addresses()
            .iter()
            .map(|address| match address {
                ListenAddress::Tcp(address) => Ok(*address),
                ListenAddress::Unix(_) => {
                    let problem = "a Unix socket, to which no browser connects";
                    Err(ConfigProblem::new("listen", problem))
                }
            });
        let hotlines = written
            .hotlines
            .into_iter()
            .map(|(HostName(name), target)| (name, target));
        let config = Self {
            listen: listen.collect::<Result<_, _>>()?,
            hotlines: hotlines.collect(),
        };
        if config.hotlines.is_empty() {
            return Err(ConfigProblem::new("hotlines", "there is none"));
        }
        let mut targets = config.hotlines.values();
        match targets.find(|target| config.hotlines.contains_key(target.host())) {
            None => Ok(config),
            Some(target) => {
                let problem = format!("{} leads to this relay", target.as_str());
                Err(ConfigProblem::new("hotlines", problem))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<RelayConfig, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, text).unwrap();
        RelayConfig::load(file.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_config_names_addresses_and_hotlines() {
        let text = "listen = [\"0.0.0.0:443\", \"[::1]:443\"]\n[hotlines]\n\"Report.Hotline.example\" = \
                    \"192.0.2.7:443\"\n\"b.example\" = \"[2001:db8::7]:8443\"\n\"c.example\" = \"Intake.c.example:443\"";
        let config = load(text).unwrap();
        assert_eq!(config.listen.len(), 2);
        let hotlines = config.hotlines.iter();
        let hotlines: Vec<_> = hotlines
            .map(|(name, target)| (&name[..], target.as_str()))
            .collect();
        assert_eq!(
            hotlines,
            [
                ("b.example", "[2001:db8::7]:8443"),
                ("c.example", "intake.c.example:443"),
                ("report.hotline.example", "192.0.2.7:443"),
            ]
        );
    }

    #[test]
    fn each_error_names_key_and_fix() {
        let listen = "listen = \"0.0.0.0:443\"\n";
        for (text, key, fix) in [
            (String::new(), "top level", ""),
            (
                "listen = \"443\"\n[hotlines]".to_owned(),
                "listen",
                "[::]:443",
            ),
            (
                "listen = \"unix:/run/x\"\n[hotlines]\n\"a.example\" = \"b.example:443\""
                    .to_owned(),
                "listen",
                "[::]:443",
            ),
            (format!("{listen}[hotlines]"), "hotlines", "192.0.2.7:443"),
            (
                format!("{listen}[hotlines]\n\"a/b\" = \"c.example:443\""),
                "hotlines",
                "192.0.2.7:443",
            ),
            (
                format!("{listen}[hotlines]\n\"a.example\" = \"c.example\""),
                "hotlines",
                "192.0.2.7:443",
            ),
            (
                format!("{listen}[hotlines]\n\"a.example\" = \"c.example:0\""),
                "hotlines",
                "192.0.2.7:443",
            ),
            (
                format!(
                    "{listen}[hotlines]\n\"a.example\" = \"b.example:1\"\n\"b.example\" = \"A.example:443\""
                ),
                "hotlines",
                "192.0.2.7:443",
            ),
        ] {
            let error = load(&text).err().unwrap();
            assert!(
                error.contains(key) && error.contains(fix),
                "{text}: {error}"
            );
        }
    }
}
