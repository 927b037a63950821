//! A case: a report that was taken from the queue, with everything that the desk adds to it.
//!
//! The store keeps its parts separately, each sealed, so that each part has its own retention
//! period: the report with its locations, the reporter's description, the contact, the site's
//! credentials, and the analysts' notes.

use serde::{Deserialize, Serialize};
use shared::report::{Category, Description, ReportId, UntrustedReport};
use strum::{EnumString, IntoStaticStr};
use utoipa::ToSchema;

use crate::actor::Actor;
use crate::assessment::{Assessment, SiteType};
use crate::month::Month;
use crate::priority::Priority;
use crate::time::Hour;
use crate::workflow::{Outcome, Requirement, State, Step, steps_from};

/// A case, with the parts that have not been scrubbed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The part that everybody with the right to look may see.
    pub card: Card,
    /// The desk's additions. Deleted together with the report.
    pub worksheet: Option<Worksheet>,
    /// The report without description, contact and credentials. None once it is scrubbed.
    pub report: Option<UntrustedReport>,
    /// The reporter's description. None once it is scrubbed, or if there was none.
    pub description: Option<Description>,
    /// Whether the reporter's email address is kept. Only "reveal" opens it.
    pub has_contact: bool,
    /// Whether the name and password of the reported site are kept. Only "reveal" opens them.
    pub has_credentials: bool,
    /// The analysts' notes. Deleted together with the description.
    pub notes: Vec<Note>,
}

/// The part of a case for lists and statistics: nothing that leads to the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The id of the report, and of its case.
    pub id: ReportId,
    /// The version, incremented by each change; used for optimistic locking.
    pub version: u64,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// How urgent the case is.
    pub priority: Priority,
    /// The case's state in the workflow.
    pub state: State,
    /// The account or token that works on the case now, if any.
    pub assignee: Option<String>,
    /// The facts that statistics count.
    pub facts: Facts,
    /// The hour in which the case was closed; none while it is open.
    pub closed: Option<Hour>,
}

impl Card {
    /// Whether the case was closed as it left the queue and has not been changed since: nobody at the
    /// desk has worked on it. A case that somebody took first has a later version when it is closed.
    pub fn is_closed_unread(&self) -> bool {
        self.state == State::Closed && self.version == 1
    }

    /// The steps that lead on from here for this actor. Some need something else first.
    pub fn steps<'a>(&self, actor: &'a Actor) -> impl Iterator<Item = &'static Step> + use<'a> {
        let is_unread = self.is_closed_unread();
        steps_from(self.state)
            .filter(move |step| actor.may(step.right))
            .filter(move |step| is_unread || step.needs != Requirement::Unread)
    }
}

/// The facts of a case that statistics count. Kept when everything else is scrubbed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Facts {
    /// The month in which the report arrived.
    pub month: Month,
    /// The category, as the reporter gave it.
    pub category: Category,
    /// The form's language, as the reporter gave it.
    pub language: String,
    /// The partner whose page showed the button, if any.
    pub partner: Option<String>,
    /// The outcome, if there is one yet.
    pub outcome: Option<Outcome>,
    /// The country of hosting, by estimate (ISO 3166-1 alpha-2).
    pub country: Option<String>,
    /// The kind of site that the content is on.
    pub site_type: Option<SiteType>,
    /// How long the report waited in the queue.
    pub waited: Waited,
}

/// How long a report waited in the queue until it was taken.
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
    /// Three days or longer.
    Longer,
}

impl Waited {
    /// The choice's name in the store and in exports.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The time from arrival until the report was taken.
    pub fn between(received: Hour, taken: Hour) -> Self {
        match taken.0.saturating_sub(received.0) {
            ..8 => Self::Hours,
            8..24 => Self::Day,
            24..72 => Self::Days,
            72.. => Self::Longer,
        }
    }
}

/// The desk's additions to a report, apart from the notes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worksheet {
    /// The assessment, if it has been made.
    pub assessment: Option<Assessment>,
    /// The hand-offs made so far, in order.
    pub referrals: Vec<HandedOff>,
    /// Whether the police asked to hold the notice to the host, because it can destroy evidence.
    pub notice_on_hold: bool,
    /// The actor who asked for the pending second review; somebody else must decide it.
    pub second_review_asked_by: Option<String>,
    /// The earlier case of the same location, if this one was closed as a repeat.
    pub repeat_of: Option<ReportId>,
    /// The oldest version of the case whose forms are still valid: since then, only the hand-offs
    /// have changed. 0 stands for the present version.
    #[serde(default)]
    pub same_since: u64,
}

/// A hand-off that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Referral)]
pub struct HandedOff {
    /// The kind of hand-off.
    pub kind: HandoffKind,
    /// The recipient, in words.
    pub to: String,
    /// The account or token (`token:NAME`) that handed off.
    pub by: String,
    /// The time of the hand-off (RFC 3339).
    pub at: String,
    /// How far the hand-off has got. A file has left once it was downloaded.
    #[serde(default)]
    pub state: HandOffState,
    /// The version of the case that recorded the hand-off, which names it within its case; 0 in
    /// old records.
    #[serde(default)]
    pub version: u64,
}

/// How far a hand-off has got. Only a hand-off that has left counts.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    EnumString,
    IntoStaticStr,
    strum::VariantArray,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum HandOffState {
    /// The mail waits, or the mail server has it and has not answered yet.
    Sending,
    /// The hand-off has left.
    #[default]
    Sent,
    /// The mail has not left, and is not tried again.
    Failed,
    /// The mail may have left: the mail server did not confirm it. It is not tried again.
    Unknown,
}

/// The kind of a hand-off: its recipient and its format.
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
    /// A CSV file for SCART's import.
    ScartCsv,
    /// A mail for SCART's import.
    ScartMail,
    /// XARF version 4, for the abuse desk of a host.
    Xarf,
    /// A notice to a host under Article 16 of the Digital Services Act.
    Notice,
    /// A package for the police.
    Police,
    /// A referral to another hotline.
    Hotline,
}

impl HandoffKind {
    /// The kind's name in the store, in forms and in addresses.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A note that an analyst wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The account or token (`token:NAME`) that wrote the note.
    pub by: String,
    /// The time of the note (RFC 3339).
    pub at: String,
    /// The text of the note.
    pub text: String,
}

/// The parts of a case that a hand-off may use. Contact, credentials and receipt never leave the
/// desk: they have no field here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dossier {
    /// The report's id.
    pub id: ReportId,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// The case's state in the workflow.
    pub state: State,
    /// The report; its `description`, `contact` and `site_credentials` are never set.
    pub report: UntrustedReport,
    /// The reporter's description, if there is one.
    pub description: Option<Description>,
    /// The assessment, if it has been made.
    pub assessment: Option<Assessment>,
    /// Whether the police asked to hold the notice to the host.
    pub notice_on_hold: bool,
    /// The number of reports that name one of its locations, this one included.
    pub reports: u64,
}
