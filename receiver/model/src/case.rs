//! A case: a report that somebody has taken from the queue, with all that the desk adds to it.
//!
//! Its parts lie apart in the store, each sealed, so that each goes when its time comes: what
//! leads to the content, what the reporter wrote freely, how to reach the reporter, what opens the
//! site, and the analysts' notes.

use serde::{Deserialize, Serialize};
use shared::report::{Category, Description, ReportId, UntrustedReport};
use strum::{EnumString, IntoStaticStr};
use utoipa::ToSchema;

use crate::assessment::{Assessment, SiteType};
use crate::month::Month;
use crate::priority::Priority;
use crate::time::Hour;
use crate::workflow::{Outcome, State};

/// A case, as much of it as is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What everybody who may look sees of it.
    pub card: Card,
    /// What the desk has added. Gone with the report.
    pub worksheet: Option<Worksheet>,
    /// Where and what: without description, contact and credentials. None once it is scrubbed.
    pub report: Option<UntrustedReport>,
    /// What the reporter wrote freely. None once it is scrubbed, or if there was none.
    pub description: Option<Description>,
    /// Whether the reporter's email address is kept. Only "reveal" opens it.
    pub has_contact: bool,
    /// Whether the name and password of the reported site are kept. Only "reveal" opens them.
    pub has_credentials: bool,
    /// The analysts' notes. Gone with the description.
    pub notes: Vec<Note>,
}

/// What lists and statistics know of a case: nothing that leads to the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The report's id, and the case's.
    pub id: ReportId,
    /// Grows with each change; who changes names the one that they saw.
    pub version: u64,
    /// When the report came.
    pub received: Hour,
    /// How urgent it is.
    pub priority: Priority,
    /// Where it stands.
    pub state: State,
    /// Whose it is now.
    pub assignee: Option<String>,
    /// What statistics count.
    pub facts: Facts,
    /// When it was closed.
    pub closed: Option<Hour>,
}

/// What statistics count of a case. It stays when everything else is scrubbed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The month in which the report came: months since the year 0.
    pub month: Month,
    /// The reporter's.
    pub category: Category,
    /// The reporter's.
    pub language: String,
    /// Whose page the button stood on.
    pub partner: Option<String>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// Where it is hosted, by estimate (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// What kind of site it is on.
    pub site_type: Option<SiteType>,
    /// How long it waited until somebody took it.
    pub waited: Waited,
}

/// How long a report waited until somebody took it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    strum::VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Waited {
    /// Under eight hours.
    Hours,
    /// Under a day.
    Day,
    /// Under three days.
    Days,
    /// Longer.
    Longer,
}

impl Waited {
    /// Its name in the store and in exports.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// How long it was between these two.
    pub fn between(received: Hour, taken: Hour) -> Self {
        match taken.0.saturating_sub(received.0) {
            ..8 => Self::Hours,
            8..24 => Self::Day,
            24..72 => Self::Days,
            72.. => Self::Longer,
        }
    }
}

/// What the desk has added to a report, apart from words.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worksheet {
    /// What was found.
    pub assessment: Option<Assessment>,
    /// To whom it was handed.
    pub referrals: Vec<HandedOff>,
    /// Whether the police asked to hold the notice to the host: it can destroy evidence.
    pub notice_on_hold: bool,
    /// Who asked for the second review that is going on: somebody else decides it.
    pub second_review_asked_by: Option<String>,
    /// The earlier case of the same location, if it was closed as a repeat.
    pub repeat_of: Option<ReportId>,
}

/// One hand-off that has been made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandedOff {
    /// What kind.
    pub kind: HandoffKind,
    /// To whom, in words.
    pub to: String,
    /// By whom.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
}

/// A way out of the desk for one case.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    strum::VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HandoffKind {
    /// SCART's import as CSV.
    ScartCsv,
    /// SCART's import by mail.
    ScartMail,
    /// XARF version 4, to an abuse desk.
    Xarf,
    /// A notice to a host under Article 16 of the Digital Services Act.
    Notice,
    /// A package for the police.
    Police,
    /// A report to another hotline.
    Hotline,
}

impl HandoffKind {
    /// Its name in the store, in forms and in addresses.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What an analyst wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Who.
    pub by: String,
    /// When (RFC 3339).
    pub at: String,
    /// What.
    pub text: String,
}

/// What a hand-off may know of a case. Contact, credentials and receipt never leave the desk: they
/// are not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The report's id.
    pub id: ReportId,
    /// When it came.
    pub received: Hour,
    /// Where it stands.
    pub state: State,
    /// Where and what: `description`, `contact` and `site_credentials` are never in it.
    pub report: UntrustedReport,
    /// What the reporter wrote freely.
    pub description: Option<Description>,
    /// What was found.
    pub assessment: Option<Assessment>,
    /// Whether the police asked to hold the notice to the host.
    pub notice_on_hold: bool,
    /// How many reports have named one of its locations, this one included.
    pub reports: u64,
}
