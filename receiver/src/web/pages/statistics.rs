//! The statistics as a page and as files, on both listeners.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, State};
use axum::http::request::Parts;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use model::rights::Right;

use super::chart::Chart;
use crate::statistics::{Asked, Counts, Dimension, Statistics, Table, csv};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

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
        let Query(asked) = asked?;
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
    statistics: &'a Statistics,
}

impl<'a> Body<'a> {
    fn chart(&self, table: &'a Table) -> Option<Chart<'a>> {
        let is_drawn = matches!(table.by, Dimension::Category | Dimension::Outcome);
        is_drawn
            .then(|| Chart::of(self.statistics, table))
            .flatten()
    }
}

/// A sum; a range if hidden counts leave it open.
fn sum(counts: &Counts) -> String {
    let Counts {
        at_least, at_most, ..
    } = counts;
    if at_least == at_most {
        at_least.to_string()
    } else {
        format!("{at_least} to {at_most}")
    }
}

/// `GET /statistics`: charts and tables.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    AskedMonths(asked): AskedMonths,
) -> Result<Response, Problem> {
    let statistics = desk.tally.count(asked).await?;
    render(&StatisticsPage {
        layout: desk.layout(&actor).await?,
        years: desk.tally.years(),
        query: asked.query(),
        body: Body {
            statistics: &statistics,
        },
    })
}

/// `GET /statistics.csv`: the tables for spreadsheets.
async fn file(
    State(desk): State<Arc<Desk>>,
    AskedMonths(asked): AskedMonths,
) -> Result<impl IntoResponse, Problem> {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"statistics.csv\"",
        ),
    ];
    Ok((headers, csv(&desk.tally.count(asked).await?)))
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
pub(in crate::web) fn public_page(statistics: &Statistics) -> Result<Response, Problem> {
    render(&PublicPage {
        hotline: &statistics.hotline,
        body: Body { statistics },
    })
}
