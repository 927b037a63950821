//! The tokens of the API, for administrators.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use model::actor::Actor;
use model::audit::ActName;
use model::name::Name;
use model::rights::Right;
use strum::VariantArray;

use super::ShownOncePage;
use crate::records::Kept;
use crate::staff::{RandomToken, StaffError, Token};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::{Text, Words};

const DAY_SECONDS: u64 = 24 * 3600;

/// Maximum number of days for which a token is valid.
const MAX_DAYS: u64 = 366;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage<'a> {
    layout: Layout<'a>,
    tokens: Vec<TokenRow>,
}

/// A token in a list.
pub(super) struct TokenRow {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) scopes: String,
    pub(super) until: Cow<'static, str>,
    pub(super) made_by: String,
    approved_by: String,
    is_waiting: bool,
}

impl TokenRow {
    pub(super) fn of(when: When<'_>, kept: &Kept<Token>) -> Self {
        let token = &kept.value;
        Self {
            key: Base64UrlUnpadded::encode_string(&kept.key),
            name: token.name.to_string(),
            scopes: when.words.list(&token.scope_names()),
            until: when.time(token.until),
            made_by: token.made_by.clone(),
            approved_by: token.approved_by.clone(),
            is_waiting: token.is_waiting,
        }
    }
}

/// The page's message if a name cannot be a token's.
const NO_NAME: Text = Words::problem_token_name;

/// The page's message if a token has this name already.
const TAKEN: Text = Words::problem_token_taken;

/// The page's message if a token would be valid for too long, or not at all.
const NO_DAYS: Text = Words::problem_token_days;

/// A valid request for a new token.
struct NewToken {
    name: Name,
    scopes: Vec<Right>,
    seconds: u64,
}

impl NewToken {
    /// Reads the form. Each scope is a field of its own, so that several can be chosen.
    fn read(form: &Fields) -> Result<Self, Problem> {
        let name = form.parse_or("name", NO_NAME)?;
        let chosen = |right: &Right| form.get(right.name()).is_some();
        let scopes: Vec<_> = Right::VARIANTS.iter().copied().filter(chosen).collect();
        if scopes.is_empty() {
            let first = Right::VARIANTS.first().map_or("", |right| right.name());
            return Err(Problem::field(first, Words::problem_token_scopes));
        }
        let days: u64 = form.parse_or("days", NO_DAYS)?;
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(Problem::field("days", NO_DAYS));
        }
        Ok(Self {
            name,
            scopes,
            seconds: days * DAY_SECONDS,
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
            "/tokens",
            Right::Staff,
            Logs::Act(&[ActName::TokenMade]),
            make,
        )
        .confirmed(),
        Route::form(
            "/tokens/{key}/revoke",
            "/tokens",
            Right::Staff,
            Logs::Act(&[ActName::TokenRevoked]),
            revoke,
        )
        .confirmed(),
    ]
}

/// `GET /tokens`: the list of all tokens.
async fn list(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let (tokens, when) = (desk.staff.tokens().await?, desk.when(words));
    render(&TokensPage {
        layout: desk.layout(&actor).await?.in_words(words),
        tokens: tokens.iter().map(|kept| TokenRow::of(when, kept)).collect(),
    })
}

/// `POST /tokens`: makes a token, and shows it once.
async fn make(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    form: Fields,
) -> Result<Response, Problem> {
    let NewToken {
        name,
        scopes,
        seconds,
    } = NewToken::read(&form)?;
    let made = desk
        .staff
        .make_token(&actor.name, name.clone(), scopes, seconds);
    let token = match made.await {
        Err(StaffError::Taken) => return Err(Problem::field("name", TAKEN)),
        made => made?,
    };
    shown_once(&desk, &actor, words, &name, &token).await
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

async fn shown_once(
    desk: &Desk,
    actor: &Actor,
    words: Words,
    name: &Name,
    secret: &RandomToken,
) -> Result<Response, Problem> {
    render(&ShownOncePage {
        layout: desk.layout(actor).await?.in_words(words),
        title: words.tokens_one(name.to_string()),
        words: words.tokens_one_hint(),
        secret: secret.as_str(),
        back: "/tokens",
    })
}
