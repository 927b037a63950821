//! The claims API: how the hotline's own systems take reports out of the queue.
//!
//! A claim hands out reports under a lease. Who holds the lease's token extends it while working,
//! releases it to give the report back, or acks it when the report is safe elsewhere. A lease that
//! runs out puts the report back by itself; after `desk.max_attempts` leases without an ack it is
//! set aside.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use getrandom::{SysRng, rand_core::UnwrapErr};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use shared::report::{Report, ReportId};
use utoipa::ToSchema;

use super::inputs::{Body, Id};
use super::openapi::{LeaseConflict, lease, report_id, some_report};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::queue::{Claim, LeaseToken, Priority, Stored};

/// Reports in one claim at most.
const MAX_CLAIM: usize = 100;

/// Seconds of a lease at most: a working day.
const MAX_LEASE_SECONDS: u64 = 24 * 3600;

/// Asks for reports.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    /// Reports at most.
    #[schema(minimum = 1, maximum = 100)]
    max: usize,
    /// Seconds until the lease runs out.
    #[schema(minimum = 1, maximum = 86_400)]
    lease_seconds: u64,
}

/// Asks for more time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    #[schema(schema_with = lease)]
    lease: LeaseToken,
    /// Seconds until the lease runs out.
    #[schema(minimum = 1, maximum = 86_400)]
    lease_seconds: u64,
}

/// Shows the lease.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    #[schema(schema_with = lease)]
    lease: LeaseToken,
}

/// Reports under a lease.
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
    /// When the lease runs out (RFC 3339).
    expires: String,
    /// How often the report has been claimed, this time included.
    attempts: u32,
    /// The hour in which it came (RFC 3339).
    received: String,
    priority: Priority,
    /// The report; null if what is stored is damaged.
    #[schema(schema_with = some_report)]
    report: Option<Report>,
}

/// When a lease runs out now.
#[derive(Serialize, ToSchema)]
pub struct Extended {
    expires: String,
}

/// Takes up to `max` reports, the most urgent ones, in random order.
#[utoipa::path(
    post, path = "/v1/claims", operation_id = "claim", tag = "claims",
    request_body = ClaimRequest,
    responses((status = 200, description = "Reports under a lease; none, if none waits.", body = Claims)),
)]
pub(super) async fn claim(
    State(desk): State<Arc<Desk>>,
    Body(request): Body<ClaimRequest>,
) -> Result<Json<Claims>, Problem> {
    if !(1..=MAX_CLAIM).contains(&request.max) {
        return Err(Problem::BadRequest);
    }
    let now = desk.clock.now();
    let claim = Claim {
        max: request.max,
        token: LeaseToken::random(&mut UnwrapErr(SysRng)),
        now,
        until: now.plus_seconds(checked_lease(request.lease_seconds)?),
        max_attempts: desk.max_attempts,
    };
    let mut stored = desk.store.claim(claim).await?;
    // The order in which reports came is nobody's business.
    stored.shuffle(&mut UnwrapErr(SysRng));
    let claims = stored
        .iter()
        .map(|stored| claimed(&desk, claim, stored))
        .collect();
    Ok(Json(Claims { claims }))
}

/// Lets the lease run for `lease_seconds` from now.
#[utoipa::path(
    post, path = "/v1/claims/{id}/extend", operation_id = "extend", tag = "claims",
    params(Id), request_body = ExtendRequest,
    responses((status = 200, description = "The lease lasts.", body = Extended), LeaseConflict),
)]
pub(super) async fn extend(
    State(desk): State<Arc<Desk>>,
    Id { id }: Id,
    Body(request): Body<ExtendRequest>,
) -> Result<Json<Extended>, Problem> {
    let now = desk.clock.now();
    let until = now.plus_seconds(checked_lease(request.lease_seconds)?);
    let extended = desk.store.extend(id, request.lease, now, until).await?;
    extended.map_err(|_| Problem::LeaseLost)?;
    Ok(Json(Extended {
        expires: until.to_string(),
    }))
}

/// Puts the report back.
#[utoipa::path(
    post, path = "/v1/claims/{id}/release", operation_id = "release", tag = "claims",
    params(Id), request_body = LeaseRequest,
    responses((status = 204, description = "The report waits again."), LeaseConflict),
)]
pub(super) async fn release(
    State(desk): State<Arc<Desk>>,
    Id { id }: Id,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    let released = desk
        .store
        .release(id, request.lease, desk.clock.now())
        .await?;
    released
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|_| Problem::LeaseLost)
}

/// The report is safe elsewhere; its body is deleted here.
#[utoipa::path(
    post, path = "/v1/claims/{id}/ack", operation_id = "ack", tag = "claims",
    params(Id), request_body = LeaseRequest,
    responses((status = 204, description = "The report is gone from here."), LeaseConflict),
)]
pub(super) async fn ack(
    State(desk): State<Arc<Desk>>,
    Id { id }: Id,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    let acked = desk.store.ack(id, request.lease, desk.clock.now()).await?;
    acked
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|_| Problem::LeaseLost)
}

fn claimed(desk: &Desk, claim: Claim, stored: &Stored) -> Claimed {
    let report = desk.open(stored);
    if let Err(error) = &report {
        tracing::error!(%error, id = %stored.id, "a claimed report cannot be read");
    }
    Claimed {
        id: stored.id,
        lease: claim.token,
        expires: claim.until.to_string(),
        attempts: stored.attempts,
        received: stored.received.to_string(),
        priority: stored.priority,
        report: report.ok(),
    }
}

fn checked_lease(seconds: u64) -> Result<u64, Problem> {
    (1..=MAX_LEASE_SECONDS)
        .contains(&seconds)
        .then_some(seconds)
        .ok_or(Problem::BadRequest)
}
