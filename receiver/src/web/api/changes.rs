//! Changes to a case: steps of its items, notes, assignment, and the answer to the reporter.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::life::STEPS;
use model::worksheet::FeedbackState;
use serde::Deserialize;
use utoipa::ToSchema;

use super::findings::{FindingRequest, observed};
use super::inputs::{Body, Id, Object};
use super::outputs::Changed;
use super::schemas::{AssigneeConflict, CaseConflict, NoteConflict, StepConflict, step_name};
use super::values::{Address, Day, Place, Version, Word, few};
use crate::casework::StepAsked;
use crate::web::assignment::assignment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// A request to let content items take a step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRequest {
    version: Version,
    #[schema(schema_with = step_name)]
    step: String,
    /// The numbers of the items within the case. Empty or left out for the only item that can take
    /// the step.
    #[serde(default, deserialize_with = "few")]
    #[schema(value_type = Vec<Place>, max_items = 100)]
    items: Vec<Place>,
    /// The reason; kept as a note. Required for some steps.
    #[serde(default)]
    #[schema(max_length = 4000)]
    reason: String,
    /// The day until which the police asked to wait. Required for `hold`.
    until: Option<Day>,
    /// The day on which to look again. Required for `look_again`; otherwise, the next working day stands
    /// for none.
    look_again: Option<Day>,
    /// The address to which the content has moved. Required for `moved`.
    to: Option<Address>,
    /// The country in which the content is (ISO 3166-1 alpha-2). Required for `elsewhere`.
    #[schema(pattern = "^[A-Z]{2}$")]
    country: Option<String>,
    /// Findings that are recorded before the step, in the same act: both or nothing.
    #[serde(default, deserialize_with = "few")]
    #[schema(value_type = Vec<FindingRequest>, max_items = 100)]
    findings: Vec<Object<FindingRequest>>,
}

/// A note to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteRequest {
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    text: String,
}

/// A request to assign a case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssigneeRequest {
    version: Version,
    /// The name of the account that gets the case; null or left out to assign it to nobody.
    to: Option<Word>,
}

/// What became of the answer that the reporter waits for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FeedbackRequest {
    version: Version,
    state: FeedbackState,
    /// The reason; kept as a note. Required for `given_up`.
    #[serde(default)]
    #[schema(max_length = 4000)]
    reason: String,
}

/// A request to record that decisions of second reviews were heard of.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HeardRequest {
    version: Version,
}

/// Lets content items take a step, all of them or none.
#[utoipa::path(
    post, path = "/v1/cases/{id}/step", operation_id = "step_case", tag = "cases",
    params(Id), request_body = StepRequest,
    responses((status = 200, description = "The step was taken.", body = Changed), StepConflict),
)]
pub(super) async fn step(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<StepRequest>,
) -> Result<Json<Changed>, Problem> {
    if !STEPS.iter().any(|step| step.name == request.step) {
        return Err(Problem::BadRequest);
    }
    let items: Vec<u32> = request.items.into_iter().map(Place::get).collect();
    let asked = StepAsked {
        step: &request.step,
        items: &items,
        reason: &request.reason,
        until: request.until.as_ref().map_or("", Day::as_str),
        look_again: request.look_again.as_ref().map_or("", Day::as_str),
        to: request.to.as_ref().map_or("", Address::as_str),
        country: request.country.as_deref().unwrap_or_default(),
    };
    let (version, observed) = (request.version.get(), observed(request.findings));
    let next = desk
        .casework
        .step(&actor, id, version, &observed, asked)
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Records that the person who asked for second reviews has heard of their decisions. The case is in
/// the state `reviewed` until then, or until that person takes another step. Only that person and
/// whoever has the right to review may say so.
#[utoipa::path(
    post, path = "/v1/cases/{id}/heard", operation_id = "hear_case", tag = "cases",
    params(Id), request_body = HeardRequest,
    responses((status = 200, description = "It was recorded.", body = Changed), CaseConflict),
)]
pub(super) async fn hear(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<HeardRequest>,
) -> Result<Json<Changed>, Problem> {
    let next = desk
        .casework
        .hear(&actor, id, request.version.get())
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Adds a note to a case.
#[utoipa::path(
    post, path = "/v1/cases/{id}/notes", operation_id = "note_case", tag = "cases",
    params(Id), request_body = NoteRequest,
    responses((status = 204, description = "The note was added."), NoteConflict),
)]
pub(super) async fn note(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<NoteRequest>,
) -> Result<StatusCode, Problem> {
    desk.casework.note(&actor, id, &request.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Assigns a case to the requester, to nobody, or to another account. Only the right `review` hands
/// over a case that somebody else works on.
#[utoipa::path(
    post, path = "/v1/cases/{id}/assignee", operation_id = "assign_case", tag = "cases",
    params(Id), request_body = AssigneeRequest,
    responses((status = 200, description = "The case was assigned.", body = Changed), AssigneeConflict),
)]
pub(super) async fn assign(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<AssigneeRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    let to = request.to.map(Word::into_string);
    let to = assignment(&desk, &actor, id, to.as_deref()).await?;
    let next = desk.casework.assign(&actor, id, version, to).await?;
    Ok(Json(Changed { version: next }))
}

/// Records that the reporter was answered, or is not answered. The answer itself is sent elsewhere.
#[utoipa::path(
    post, path = "/v1/cases/{id}/feedback", operation_id = "settle_feedback", tag = "cases",
    params(Id), request_body = FeedbackRequest,
    responses((status = 200, description = "It was recorded.", body = Changed), StepConflict),
)]
pub(super) async fn feedback(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<FeedbackRequest>,
) -> Result<Json<Changed>, Problem> {
    let (version, state) = (request.version.get(), request.state);
    let next = desk
        .casework
        .settle_feedback(&actor, id, version, state, &request.reason)
        .await?;
    Ok(Json(Changed { version: next }))
}
