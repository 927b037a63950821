//! The first login: choosing a password, and enrolling a second factor.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::name::Name;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::login::Refused;
use crate::staff::{Enrolment, LoginError, NewPassword, Unfit, Visitor};
use crate::web::auth::visitor;
use crate::web::cookies::{CookieKind, Cookies};
use crate::web::desk::Desk;
use crate::web::form::Form;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::words::{Text, Words};

/// The page's message if the code was refused.
const WRONG: Text = Words::problem_code;

#[derive(Template)]
#[template(path = "welcome.html")]
struct WelcomePage<'a> {
    layout: Layout<'a>,
    name: &'a str,
    enrolment: Option<Enrolment>,
    wrong: &'a str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WelcomeForm {
    password: Zeroizing<String>,
    again: Zeroizing<String>,
    /// The first code of the second factor; empty if one is enrolled already.
    #[serde(default)]
    code: String,
}

/// `GET /welcome`: the form for a password and a second factor.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    words: Words,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    match visitor(&desk, &headers).await?.filter(Visitor::is_new) {
        Some(visitor) => shown(&desk, words, &visitor, ""),
        None => Ok(Redirect::to("/login").into_response()),
    }
}

/// `POST /welcome`: stores both, and begins a full session.
pub(super) async fn settle(
    State(desk): State<Arc<Desk>>,
    words: Words,
    headers: HeaderMap,
    Form(form): Form<WelcomeForm>,
) -> Result<Response, Problem> {
    let visitor = visitor(&desk, &headers).await?.filter(Visitor::is_new);
    let visitor = visitor.ok_or(Problem::Unauthorized)?;
    let name = &visitor.account().name;
    let password = chosen(&desk, name, form.password, &form.again)?;
    match desk.staff.settle(&visitor, password, &form.code).await {
        Ok(session) => Ok(settled(&desk, session.as_str())),
        Err(LoginError::Refused) => Err(Problem::field("code", WRONG)),
        Err(error) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let refused = Refused::of(error, status, &WRONG(words), words)?;
            Ok(refused.answer(shown(&desk, words, &visitor, &refused.words)?))
        }
    }
}

/// A password that was typed twice, is long enough and hard to guess for whoever knows the names of
/// the account and of the hotline.
pub(super) fn chosen(
    desk: &Desk,
    account: &Name,
    typed: Zeroizing<String>,
    again: &str,
) -> Result<NewPassword, Problem> {
    if *typed != again {
        return Err(Problem::field("again", Words::problem_passwords_differ));
    }
    let names = [account.as_str(), &desk.hotline];
    let words = |unfit| match unfit {
        Unfit::Length => Words::problem_password_length,
        Unfit::Guessable => Words::problem_password_guessable,
    };
    NewPassword::new(typed, &names).map_err(|unfit| Problem::field("password", words(unfit)))
}

fn settled(desk: &Desk, session: &str) -> Response {
    let cookie = Cookies::of(desk).set(CookieKind::Session, session);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

fn shown(desk: &Desk, words: Words, visitor: &Visitor, wrong: &str) -> Result<Response, Problem> {
    render(&WelcomePage {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        name: visitor.account().name.as_str(),
        enrolment: desk.staff.enrolment(visitor, &desk.hotline),
        wrong,
    })
}
