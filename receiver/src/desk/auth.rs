//! Who may come in: pages ask for a session, the API for a bearer token.
//!
//! The API takes no session: browsers send that along by themselves. Another way to log in ends where
//! this one does, in a session; nothing here knows how it began.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use sha2::{Digest, Sha256};
use strum::VariantArray;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::Desk;
use super::cookies::Jar;
use super::doors::Kind;
use super::role::Right;
use super::staff::{Name, Visitor};
use crate::problem::Problem;

/// The name that the log gives the token of the config.
const CONFIG_TOKEN: &str = "token:config";

/// Who asks, and what they may.
#[derive(Debug, Clone)]
pub struct Who {
    /// The name that the log gives them.
    pub name: String,
    rights: Vec<Right>,
    session: Option<SessionOf>,
}

/// Whose session it is, and what it is stored under.
#[derive(Debug, Clone)]
pub(super) struct SessionOf {
    pub(super) account: Name,
    pub(super) key: Vec<u8>,
}

impl Who {
    /// Whether they may do this.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    fn of_session(visitor: &Visitor) -> Self {
        let account = visitor.account();
        Self {
            name: account.name.to_string(),
            rights: account.role.rights().to_vec(),
            session: Some(SessionOf {
                account: account.name.clone(),
                key: visitor.session_key().to_vec(),
            }),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or(Problem::Unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for SessionOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let who = parts.extensions.get::<Who>().cloned();
        who.and_then(|who| who.session).ok_or(Problem::Unauthorized)
    }
}

/// Lets nobody through a door who may not.
pub(super) async fn guard(
    State((desk, kind, right)): State<(Arc<Desk>, Kind, Right)>,
    mut request: Request,
    next: Next,
) -> Response {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    let admitted = match kind {
        Kind::Page => by_session(&desk, method, uri, headers, right).await,
        Kind::Api => by_token(&desk, headers, right)
            .await
            .map_err(Problem::into_response),
    };
    match admitted {
        Ok(who) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Err(answer) => answer,
    }
}

/// Lets no page of another site send a form here, whoever is logged in.
pub(super) async fn own_forms(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if *request.method() == Method::POST && !is_own_form(&desk, request.headers()) {
        return Err(Problem::Forbidden);
    }
    Ok(next.run(request).await)
}

async fn by_session(
    desk: &Desk,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    right: Right,
) -> Result<Who, Response> {
    let is_read = *method == Method::GET;
    if !is_read && !is_own_form(desk, headers) {
        return Err(Problem::Forbidden.into_response());
    }
    let visitor = visitor(desk, headers)
        .await
        .map_err(Problem::into_response)?;
    match visitor {
        None if is_read => Err(Redirect::to(&login_for(uri)).into_response()),
        None => Err(Problem::Unauthorized.into_response()),
        Some(visitor) if visitor.is_new() => Err(Redirect::to("/welcome").into_response()),
        Some(visitor) => {
            let who = Who::of_session(&visitor);
            if who.may(right) {
                return Ok(who);
            }
            Err(Problem::Forbidden.into_response())
        }
    }
}

/// Who has the session that a request brings.
pub(super) async fn visitor(desk: &Desk, headers: &HeaderMap) -> Result<Option<Visitor>, Problem> {
    match desk.cookie(Jar::Session, headers) {
        Some(token) => Ok(desk.staff.visitor(&token).await?),
        None => Ok(None),
    }
}

fn login_for(uri: &Uri) -> String {
    let to = uri.path_and_query().map_or("/", |to| to.as_str());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", to)
        .finish();
    format!("/login?{query}")
}

/// Whether a form comes from a page of this desk. Browsers that say so by `Sec-Fetch-Site` do it where
/// the connection is private; all say by `Origin` where a form comes from.
fn is_own_form(desk: &Desk, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    match &desk.public_url {
        Some(own) => origin == own.as_str(),
        None => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
    }
}

/// `Authorization: Bearer TOKEN` (RFC 6750).
async fn by_token(desk: &Desk, headers: &HeaderMap, right: Right) -> Result<Who, Problem> {
    let shown = bearer(headers).ok_or(Problem::Unauthorized)?;
    let who = if is_of_config(desk, shown) {
        Who {
            name: CONFIG_TOKEN.to_owned(),
            rights: Right::VARIANTS.to_vec(),
            session: None,
        }
    } else {
        let token = desk
            .staff
            .token(shown)
            .await?
            .ok_or(Problem::Unauthorized)?;
        Who {
            name: format!("token:{}", token.name),
            rights: token.scopes,
            session: None,
        }
    };
    who.may(right).then_some(who).ok_or(Problem::Forbidden)
}

fn is_of_config(desk: &Desk, shown: &str) -> bool {
    let of_config = desk.token_sha256.as_ref();
    of_config.is_some_and(|sha256| sha256.ct_eq(&Sha256::digest(shown)).into())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| token.trim())
}
