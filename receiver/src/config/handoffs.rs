//! `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.

mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use self::values::{Domain, Mailbox, ServerUrl, Subject};

/// `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandoffsConfig {
    /// The address that recipients of a hand-off can write to.
    pub(crate) contact: Mailbox,
    /// The hotline's domain.
    pub(crate) domain: Domain,
    /// Whether a notice leaves out who gives it where the law allows that.
    #[serde(default)]
    pub(crate) anonymous_notices: bool,
    /// File with the private key that signs referrals to other hotlines.
    pub(crate) signing_key: Option<PathBuf>,
    /// The server that sends mail.
    pub(crate) mail: Option<MailConfig>,
    /// The SCART that reports go to.
    pub(crate) scart: Option<ScartConfig>,
    /// Other hotlines, by names that this hotline chose.
    #[serde(default)]
    pub(crate) hotlines: BTreeMap<String, OtherHotlineConfig>,
}

/// `[desk.handoffs.mail]`: the server that sends mail.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MailConfig {
    /// The server's URL.
    pub(crate) server: ServerUrl,
    /// The user name for the login.
    pub(crate) user: Option<String>,
    /// File with the user's password.
    pub(crate) password: Option<PathBuf>,
    /// File with the certificate that the server's is checked against, if not the system's.
    pub(crate) authority: Option<PathBuf>,
    /// The sender's address.
    pub(crate) from: Mailbox,
}

/// `[desk.handoffs.scart]`: SCART's importer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScartConfig {
    /// The importer's mailbox.
    pub(crate) to: Mailbox,
    /// The subject that the importer looks for.
    #[serde(default)]
    pub(crate) subject: Subject,
    /// The analyst at SCART who works on imported reports, by their address there.
    pub(crate) work_user: Option<Mailbox>,
}

/// `[desk.handoffs.hotlines.NAME]`: another hotline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherHotlineConfig {
    /// File with the public key that referrals are sealed to.
    pub(crate) public_key: PathBuf,
}
