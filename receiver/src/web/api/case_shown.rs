//! A case as the API shows it.

use model::assessment::Finding;
use model::audit::LogEntry;
use model::case::Note;
use model::item::{Correction, Item, ItemNumber, Review, Signed};
use model::life::{End, ItemState, Step};
use model::referred::Referred;
use model::worksheet::{Feedback, HandedOff};
use serde::Serialize;
use shared::report::{Description, Location, ReportId, UntrustedReport};
use utoipa::ToSchema;

use super::outputs::CardShown;
use super::questions::FollowUpShown;
use super::schemas::{location, report_id, report_ids, some_report, some_report_id, some_text};
use crate::casework::{self, CaseView, KnownView, suggested};

/// A case, without its scrubbed parts. Contact and credentials are never included.
#[derive(Serialize, ToSchema)]
#[schema(as = Case)]
pub(super) struct CaseShown {
    #[serde(flatten)]
    card: CardShown,
    /// The report, without its description; null after it was scrubbed.
    #[schema(schema_with = some_report)]
    report: Option<UntrustedReport>,
    /// The description, in the reporter's own words.
    #[schema(schema_with = some_text)]
    description: Option<Description>,
    /// What another hotline says of the items that it referred to us; null if a reporter sent the report.
    #[schema(required)]
    referred: Option<Referred>,
    /// The content items that the report brought, and those that an analyst added.
    items: Vec<ItemShown>,
    /// The content items of earlier cases that the report names.
    known: Vec<KnownShown>,
    /// The hand-offs made so far.
    hand_offs: Vec<HandedOff>,
    /// The answer to the reporter; null if the reporter wants none or gave no address.
    #[schema(required)]
    feedback: Option<Feedback>,
    /// The way to ask the reporter, who stays anonymous; null if the reporter did not choose it, or the case is closed.
    #[schema(required)]
    follow_up: Option<FollowUpShown>,
    /// The earlier case of the same locations, if this case was closed as a repeat.
    #[schema(schema_with = some_report_id)]
    repeat_of: Option<ReportId>,
    /// The notes, the oldest first.
    notes: Vec<Note>,
    /// The last 500 entries of the log about this case, the oldest first, without those about reads.
    history: Vec<EntryShown>,
}

/// A content item: one address that the hotline works on, however many reports name it.
#[derive(Serialize, ToSchema)]
#[schema(as = Item)]
struct ItemShown {
    /// The number that people can say: of the case, and within the case.
    #[schema(example = "1042-3")]
    number: String,
    /// The number within the case, from 1. Requests name the item by it.
    place: u32,
    /// The location, as corrected.
    #[schema(schema_with = location)]
    location: Location,
    /// The position of the location in the report, from 0; null if an analyst added the item.
    #[schema(required)]
    reported: Option<u32>,
    /// The addresses found in the location beside others, in words or to be mended, which an analyst may
    /// want instead of it; empty if it is one address as it should be.
    suggested: Vec<String>,
    /// The earlier forms of the location, the oldest first.
    corrections: Vec<CorrectionShown>,
    state: ItemState,
    /// Why the item has ended; null while it is open.
    #[schema(required)]
    end: Option<End>,
    /// The finding; null until it is recorded.
    #[schema(required)]
    finding: Option<Finding>,
    /// An explanation for the host and the police; may be empty.
    explanation: String,
    /// The person who recorded the finding, and the day.
    #[schema(required)]
    assessed: Option<Signed>,
    /// The last second review.
    #[schema(required)]
    review: Option<Review>,
    /// The day until which the police asked to wait (RFC 3339); null if the item is not held.
    #[schema(required)]
    held_until: Option<String>,
    /// The person who recorded that the police asked to wait, and the day.
    #[schema(required)]
    held: Option<Signed>,
    /// The person who recorded that the police released it, and the day.
    #[schema(required)]
    released: Option<Signed>,
    /// The day on which to look again (RFC 3339); null unless the item is looked after.
    #[schema(required)]
    look_again: Option<String>,
    /// The times at which the content was still online, after the hand-off.
    still_online: Vec<Signed>,
    /// The number of the item to which the content has moved, or whose address is the same.
    #[schema(required)]
    other: Option<String>,
    /// The country (ISO 3166-1 alpha-2) in which the content was found to be, if another hotline referred it here; null
    /// otherwise.
    #[schema(required)]
    elsewhere: Option<String>,
    /// The names of the steps that the account or token of the request may let the item take. Some
    /// need something else first.
    steps: Vec<&'static str>,
    sightings: Sightings,
}

/// An earlier form of a location.
#[derive(Serialize, ToSchema)]
#[schema(as = Correction)]
struct CorrectionShown {
    /// The account or token (`token:NAME`) that corrected the location.
    by: String,
    /// The time of the correction (RFC 3339).
    at: String,
    /// The location before.
    #[schema(schema_with = location)]
    from: Location,
}

/// The reports that name a content item, the one that brought it included.
#[derive(Serialize, ToSchema)]
struct Sightings {
    /// The number of reports.
    count: u64,
    /// The hour in which the last of them arrived (RFC 3339); null if there is none.
    #[schema(required)]
    last: Option<String>,
    /// The ids of the last hundred of the reports, and of their cases, the oldest first.
    #[schema(schema_with = report_ids)]
    cases: Vec<ReportId>,
}

/// A content item of an earlier case that the report names.
#[derive(Serialize, ToSchema)]
#[schema(as = KnownItem)]
struct KnownShown {
    /// The item's number.
    #[schema(example = "1042-3")]
    number: String,
    /// The earlier case.
    #[schema(schema_with = report_id)]
    case: ReportId,
    /// The item's state; null after the item was scrubbed.
    #[schema(required)]
    state: Option<ItemState>,
    /// Why the item has ended; null while it is open.
    #[schema(required)]
    end: Option<End>,
    /// The person who looked at it in the light of this report, and the day; null until somebody did.
    #[schema(required)]
    settled: Option<Signed>,
}

/// An entry of the log: one act.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Entry)]
struct EntryShown {
    /// The entry's place in the log, counted from 1.
    seq: u64,
    /// The time of the act (RFC 3339).
    at: String,
    /// The actor: an account, a token (`token:NAME`), or the desk itself (`desk`).
    who: String,
    /// The name of the act.
    what: String,
    /// The case that the act is about; null if it is about no case.
    #[schema(schema_with = some_report_id)]
    case: Option<ReportId>,
    /// The value before the act.
    old: String,
    /// The value after the act.
    new: String,
}

impl CaseShown {
    /// The case as the account or token that asked may see it.
    pub(super) fn new(view: CaseView) -> Self {
        let CaseView {
            case,
            sightings,
            steps,
            known,
            history,
            can_ask,
            ..
        } = view;
        let worksheet = case.worksheet.unwrap_or_default();
        let number = case.card.number;
        let items = worksheet.items.into_iter().zip(sightings).zip(steps);
        let items = items.map(|((item, seen), steps)| ItemShown::new(number, item, seen, &steps));
        Self {
            referred: worksheet.referred,
            items: items.collect(),
            known: known.into_iter().map(Into::into).collect(),
            card: case.card.into(),
            report: case.report,
            description: case.description,
            hand_offs: worksheet.hand_offs,
            feedback: worksheet.feedback,
            follow_up: worksheet
                .follow_up
                .map(|follow_up| FollowUpShown::new(follow_up, can_ask)),
            repeat_of: worksheet.repeat_of,
            notes: case.notes,
            history: history.into_iter().map(Into::into).collect(),
        }
    }
}

impl ItemShown {
    /// An item of the case with this number. `seen` are the cases whose reports name it.
    fn new(case: u64, item: Item, seen: casework::Sightings, steps: &[&'static Step]) -> Self {
        let place = item.place;
        Self {
            number: ItemNumber { case, place }.to_string(),
            place,
            steps: steps.iter().map(|step| step.name).collect(),
            suggested: suggested(&item.location),
            location: item.location,
            reported: item.reported,
            corrections: item.corrections.into_iter().map(Into::into).collect(),
            state: item.state,
            end: item.end,
            finding: item.finding,
            explanation: item.explanation,
            assessed: item.assessed,
            review: item.review,
            held_until: item.held_until,
            held: item.held,
            released: item.released,
            look_again: item.look_again,
            still_online: item.still_online,
            other: item.other.map(Into::into),
            elsewhere: item.elsewhere,
            sightings: seen.into(),
        }
    }
}

impl From<casework::Sightings> for Sightings {
    fn from(casework::Sightings { count, cases }: casework::Sightings) -> Self {
        let last = cases.iter().map(|card| card.received).max();
        Self {
            count,
            last: last.map(|hour| hour.to_string()),
            cases: cases.iter().map(|card| card.id).collect(),
        }
    }
}

impl From<Correction> for CorrectionShown {
    fn from(correction: Correction) -> Self {
        let Correction { by, at, from } = correction;
        Self { by, at, from }
    }
}

impl From<KnownView> for KnownShown {
    fn from(view: KnownView) -> Self {
        let KnownView { known, item, .. } = view;
        Self {
            number: known.item.to_string(),
            case: known.case,
            state: item.as_ref().map(|item| item.state),
            end: item.and_then(|item| item.end),
            settled: known.settled,
        }
    }
}

impl From<LogEntry> for EntryShown {
    fn from(entry: LogEntry) -> Self {
        let LogEntry {
            seq,
            at,
            who,
            what,
            case,
            old,
            new,
            rows: _,
        } = entry;
        Self {
            seq,
            at,
            who,
            what,
            case,
            old,
            new,
        }
    }
}
