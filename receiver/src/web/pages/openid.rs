//! Logging in through the hotline's own identity provider.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use url::form_urlencoded;

use super::login;
use super::login::local;
use crate::staff::openid::{Answer, Ended, OpenIdError, Refusal};
use crate::web::auth::visitor;
use crate::web::cookies::{CookieKind, Cookies};
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::words::Words;

#[derive(Template)]
#[template(path = "arrived.html")]
struct ArrivedPage<'a> {
    layout: Layout<'a>,
    to: &'a str,
}

/// The address that begins a login at the provider and then leads to the path `to` of this desk.
/// Only for links: the pages' content security policy lets no form lead to another site.
pub(super) fn link(to: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    format!("/openid?{}", query.append_pair("to", to).finish())
}

/// The query of `GET /openid`.
#[derive(Deserialize)]
pub(super) struct Begins {
    /// The path to open after the login.
    #[serde(default)]
    to: String,
    /// Whether the login confirms the present session.
    #[serde(default)]
    confirm: bool,
}

/// `GET /openid`: redirects to the provider.
pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    words: Words,
    headers: HeaderMap,
    Query(begins): Query<Begins>,
) -> Result<Response, Problem> {
    let is_from_elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    if is_from_elsewhere {
        return Err(Problem::Forbidden);
    }
    let mut confirms = None;
    if begins.confirm {
        let visitor = visitor(&desk, &headers).await?;
        confirms = Some(visitor.ok_or(Problem::Unauthorized)?);
    }
    let to = local(&begins.to).to_owned();
    match desk.staff.begin_openid(to, confirms.as_ref()).await {
        Ok((url, begun)) => {
            let cookie = Cookies::of(&desk).set(CookieKind::OpenId, &begun);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(url.as_str())).into_response())
        }
        Err(error) => refused(&desk, words, error).await,
    }
}

/// `GET /openid/return`: ends the login when the provider redirects back.
pub(super) async fn end(
    State(desk): State<Arc<Desk>>,
    words: Words,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let begun = Cookies::of(&desk).get(CookieKind::OpenId, &headers);
    match desk.staff.end_openid(begun.as_deref(), answer).await {
        Ok((ended, to)) => arrived(&desk, words, &ended, &to),
        Err(error) => refused(&desk, words, error).await,
    }
}

/// A page that opens the next one by itself. A redirect would still count as the provider's
/// request, and browsers send a session's cookie only with requests that begin at the desk.
fn arrived(desk: &Desk, words: Words, ended: &Ended, to: &str) -> Result<Response, Problem> {
    let layout = Layout::for_nobody(&desk.hotline).in_words(words);
    let mut response = render(&ArrivedPage { layout, to })?;
    let headers = response.headers_mut();
    let cookies = Cookies::of(desk);
    if let Ended::LoggedIn(logged_in) = ended {
        let session = cookies.set(CookieKind::Session, logged_in.session.as_str());
        headers.append(header::SET_COOKIE, session);
    }
    headers.append(header::SET_COOKIE, cookies.clear(CookieKind::OpenId));
    // A path that is not valid in a header can be opened by the link on the page.
    if let Ok(refresh) = format!("0; url={to}").try_into() {
        headers.insert(header::REFRESH, refresh);
    }
    Ok(response)
}

/// The login page, with the reason why the login was refused.
async fn refused(desk: &Desk, words: Words, error: OpenIdError) -> Result<Response, Problem> {
    let refusal = match error {
        OpenIdError::NoProvider => return Err(Problem::NotFound),
        OpenIdError::Record(error) => return Err(error.into()),
        OpenIdError::Refused(refusal) => refusal,
    };
    let page = login::shown(desk, words, "/", "", &reason(&refusal, words)).await?;
    let cookie = Cookies::of(desk).clear(CookieKind::OpenId);
    Ok((StatusCode::FORBIDDEN, [(header::SET_COOKIE, cookie)], page).into_response())
}

fn reason(refusal: &Refusal, words: Words) -> Cow<'static, str> {
    match refusal {
        Refusal::Provider(_) => words.login_provider(),
        Refusal::Busy => words.login_busy(),
        Refusal::Stray => words.login_stray(),
        Refusal::Declined => words.login_declined(),
        Refusal::Token(_) => words.login_token(),
        Refusal::Nobody => words.login_unknown(),
        Refusal::Other => words.login_other(),
    }
}
