//! `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use super::mail::refuse_earlier;
use super::values::{Country, Domain, Mailbox, Subject};

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
    /// The place where earlier receivers had the mail server.
    #[serde(default, rename = "mail", deserialize_with = "refuse_earlier")]
    _mail: (),
    /// The SCART that reports are sent to.
    pub(crate) scart: Option<ScartConfig>,
    /// Other hotlines, by names that this hotline chose.
    #[serde(default)]
    pub(crate) hotlines: BTreeMap<String, OtherHotlineConfig>,
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
