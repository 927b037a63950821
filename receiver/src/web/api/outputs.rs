//! The API's answers, apart from a whole case.

use model::assessment::SiteType;
use model::case::{Card, Waited};
use model::priority::Priority;
use model::workflow::{Outcome, State};
use serde::Serialize;
use shared::report::{Category, ReportId};
use utoipa::ToSchema;

use super::schemas::{category, report_id, some_report_id};
use crate::casework::NextCase;

/// One page of a list of cases.
#[derive(Serialize, ToSchema)]
pub(super) struct Cases {
    pub(super) cases: Vec<CardShown>,
    /// The place at which the list goes on, for `after`; null at its end.
    #[schema(required)]
    pub(super) next: Option<String>,
}

/// The columns of a case for lists and statistics. They do not lead to the content.
#[derive(Serialize, ToSchema)]
#[schema(as = Card)]
pub(super) struct CardShown {
    #[schema(schema_with = report_id)]
    id: ReportId,
    /// The short number that people can say, from 1.
    number: u64,
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
    /// The id of the hotline that referred the case to us; null if a reporter did.
    #[schema(required)]
    origin: Option<String>,
    /// The outcome; null until it is known.
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
    /// The first day on which something is due in the case (RFC 3339); null if nothing is.
    #[schema(required)]
    due: Option<String>,
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
            number: card.number,
            version: card.version,
            received: card.received.to_string(),
            priority: card.priority,
            state: card.state,
            assignee: card.assignee,
            category: facts.category,
            language: facts.language,
            partner: facts.partner,
            origin: facts.origin,
            outcome: facts.outcome,
            country: facts.country,
            site_type: facts.site_type,
            waited: facts.waited,
            closed: card.closed.map(|hour| hour.to_string()),
            due: card.due.map(|day| day.to_string()),
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
