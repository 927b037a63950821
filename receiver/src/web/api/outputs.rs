//! The API's answers.

use model::actor::Actor;
use model::assessment::{Assessment, SiteType};
use model::audit::LogEntry;
use model::case::{Card, HandedOff, Note, Waited};
use model::priority::Priority;
use model::workflow::{Outcome, State};
use serde::Serialize;
use shared::report::{Category, Description, ReportId, UntrustedReport};
use utoipa::ToSchema;

use super::schemas::{category, report_id, report_ids, some_report, some_report_id, some_text};
use crate::casework::{CaseView, NextCase};

/// One page of a list of cases.
#[derive(Serialize, ToSchema)]
pub(super) struct Cases {
    pub(super) cases: Vec<CardShown>,
    /// The number of the next page; null on the last page.
    #[schema(required)]
    pub(super) next_page: Option<usize>,
}

/// The columns of a case for lists and statistics. They do not lead to the content.
#[derive(Serialize, ToSchema)]
#[schema(as = Card)]
pub(super) struct CardShown {
    #[schema(schema_with = report_id)]
    id: ReportId,
    /// The version, incremented by each change. A request that changes the case sends the version
    /// that its author saw.
    version: u64,
    /// The hour in which the report arrived (RFC 3339).
    received: String,
    priority: Priority,
    state: State,
    /// The name of the account that the case is assigned to; null if it is assigned to nobody.
    #[schema(required)]
    assignee: Option<String>,
    /// The category that the reporter chose.
    #[schema(schema_with = category)]
    category: Category,
    /// The language of the form that the reporter used.
    language: String,
    /// The partner whose page had the button; null if the form was opened without a partner.
    #[schema(required)]
    partner: Option<String>,
    /// The outcome; null while the case is open.
    #[schema(required)]
    outcome: Option<Outcome>,
    /// The estimated country in which the content is hosted (ISO 3166-1 alpha-2).
    #[schema(required)]
    country: Option<String>,
    /// The kind of site that hosts the content.
    #[schema(required)]
    site_type: Option<SiteType>,
    /// The time from the report's arrival until it was taken.
    waited: Waited,
    /// The hour in which the case was closed (RFC 3339).
    #[schema(required)]
    closed: Option<String>,
}

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
    /// The findings; null until an analyst records them.
    #[schema(required)]
    assessment: Option<Assessment>,
    /// The hand-offs made so far.
    referrals: Vec<HandedOff>,
    /// Whether the police asked to hold the notice to the host.
    notice_on_hold: bool,
    /// The earlier case of the same locations, if this case was closed as a repeat.
    #[schema(schema_with = some_report_id)]
    repeat_of: Option<ReportId>,
    /// The notes, the oldest first.
    notes: Vec<Note>,
    /// Other cases with at least one of the same locations, the oldest first.
    #[schema(schema_with = report_ids)]
    linked: Vec<ReportId>,
    /// The names of the steps that the account or token of the request may take now.
    steps: Vec<&'static str>,
    /// The entries of the log about this case, the oldest first, without those about reads.
    history: Vec<EntryShown>,
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

/// The answer to a request to take a report.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// The id of the case; null if no report is waiting.
    #[schema(schema_with = some_report_id)]
    pub(super) case: Option<ReportId>,
    /// Number of repeats that were closed by themselves before this case was taken.
    pub(super) repeats: u32,
}

/// The answer to a change to a case.
#[derive(Serialize, ToSchema)]
pub(super) struct Changed {
    /// The new version of the case.
    pub(super) version: u64,
}

impl From<Card> for CardShown {
    fn from(card: Card) -> Self {
        let facts = card.facts;
        Self {
            id: card.id,
            version: card.version,
            received: card.received.to_string(),
            priority: card.priority,
            state: card.state,
            assignee: card.assignee,
            category: facts.category,
            language: facts.language,
            partner: facts.partner,
            outcome: facts.outcome,
            country: facts.country,
            site_type: facts.site_type,
            waited: facts.waited,
            closed: card.closed.map(|hour| hour.to_string()),
        }
    }
}

impl CaseShown {
    /// The case as this account or token may see it.
    pub(super) fn new(actor: &Actor, view: CaseView) -> Self {
        let CaseView {
            case,
            linked,
            history,
            ..
        } = view;
        let worksheet = case.worksheet.unwrap_or_default();
        Self {
            steps: case.card.steps(actor).map(|step| step.name).collect(),
            card: case.card.into(),
            report: case.report,
            description: case.description,
            assessment: worksheet.assessment,
            referrals: worksheet.referrals,
            notice_on_hold: worksheet.notice_on_hold,
            repeat_of: worksheet.repeat_of,
            notes: case.notes,
            linked: linked.into_iter().map(|card| card.id).collect(),
            history: history.into_iter().map(Into::into).collect(),
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

impl From<NextCase> for Taken {
    fn from(next: NextCase) -> Self {
        Self {
            case: next.case,
            repeats: next.repeats,
        }
    }
}
