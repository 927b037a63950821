//! Coming in by way of the hotline's own identity provider.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};

use url::form_urlencoded;

use super::login::{self, Wanted, local};
use super::render;
use crate::desk::Desk;
use crate::desk::cookies::Jar;
use crate::desk::frame::Frame;
use crate::desk::openid::{Answer, Begun, OpenId, OpenIdError};
use crate::desk::staff::{LoggedIn, LoginError};
use crate::problem::Problem;

/// What a login that has begun is sealed as.
const BEGUN: &str = "openid";

#[derive(Template)]
#[template(path = "arrived.html")]
struct ArrivedPage<'a> {
    frame: Frame<'a>,
    to: &'a str,
}

/// The address that leads to the provider, and from there to a page of this desk. A link and no form: the
/// pages' policy lets no form lead elsewhere.
pub(super) fn link(to: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("/openid?{}", query.append_pair("to", to).finish())
}

/// `GET /openid`: to the provider.
pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let provider = provider(&desk)?;
    let to = local(&wanted.to).to_owned();
    match provider.begin(&desk.outgoing, to, desk.clock.now()).await {
        Ok((url, begun)) => {
            let sealed = desk
                .vault
                .seal(BEGUN, b"", &begun, &mut UnwrapErr(SysRng))
                .map_err(|_| Problem::Unavailable)?;
            let value = Base64UrlUnpadded::encode_string(&sealed);
            let cookie = [(header::SET_COOKIE, desk.set_cookie(Jar::OpenId, &value))];
            Ok((cookie, Redirect::to(url.as_str())).into_response())
        }
        Err(error) => refused(&desk, error).await,
    }
}

/// `GET /openid/return`: back from the provider.
pub(super) async fn end(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let Some(begun) = begun(&desk, &headers) else {
        return refused(&desk, OpenIdError::Stray).await;
    };
    let to = begun.to.clone();
    let now = desk.clock.now();
    let named = provider(&desk)?
        .end(&desk.outgoing, begun, answer, now)
        .await;
    let name = match named {
        Ok(name) => name,
        Err(error) => return refused(&desk, error).await,
    };
    match desk.staff.log_in_vouched_for(&name).await {
        Ok(logged_in) => arrived(&desk, &logged_in, &to),
        Err(LoginError::Record(error)) => Err(error.into()),
        Err(LoginError::Refused | LoginError::Wait(_)) => shown(&desk, OpenIdError::Nobody).await,
    }
}

fn provider(desk: &Desk) -> Result<&OpenId, Problem> {
    desk.openid.as_ref().ok_or(Problem::NotFound)
}

fn begun(desk: &Desk, headers: &HeaderMap) -> Option<Begun> {
    let value = desk.cookie(Jar::OpenId, headers)?;
    let sealed = Base64UrlUnpadded::decode_vec(&value).ok()?;
    desk.vault.open(BEGUN, b"", &sealed).ok()
}

/// A page that goes on by itself. A redirect would not do: it would still be the provider's, and browsers
/// keep a session's cookie to requests that begin here.
fn arrived(desk: &Desk, logged_in: &LoggedIn, to: &str) -> Result<Response, Problem> {
    let frame = desk.frame_for_nobody();
    let mut response = render(&ArrivedPage { frame, to })?;
    let headers = response.headers_mut();
    let session = desk.set_cookie(Jar::Session, logged_in.session.as_str());
    headers.append(header::SET_COOKIE, session);
    headers.append(header::SET_COOKIE, desk.clear_cookie(Jar::OpenId));
    // What is no header stays with the link on the page.
    if let Ok(refresh) = format!("0; url={to}").try_into() {
        headers.insert(header::REFRESH, refresh);
    }
    Ok(response)
}

/// Logs that nobody came in, and says so.
async fn refused(desk: &Desk, error: OpenIdError) -> Result<Response, Problem> {
    tracing::warn!(%error, "a login by OpenID Connect failed");
    desk.staff.refuse_vouched_for(&error.to_string()).await?;
    shown(desk, error).await
}

async fn shown(desk: &Desk, error: OpenIdError) -> Result<Response, Problem> {
    let wrong = match error {
        OpenIdError::Provider => "Your organisation's login cannot be reached. Please try again.",
        OpenIdError::Stray => "This login took too long, or began elsewhere. Please try again.",
        OpenIdError::Declined => "Your organisation's login was not completed.",
        OpenIdError::Token | OpenIdError::Nobody => {
            "Your organisation knows you, but there is no account for you here. Ask an admin of this desk."
        }
    };
    let page = login::shown(desk, "/", "", wrong).await?;
    let cookie = [(header::SET_COOKIE, desk.clear_cookie(Jar::OpenId))];
    Ok((StatusCode::FORBIDDEN, cookie, page).into_response())
}
