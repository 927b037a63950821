//! Authentication and rights: pages need a session, the API needs a bearer token.
//!
//! The API accepts no session, because browsers send a session's cookie without being asked. Every
//! way to log in ends in a session; this module does not know how the session began.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use model::actor::Actor;
use model::name::Name;
use model::origin::Origin;
use model::rights::Right;
use sha2::{Digest, Sha256};
use strum::VariantArray;
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::cookies::{CookieKind, Cookies};
use super::desk::Desk;
use super::problem::Problem;
use super::route::Access;
use crate::staff::Visitor;
use crate::words::Language;

/// The actor's name in the log for the token of the config.
const CONFIG_TOKEN: &str = "token:config";

/// Extractor: the actor of the request.
#[derive(Debug, Clone)]
pub(crate) struct Caller(pub(crate) Actor);

/// Extractor: the session of the request. Requests to the API have none.
#[derive(Debug, Clone)]
pub(crate) struct OwnSession {
    /// The name of the account that is logged in.
    pub(crate) account: Name,
    /// The key under which the session is stored.
    pub(crate) key: Vec<u8>,
    /// Whether its owner has confirmed lately who they are.
    pub(super) is_confirmed: bool,
    /// Whether the account has a password and a second factor to confirm with.
    pub(super) has_password: bool,
}

impl OwnSession {
    fn of(desk: &Desk, visitor: &Visitor) -> Self {
        Self {
            account: visitor.account().name.clone(),
            key: visitor.session_key().to_vec(),
            is_confirmed: desk.staff.is_confirmed(visitor),
            has_password: visitor.account().has_password(),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or(Problem::Unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for OwnSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or(Problem::Unauthorized)
    }
}

/// Middleware: authenticates the request and checks its right. The answer has the language that the account
/// has chosen among its extensions, for the layers that make a page of it.
pub(super) async fn guard(
    State((desk, access, right)): State<(Arc<Desk>, Access, Right)>,
    mut request: Request,
    next: Next,
) -> Response {
    let admitted = admit(&desk, access, &mut request).await;
    let chosen = request.extensions().get::<Language>().copied();
    let mut response = match admitted {
        Ok(actor) if actor.may(right) => {
            request.extensions_mut().insert(Caller(actor));
            next.run(request).await
        }
        Ok(_) => Problem::Forbidden.into_response(),
        Err(refusal) => refusal,
    };
    if let Some(language) = chosen {
        response.extensions_mut().insert(language);
    }
    response
}

/// The actor of a request. A page's request gets its session and the chosen language as extensions.
async fn admit(desk: &Desk, access: Access, request: &mut Request) -> Result<Actor, Response> {
    let (method, uri, headers) = (request.method(), request.uri(), request.headers());
    match access {
        Access::Page => {
            let visitor = by_session(desk, method, uri, headers).await?;
            request
                .extensions_mut()
                .insert(OwnSession::of(desk, &visitor));
            if let Some(language) = visitor.account().language {
                request.extensions_mut().insert(language);
            }
            Ok(visitor.actor())
        }
        Access::Api => {
            let actor = by_token(desk, headers).await;
            actor.map_err(Problem::into_response)
        }
    }
}

/// Middleware: refuses forms from pages of other sites, with or without a session.
pub(super) async fn own_forms(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if *request.method() == Method::POST
        && !is_own_form(desk.public_url.as_ref(), request.headers())
    {
        return Err(Problem::Forbidden);
    }
    Ok(next.run(request).await)
}

/// The visitor whose session's cookie is in the request.
pub(super) async fn visitor(desk: &Desk, headers: &HeaderMap) -> Result<Option<Visitor>, Problem> {
    match Cookies::of(desk).get(CookieKind::Session, headers) {
        Some(token) => Ok(desk.staff.visitor(&token).await?),
        None => Ok(None),
    }
}

/// The visitor, or the answer to a request without a session.
async fn by_session(
    desk: &Desk,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
) -> Result<Visitor, Response> {
    let is_read = *method == Method::GET;
    if !is_read && !is_own_form(desk.public_url.as_ref(), headers) {
        return Err(Problem::Forbidden.into_response());
    }
    let visitor = visitor(desk, headers)
        .await
        .map_err(Problem::into_response)?;
    match visitor {
        None if is_read => Err(Redirect::to(&login_for(uri)).into_response()),
        Some(visitor) if !visitor.is_new() => Ok(visitor),
        Some(_) if is_read => Err(Redirect::to("/welcome").into_response()),
        // A form is not redirected: it waits on a page of its own until there is a session.
        _ => Err(Problem::Unauthorized.into_response()),
    }
}

fn login_for(uri: &Uri) -> String {
    let to = uri.path_and_query().map_or("/", |to| to.as_str());
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", to)
        .finish();
    format!("/login?{query}")
}

/// CSRF check: `Sec-Fetch-Site` if the browser sends it, otherwise `Origin` against the desk's own.
/// Browsers send `Sec-Fetch-Site` to HTTPS and loopback addresses only.
pub(super) fn is_own_form(public_url: Option<&Origin>, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let Some(origin) = text("origin") else {
        return false;
    };
    match public_url {
        Some(own) => origin == own.as_str(),
        None => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text("host")
        }
    }
}

/// The owner of the token in the header `Authorization: Bearer TOKEN` (RFC 6750).
async fn by_token(desk: &Desk, headers: &HeaderMap) -> Result<Actor, Problem> {
    let shown = bearer(headers).ok_or(Problem::Unauthorized)?;
    if is_of_config(desk, shown) {
        return Ok(Actor::new(
            CONFIG_TOKEN.to_owned(),
            Right::VARIANTS.to_vec(),
        ));
    }
    let actor = desk.staff.admit_token(shown).await?;
    actor.ok_or(Problem::Unauthorized)
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
