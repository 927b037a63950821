//! The visitor's own account: password, sessions, logging out.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::actor::Actor;
use model::audit::ActName;
use model::rights::Right;
use serde::Deserialize;
use strum::VariantArray;
use zeroize::Zeroizing;

use super::login::Refused;
use super::welcome::chosen;
use crate::staff::LoginError;
use crate::web::auth::{Caller, OwnSession};
use crate::web::cookies::{CookieKind, Cookies};
use crate::web::desk::Desk;
use crate::web::form::{Form, INVALID};
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::{Language, Text, Words};

/// The page's message if the present password or the code is wrong.
const WRONG: Text = Words::problem_old_password;

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage<'a> {
    layout: Layout<'a>,
    name: &'a str,
    languages: &'static [Language],
    /// The language that was chosen.
    chosen: Option<Language>,
    sessions: Vec<SessionRow>,
    said: &'a str,
    wrong: &'a str,
}

struct SessionRow {
    begun: Cow<'static, str>,
    seen: Cow<'static, str>,
    is_this: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PasswordForm {
    old: Zeroizing<String>,
    password: Zeroizing<String>,
    again: Zeroizing<String>,
    code: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageForm {
    /// The tag of a language; empty for what the browser asks for.
    language: String,
}

/// The routes of these pages. Everybody who is logged in may use their own account.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/account",
            Right::Look,
            Logs::Nothing("the visitor's own account"),
            page,
        ),
        Route::form(
            "/account/password",
            "/account",
            Right::Look,
            Logs::Act(&[ActName::PasswordSet]),
            change_password,
        ),
        Route::form(
            "/account/language",
            "/account",
            Right::Look,
            Logs::Act(&[ActName::LanguageChosen]),
            choose_language,
        ),
        Route::form(
            "/account/sessions",
            "/account",
            Right::Look,
            Logs::Act(&[ActName::OtherSessionsEnded]),
            log_out_elsewhere,
        ),
        Route::form(
            "/logout",
            "/account",
            Right::Look,
            Logs::Act(&[ActName::Logout]),
            log_out,
        ),
    ]
}

/// `GET /account`: the visitor's own account and its sessions.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    session: OwnSession,
    words: Words,
) -> Result<Response, Problem> {
    shown(&desk, &actor, &session, words, "", "").await
}

/// `POST /account/language`: chooses the language of the pages.
async fn choose_language(
    State(desk): State<Arc<Desk>>,
    session: OwnSession,
    Form(form): Form<LanguageForm>,
) -> Result<Redirect, Problem> {
    let language = match &form.language[..] {
        "" => None,
        tag => Some(
            tag.parse()
                .map_err(|_| Problem::field("language", INVALID))?,
        ),
    };
    desk.staff
        .choose_language(&session.account, language)
        .await?;
    Ok(Redirect::to("/account"))
}

/// `POST /account/password`: changes the password, and ends the other sessions.
async fn change_password(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    session: OwnSession,
    words: Words,
    Form(form): Form<PasswordForm>,
) -> Result<Response, Problem> {
    let new = chosen(&desk, &session.account, form.password, &form.again)?;
    let (account, key) = (&session.account, &session.key);
    let changed = desk
        .staff
        .change_password(account, key, form.old, &form.code, new)
        .await;
    match changed {
        Ok(()) => shown(&desk, &actor, &session, words, &words.account_changed(), "").await,
        Err(LoginError::Refused) => Err(Problem::field("old", WRONG)),
        Err(error) => {
            let refused = Refused::of(
                error,
                StatusCode::UNPROCESSABLE_ENTITY,
                &WRONG(words),
                words,
            )?;
            let page = shown(&desk, &actor, &session, words, "", &refused.words).await?;
            Ok(refused.answer(page))
        }
    }
}

/// `POST /account/sessions`: ends the other sessions of the account.
async fn log_out_elsewhere(
    State(desk): State<Arc<Desk>>,
    session: OwnSession,
) -> Result<Redirect, Problem> {
    desk.staff
        .log_out_elsewhere(&session.account, &session.key)
        .await?;
    Ok(Redirect::to("/account"))
}

/// `POST /logout`: ends this session.
async fn log_out(State(desk): State<Arc<Desk>>, session: OwnSession) -> Result<Response, Problem> {
    desk.staff.log_out(&session.account, &session.key).await?;
    let cookie = Cookies::of(&desk).clear(CookieKind::Session);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

async fn shown(
    desk: &Desk,
    actor: &Actor,
    session: &OwnSession,
    words: Words,
    said: &str,
    wrong: &str,
) -> Result<Response, Problem> {
    let sessions = desk.staff.sessions(&session.account).await?;
    let when = desk.when(words);
    let rows = sessions.iter().map(|kept| SessionRow {
        begun: when.time(kept.value.begun),
        seen: when.time(kept.value.seen),
        is_this: kept.key == session.key,
    });
    render(&AccountPage {
        layout: desk.layout(actor).await?.in_words(words),
        name: session.account.as_str(),
        languages: Language::VARIANTS,
        chosen: desk.staff.account(&session.account).await?.language,
        sessions: rows.collect(),
        said,
        wrong,
    })
}
