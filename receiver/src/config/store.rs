//! `[store]`: where reports and cases are stored.

use std::fmt;

use serde::Deserialize;

/// `[store]`: where reports and cases are stored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreConfig {
    /// `sqlite:` and a file, or a PostgreSQL URL. It may hold a password.
    pub(crate) url: String,
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreConfig(…)")
    }
}
