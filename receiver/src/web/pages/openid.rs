//! Logging in through the hotline's own identity provider.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use super::login;
use super::login::{Wanted, local};
use crate::staff::LoggedIn;
use crate::staff::openid::{Answer, OpenIdError, Refusal};
use crate::web::cookies::{CookieKind, Cookies};
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;

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

/// `GET /openid`: redirects to the provider.
pub(super) async fn begin(
    State(desk): State<Arc<Desk>>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    match desk.staff.begin_openid(local(&wanted.to).to_owned()).await {
        Ok((url, begun)) => {
            let cookie = Cookies::of(&desk).set(CookieKind::OpenId, &begun);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(url.as_str())).into_response())
        }
        Err(error) => refused(&desk, error).await,
    }
}

/// `GET /openid/return`: ends the login when the provider redirects back.
pub(super) async fn end(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Result<Response, Problem> {
    let begun = Cookies::of(&desk).get(CookieKind::OpenId, &headers);
    match desk.staff.end_openid(begun.as_deref(), answer).await {
        Ok((logged_in, to)) => arrived(&desk, &logged_in, &to),
        Err(error) => refused(&desk, error).await,
    }
}

/// A page that opens the next one by itself. A redirect would still count as the provider's
/// request, and browsers send a session's cookie only with requests that begin at the desk.
fn arrived(desk: &Desk, logged_in: &LoggedIn, to: &str) -> Result<Response, Problem> {
    let layout = Layout::for_nobody(&desk.hotline);
    let mut response = render(&ArrivedPage { layout, to })?;
    let headers = response.headers_mut();
    let cookies = Cookies::of(desk);
    let session = cookies.set(CookieKind::Session, logged_in.session.as_str());
    headers.append(header::SET_COOKIE, session);
    headers.append(header::SET_COOKIE, cookies.clear(CookieKind::OpenId));
    // A path that is not valid in a header can be opened by the link on the page.
    if let Ok(refresh) = format!("0; url={to}").try_into() {
        headers.insert(header::REFRESH, refresh);
    }
    Ok(response)
}

/// The login page, with the reason why the login was refused.
async fn refused(desk: &Desk, error: OpenIdError) -> Result<Response, Problem> {
    let refusal = match error {
        OpenIdError::NoProvider => return Err(Problem::NotFound),
        OpenIdError::Record(error) => return Err(error.into()),
        OpenIdError::Refused(refusal) => refusal,
    };
    let page = login::shown(desk, "/", "", words(&refusal)).await?;
    let cookie = Cookies::of(desk).clear(CookieKind::OpenId);
    Ok((StatusCode::FORBIDDEN, [(header::SET_COOKIE, cookie)], page).into_response())
}

fn words(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Provider(_) => "Your organisation's login cannot be reached. Please try again.",
        Refusal::Stray => "This login took too long, or began elsewhere. Please try again.",
        Refusal::Declined => "Your organisation's login was not completed.",
        Refusal::Token(_) | Refusal::Nobody => {
            "Your organisation knows you, but there is no account for you here. Ask an admin of this desk."
        }
    }
}
