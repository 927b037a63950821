//! The first login: choosing a password, and enrolling a second factor.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::login::{retry_after, too_early};
use super::render;
use crate::desk::Desk;
use crate::desk::auth::visitor;
use crate::desk::cookies::Jar;
use crate::desk::fields::Fields;
use crate::desk::frame::Frame;
use crate::desk::staff::{Enrolment, LoginError, NewPassword, Visitor};
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    enrolment: Option<Enrolment>,
    wrong: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WelcomeForm {
    password: Zeroizing<String>,
    again: Zeroizing<String>,
    /// Is not asked for if the second factor is enrolled already.
    #[serde(default)]
    code: String,
}

/// `GET /welcome`.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match visitor(&desk, &headers).await?.filter(Visitor::is_new) {
        Some(visitor) => shown(&desk, &visitor, ""),
        None => Ok(Redirect::to("/login").into_response()),
    }
}

/// `POST /welcome`.
pub(super) async fn settle(
    State(desk): State<Arc<Desk>>,
    headers: HeaderMap,
    Fields(form): Fields<WelcomeForm>,
) -> Result<Response, Problem> {
    let Some(visitor) = visitor(&desk, &headers).await?.filter(Visitor::is_new) else {
        return Err(Problem::Unauthorized);
    };
    let again = |wrong: &str| -> Result<Response, Problem> {
        let page = shown(&desk, &visitor, wrong)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let password = match chosen(form.password, &form.again) {
        Ok(password) => password,
        Err(wrong) => return again(&wrong),
    };
    match desk.staff.settle(&visitor, password, &form.code).await {
        Ok(session) => {
            let cookie = desk.set_cookie(Jar::Session, session.as_str());
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
        }
        Err(LoginError::Refused) => again("The code was not right. Type the one that shows now."),
        Err(LoginError::Wait(wait)) => Ok(retry_after(wait, again(&too_early(wait))?)),
        Err(LoginError::Record(error)) => Err(error.into()),
    }
}

/// A password that was typed twice, or what is wrong with it.
pub(super) fn chosen(typed: Zeroizing<String>, again: &str) -> Result<NewPassword, String> {
    if *typed != again {
        return Err("The two passwords differ.".to_owned());
    }
    let long = "Take a password of 12 characters or more. Several words are a good one.";
    NewPassword::new(typed).map_err(|_| long.to_owned())
}

fn shown(desk: &Desk, visitor: &Visitor, wrong: &str) -> Result<Response, Problem> {
    render(&WelcomePage {
        frame: desk.frame_for_nobody(),
        name: visitor.account().name.as_str(),
        enrolment: desk.staff.enrolment(visitor, &desk.hotline),
        wrong,
    })
}
