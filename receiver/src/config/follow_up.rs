//! `[follow_up]`: questions to reporters who stay anonymous.

use std::path::PathBuf;

use serde::Deserialize;

/// `[follow_up]`: questions to reporters who stay anonymous. In the config of an intake alone it is empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FollowUpConfig {
    /// The file with the private key of the desk's asker, which signs questions.
    pub(crate) asker_key: Option<PathBuf>,
    /// The file with the root's certificate for that key.
    pub(crate) asker_certificate: Option<PathBuf>,
}
