//! `[desk.handoffs]`: the identity and transports of the hotline for hand-offs.

use serde::Deserialize;

use super::mail::refuse_earlier;
use super::values::{Domain, Mailbox, Subject};

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
    /// The place where earlier receivers had the mail server.
    #[serde(default, rename = "mail", deserialize_with = "refuse_earlier")]
    _mail: (),
    /// The SCART that reports are sent to.
    pub(crate) scart: Option<ScartConfig>,
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
