//! Hosts and domains by month, for those who lead.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::audit::ActName;
use model::defang::defang;
use model::rights::Right;

use super::chart::{Chart, Drawing};
use crate::figures::{NONE, Trend, Trends};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when;
use crate::words::Words;

#[derive(Template)]
#[template(path = "trends.html")]
struct TrendsPage<'a> {
    layout: Layout<'a>,
    words: Words,
    trends: Trends,
    totals: Vec<Option<u64>>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/figures/trends",
        Right::Figures,
        Logs::Read(ActName::ReadFigures),
        page,
    )]
}

/// `GET /figures/trends`: the last twelve months.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let trends = desk.casework.trends(&actor).await?;
    render(&TrendsPage {
        layout: desk.layout(&actor).await?.in_words(words),
        words,
        totals: trends.totals.iter().copied().map(Some).collect(),
        trends,
    })
}

impl TrendsPage<'_> {
    /// The domains as bars; none if there is no month.
    fn chart(&self) -> Option<Chart<'_>> {
        let domains = self.trends.domains.iter().map(|trend| {
            let counts = trend.by_month.iter().map(|(count, _)| *count);
            (Cow::from(defang(&trend.name)), counts.collect())
        });
        let drawing = Drawing {
            name: "trends",
            title: self.words.trends_domains(),
            words: self.words,
            months: &self.trends.months,
            totals: &self.totals,
            rows: domains.collect(),
            rest: self.words.trends_others(),
        };
        Chart::draw(drawing)
    }

    /// The lists, each with its name for ids.
    fn lists(&self) -> [(&'static str, Cow<'static, str>, &[Trend]); 3] {
        let Trends {
            domains,
            hosts,
            countries,
            ..
        } = &self.trends;
        [
            ("domains", self.words.trends_domains(), domains),
            ("hosts", self.words.trends_hosts(), hosts),
            ("countries", self.words.trends_countries(), countries),
        ]
    }

    /// The words for a name: defanged, so that nobody follows it by accident.
    fn name(&self, trend: &Trend) -> Cow<'static, str> {
        match &*trend.name {
            NONE => self.words.statistics_none(),
            name => defang(name).into(),
        }
    }

    /// The domains that grow.
    fn growing(&self) -> Vec<&Trend> {
        let domains = self.trends.domains.iter();
        domains.filter(|trend| trend.grows()).collect()
    }
}

/// Hours as days with one digit.
fn days(hours: u64) -> String {
    let tenths = (hours * 10 + 12) / 24;
    format!("{}.{}", tenths / 10, tenths % 10)
}
