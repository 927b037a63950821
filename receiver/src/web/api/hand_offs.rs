//! Hand-offs of content items, how far each has got, and its file.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::worksheet::{Answer, HandOffState, HandoffKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::inputs::{Body, HandOffId, Id};
use super::outputs::Changed;
use super::schemas::{CaseConflict, File, HandOffConflict};
use super::values::{Place, Version, Word, few};
use crate::casework::{CaseError, HandOffAsked};
use crate::web::attachment::attachment;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// A request to hand content items off to one recipient.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOffRequest {
    version: Version,
    kind: HandoffKind,
    /// The numbers of the items within the case. For the police, an empty list, or none, stands for the
    /// whole report as it came, with what was known before.
    #[serde(default, deserialize_with = "few")]
    #[schema(value_type = Vec<Place>, max_items = 100)]
    items: Vec<Place>,
    /// The recipient: another hotline's name in the config, a host or a police unit. Null or left out
    /// for SCART.
    to: Option<Word>,
    /// Make a file for a host, even if the address book says that it takes mail.
    #[serde(default)]
    file: bool,
}

/// How far a hand-off has got, in the words of a person.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOffStateRequest {
    state: HandOffState,
    /// The answer; null or left out if it is not known. Only kept if the state is `answered`.
    answer: Option<Answer>,
}

/// A person has looked at what another hotline told of the items of a hand-off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomesRequest {
    version: Version,
    /// The version of the hand-off.
    hand_off: Version,
    /// Let the items take the steps that follow, such as `removed`, as far as they can.
    #[serde(default)]
    with_steps: bool,
}

/// Hands content items off: makes a file to deliver, or a mail that the receiver sends. The hand-off
/// has the version of the case that this answer gives.
#[utoipa::path(
    post, path = "/v1/cases/{id}/hand-offs", operation_id = "hand_off", tag = "cases",
    params(Id), request_body = HandOffRequest,
    responses((status = 200, description = "The hand-off was made.", body = Changed), HandOffConflict),
)]
pub(super) async fn make(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<HandOffRequest>,
) -> Result<Json<Changed>, Problem> {
    let version = request.version.get();
    let items: Vec<u32> = request.items.into_iter().map(Place::get).collect();
    let to = request.to.map(Word::into_string).unwrap_or_default();
    let asked = HandOffAsked {
        kind: request.kind,
        items: &items,
        to: &to,
        as_file: request.file,
    };
    let next = desk.casework.hand_off(&actor, id, version, asked).await?;
    Ok(Json(Changed { version: next }))
}

/// Records how far a hand-off has got: sent, failed, arrived, answered, or not answered.
#[utoipa::path(
    post, path = "/v1/cases/{id}/hand-offs/{version}", operation_id = "settle_hand_off", tag = "cases",
    params(HandOffId), request_body = HandOffStateRequest,
    responses((status = 204, description = "It was recorded."), CaseConflict),
)]
pub(super) async fn settle(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    HandOffId { id, version }: HandOffId,
    Body(request): Body<HandOffStateRequest>,
) -> Result<StatusCode, Problem> {
    desk.casework
        .settle_hand_off(&actor, id, version, request.state, request.answer)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Records that a person has looked at what another hotline told of the items of a hand-off, and lets the items take
/// the steps that follow, if that is wanted.
#[utoipa::path(
    post, path = "/v1/cases/{id}/outcomes", operation_id = "see_outcomes", tag = "cases",
    params(Id), request_body = OutcomesRequest,
    responses((status = 200, description = "It was recorded.", body = Changed), CaseConflict),
)]
pub(super) async fn outcomes(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<OutcomesRequest>,
) -> Result<Json<Changed>, Problem> {
    let (version, hand_off) = (request.version.get(), request.hand_off.get());
    let next = desk
        .casework
        .see_outcomes(&actor, id, version, hand_off, request.with_steps)
        .await?;
    Ok(Json(Changed { version: next }))
}

/// Returns the file of a hand-off, the same each time. The log names each download.
#[utoipa::path(
    get,
    path = "/v1/cases/{id}/hand-offs/{version}/file",
    operation_id = "hand_off_file",
    tag = "cases",
    params(HandOffId),
    responses(File)
)]
pub(super) async fn file(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    HandOffId { id, version }: HandOffId,
) -> Result<Response, Problem> {
    let kept = desk.casework.download(&actor, id, version).await?;
    let headers = attachment(&kept.file_name, "application/octet-stream")?;
    let bytes = kept.bytes().map_err(CaseError::Record)?;
    Ok((headers, bytes).into_response())
}
