//! Referrals of other hotlines: files that are brought in, and the state of the keys.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, State};
use axum::response::{Redirect, Response};
use model::audit::ActName;
use model::rights::Right;

use crate::exchange::OtherKey;
use crate::parcel::MAX_PARCEL_BYTES;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

const PAGE: &str = "/referrals";

#[derive(Template)]
#[template(path = "referrals.html")]
struct ReferralsPage<'a> {
    layout: Layout<'a>,
    /// Whether the config has `[desk.exchange]`.
    takes_part: bool,
    hotlines: Vec<OtherShown>,
}

/// Another hotline, and whether we can seal to it.
struct OtherShown {
    name: String,
    hotline: String,
    key: Cow<'static, str>,
}

/// The routes of referrals.
pub(super) fn routes() -> Vec<Route> {
    const READ: Logs = Logs::Nothing("names of hotlines, without content");
    const CHANGE: Logs = Logs::Act(&[ActName::BringIn]);
    vec![
        Route::page(PAGE, Right::Work, READ, page),
        Route::form(PAGE, PAGE, Right::Work, CHANGE, bring_in),
    ]
}

/// `GET /referrals`: the form for a file, and the other hotlines.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let known = match &desk.exchange {
        Some(exchange) => exchange.other_keys().await,
        None => Vec::new(),
    };
    let shown = known.into_iter().map(|other| shown(&desk, words, other));
    render(&ReferralsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        takes_part: desk.exchange.is_some(),
        hotlines: shown.collect(),
    })
}

fn shown(desk: &Desk, words: Words, other: OtherKey) -> OtherShown {
    let key = match other.key {
        Ok(key) => words.referrals_key_until(desk.when(words).hour(key.ends.hour())),
        Err(_) => words.referrals_no_key(),
    };
    OtherShown {
        name: other.name,
        hotline: other.hotline.as_str().to_owned(),
        key,
    }
}

/// `POST /referrals`: makes a case of a file.
async fn bring_in(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Redirect, Problem> {
    let file = file(form.map_err(|_| Problem::BadRequest)?).await?;
    let case = desk.casework.bring_in(&actor, &file).await?;
    Ok(Redirect::to(&format!("/cases/{case}")))
}

/// The content of the form's field with a file.
async fn file(mut form: Multipart) -> Result<Vec<u8>, Problem> {
    const FIELD: &str = "file";
    while let Some(field) = form.next_field().await.map_err(|_| Problem::BadRequest)? {
        if field.name() != Some(FIELD) {
            continue;
        }
        let bytes = field.bytes().await.map_err(|_| Problem::BadRequest)?;
        return match bytes.len() {
            0 => Err(Problem::field(FIELD, Words::problem_missing)),
            1..=MAX_PARCEL_BYTES => Ok(bytes.into()),
            _ => Err(Problem::field(FIELD, Words::problem_no_parcel)),
        };
    }
    Err(Problem::field(FIELD, Words::problem_missing))
}
