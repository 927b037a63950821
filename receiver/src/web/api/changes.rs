//! Changes to a case: steps, findings, notes, assignment, and the hold on the notice.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::assessment::{AgeGroup, Classification, Commerciality, Finding, Gender, SiteType};
use model::workflow::STEPS;
use serde::Deserialize;
use shared::limits::MAX_LOCATIONS;
use utoipa::ToSchema;

use super::inputs::{Body, Id, Object, Version, Word};
use super::outputs::Changed;
use super::schemas::{AssigneeConflict, CaseConflict, StepConflict, ip_address, step_name};
use crate::casework::Observed;
use crate::web::assignment::assignment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// A request to take a step of the workflow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRequest {
    version: Version,
    #[schema(schema_with = step_name)]
    step: String,
    /// The reason; kept as a note. Required for some steps.
    #[serde(default)]
    #[schema(max_length = 4000)]
    reason: String,
}

/// The findings to record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingsRequest {
    version: Version,
    /// One finding for each location of the report, in the same order.
    #[schema(value_type = Vec<FindingRequest>, min_items = 1, max_items = 20)]
    findings: Vec<Object<FindingRequest>>,
    /// An explanation for the host and the police.
    #[serde(default)]
    #[schema(max_length = 1000)]
    explanation: String,
}

/// The finding about one location.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingRequest {
    classification: Classification,
    gender: Gender,
    age_group: AgeGroup,
    commerciality: Commerciality,
    site_type: SiteType,
    /// The material is drawn or generated and shows no real child.
    #[serde(default, rename = "virtual")]
    is_virtual: bool,
    /// The material shows a dressed child in sexualised poses.
    #[serde(default)]
    child_modelling: bool,
    /// The child made the material itself.
    #[serde(default)]
    user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the hotline writes them.
    #[serde(default)]
    #[schema(max_items = 20)]
    ucs_labels: Vec<Word>,
    /// The IP address of the site's server, from which the receiver estimates the country. It looks
    /// nothing up in the network.
    #[schema(schema_with = ip_address)]
    address: Option<IpAddr>,
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

/// A request to hold the notice to the host, or to release it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeRequest {
    version: Version,
    /// True to hold the notice, false to release it.
    hold: bool,
}

/// Takes a step of the workflow.
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
    let version = request.version.get();
    let next = desk
        .casework
        .step(&actor, id, version, &request.step, &request.reason)
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Records the findings, in place of those recorded before.
#[utoipa::path(
    post, path = "/v1/cases/{id}/findings", operation_id = "assess_case", tag = "cases",
    params(Id), request_body = FindingsRequest,
    responses((status = 200, description = "The findings were recorded.", body = Changed), CaseConflict),
)]
pub(super) async fn assess(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<FindingsRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    if request.findings.len() > MAX_LOCATIONS {
        return Err(Problem::BadRequest);
    }
    let observed = request.findings.into_iter();
    let observed = observed.map(|Object(found)| found.into()).collect();
    let next = desk
        .casework
        .assess(&actor, id, version, observed, &request.explanation)
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Adds a note to a case.
#[utoipa::path(
    post, path = "/v1/cases/{id}/notes", operation_id = "note_case", tag = "cases",
    params(Id), request_body = NoteRequest,
    responses((status = 204, description = "The note was added."), CaseConflict),
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

/// Assigns a case to the requester, to nobody or, with the right `review`, to another account.
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
    let to = assignment(&desk, &actor, to.as_deref()).await?;
    let next = desk.casework.assign(&actor, id, version, to).await?;
    Ok(Json(Changed { version: next }))
}

/// Holds the notice to the host until the police release it, or releases it.
#[utoipa::path(
    post, path = "/v1/cases/{id}/notice", operation_id = "hold_notice", tag = "cases",
    params(Id), request_body = NoticeRequest,
    responses((status = 200, description = "The notice is held, or released.", body = Changed), CaseConflict),
)]
pub(super) async fn hold_notice(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<NoticeRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    let next = desk
        .casework
        .hold_notice(&actor, id, version, request.hold)
        .await?;
    Ok(Json(Changed { version: next }))
}

impl From<FindingRequest> for Observed {
    fn from(request: FindingRequest) -> Self {
        let labels = request.ucs_labels.into_iter();
        Self {
            finding: Finding {
                classification: request.classification,
                gender: request.gender,
                age_group: request.age_group,
                commerciality: request.commerciality,
                site_type: request.site_type,
                is_virtual: request.is_virtual,
                child_modelling: request.child_modelling,
                user_generated: request.user_generated,
                ucs_labels: labels.map(Word::into_string).collect(),
                hosting: None,
            },
            address: request.address,
        }
    }
}
