//! A case: a report that somebody has taken from the queue, with all that the desk adds to it.
//!
//! Its parts lie apart in the store, each sealed, so that each goes when its time comes: what
//! leads to the content, what the reporter wrote freely, how to reach the reporter, what opens the
//! site, and the analysts' notes.

use serde::{Deserialize, Serialize};
use shared::report::{Category, Description, Email, ReportId, SiteCredentials, UntrustedReport};
use strum::{EnumString, IntoStaticStr};
use utoipa::ToSchema;

use super::assessment::{Assessment, SiteType};
use super::workflow::{Outcome, State};
use crate::clock::Hour;
use crate::queue::Priority;

/// A case, as much of it as is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// What everybody who may look sees of it.
    pub card: Card,
    /// What the desk has added. Gone with the report.
    pub file: Option<File>,
    /// Where and what: without description, contact and credentials. None once it is scrubbed.
    pub report: Option<UntrustedReport>,
    /// What the reporter wrote freely. None once it is scrubbed, or if there was none.
    pub description: Option<Description>,
    /// Where to write to. None once it is scrubbed, or if there was none.
    pub contact: Option<Email>,
    /// What opens the site. None once it is scrubbed, or if there was none.
    pub credentials: Option<SiteCredentials>,
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

/// A month, as a count of months since the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(pub u32);

impl Month {
    /// The month that an hour lies in, UTC.
    pub fn of(hour: Hour) -> Self {
        let seconds = i64::try_from(hour.0.saturating_mul(3600)).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
        let date = jiff::tz::Offset::UTC.to_datetime(time).date();
        Self::of_year(u32::from(date.year().unsigned_abs()))
            .plus(u32::from(date.month().unsigned_abs() - 1))
    }

    /// The first month of a year.
    pub fn of_year(year: u32) -> Self {
        Self(year.saturating_mul(12))
    }

    /// The year that it lies in.
    pub fn year(self) -> u32 {
        self.0 / 12
    }

    /// This many months later.
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// This many months earlier.
    pub fn minus(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }
}

/// As `2027-01`.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0 % 12 + 1)
    }
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
pub struct File {
    /// What was found.
    pub assessment: Option<Assessment>,
    /// To whom it was handed.
    pub referrals: Vec<Referral>,
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
pub struct Referral {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_with_its_first_hour() {
        let month = |hour| Month::of(Hour(hour)).to_string();
        assert_eq!(month(0), "1970-01");
        assert_eq!(month(1_800_000_000 / 3600), "2027-01");
        // 2028-02-29T23:00:00Z and 2028-03-01T00:00:00Z
        assert_eq!(month(1_835_478_000 / 3600), "2028-02");
        assert_eq!(month(1_835_481_600 / 3600), "2028-03");
        assert_eq!(Month::of_year(2027).minus(1).to_string(), "2026-12");
        assert_eq!(Month::of(Hour(u64::MAX)).year(), 9999);
    }
}
