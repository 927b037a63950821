//! Cases: listing, showing and taking them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use model::priority::Priority;
use model::workflow::State as CaseState;
use serde::Deserialize;
use shared::report::{Category, ReportId};
use store::CaseFilter;
use utoipa::{IntoParams, ToSchema};

use super::case_shown::CaseShown;
use super::inputs::{Asked, Body, Id};
use super::outputs::{Cases, Taken};
use super::schemas::{CaseConflict, category, some_report_id};
use super::values::{CasePlace, MAX_NUMBER, Word};
use crate::casework::Locations;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// Number of cases on a page.
const PAGE: usize = 100;

/// The query for a list of cases: each case in it meets every condition.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CasesAsked {
    /// Cases in this state.
    state: Option<CaseState>,
    /// Cases of this priority.
    priority: Option<Priority>,
    /// Cases whose reporter chose this category.
    #[param(schema_with = category)]
    category: Option<Category>,
    /// Cases whose reporter used the form in this language.
    language: Option<Word>,
    /// Cases from this partner's pages.
    partner: Option<Word>,
    /// Cases that are assigned to this person.
    assignee: Option<Word>,
    /// The case with this short number.
    #[param(minimum = 0, maximum = 9007199254740991_u64)]
    number: Option<u64>,
    /// If true: cases that were closed as they left the queue and have not been changed since, the
    /// last first.
    #[serde(default)]
    closed_unread: bool,
    /// True for cases that are assigned to nobody.
    #[serde(default)]
    unassigned: bool,
    /// True for cases that another hotline referred.
    #[serde(default)]
    referred: bool,
    /// The place at which the list goes on: the `next` of the answer before, with the same conditions.
    #[param(value_type = Option<String>, pattern = "^[0-9]{1,19}-[0-9a-f]{32}$")]
    after: Option<CasePlace>,
}

/// A request to take a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeRequest {
    /// The report to take, whatever its turn; without it, the most urgent report is taken.
    #[schema(schema_with = some_report_id)]
    report: Option<ReportId>,
}

impl CasesAsked {
    /// The filter of a page.
    fn filter(self) -> Result<CaseFilter, Problem> {
        if self.number > Some(MAX_NUMBER) {
            return Err(Problem::BadRequest);
        }
        Ok(CaseFilter {
            states: self.state.into_iter().collect(),
            assignee: self.assignee.map(Word::into_string),
            category: self.category,
            language: self.language.map(Word::into_string),
            partner: self.partner.map(Word::into_string),
            priority: self.priority,
            number: self.number,
            unassigned: self.unassigned,
            referred: self.referred,
            closed_unread: self.closed_unread,
            after: self.after.map(CasePlace::get),
            max: PAGE,
            ..CaseFilter::default()
        })
    }
}

/// Lists cases, the most urgent and then the oldest first.
#[utoipa::path(
    get, path = "/v1/cases", operation_id = "list_cases", tag = "cases",
    params(CasesAsked),
    responses((status = 200, description = "A page of the list.", body = Cases)),
)]
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    Asked(asked): Asked<CasesAsked>,
) -> Result<Json<Cases>, Problem> {
    let filter = asked.filter()?;
    let (cards, next) = desk.casework.list(&filter).await?;
    Ok(Json(Cases {
        cases: cards.into_iter().map(Into::into).collect(),
        next: next.map(|next| next.to_string()),
    }))
}

/// Takes a report from the queue as a case, assigned to the account or token of the request.
#[utoipa::path(
    post, path = "/v1/cases", operation_id = "take_case", tag = "cases",
    request_body = TakeRequest,
    responses(
        (status = 200, description = "The id of the case, or null if no report waits.", body = Taken),
        CaseConflict,
    ),
)]
pub(super) async fn take(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(request): Body<TakeRequest>,
) -> Result<Json<Taken>, Problem> {
    let Some(id) = request.report else {
        return Ok(Json(desk.casework.take_next(&actor).await?.into()));
    };
    desk.casework.take(&actor, id).await?;
    Ok(Json(Taken {
        case: Some(id),
        repeats: 0,
    }))
}

/// Shows a case, without the reporter's contact and the credentials of the reported site. The
/// locations have their exact text. The log names the case and the token, once in an hour.
#[utoipa::path(
    get, path = "/v1/cases/{id}", operation_id = "show_case", tag = "cases",
    params(Id),
    responses((status = 200, description = "The case.", body = CaseShown)),
)]
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
) -> Result<Json<CaseShown>, Problem> {
    let view = desk.casework.view(&actor, id, Locations::Exact).await?;
    Ok(Json(CaseShown::new(view)))
}
