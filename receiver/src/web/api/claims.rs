//! Claims: how the hotline's own systems take reports out of the queue. The rules of leases stand in
//! [`crate::casework`].

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use model::priority::Priority;
use model::queue::LeaseToken;
use serde::{Deserialize, Serialize};
use shared::report::{Report, ReportId};
use utoipa::ToSchema;

use super::inputs::{Body, Id};
use super::schemas::{LeaseConflict, lease, report_id, some_report};
use crate::casework;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::problem::Problem;

/// A request for reports.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    /// The maximum number of reports.
    #[schema(minimum = 1, maximum = 100)]
    max: usize,
    /// The length of the lease in seconds.
    #[schema(minimum = 1, maximum = 86_400)]
    lease_seconds: u64,
}

/// A request to extend a lease.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    #[schema(schema_with = lease)]
    lease: LeaseToken,
    /// Seconds from now until the lease ends.
    #[schema(minimum = 1, maximum = 86_400)]
    lease_seconds: u64,
}

/// A request with the lease of a report.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    #[schema(schema_with = lease)]
    lease: LeaseToken,
}

/// Reports that were claimed, each under a lease.
#[derive(Serialize, ToSchema)]
pub struct Claims {
    claims: Vec<Claimed>,
}

/// One report under a lease.
#[derive(Serialize, ToSchema)]
struct Claimed {
    #[schema(schema_with = report_id)]
    id: ReportId,
    #[schema(schema_with = lease)]
    lease: LeaseToken,
    /// The time at which the lease ends (RFC 3339).
    expires: String,
    /// The number of claims of this report, this one included.
    attempts: u32,
    /// The hour in which the report arrived (RFC 3339).
    received: String,
    priority: Priority,
    /// The report; null if it is damaged and cannot be read.
    #[schema(schema_with = some_report)]
    report: Option<Report>,
}

/// The new end of a lease.
#[derive(Serialize, ToSchema)]
pub struct Extended {
    /// The time at which the lease ends (RFC 3339).
    expires: String,
}

impl From<casework::Claimed> for Claimed {
    fn from(claimed: casework::Claimed) -> Self {
        Self {
            id: claimed.id,
            lease: claimed.lease,
            expires: claimed.expires.to_string(),
            attempts: claimed.attempts,
            received: claimed.received.to_string(),
            priority: claimed.priority,
            report: claimed.report,
        }
    }
}

/// Claims up to `max` reports: the most urgent ones, returned in random order. The log names each
/// of them and the token.
#[utoipa::path(
    post, path = "/v1/claims", operation_id = "claim", tag = "claims",
    request_body = ClaimRequest,
    responses((status = 200, description = "The claimed reports; an empty list if none waits.", body = Claims)),
)]
pub(super) async fn claim(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Body(request): Body<ClaimRequest>,
) -> Result<Json<Claims>, Problem> {
    let claimed = desk
        .casework
        .claim(&actor, request.max, request.lease_seconds);
    let claims = claimed.await?.into_iter().map(Into::into).collect();
    Ok(Json(Claims { claims }))
}

/// Extends a lease. It then ends `lease_seconds` from now.
#[utoipa::path(
    post, path = "/v1/claims/{id}/extend", operation_id = "extend", tag = "claims",
    params(Id), request_body = ExtendRequest,
    responses((status = 200, description = "The lease was extended.", body = Extended), LeaseConflict),
)]
pub(super) async fn extend(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<ExtendRequest>,
) -> Result<Json<Extended>, Problem> {
    let ExtendRequest {
        lease,
        lease_seconds,
    } = request;
    let until = desk
        .casework
        .extend(&actor, id, lease, lease_seconds)
        .await?;
    Ok(Json(Extended {
        expires: until.to_string(),
    }))
}

/// Puts a claimed report back into the queue.
#[utoipa::path(
    post, path = "/v1/claims/{id}/release", operation_id = "release", tag = "claims",
    params(Id), request_body = LeaseRequest,
    responses((status = 204, description = "The report waits again."), LeaseConflict),
)]
pub(super) async fn release(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    desk.casework.release(&actor, id, request.lease).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Acknowledges a claimed report. Its content is deleted here: it is stored in another system.
#[utoipa::path(
    post, path = "/v1/claims/{id}/ack", operation_id = "ack", tag = "claims",
    params(Id), request_body = LeaseRequest,
    responses((status = 204, description = "The report's content was deleted here."), LeaseConflict),
)]
pub(super) async fn ack(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Id { id }: Id,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    desk.casework.ack(&actor, id, request.lease).await?;
    Ok(StatusCode::NO_CONTENT)
}
