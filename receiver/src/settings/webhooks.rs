//! The settings of webhooks: checked addresses and secrets.

use std::collections::BTreeMap;

use axum::http::Uri;
use url::{Host, Url};

use super::files::Folder;
use crate::config::{ConfigProblem, WebhookConfig};
use crate::webhooks::Webhook;

const KEY: &str = "desk.webhooks";

/// Reads the secrets of `[desk.webhooks]`, and checks the addresses.
pub(super) fn open(
    folder: Folder<'_>,
    configs: BTreeMap<String, WebhookConfig>,
) -> Result<Vec<Webhook>, ConfigProblem> {
    let webhooks = configs.into_iter().map(|(name, config)| {
        let webhook = webhook(folder, &name, &config);
        webhook.map_err(|problem| problem.of_item(&name))
    });
    webhooks.collect()
}

fn webhook(
    folder: Folder<'_>,
    name: &str,
    config: &WebhookConfig,
) -> Result<Webhook, ConfigProblem> {
    let url = address(&config.url);
    Ok(Webhook {
        name: name.to_owned(),
        url: url.ok_or_else(|| ConfigProblem::new(KEY, "no address to send to"))?,
        secret: folder.read_key(KEY, &config.secret)?,
    })
}

/// The address, if it is safe to send to: HTTPS, or HTTP within a private network.
pub(super) fn address(text: &str) -> Option<Uri> {
    let url = Url::parse(text).ok()?;
    let may = match url.scheme() {
        // A user or password before the host would not be sent.
        _ if !url.username().is_empty() || url.password().is_some() => false,
        "https" => true,
        "http" => is_near(&url.host()?),
        _ => false,
    };
    if may { url.as_str().parse().ok() } else { None }
}

/// Whether the host is this machine or in a private network. Names without dots are known in local
/// networks only.
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
