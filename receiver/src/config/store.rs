//! `[store]`: the place of reports and cases.

use std::fmt;
use std::path::PathBuf;

use serde::Deserialize;

/// `[store]`: the place of reports and cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StoreConfig {
    /// `sqlite:` and a file, or a PostgreSQL URL, which may contain a password.
    pub(crate) url: String,
    /// The file with the password of the URL's user.
    pub(crate) password: Option<PathBuf>,
}

impl fmt::Debug for StoreConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreConfig(…)")
    }
}
