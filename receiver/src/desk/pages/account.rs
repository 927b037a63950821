//! One's own account: password, sessions, logging out.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::login::{retry_after, too_early};
use super::render;
use super::welcome::chosen;
use crate::desk::Desk;
use crate::desk::auth::{SessionOf, Who};
use crate::desk::cookies::Jar;
use crate::desk::doors::Door;
use crate::desk::fields::Fields;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::desk::staff::LoginError;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    sessions: Vec<SessionRow>,
    said: &'a str,
    wrong: &'a str,
}

struct SessionRow {
    begun: String,
    seen: String,
    is_this: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    old: Zeroizing<String>,
    password: Zeroizing<String>,
    again: Zeroizing<String>,
}

/// Whoever is logged in may see to their own account.
pub(super) fn doors() -> Vec<Door> {
    vec![
        Door::page("/account", Right::Look, page),
        Door::form("/account/password", Right::Look, change_password),
        Door::form("/account/sessions", Right::Look, log_out_elsewhere),
        Door::form("/logout", Right::Look, log_out),
    ]
}

/// `GET /account`.
async fn page(
    State(desk): State<Arc<Desk>>,
    who: Who,
    session: SessionOf,
) -> Result<Response, Problem> {
    shown(&desk, &who, &session, "", "").await
}

/// `POST /account/password`.
async fn change_password(
    State(desk): State<Arc<Desk>>,
    who: Who,
    session: SessionOf,
    Fields(form): Fields<PasswordForm>,
) -> Result<Response, Problem> {
    let new = match chosen(form.password, &form.again) {
        Ok(new) => new,
        Err(wrong) => return again(&desk, &who, &session, &wrong).await,
    };
    let changed = desk
        .staff
        .change_password(&session.account, &session.key, form.old, new);
    match changed.await {
        Ok(()) => {
            let said = "The password is changed, and your other sessions have ended.";
            shown(&desk, &who, &session, said, "").await
        }
        Err(LoginError::Refused) => {
            again(&desk, &who, &session, "The present password was not right.").await
        }
        Err(LoginError::Wait(wait)) => {
            let page = again(&desk, &who, &session, &too_early(wait)).await?;
            Ok(retry_after(wait, page))
        }
        Err(LoginError::Record(error)) => Err(error.into()),
    }
}

/// `POST /account/sessions`.
async fn log_out_elsewhere(
    State(desk): State<Arc<Desk>>,
    session: SessionOf,
) -> Result<Redirect, Problem> {
    desk.staff
        .log_out_elsewhere(&session.account, &session.key)
        .await?;
    Ok(Redirect::to("/account"))
}

/// `POST /logout`.
async fn log_out(State(desk): State<Arc<Desk>>, session: SessionOf) -> Result<Response, Problem> {
    desk.staff
        .log_out(session.account.as_str(), &session.key)
        .await?;
    let cookie = desk.clear_cookie(Jar::Session);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

async fn again(
    desk: &Desk,
    who: &Who,
    session: &SessionOf,
    wrong: &str,
) -> Result<Response, Problem> {
    let page = shown(desk, who, session, "", wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn shown(
    desk: &Desk,
    who: &Who,
    session: &SessionOf,
    said: &str,
    wrong: &str,
) -> Result<Response, Problem> {
    let sessions = desk.staff.sessions(&session.account).await?;
    let rows = sessions.iter().map(|kept| SessionRow {
        begun: kept.value.begun.to_string(),
        seen: kept.value.seen.to_string(),
        is_this: kept.key == session.key,
    });
    render(&AccountPage {
        frame: desk.frame(who),
        name: session.account.as_str(),
        sessions: rows.collect(),
        said,
        wrong,
    })
}
