//! What the widget and the intake say to each other over HTTP.

use serde::{Deserialize, Serialize};

use crate::receipt::Receipt;
use crate::report::{Category, HotlineId, LanguageTag};

/// `POST`: takes one message, answers 202 with [`Accepted`].
pub const REPORTS_PATH: &str = "/v1/reports";

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
    /// Proof of it, to be compared with the one that sealing gave.
    pub receipt: R,
}

/// What the form has to know of its hotline; stands in the form's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hotline {
    /// The id that key configs carry.
    pub id: HotlineId,
    /// The name that reporters know.
    pub name: String,
    /// The languages of the form; the first is the default.
    pub languages: Vec<LanguageTag>,
    /// The categories on offer, in order.
    pub categories: Vec<Category>,
    /// Whom to call when a child is in danger now.
    pub emergency_number: String,
    /// Where "leave this page" goes.
    pub leave_url: String,
    /// Where other ways to reach the hotline stand, for those for whom the form does not work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_url: Option<String>,
}
