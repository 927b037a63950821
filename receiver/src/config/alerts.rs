//! `[alerts]`: where people are told that something needs them.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;

use serde::Deserialize;

use super::values::Mailbox;

/// `[alerts]`: where people are told that something needs them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AlertsConfig {
    /// The mailboxes.
    #[serde(default)]
    pub(crate) mail: Vec<Mailbox>,
    /// Hours after which an alert that lasts is told again.
    #[serde(default = "default_repeat_hours")]
    pub(crate) repeat_hours: NonZeroU32,
    /// The systems that push a text to somebody's phone, by name.
    #[serde(default)]
    pub(crate) push: BTreeMap<String, PushConfig>,
}

/// `[alerts.push.NAME]`: a system that pushes a text to somebody's phone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PushConfig {
    /// The URL of the system, which may contain a password.
    pub(crate) url: String,
    /// What the system takes.
    pub(crate) format: Format,
    /// The file with the secret that signs JSON, or with the access token of ntfy.
    pub(crate) secret: Option<PathBuf>,
}

/// What a system that pushes takes.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// A text with headers, as ntfy takes it.
    Ntfy,
    /// Signed JSON.
    Json,
}

impl fmt::Debug for PushConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushConfig(…)")
    }
}

fn default_repeat_hours() -> NonZeroU32 {
    const { NonZeroU32::new(4).unwrap() }
}
