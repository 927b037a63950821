//! Coming in.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{openid, render, welcome};
use crate::desk::Desk;
use crate::desk::auth::own_forms;
use crate::desk::cookies::Jar;
use crate::desk::fields::Fields;
use crate::desk::frame::Frame;
use crate::desk::openid::RETURN_PATH;
use crate::desk::refusal;
use crate::desk::staff::{Attempt, LoggedIn, LoginError, Wait};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    frame: Frame<'a>,
    to: &'a str,
    name: &'a str,
    wrong: &'a str,
    is_nobody_here: bool,
    openid: Option<String>,
}

/// Where somebody wanted to go.
#[derive(Deserialize)]
pub(super) struct Wanted {
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

/// The pages that need nobody to be logged in.
pub(crate) fn open(desk: &Arc<Desk>) -> Router<Arc<Desk>> {
    Router::new()
        .route("/login", get(page).post(log_in))
        .route("/openid", get(openid::begin))
        .route(RETURN_PATH, get(openid::end))
        .route("/welcome", get(welcome::page).post(welcome::settle))
        .route_layer(from_fn_with_state(desk.clone(), own_forms))
        .route_layer(from_fn_with_state(desk.clone(), refusal::as_page))
}

/// `GET /login`.
async fn page(
    State(desk): State<Arc<Desk>>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    shown(&desk, &wanted.to, "", "").await
}

/// `POST /login`.
async fn log_in(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Fields(form): Fields<LoginForm>,
) -> Result<Response, Problem> {
    let device = desk.cookie(Jar::Device, &headers);
    let attempt = Attempt {
        name: &form.name,
        password: form.password,
        code: &form.code,
        device: device.as_deref(),
    };
    match desk.staff.log_in(attempt).await {
        Ok(logged_in) => Ok(come_in(&desk, &logged_in, &form.to)),
        Err(LoginError::Refused) => {
            let wrong = "Name, password or code were not right. A code works once: wait for the next \
                         one.";
            let page = shown(&desk, &form.to, &form.name, wrong).await?;
            Ok((StatusCode::FORBIDDEN, page).into_response())
        }
        Err(LoginError::Wait(wait)) => {
            let wrong = too_early(wait);
            let page = shown(&desk, &form.to, &form.name, &wrong).await?;
            Ok(retry_after(wait, page))
        }
        Err(LoginError::Record(error)) => Err(error.into()),
    }
}

fn come_in(desk: &Desk, logged_in: &LoggedIn, to: &str) -> Response {
    let to = if logged_in.is_new {
        "/welcome"
    } else {
        local(to)
    };
    let mut response = Redirect::to(to).into_response();
    let headers = response.headers_mut();
    let session = desk.set_cookie(Jar::Session, logged_in.session.as_str());
    headers.append(header::SET_COOKIE, session);
    headers.append(
        header::SET_COOKIE,
        desk.set_cookie(Jar::Device, &logged_in.device),
    );
    response
}

pub(super) async fn shown(
    desk: &Desk,
    to: &str,
    name: &str,
    wrong: &str,
) -> Result<Response, Problem> {
    render(&LoginPage {
        frame: desk.frame_for_nobody(),
        to: local(to),
        name,
        wrong,
        is_nobody_here: desk.staff.is_empty().await?,
        openid: desk.openid.is_some().then(|| openid::link(local(to))),
    })
}

/// Says when to try again.
pub(super) fn retry_after(wait: Wait, page: Response) -> Response {
    let seconds = [(header::RETRY_AFTER, wait.0.to_string())];
    (StatusCode::TOO_MANY_REQUESTS, seconds, page).into_response()
}

/// The same in words.
pub(super) fn too_early(wait: Wait) -> String {
    let when = match wait.0 {
        1 => "in a second".to_owned(),
        seconds @ 2..90 => format!("in {seconds} seconds"),
        seconds => format!("in {} minutes", seconds.div_ceil(60)),
    };
    format!("There have been many attempts. Nothing is lost: please try again {when}.")
}

/// A path of this desk; never an address elsewhere.
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

    #[test]
    fn a_wait_is_said_in_words() {
        assert!(too_early(Wait(1)).ends_with("again in a second."));
        assert!(too_early(Wait(64)).ends_with("again in 64 seconds."));
        assert!(too_early(Wait(900)).ends_with("again in 15 minutes."));
    }
}
