//! Logging in, and the other pages that need no session.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{openid, welcome};
use crate::staff::openid::RETURN_PATH;
use crate::staff::{Attempt, LoggedIn, LoginError, Wait};
use crate::web::auth::own_forms;
use crate::web::cookies::{CookieKind, Cookies};
use crate::web::desk::Desk;
use crate::web::error_page;
use crate::web::form::{FORM_BYTES, Form};
use crate::web::layout::{Layout, render};
use crate::web::once::acts_once;
use crate::web::plain;
use crate::web::problem::Problem;
use crate::words::Words;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    layout: Layout<'a>,
    to: &'a str,
    name: &'a str,
    wrong: &'a str,
    is_nobody_here: bool,
    openid: Option<String>,
}

/// The query of a page that leads to a login.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// The path to open after the login.
    #[serde(default)]
    pub(super) to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoginForm {
    name: String,
    password: Zeroizing<String>,
    code: String,
    to: String,
}

/// The page that shows each form which needs no session, by the address of the form.
pub(in crate::web) const SHOWN_ON: [(&str, &str); 2] =
    [("/login", "/login"), ("/welcome", "/welcome")];

/// The routes that need no session.
pub(crate) fn open(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    Router::new()
        .route("/login", get(page).post(log_in))
        .route("/openid", get(openid::begin))
        .route(RETURN_PATH, get(openid::end))
        .route("/welcome", get(welcome::page).post(welcome::settle))
        .route_layer(from_fn_with_state(desk.clone(), acts_once))
        .route_layer(DefaultBodyLimit::max(FORM_BYTES))
        .route_layer(from_fn_with_state(desk.clone(), own_forms))
        .route_layer(from_fn_with_state(desk.clone(), error_page::as_page))
}

/// `GET /login`: the login form.
async fn page(
    State(desk): State<Arc<Desk>>,
    words: Words,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    shown(&desk, words, &wanted.to, "", "").await
}

/// `POST /login`: begins a session, if name, password and code are right.
async fn log_in(
    State(desk): State<Arc<Desk>>,
    words: Words,
    headers: HeaderMap,
    Form(form): Form<LoginForm>,
) -> Result<Response, Problem> {
    let device = Cookies::of(&desk).get(CookieKind::Device, &headers);
    let attempt = Attempt {
        name: &form.name,
        password: form.password,
        code: &form.code,
        device: device.as_deref(),
    };
    let refused = match desk.staff.log_in(attempt).await {
        Ok(logged_in) => return Ok(come_in(&desk, &logged_in, &form.to)),
        Err(error) => Refused::of(error, StatusCode::FORBIDDEN, &words.login_wrong(), words)?,
    };
    let page = shown(&desk, words, &form.to, &form.name, &refused.words).await?;
    Ok(refused.answer(page))
}

fn come_in(desk: &Desk, logged_in: &LoggedIn, to: &str) -> Response {
    let to = if logged_in.is_new {
        "/welcome"
    } else {
        local(to)
    };
    let cookies = Cookies::of(desk);
    let session = cookies.set(CookieKind::Session, logged_in.session.as_str());
    let device = cookies.set(CookieKind::Device, &logged_in.device);
    let mut response = Redirect::to(to).into_response();
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, session);
    headers.append(header::SET_COOKIE, device);
    response
}

/// The login page with these values filled in.
pub(super) async fn shown(
    desk: &Desk,
    words: Words,
    to: &str,
    name: &str,
    wrong: &str,
) -> Result<Response, Problem> {
    let to = local(to);
    render(&LoginPage {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        to,
        name,
        wrong,
        is_nobody_here: desk.staff.is_empty().await?,
        openid: desk.staff.has_provider().then(|| openid::link(to)),
    })
}

/// A refusal of a password or code: the page's message and the status of the answer.
pub(super) struct Refused {
    /// The page's message.
    pub(super) words: String,
    status: StatusCode,
    wait: Option<Wait>,
}

impl Refused {
    /// A refusal with this status and message.
    pub(super) fn new(status: StatusCode, words: &str) -> Self {
        Self {
            words: words.to_owned(),
            status,
            wait: None,
        }
    }

    /// The refusal for an error: `status` and the message `wrong`, or 429 and the time of the next attempt.
    pub(super) fn of(
        error: LoginError,
        status: StatusCode,
        wrong: &str,
        words: Words,
    ) -> Result<Self, Problem> {
        match error {
            LoginError::Refused => Ok(Self::new(status, wrong)),
            LoginError::Wait(wait) => Ok(Self {
                words: plain::too_early(wait, words).into_owned(),
                status: StatusCode::TOO_MANY_REQUESTS,
                wait: Some(wait),
            }),
            LoginError::Record(error) => Err(error.into()),
        }
    }

    /// The answer: this page with the refusal's status.
    pub(super) fn answer(&self, page: Response) -> Response {
        let seconds = self.wait.map(|wait| wait.0.to_string());
        let seconds = seconds.map(|seconds| [(header::RETRY_AFTER, seconds)]);
        (self.status, seconds, page).into_response()
    }
}

/// The path, if it is on this desk; otherwise `/`. A login never leads to another site.
pub(super) fn local(to: &str) -> &str {
    let is_path = to.starts_with('/') && !to.starts_with("//");
    let is_plain = |char: char| !char.is_control() && char != '\\';
    if is_path && to.chars().all(is_plain) {
        to
    } else {
        "/"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_nowhere_else() {
        for to in ["/", "/reports/1", "/audit?before=2", "/a//b", "/é"] {
            assert_eq!(local(to), to);
        }
        for to in [
            "",
            "x",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/x",
            "/\n",
        ] {
            assert_eq!(local(to), "/", "{to:?}");
        }
    }
}
