//! The HTTP interface between the widget and the intake.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::receipt::Receipt;
use crate::report::{Category, HotlineId, LanguageTag};

/// `POST`: takes one message; the answer 202 is [`Accepted`].
pub const REPORTS_PATH: &str = "/v1/reports";

/// `POST`: takes one message of version 2: see `shared/FOLLOW-UP.md`.
pub const ASKABLE_REPORTS_PATH: &str = "/v2/reports";

/// `GET`: the board with questions to reporters.
pub const BOARD_PATH: &str = "/v2/board";

/// `GET`: the key config in use, as a signed
/// [`KeyDocument`](crate::key_config::KeyDocument).
pub const KEY_CONFIG_PATH: &str = "/v1/key-config";

/// `GET`: the [`Challenge`](crate::pow::Challenge) in force, as JSON.
pub const POW_PATH: &str = "/v1/proof-of-work";

/// `Content-Type` of a message.
pub const MEDIA_TYPE: &str = "application/x-sealed-report";

/// The answer 202: the report is durably stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted<R = Receipt> {
    /// The proof of opening, to be compared with the receipt from sealing.
    pub receipt: R,
}

/// The hotline's settings for the form, part of the form's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    /// The id that key configs carry.
    pub id: HotlineId,
    /// The hotline's name, as reporters know it.
    pub name: String,
    /// The languages of the form; the first is the default.
    pub languages: Vec<LanguageTag>,
    /// The categories on offer, in order.
    pub categories: Vec<Category>,
    /// The telephone numbers to call when a child is in danger now; at least one.
    pub emergency_numbers: Vec<String>,
    /// The address for "leave this page".
    pub leave_url: String,
    /// The address of other ways to reach the hotline, for reporters who cannot use the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_url: Option<String>,
    /// The address of the notice on how the hotline handles personal data (GDPR, article 13).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_url: Option<String>,
    /// The address of a page with the hotlines of other countries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network_url: Option<String>,
    /// A helpline for reporters to whom it happens themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helpline: Option<Helpline>,
    /// Whether the hotline asks reporters who stay anonymous, if they let it: see `shared/FOLLOW-UP.md`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub asks: bool,
    /// The hotline's own wording, by language: keys of the form's texts, and the texts.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wording: BTreeMap<String, BTreeMap<String, String>>,
}

fn is_false(value: &bool) -> bool {
    !value
}

/// What a telephone dials of a number as people write it: the digits, and the plus before them.
pub fn dialled(number: &str) -> String {
    let is_dialled = |sign: &char| sign.is_ascii_digit() || *sign == '+';
    number.chars().filter(is_dialled).collect()
}

/// A helpline: people to talk to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// The name, as reporters know it.
    pub name: String,
    /// The telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The address of a page or a chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
