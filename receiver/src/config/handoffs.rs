//! `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.

mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use self::values::{Country, Domain, Mailbox, ServerUrl, Subject};

/// `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandoffsConfig {
    /// The address to which recipients of a hand-off can reply.
    pub(crate) contact: Mailbox,
    /// The domain of the hotline, which identifies it in XARF reports.
    pub(crate) domain: Domain,
    /// Whether notices omit the hotline's name where the law allows it.
    #[serde(default)]
    pub(crate) anonymous_notices: bool,
    /// The file with the private key that signs referrals to other hotlines.
    pub(crate) signing_key: Option<PathBuf>,
    /// The server that sends mail.
    pub(crate) mail: Option<MailConfig>,
    /// The SCART that reports are sent to.
    pub(crate) scart: Option<ScartConfig>,
    /// Other hotlines, by names that this hotline chose.
    #[serde(default)]
    pub(crate) hotlines: BTreeMap<String, OtherHotlineConfig>,
}

/// `[desk.handoffs.mail]`: the server that sends mail.
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

/// `[desk.handoffs.scart]`: the importer of SCART.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScartConfig {
    /// The mailbox of the importer.
    pub(crate) to: Mailbox,
    /// The subject that the importer expects.
    #[serde(default)]
    pub(crate) subject: Subject,
    /// The address, at SCART, of the analyst who works on imported reports.
    pub(crate) work_user: Option<Mailbox>,
}

/// `[desk.handoffs.hotlines.NAME]`: another hotline that gets referrals.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OtherHotlineConfig {
    /// The file with the public key that referrals are sealed to.
    pub(crate) public_key: PathBuf,
    /// The country whose content the hotline looks after.
    pub(crate) country: Option<Country>,
}
