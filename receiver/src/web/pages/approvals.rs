//! Tokens of the API that wait for an approval, because they read content. Leads decide.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::audit::ActName;
use model::rights::Right;

use super::tokens::TokenRow;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "approvals.html")]
struct ApprovalsPage<'a> {
    layout: Layout<'a>,
    tokens: Vec<TokenRow>,
}

/// The routes of this page.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/approvals",
            Right::Review,
            Logs::Nothing("tokens, without content"),
            list,
        ),
        Route::form(
            "/approvals/{key}",
            "/approvals",
            Right::Review,
            Logs::Act(&[ActName::TokenApproved, ActName::TokenRevoked]),
            decide,
        )
        .confirmed(),
    ]
}

/// `GET /approvals`: the tokens that wait for an approval.
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let (tokens, when) = (desk.staff.tokens().await?, desk.when(words));
    let waiting = tokens.iter().filter(|kept| kept.value.is_waiting);
    render(&ApprovalsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        tokens: waiting.map(|kept| TokenRow::of(when, kept)).collect(),
    })
}

/// `POST /approvals/{key}`: approves a token, or refuses it, which ends it.
async fn decide(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(key): Path<String>,
    form: Fields,
) -> Result<Redirect, Problem> {
    let key = Base64UrlUnpadded::decode_vec(&key).map_err(|_| Problem::NotFound)?;
    if form.parse::<bool>("approve")? {
        desk.staff.approve_token(&actor.name, &key).await?;
    } else {
        desk.staff.refuse_token(&actor.name, &key).await?;
    }
    Ok(Redirect::to("/approvals"))
}
