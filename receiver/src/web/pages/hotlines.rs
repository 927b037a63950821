//! The other hotlines, for administrators: whom the desk exchanges with, and whom not.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Redirect, Response};
use model::audit::ActName;
use model::rights::Right;

use super::referrals::{described, warnings};
use crate::exchange::{Exchange, Paused};
use crate::handoff::Bar;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

const PAGE: &str = "/hotlines";

#[derive(Template)]
#[template(path = "hotlines.html")]
struct HotlinesPage<'a> {
    layout: Layout<'a>,
    /// The directory that names some of them.
    directory: Option<Cow<'static, str>>,
    /// What is wrong with the directory.
    warnings: Vec<Cow<'static, str>>,
    hotlines: Vec<HotlineRow>,
}

/// Another hotline, and what is exchanged with it.
struct HotlineRow {
    id: String,
    state: Cow<'static, str>,
    /// Why nothing is exchanged with it.
    bar: Option<Bar>,
}

/// The routes of the page.
pub(super) fn routes() -> Vec<Route> {
    const PAUSE: Logs = Logs::Act(&[ActName::HotlinePaused]);
    const DISTRUST: Logs = Logs::Act(&[ActName::HotlineDistrusted]);
    const RESUME: Logs = Logs::Act(&[ActName::HotlineResumed]);
    let read = Logs::Nothing("names of hotlines, without content");
    vec![
        Route::page(PAGE, Right::Staff, read, page),
        Route::form("/hotlines/pause", PAGE, Right::Staff, PAUSE, pause),
        Route::form("/hotlines/distrust", PAGE, Right::Staff, DISTRUST, distrust).confirmed(),
        Route::form("/hotlines/resume", PAGE, Right::Staff, RESUME, resume).confirmed(),
    ]
}

/// `GET /hotlines`: the other hotlines, those that wait first.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let exchange = exchange(&desk)?;
    let directory = exchange.directory().await?;
    let views = exchange.split_views().await?;
    let paused = exchange.paused().await?.into_iter();
    let mut hotlines: Vec<_> = paused
        .map(|paused| HotlineRow::waiting(words, paused))
        .collect();
    let others = exchange.other_keys().await;
    hotlines.extend(others.into_iter().map(|other| HotlineRow {
        id: other.hotline.as_str().to_owned(),
        state: words.hotlines_exchanges(),
        bar: None,
    }));
    render(&HotlinesPage {
        layout: desk.layout(&actor).await?.in_words(words),
        warnings: warnings(&desk, words, directory.as_ref(), views),
        directory: directory.map(|good| described(&desk, words, good)),
        hotlines,
    })
}

impl HotlineRow {
    fn waiting(words: Words, paused: Paused) -> Self {
        Self {
            id: paused.hotline.as_str().to_owned(),
            state: match paused.bar() {
                Bar::New => words.hotlines_new(),
                Bar::Paused => words.hotlines_paused(),
                Bar::Distrusted => words.hotlines_distrusted(),
            },
            bar: Some(paused.bar()),
        }
    }
}

/// `POST /hotlines/pause`: exchanges nothing with a hotline from now on.
async fn pause(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let hotline = form.parse("hotline")?;
    exchange(&desk)?.pause(&actor.name, &hotline).await?;
    Ok(Redirect::to(PAGE))
}

/// `POST /hotlines/distrust`: refuses what a hotline sends from now on.
async fn distrust(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let hotline = form.parse("hotline")?;
    exchange(&desk)?.distrust(&actor.name, &hotline).await?;
    Ok(Redirect::to(PAGE))
}

/// `POST /hotlines/resume`: exchanges with a hotline from now on.
async fn resume(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    let hotline = form.parse("hotline")?;
    exchange(&desk)?.resume(&actor.name, &hotline).await?;
    Ok(Redirect::to(PAGE))
}

fn exchange(desk: &Desk) -> Result<&Exchange, Problem> {
    desk.exchange.as_deref().ok_or(Problem::NotFound)
}
