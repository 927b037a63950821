//! The tokens of the API, for administrators.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::actor::Actor;
use model::audit::ActName;
use model::name::{Name, NotAName};
use model::rights::Right;
use serde::Deserialize;
use strum::VariantArray;

use super::ShownOncePage;
use crate::staff::RandomToken;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Form;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

const DAY_SECONDS: u64 = 24 * 3600;

/// Maximum number of days for which a token is valid.
const MAX_DAYS: u64 = 366;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage<'a> {
    layout: Layout<'a>,
    tokens: Vec<TokenRow>,
    wrong: &'static str,
}

struct TokenRow {
    key: String,
    name: String,
    scopes: String,
    until: String,
    made_by: String,
}

/// The form for a new token. Each scope is a field of its own, so that several can be chosen.
#[derive(Deserialize)]
struct MakeForm {
    name: String,
    days: u64,
    #[serde(flatten)]
    scopes: BTreeMap<String, String>,
}

/// A valid request for a new token.
struct NewToken {
    name: Name,
    scopes: Vec<Right>,
    seconds: u64,
}

impl TryFrom<MakeForm> for NewToken {
    type Error = &'static str;

    fn try_from(form: MakeForm) -> Result<Self, &'static str> {
        let name = form.name.trim().parse().map_err(
            |NotAName| "A name has 2 to 32 lower-case letters, digits, dots and hyphens.",
        )?;
        let chosen = |right: &Right| form.scopes.contains_key(right.name());
        let scopes: Vec<_> = Right::VARIANTS.iter().copied().filter(chosen).collect();
        if scopes.is_empty() {
            return Err("Choose what the token allows.");
        }
        if !(1..=MAX_DAYS).contains(&form.days) {
            return Err("A token holds 1 to 366 days.");
        }
        Ok(Self {
            name,
            scopes,
            seconds: form.days * DAY_SECONDS,
        })
    }
}

/// The routes of the tokens' pages.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/tokens",
            Right::Staff,
            Logs::Nothing("tokens, without content"),
            list,
        ),
        Route::form(
            "/tokens",
            Right::Staff,
            Logs::Act(&[ActName::TokenMade]),
            make,
        ),
        Route::form(
            "/tokens/{key}/revoke",
            Right::Staff,
            Logs::Act(&[ActName::TokenRevoked]),
            revoke,
        ),
    ]
}

/// `GET /tokens`: the list of all tokens.
async fn list(State(desk): State<Arc<Desk>>, Caller(actor): Caller) -> Result<Response, Problem> {
    listed(&desk, &actor, "").await
}

/// `POST /tokens`: makes a token, and shows it once.
async fn make(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Form(form): Form<MakeForm>,
) -> Result<Response, Problem> {
    let NewToken {
        name,
        scopes,
        seconds,
    } = match form.try_into() {
        Ok(token) => token,
        Err(wrong) => {
            let page = listed(&desk, &actor, wrong).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let made = desk
        .staff
        .make_token(&actor.name, name.clone(), scopes, seconds);
    shown_once(&desk, &actor, &name, &made.await?)
}

/// `POST /tokens/{key}/revoke`: ends a token.
async fn revoke(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<Redirect, Problem> {
    let key = Base64UrlUnpadded::decode_vec(&key).map_err(|_| Problem::NotFound)?;
    desk.staff.revoke_token(&actor.name, &key).await?;
    Ok(Redirect::to("/tokens"))
}

async fn listed(desk: &Desk, actor: &Actor, wrong: &'static str) -> Result<Response, Problem> {
    let tokens = desk.staff.tokens().await?;
    let rows = tokens.iter().map(|kept| {
        let scopes: Vec<_> = kept.value.scopes.iter().map(|scope| scope.name()).collect();
        TokenRow {
            key: Base64UrlUnpadded::encode_string(&kept.key),
            name: kept.value.name.to_string(),
            scopes: scopes.join(", "),
            until: kept.value.until.to_string(),
            made_by: kept.value.made_by.clone(),
        }
    });
    render(&TokensPage {
        layout: Layout::of(&desk.hotline, actor),
        tokens: rows.collect(),
        wrong,
    })
}

fn shown_once(
    desk: &Desk,
    actor: &Actor,
    name: &Name,
    secret: &RandomToken,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        layout: Layout::of(&desk.hotline, actor),
        title: format!("Token {name}"),
        words: "Your system sends it as Authorization: Bearer. It is not shown again.",
        secret: secret.as_str(),
        back: "/tokens",
    })
}
