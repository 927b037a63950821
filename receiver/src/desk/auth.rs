//! Who may come in: pages ask for a login, the API for a bearer token. Both are the desk's token.
//!
//! The API takes no login: browsers send that along by themselves, also when another page asks.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};
use strum::VariantArray;
use subtle::ConstantTimeEq;

use super::Desk;
use super::doors::Kind;
use super::role::Right;
use crate::problem::Problem;

/// The user name of the login; the password is the token.
const USER: &str = "desk";

/// Who asks, and what they may.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name that the log gives them.
    pub name: String,
    rights: Vec<Right>,
}

impl Who {
    /// Whether they may do this.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or(Problem::Unauthorized)
    }
}

/// Lets nobody through a door who may not.
pub(super) async fn guard(
    State((desk, kind, right)): State<(Arc<Desk>, Kind, Right)>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let who = match kind {
        Kind::Page => login(&desk, request.headers()),
        Kind::Api => bearer(&desk, request.headers()),
    };
    let who = who.ok_or(Problem::Unauthorized)?;
    if !who.may(right) {
        return Err(Problem::Forbidden);
    }
    request.extensions_mut().insert(who);
    Ok(next.run(request).await)
}

/// `Authorization: Bearer TOKEN` (RFC 6750).
fn bearer(desk: &Desk, headers: &HeaderMap) -> Option<Who> {
    let token = credentials(headers, "Bearer")?;
    pass(desk, token.as_bytes())
}

/// The login (RFC 7617).
fn login(desk: &Desk, headers: &HeaderMap) -> Option<Who> {
    let decoded = Base64::decode_vec(&credentials(headers, "Basic")?).ok()?;
    let token = decoded.strip_prefix(USER.as_bytes())?.strip_prefix(b":")?;
    pass(desk, token)
}

fn pass(desk: &Desk, token: &[u8]) -> Option<Who> {
    let is_right: bool = desk.token_sha256.ct_eq(&Sha256::digest(token)).into();
    is_right.then(|| Who {
        name: USER.to_owned(),
        rights: Right::VARIANTS.to_vec(),
    })
}

fn credentials(headers: &HeaderMap, scheme: &str) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (named, credentials) = value.split_once(' ')?;
    named
        .eq_ignore_ascii_case(scheme)
        .then(|| credentials.trim().to_owned())
}
