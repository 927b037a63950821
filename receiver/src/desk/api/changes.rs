//! What is done to a case.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::inputs::{Body, Id, Object, Version, Word};
use super::openapi::{CaseConflict, StepConflict, ip_address, step_name};
use super::outputs::Changed;
use crate::clock::Timestamp;
use crate::desk::Desk;
use crate::desk::assessment::{
    AgeGroup, Assessment, Classification, Commerciality, Finding, Gender, SiteType,
};
use crate::desk::auth::Who;
use crate::desk::handoff::hosting;
use crate::desk::workflow::STEPS;
use crate::problem::Problem;

/// A step of the workflow.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StepRequest {
    version: Version,
    #[schema(schema_with = step_name)]
    step: String,
    /// Why; kept as a note. Some steps ask for it.
    #[serde(default)]
    #[schema(max_length = 4000)]
    reason: String,
}

/// What was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingsRequest {
    version: Version,
    /// One for each location of the report, in its order.
    #[schema(value_type = Vec<FindingRequest>, min_items = 1, max_items = 20)]
    findings: Vec<Object<FindingRequest>>,
    /// What a host or the police have to know.
    #[serde(default)]
    #[schema(max_length = 1000)]
    explanation: String,
}

/// What was found at one location.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FindingRequest {
    classification: Classification,
    gender: Gender,
    age_group: AgeGroup,
    commerciality: Commerciality,
    site_type: SiteType,
    /// Drawn or generated, no real child.
    #[serde(default, rename = "virtual")]
    is_virtual: bool,
    /// Posed pictures of a dressed child, for that purpose.
    #[serde(default)]
    child_modelling: bool,
    /// Made by the child itself.
    #[serde(default)]
    user_generated: bool,
    /// Labels of INHOPE's Universal Classification Schema, as the hotline writes them.
    #[serde(default)]
    #[schema(max_items = 20)]
    ucs_labels: Vec<Word>,
    /// The site's address, to estimate the country from. The receiver looks nothing up.
    #[schema(schema_with = ip_address)]
    address: Option<IpAddr>,
}

/// A note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoteRequest {
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    text: String,
}

/// Whose a case is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssigneeRequest {
    version: Version,
    /// Nobody, if it is null or left out.
    to: Option<Word>,
}

/// Whether the notice to the host is to wait.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeRequest {
    version: Version,
    hold: bool,
}

/// Takes a step of the workflow.
#[utoipa::path(
    post, path = "/v1/cases/{id}/step", operation_id = "step_case", tag = "cases",
    params(Id), request_body = StepRequest,
    responses((status = 200, description = "It is taken.", body = Changed), StepConflict),
)]
pub(super) async fn step(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
    Body(request): Body<StepRequest>,
) -> Result<Json<Changed>, Problem> {
    if !STEPS.iter().any(|step| step.name == request.step) {
        return Err(Problem::BadRequest);
    }
    let version = request.version.get();
    desk.step(&who, id, version, &request.step, &request.reason)
        .await?;
    changed(version)
}

/// Records what was found, in place of what was recorded before.
#[utoipa::path(
    post, path = "/v1/cases/{id}/findings", operation_id = "assess_case", tag = "cases",
    params(Id), request_body = FindingsRequest,
    responses((status = 200, description = "It is recorded.", body = Changed), CaseConflict),
)]
pub(super) async fn assess(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
    Body(request): Body<FindingsRequest>,
) -> Result<Json<Changed>, Problem> {
    let now = desk.clock.now();
    let findings = request.findings.into_iter();
    let assessment = Assessment {
        by: who.name.clone(),
        on: now.day(),
        findings: findings.map(|Object(found)| found.at(now)).collect(),
        explanation: request.explanation,
    };
    let version = request.version.get();
    desk.assess(&who, id, version, assessment).await?;
    changed(version)
}

/// Adds a note.
#[utoipa::path(
    post, path = "/v1/cases/{id}/notes", operation_id = "note_case", tag = "cases",
    params(Id), request_body = NoteRequest,
    responses((status = 204, description = "It is added."), CaseConflict),
)]
pub(super) async fn note(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
    Body(request): Body<NoteRequest>,
) -> Result<StatusCode, Problem> {
    desk.note(&who, id, &request.text).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a case over, puts it down, or, with the right `review`, hands it to somebody else.
#[utoipa::path(
    post, path = "/v1/cases/{id}/assignee", operation_id = "assign_case", tag = "cases",
    params(Id), request_body = AssigneeRequest,
    responses((status = 200, description = "It is theirs.", body = Changed), CaseConflict),
)]
pub(super) async fn assign(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
    Body(request): Body<AssigneeRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    let to = request.to.map(Word::into_string);
    desk.assign(&who, id, version, to).await?;
    changed(version)
}

/// Holds the notice to the host until the police release it, or releases it.
#[utoipa::path(
    post, path = "/v1/cases/{id}/notice", operation_id = "hold_notice", tag = "cases",
    params(Id), request_body = NoticeRequest,
    responses((status = 200, description = "It is held, or free.", body = Changed), CaseConflict),
)]
pub(super) async fn hold_notice(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Id { id }: Id,
    Body(request): Body<NoticeRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    desk.hold_notice(&who, id, version, request.hold).await?;
    changed(version)
}

impl FindingRequest {
    fn at(self, now: Timestamp) -> Finding {
        let labels = self.ucs_labels.into_iter();
        Finding {
            classification: self.classification,
            gender: self.gender,
            age_group: self.age_group,
            commerciality: self.commerciality,
            site_type: self.site_type,
            is_virtual: self.is_virtual,
            child_modelling: self.child_modelling,
            user_generated: self.user_generated,
            ucs_labels: labels.map(Word::into_string).collect(),
            hosting: self
                .address
                .and_then(|address| hosting::estimate(address, now)),
        }
    }
}

/// Each change makes the next version of the one that its author saw.
fn changed(version: u64) -> Result<Json<Changed>, Problem> {
    Ok(Json(Changed {
        version: version + 1,
    }))
}
