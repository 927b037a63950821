//! The claims API: how the hotline's own systems take reports out of the queue.
//!
//! A claim hands out reports under a lease. Who holds the lease's token extends it while working,
//! releases it to give the report back, or acks it when the report is safe elsewhere. A lease that
//! runs out puts the report back by itself; after `desk.max_attempts` leases without an ack it is
//! set aside.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Path, State};
use axum::http::{Method, StatusCode};
use getrandom::{SysRng, rand_core::UnwrapErr};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use shared::report::{Report, ReportId};

use super::Desk;
use super::doors::Door;
use super::role::Right;
use crate::problem::Problem;
use crate::queue::{Claim, LeaseToken, Stored};

/// Reports in one claim at most.
const MAX_CLAIM: usize = 100;

/// Seconds of a lease at most: a working day.
const MAX_LEASE_SECONDS: u64 = 24 * 3600;

/// JSON whose every error is the same problem.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Problem))]
pub struct Body<T>(T);

impl From<JsonRejection> for Problem {
    fn from(_: JsonRejection) -> Self {
        Self::BadRequest
    }
}

/// The doors of the claims API.
pub(super) fn doors() -> Vec<Door> {
    let post = Method::POST;
    vec![
        Door::api(post.clone(), "/v1/claims", Right::Claim, claim),
        Door::api(post.clone(), "/v1/claims/{id}/extend", Right::Claim, extend),
        Door::api(
            post.clone(),
            "/v1/claims/{id}/release",
            Right::Claim,
            release,
        ),
        Door::api(post, "/v1/claims/{id}/ack", Right::Claim, ack),
    ]
}

/// Asks for reports.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    max: usize,
    lease_seconds: u64,
}

/// Asks for more time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtendRequest {
    lease: LeaseToken,
    lease_seconds: u64,
}

/// Shows the lease.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    lease: LeaseToken,
}

/// Reports under a lease.
#[derive(Serialize)]
pub struct Claims {
    claims: Vec<Claimed>,
}

/// One report under a lease.
#[derive(Serialize)]
struct Claimed {
    id: ReportId,
    lease: LeaseToken,
    /// When the lease runs out (RFC 3339).
    expires: String,
    /// How often the report has been claimed, this time included.
    attempts: u32,
    /// The hour in which it came (RFC 3339).
    received: String,
    priority: &'static str,
    /// The report; null if what is stored is damaged.
    report: Option<Report>,
}

/// When a lease runs out now.
#[derive(Serialize)]
pub struct Extended {
    expires: String,
}

/// `POST /v1/claims`: takes up to `max` reports, the most urgent ones, in random order.
pub async fn claim(
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

/// `POST /v1/claims/{id}/extend`: lets the lease run for `lease_seconds` from now.
pub async fn extend(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    Body(request): Body<ExtendRequest>,
) -> Result<Json<Extended>, Problem> {
    let now = desk.clock.now();
    let until = now.plus_seconds(checked_lease(request.lease_seconds)?);
    let extended = desk
        .store
        .extend(report_id(&id)?, request.lease, now, until)
        .await?;
    extended.map_err(|_| Problem::LeaseLost)?;
    Ok(Json(Extended {
        expires: until.to_string(),
    }))
}

/// `POST /v1/claims/{id}/release`: puts the report back.
pub async fn release(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    let released = desk
        .store
        .release(report_id(&id)?, request.lease, desk.clock.now())
        .await?;
    released
        .map(|()| StatusCode::NO_CONTENT)
        .map_err(|_| Problem::LeaseLost)
}

/// `POST /v1/claims/{id}/ack`: the report is safe elsewhere; its body is deleted here.
pub async fn ack(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
    Body(request): Body<LeaseRequest>,
) -> Result<StatusCode, Problem> {
    let acked = desk
        .store
        .ack(report_id(&id)?, request.lease, desk.clock.now())
        .await?;
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
        priority: stored.priority.name(),
        report: report.ok(),
    }
}

fn checked_lease(seconds: u64) -> Result<u64, Problem> {
    (1..=MAX_LEASE_SECONDS)
        .contains(&seconds)
        .then_some(seconds)
        .ok_or(Problem::BadRequest)
}

fn report_id(text: &str) -> Result<ReportId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
