//! Cases: which there are, what one holds, and how a report becomes one.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use shared::report::{Category, ReportId};
use utoipa::{IntoParams, ToSchema};

use super::inputs::{Asked, Body, Id, Word};
use super::openapi::{CaseConflict, category, some_report_id};
use super::outputs::{CaseShown, Cases, Taken};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::workflow::State as CaseState;
use crate::problem::Problem;
use crate::queue::Priority;
use crate::store::desk::CaseFilter;

/// Cases on a page.
const PAGE: usize = 100;

/// Pages at most: more cases than any desk ever has.
const PAGES: usize = 100_000;

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct CasesAsked {
    /// In this state.
    state: Option<CaseState>,
    /// As urgent as this.
    priority: Option<Priority>,
    /// Of this category of the reporter's.
    #[param(schema_with = category)]
    category: Option<Category>,
    /// In this language of the reporter's.
    language: Option<Word>,
    /// From this partner's pages.
    partner: Option<Word>,
    /// Of this person.
    assignee: Option<Word>,
    /// Which page of the list; the first is 0.
    #[param(maximum = 99_999)]
    page: Option<usize>,
}

/// Which report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TakeRequest {
    /// A report out of its turn; without it, the most urgent one.
    #[schema(schema_with = some_report_id)]
    report: Option<ReportId>,
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
    let page = asked.page.unwrap_or(0);
    if page >= PAGES {
        return Err(Problem::BadRequest);
    }
    let filter = CaseFilter {
        states: asked.state.into_iter().collect(),
        assignee: asked.assignee.map(Word::into_string),
        category: asked.category,
        language: asked.language.map(Word::into_string),
        partner: asked.partner.map(Word::into_string),
        priority: asked.priority,
        skip: page * PAGE,
        max: PAGE + 1,
    };
    let mut cards = desk.store.cases(&filter).await?;
    let next_page = (cards.len() > PAGE).then_some(page + 1);
    cards.truncate(PAGE);
    let cases = cards.into_iter().map(Into::into).collect();
    Ok(Json(Cases { cases, next_page }))
}

/// Takes a report from the queue as a case of one's own.
#[utoipa::path(
    post, path = "/v1/cases", operation_id = "take_case", tag = "cases",
    request_body = TakeRequest,
    responses(
        (status = 200, description = "The case, or that nothing waits.", body = Taken),
        CaseConflict,
    ),
)]
pub(super) async fn take(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Body(request): Body<TakeRequest>,
) -> Result<Json<Taken>, Problem> {
    let Some(id) = request.report else {
        return Ok(Json(desk.take_next(&who).await?.into()));
    };
    desk.take(&who, id).await?;
    Ok(Json(Taken {
        case: Some(id),
        repeats: 0,
    }))
}

/// Shows a case: everything but the reporter's contact and what opens the site.
#[utoipa::path(
    get, path = "/v1/cases/{id}", operation_id = "show_case", tag = "cases",
    params(Id),
    responses((status = 200, description = "The case.", body = CaseShown)),
)]
pub(super) async fn show(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
) -> Result<Json<CaseShown>, Problem> {
    let case = desk.case(id).await?;
    let linked = desk.linked(&case).await?;
    let history = desk.history(id).await?;
    Ok(Json(CaseShown::new(&who, case, linked, history)))
}
