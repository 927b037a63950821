//! What answers hold.

use serde::Serialize;
use shared::report::{Category, Description, ReportId, UntrustedReport};
use utoipa::ToSchema;

use super::openapi::{category, report_id, report_ids, some_report, some_report_id, some_text};
use crate::desk::assessment::{Assessment, SiteType};
use crate::desk::audit::Entry;
use crate::desk::auth::Who;
use crate::desk::case::{Card, Case, Note, Referral, Waited};
use crate::desk::workflow::{Outcome, State, steps_from};
use crate::queue::Priority;

/// A page of a list of cases.
#[derive(Serialize, ToSchema)]
pub(super) struct Cases {
    pub(super) cases: Vec<CardShown>,
    /// The page that follows; null if this is the last.
    #[schema(required)]
    pub(super) next_page: Option<usize>,
}

/// What lists and statistics know of a case: nothing that leads to the content.
#[derive(Serialize, ToSchema)]
#[schema(as = Card)]
pub(super) struct CardShown {
    #[schema(schema_with = report_id)]
    id: ReportId,
    /// Grows with each change. A change names the one that its author saw.
    version: u64,
    /// The hour in which the report came (RFC 3339).
    received: String,
    priority: Priority,
    state: State,
    /// Whose it is now.
    #[schema(required)]
    assignee: Option<String>,
    /// The reporter's.
    #[schema(schema_with = category)]
    category: Category,
    /// The reporter's.
    language: String,
    /// Whose page the button stood on.
    #[schema(required)]
    partner: Option<String>,
    #[schema(required)]
    outcome: Option<Outcome>,
    /// Where it is hosted, by estimate (ISO 3166-1 alpha-2).
    #[schema(required)]
    country: Option<String>,
    #[schema(required)]
    site_type: Option<SiteType>,
    waited: Waited,
    /// The hour in which it was closed (RFC 3339).
    #[schema(required)]
    closed: Option<String>,
}

/// A case, as much of it as is left. Contact and credentials are never in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Case)]
pub(super) struct CaseShown {
    #[serde(flatten)]
    card: CardShown,
    /// The report, without what follows; null once it is scrubbed.
    #[schema(schema_with = some_report)]
    report: Option<UntrustedReport>,
    /// What the reporter wrote freely.
    #[schema(schema_with = some_text)]
    description: Option<Description>,
    #[schema(required)]
    assessment: Option<Assessment>,
    referrals: Vec<Referral>,
    /// Whether the police asked to hold the notice to the host.
    notice_on_hold: bool,
    /// The earlier case of the same location, if it was closed as a repeat.
    #[schema(schema_with = some_report_id)]
    repeat_of: Option<ReportId>,
    notes: Vec<Note>,
    /// Other cases that name one of its locations, the oldest first.
    #[schema(schema_with = report_ids)]
    linked: Vec<ReportId>,
    /// The steps that whoever asks may take from here, by name.
    steps: Vec<&'static str>,
    /// What was done, the oldest first.
    history: Vec<Entry>,
}

/// What became of asking for a case.
#[derive(Serialize, ToSchema)]
pub(super) struct Taken {
    /// The case; null if nothing waits.
    #[schema(schema_with = some_report_id)]
    pub(super) case: Option<ReportId>,
    /// Repeats of assessed locations that were closed on the way.
    pub(super) repeats: u32,
}

/// The case is as it was asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct Changed {
    /// Its version since.
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
    pub(super) fn new(who: &Who, case: Case, linked: Vec<Card>, history: Vec<Entry>) -> Self {
        let file = case.file.unwrap_or_default();
        let steps = steps_from(case.card.state).filter(|step| who.may(step.right));
        Self {
            steps: steps.map(|step| step.name).collect(),
            card: case.card.into(),
            report: case.report,
            description: case.description,
            assessment: file.assessment,
            referrals: file.referrals,
            notice_on_hold: file.notice_on_hold,
            repeat_of: file.repeat_of,
            notes: case.notes,
            linked: linked.into_iter().map(|card| card.id).collect(),
            history,
        }
    }
}

impl From<crate::desk::cases::Taken> for Taken {
    fn from(taken: crate::desk::cases::Taken) -> Self {
        Self {
            case: taken.case,
            repeats: taken.repeats,
        }
    }
}
