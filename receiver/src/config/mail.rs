//! `[mail]`: the server that sends the mails of hand-offs and of alerts.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::values::{Mailbox, ServerUrl};

/// `[mail]`: the server that sends mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// The address of the server.
    pub(crate) server: ServerUrl,
    /// The user name for the login.
    pub(crate) user: Option<String>,
    /// The file with the user's password.
    pub(crate) password: Option<PathBuf>,
    /// The file with the certificate authority of the server, if not one of the system's.
    pub(crate) authority: Option<PathBuf>,
    /// The address of the sender.
    pub(crate) from: Mailbox,
}

/// The place where earlier receivers had this section. Refuses every value.
pub(super) fn refuse_earlier<'de, D: Deserializer<'de>>(_: D) -> Result<(), D::Error> {
    Err(D::Error::custom("the section has moved to [mail]"))
}
