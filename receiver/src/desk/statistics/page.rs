//! The statistics as a page and as files, inside and outside.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{Method, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::chart::Chart;
use super::table::{Dimension, Period};
use super::{Counts, Statistics, Table, csv};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::case::Month;
use crate::desk::doors::Door;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::problem::Problem;

/// Months in one document at most.
const MAX_MONTHS: u32 = 60;

/// The doors of the statistics.
pub(in crate::desk) fn doors() -> Vec<Door> {
    vec![
        Door::page("/statistics", Right::Statistics, page),
        Door::page("/statistics.csv", Right::Statistics, file),
        Door::page("/statistics.json", Right::Statistics, json),
        Door::api(Method::GET, "/v1/statistics", Right::Statistics, json),
    ]
}

/// Which months: the last so many, or a year; the last twelve if nothing is said.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::desk) struct Asked {
    /// The last so many months; 12, if nothing is said. Not together with `year`.
    #[param(minimum = 1, maximum = 60)]
    months: Option<u32>,
    /// The months of this year, up to now.
    #[param(minimum = 1970)]
    year: Option<u32>,
}

impl Asked {
    fn period(self, now: Month) -> Result<Period, Problem> {
        match (self.months, self.year) {
            (None, Some(year)) if (1970..=now.year()).contains(&year) => {
                let first = Month::of_year(year);
                Ok(first.0..=first.plus(11).min(now).0)
            }
            (months, None) => {
                let months = months.unwrap_or(12);
                let is_some = (1..=MAX_MONTHS).contains(&months);
                let first = now.minus(months.saturating_sub(1));
                is_some
                    .then_some(first.0..=now.0)
                    .ok_or(Problem::BadRequest)
            }
            _ => Err(Problem::BadRequest),
        }
    }
}

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage<'a> {
    frame: Frame<'a>,
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

/// Charts and tables.
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

/// A sum as a reader can tell it.
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

/// `GET /statistics`: what the desk counts.
async fn page(
    State(desk): State<Arc<Desk>>,
    who: Who,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::BadRequest)?;
    let statistics = counted(&desk, asked).await?;
    let year = Month::of(desk.clock.now().hour()).year();
    let query = match asked {
        Asked {
            year: Some(year), ..
        } => format!("?year={year}"),
        Asked { months, .. } => format!("?months={}", months.unwrap_or(12)),
    };
    let page = StatisticsPage {
        frame: desk.frame(&who),
        years: (year.saturating_sub(4)..=year).rev().collect(),
        query,
        body: Body {
            statistics: &statistics,
        },
    };
    render(&page)
}

/// `GET /statistics.csv`: the same for spreadsheets.
async fn file(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::BadRequest)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"statistics.csv\"",
        ),
    ];
    Ok((headers, csv(&counted(&desk, asked).await?)))
}

/// Counts what the desk has taken up, month by month; small counts are hidden.
// Also the page's JSON, `GET /statistics.json`.
#[utoipa::path(
    get, path = "/v1/statistics", operation_id = "statistics", tag = "statistics",
    params(Asked),
    responses((status = 200, description = "The counts.", body = Statistics)),
)]
pub(in crate::desk) async fn json(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Statistics>, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::BadRequest)?;
    counted(&desk, asked).await.map(Json)
}

async fn counted(desk: &Desk, asked: Asked) -> Result<Statistics, Problem> {
    let period = asked.period(Month::of(desk.clock.now().hour()))?;
    let facts = desk.store.facts().await?;
    Ok(Statistics::of(&desk.hotline, &facts, period, &desk.known))
}

/// The page that everybody may see.
pub(crate) fn public_page(statistics: &Statistics) -> Result<Response, Problem> {
    render(&PublicPage {
        hotline: &statistics.hotline,
        body: Body { statistics },
    })
}

fn render(page: &impl Template) -> Result<Response, Problem> {
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Err(Problem::Unavailable)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_now_or_with_its_year() {
        let now = Month::of_year(2027).plus(4);
        let months = |months, year| {
            let period = Asked { months, year }.period(now);
            period.map(|period| {
                [Month(*period.start()), Month(*period.end())].map(|month| month.to_string())
            })
        };
        assert_eq!(months(None, None).unwrap(), ["2026-06", "2027-05"]);
        assert_eq!(months(Some(24), None).unwrap(), ["2025-06", "2027-05"]);
        assert_eq!(months(None, Some(2026)).unwrap(), ["2026-01", "2026-12"]);
        assert_eq!(months(None, Some(2027)).unwrap(), ["2027-01", "2027-05"]);
        for (count, year) in [
            (Some(0), None),
            (Some(61), None),
            (Some(12), Some(2026)),
            (None, Some(2028)),
            (None, Some(0)),
        ] {
            assert_eq!(months(count, year), Err(Problem::BadRequest));
        }
    }
}
