//! `[desk.webhooks.NAME]`: who is told when a case changes.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use axum::http::Uri;
use serde::Deserialize;
use url::{Host, Url};

use super::{Wrong, read_key};
use crate::desk::webhooks::Webhook;

const KEY: &str = "desk.webhooks";

/// A system that is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// Where it listens.
    pub url: String,
    /// File with the secret that what is sent is signed with.
    pub secret: PathBuf,
}

impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL may hold a password.
        f.write_str("WebhookConfig(…)")
    }
}

/// Reads the secrets, and checks the addresses.
pub(super) fn read(
    folder: &Path,
    configs: &BTreeMap<String, WebhookConfig>,
) -> Result<Vec<Webhook>, Wrong> {
    let webhooks = configs.iter().map(|(name, config)| {
        let wrong = |problem: String| (KEY, format!("{name:?}: {problem}"));
        let secret = read_key((KEY, folder.join(&config.secret)));
        Ok(Webhook {
            name: name.clone(),
            url: address(&config.url).ok_or_else(|| wrong("no address to send to".to_owned()))?,
            secret: secret.map_err(|(_, problem)| wrong(problem))?,
        })
    });
    webhooks.collect()
}

/// An address that may be sent to: by TLS, unless it stays within the house.
pub(super) fn address(text: &str) -> Option<Uri> {
    let url = Url::parse(text).ok()?;
    let may = match url.scheme() {
        // What would come before the host would not be sent.
        _ if !url.username().is_empty() || url.password().is_some() => false,
        "https" => true,
        "http" => is_near(&url.host()?),
        _ => false,
    };
    if may { url.as_str().parse().ok() } else { None }
}

/// Whether it is this machine, or one of a private network: a name without dots is known nowhere else.
fn is_near(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => !name.contains('.'),
        Host::Ipv4(address) => address.is_loopback() || address.is_private(),
        Host::Ipv6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_tls_nothing_leaves_the_house() {
        for near in [
            "https://crm.example/hook?key=1",
            "http://127.0.0.1:8080/",
            "http://[::1]/hook",
            "http://10.1.2.3/hook",
            "http://crm:8080/hook",
        ] {
            assert!(address(near).is_some(), "{near}");
        }
        for far in [
            "http://crm.example/",
            "http://1.1.1.1/",
            "https://name:password@crm.example/",
            "ftp://crm/",
            "crm",
            "",
        ] {
            assert!(address(far).is_none(), "{far}");
        }
    }
}
