//! `[desk.webhooks.NAME]`: a system to notify when a case changes.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// `[desk.webhooks.NAME]`: a system to notify when a case changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookConfig {
    /// The URL of the system, which may contain a password.
    pub(crate) url: String,
    /// The file with the secret that signs deliveries.
    pub(crate) secret: PathBuf,
}

impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookConfig(…)")
    }
}
