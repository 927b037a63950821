//! Who may come in: pages ask for a login, the API for a bearer token. Both are the desk's token.
//!
//! The API takes no login: browsers send that along by themselves, also when another page asks.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::Desk;
use crate::problem::Problem;

/// The user name of the login; the password is the token.
const USER: &str = "desk";

/// Lets a request with `Authorization: Bearer TOKEN` pass (RFC 6750).
pub async fn bearer(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let token = credentials(request.headers(), "Bearer").ok_or(Problem::Unauthorized)?;
    pass(&desk, token.as_bytes(), request, next).await
}

/// Lets a request with the login pass (RFC 7617).
pub async fn login(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let encoded = credentials(request.headers(), "Basic").ok_or(Problem::Unauthorized)?;
    let decoded = Base64::decode_vec(&encoded).map_err(|_| Problem::Unauthorized)?;
    let password = decoded
        .strip_prefix(USER.as_bytes())
        .and_then(|rest| rest.strip_prefix(b":"));
    let token = password.ok_or(Problem::Unauthorized)?.to_vec();
    pass(&desk, &token, request, next).await
}

async fn pass(
    desk: &Desk,
    token: &[u8],
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if desk.token_sha256.ct_eq(&Sha256::digest(token)).into() {
        Ok(next.run(request).await)
    } else {
        Err(Problem::Unauthorized)
    }
}

fn credentials(headers: &HeaderMap, scheme: &str) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (named, credentials) = value.split_once(' ')?;
    named
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim().to_owned())
}
