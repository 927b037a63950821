//! Tokens of the API, for who looks after them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde::Deserialize;
use strum::VariantArray;

use super::{ShownOncePage, render};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::doors::Door;
use crate::desk::fields::Fields;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::desk::staff::Name;
use crate::problem::Problem;

const DAY_SECONDS: u64 = 24 * 3600;

/// Days that a token holds at most.
const MAX_DAYS: u64 = 366;

#[derive(Template)]
#[template(path = "tokens.html")]
struct TokensPage<'a> {
    frame: Frame<'a>,
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

/// A scope is a field of its own, so that any number of them can be chosen.
#[derive(Deserialize)]
struct MakeForm {
    name: String,
    days: u64,
    #[serde(flatten)]
    scopes: std::collections::BTreeMap<String, String>,
}

pub(super) fn doors() -> Vec<Door> {
    vec![
        Door::page("/tokens", Right::Staff, list),
        Door::form("/tokens", Right::Staff, make),
        Door::form("/tokens/{key}/revoke", Right::Staff, revoke),
    ]
}

/// `GET /tokens`.
async fn list(State(desk): State<Arc<Desk>>, who: Who) -> Result<Response, Problem> {
    listed(&desk, &who, "").await
}

/// `POST /tokens`.
async fn make(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Fields(form): Fields<MakeForm>,
) -> Result<Response, Problem> {
    let scopes: Vec<_> = Right::VARIANTS
        .iter()
        .copied()
        .filter(|right| form.scopes.contains_key(right.name()))
        .collect();
    let wrong = match form.name.trim().parse::<Name>() {
        Err(_) => "A name has 2 to 32 lower-case letters, digits, dots and hyphens.",
        Ok(_) if scopes.is_empty() => "Choose what the token allows.",
        Ok(_) if !(1..=MAX_DAYS).contains(&form.days) => "A token holds 1 to 366 days.",
        Ok(name) => {
            let seconds = form.days * DAY_SECONDS;
            let secret = desk
                .staff
                .make_token(&who.name, name.clone(), scopes, seconds)
                .await?;
            return render(&ShownOncePage {
                frame: desk.frame(&who),
                title: format!("Token {name}"),
                words: "Your system sends it as Authorization: Bearer. It is not shown again.",
                secret: secret.as_str(),
                back: "/tokens",
            });
        }
    };
    let page = listed(&desk, &who, wrong).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// `POST /tokens/{key}/revoke`.
async fn revoke(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(key): Path<String>,
) -> Result<Redirect, Problem> {
    let key = Base64UrlUnpadded::decode_vec(&key).map_err(|_| Problem::NotFound)?;
    desk.staff.revoke_token(&who.name, &key).await?;
    Ok(Redirect::to("/tokens"))
}

async fn listed(desk: &Desk, who: &Who, wrong: &'static str) -> Result<Response, Problem> {
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
        frame: desk.frame(who),
        tokens: rows.collect(),
        wrong,
    })
}
