//! `[desk.webhooks.NAME]`: a system that is told when a case changes.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// `[desk.webhooks.NAME]`: a system that is told when a case changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookConfig {
    /// The URL that the system listens at. It may hold a password.
    pub(crate) url: String,
    /// File with the secret that deliveries are signed with.
    pub(crate) secret: PathBuf,
}

impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookConfig(…)")
    }
}
