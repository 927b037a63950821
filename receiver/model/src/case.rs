//! A case: a report that was taken from the queue, with everything that the desk adds to it.
//!
//! The store keeps its parts separately, each sealed, so that each part has its own retention
//! period: the report with its locations, the reporter's description, the contact, the site's
//! credentials, and the analysts' notes.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::report::{Category, Description, ReportId, UntrustedReport};
use utoipa::ToSchema;

use crate::assessment::{Finding, SiteType};
use crate::choices::choices;
use crate::item::ItemNumber;
use crate::life::{End, ItemState};
use crate::month::Month;
use crate::priority::Priority;
use crate::referred::Referred;
use crate::time::{Day, Hour};
use crate::workflow::{Outcome, State};
use crate::worksheet::Worksheet;

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
    /// The short number that people can say, from 1. The store gives it to a new case, whose number
    /// is 0 until then.
    pub number: u64,
    /// The version, incremented by each change; used for optimistic locking.
    pub version: u64,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// How urgent the case is.
    pub priority: Priority,
    /// The case's state, which follows from its items.
    pub state: State,
    /// The account or token that works on the case now, if any.
    pub assignee: Option<String>,
    /// The facts that statistics count.
    pub facts: Facts,
    /// The hour in which the case was closed; none while it is open.
    pub closed: Option<Hour>,
    /// The first day on which something is due; none if nothing is. [`UNKNOWN`] in an open case that an
    /// earlier receiver wrote last, which kept no such day.
    pub due: Option<Day>,
    /// Whether the case was handed to its assignee, who has not acted on it since; none in an open case that an
    /// earlier receiver wrote last, which did not keep it here.
    pub is_handed_over: Option<bool>,
}

/// A case, as somebody names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseName {
    /// The id of the report and of the case.
    Id(ReportId),
    /// The case's number, counted from 1.
    Number(u64),
}

/// The text names no case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither the number of a case, nor the 32 digits of its id")]
pub struct NotACase;

impl CaseName {
    /// The case that a text names, or the case of the item that it names.
    pub fn of_case_or_item(text: &str) -> Result<Self, NotACase> {
        let item = text.parse::<ItemNumber>();
        item.map_or_else(|_| text.parse(), |item| Ok(Self::Number(item.case)))
    }
}

impl FromStr for CaseName {
    type Err = NotACase;

    fn from_str(text: &str) -> Result<Self, NotACase> {
        let number = text.parse().map(Self::Number);
        text.parse().map(Self::Id).or(number).map_err(|_| NotACase)
    }
}

/// The day of cases of which nobody has looked yet what is due.
pub const UNKNOWN: Day = Day(0);

impl Card {
    /// Lets the columns follow from a worksheet: state, outcome, the counted facts, the hour of
    /// closing, and the day on which something is due. A closed case is assigned to nobody.
    pub fn follow(&mut self, worksheet: &mut Worksheet, now: Hour, today: Day) {
        worksheet.follow(today);
        self.due = worksheet.due().first().map(|due| due.on);
        self.state = worksheet.state();
        self.facts.outcome = worksheet.outcome();
        let counted = worksheet.counted();
        self.facts.site_type = counted.and_then(|finding| finding.site_type);
        let hosting = counted.and_then(|finding| finding.hosting.as_ref());
        self.facts.country = hosting.map(|hosting| hosting.country.clone());
        self.is_handed_over = Some(self.state.is_open() && worksheet.handed_over.is_some());
        if self.state.is_open() {
            self.closed = None;
        } else {
            self.closed = self.closed.or(Some(now));
            self.assignee = None;
        }
    }

    /// Assigns the case to a person or token if it is assigned to nobody.
    pub fn assign_if_free(&mut self, name: &str) {
        self.assignee.get_or_insert_with(|| name.to_owned());
    }

    /// Whether the case was closed as it left the queue and has not been changed since: nobody at the
    /// desk has worked on it. A case that somebody took first has a later version when it is closed.
    pub fn is_closed_unread(&self) -> bool {
        self.state == State::Closed && self.version == 1
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
    /// The id of the hotline that referred the case to us; none if a reporter did.
    pub origin: Option<String>,
}

choices! {
    /// How long a report waited in the queue until it was taken.
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
}

impl Waited {
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
    /// The report's answers; its `locations` are those of the chosen items, as corrected, and its
    /// `description`, `contact` and `site_credentials` are never set.
    pub report: UntrustedReport,
    /// The reporter's description, if there is one.
    pub description: Option<Description>,
    /// The chosen items, in the order of the locations.
    pub items: Vec<DossierItem>,
    /// The number of reports that name one of the locations, this one included.
    pub reports: u64,
    /// What another hotline says, if it referred the case to us.
    pub referred: Option<Referred>,
}

/// The desk's knowledge of one chosen item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierItem {
    /// The item's number within its case, from 1.
    pub place: u32,
    /// The item's state.
    pub state: ItemState,
    /// Why the item has ended; none while it is open.
    pub end: Option<End>,
    /// The finding, if it has been recorded.
    pub finding: Option<Finding>,
    /// The day of the finding (RFC 3339), if it has been recorded.
    pub assessed_on: Option<String>,
    /// The analyst's explanation for recipients; may be empty.
    pub explanation: String,
    /// The day (RFC 3339) until which the police asked to wait; none unless they did.
    pub held_until: Option<String>,
}

impl DossierItem {
    /// A location that is no item of the case. Its number is 0.
    pub fn of_nothing() -> Self {
        Self {
            place: 0,
            state: ItemState::ToAssess,
            end: None,
            finding: None,
            assessed_on: None,
            explanation: String::new(),
            held_until: None,
        }
    }
}
