//! The statistics as a page and as files, on both listeners.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use model::rights::Right;

use super::chart::Chart;
use crate::statistics::{Asked, Counts, Dimension, NONE, OTHER, Row, Statistics, Table, csv};
use crate::web::attachment::{CSV, attachment};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::present::language_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when;
use crate::words::Words;

/// The routes of the statistics, including the API's.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/statistics",
            Right::Statistics,
            Logs::Nothing("counts"),
            page,
        ),
        Route::page(
            "/statistics.csv",
            Right::Statistics,
            Logs::Nothing("counts"),
            file,
        ),
        Route::page(
            "/statistics.json",
            Right::Statistics,
            Logs::Nothing("counts"),
            json,
        ),
        Route::api(
            Method::GET,
            "/v1/statistics",
            Right::Statistics,
            Logs::Nothing("counts"),
            json,
        ),
    ]
}

/// The months in the query. Every error is reported as the same problem.
pub(in crate::web) struct AskedMonths(Asked);

impl<S: Send + Sync> FromRequestParts<S> for AskedMonths {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let asked: Result<Query<Asked>, QueryRejection> =
            Query::from_request_parts(parts, state).await;
        let Query(asked) = asked.map_err(|_| Problem::BadRequest)?;
        Ok(Self(asked))
    }
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage<'a> {
    layout: Layout<'a>,
    years: Vec<u32>,
    query: String,
    body: Body<'a>,
}

#[derive(Template)]
#[template(path = "statistics-public.html")]
struct PublicPage<'a> {
    hotline: &'a str,
    body: Body<'a>,
}

/// The charts and tables of the page.
#[derive(Template)]
#[template(path = "statistics-body.html")]
struct Body<'a> {
    words: Words,
    statistics: &'a Statistics,
}

impl<'a> Body<'a> {
    fn chart(&self, table: &'a Table) -> Option<Chart<'a>> {
        let is_drawn = matches!(table.by, Dimension::Category | Dimension::Outcome);
        is_drawn
            .then(|| Chart::of(self.words, self.statistics, table))
            .flatten()
    }

    fn title(&self, table: &Table) -> Cow<'static, str> {
        title(self.words, table.by)
    }

    fn value<'b>(&self, table: &Table, row: &'b Row) -> Cow<'b, str> {
        value(self.words, table.by, &row.value)
    }

    /// A sum; a range if hidden counts leave it open.
    fn sum(&self, counts: &Counts) -> Cow<'static, str> {
        match (counts.at_least, counts.at_most) {
            (least, most) if least == most => least.to_string().into(),
            (least, most) => self.words.statistics_range(least, most),
        }
    }
}

/// The title of a table.
pub(super) fn title(words: Words, by: Dimension) -> Cow<'static, str> {
    match by {
        Dimension::Category => words.statistics_category(),
        Dimension::Outcome => words.statistics_outcome(),
        Dimension::Language => words.statistics_language(),
        Dimension::Partner => words.statistics_partner(),
        Dimension::Country => words.statistics_country(),
        Dimension::SiteType => words.statistics_site_type(),
        Dimension::Waited => words.statistics_waited(),
    }
}

/// The words for a value of a table.
pub(super) fn value(words: Words, by: Dimension, value: &str) -> Cow<'_, str> {
    let name = value.to_owned();
    match (by, value) {
        (_, NONE) => words.statistics_none(),
        (_, OTHER) => words.statistics_other(),
        (Dimension::Category, _) => words.choice_category(name),
        (Dimension::Outcome, _) => words.choice_outcome(name),
        (Dimension::SiteType, _) => words.choice_site_type(name),
        (Dimension::Waited, _) => words.choice_waited(name),
        (Dimension::Language, tag) => language_words(words, tag),
        (Dimension::Partner | Dimension::Country, value) => value.into(),
    }
}

/// `GET /statistics`: charts and tables.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    AskedMonths(asked): AskedMonths,
) -> Result<Response, Problem> {
    let statistics = desk.tally.count(asked).await?;
    render(&StatisticsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        years: desk.tally.years(),
        query: asked.query(),
        body: Body {
            words,
            statistics: &statistics,
        },
    })
}

/// `GET /statistics.csv`: the tables for spreadsheets.
async fn file(
    State(desk): State<Arc<Desk>>,
    AskedMonths(asked): AskedMonths,
) -> Result<impl IntoResponse, Problem> {
    let headers = attachment("statistics.csv", CSV)?;
    let file = csv(&desk.tally.count(asked).await?)?;
    Ok((headers, file))
}

/// Counts the desk's cases, month by month; small counts are hidden.
// Also serves the page's `GET /statistics.json`.
#[utoipa::path(
    get, path = "/v1/statistics", operation_id = "statistics", tag = "statistics",
    params(Asked),
    responses((status = 200, description = "The counts.", body = Statistics)),
)]
pub(in crate::web) async fn json(
    State(desk): State<Arc<Desk>>,
    AskedMonths(asked): AskedMonths,
) -> Result<Json<Statistics>, Problem> {
    Ok(Json(desk.tally.count(asked).await?))
}

/// The public page of the published statistics.
pub(in crate::web) fn public_page(
    words: Words,
    statistics: &Statistics,
) -> Result<Response, Problem> {
    render(&PublicPage {
        hotline: &statistics.hotline,
        body: Body { words, statistics },
    })
}
