//! Hosts and domains by month, for those who lead.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::audit::ActName;
use model::defang::defang;
use model::rights::Right;

use super::chart::{self, Chart, Drawing};
use crate::figures::{Trend, Trends};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
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
    /// The domains as bars; none if there are no items.
    fn chart(&self) -> Option<Chart<'_>> {
        let domains = self.trends.domains.iter().map(|trend| {
            let counts = trend.by_month.iter().map(|(count, _)| *count);
            (Cow::from(defang(&trend.name)), counts.collect())
        });
        let drawing = Drawing {
            name: "trends",
            title: self.words.trends_domains(),
            summary: chart::summary(self.words, &self.trends.months),
            months: &self.trends.months,
            totals: &self.totals,
            rows: domains.collect(),
            rest: self.words.trends_others(),
        };
        (!self.trends.domains.is_empty())
            .then(|| Chart::draw(drawing))
            .flatten()
    }

    /// The lists, each with its name for ids.
    fn lists(&self) -> [(&'static str, Cow<'static, str>, &[Trend]); 2] {
        let Trends { domains, hosts, .. } = &self.trends;
        [
            ("domains", self.words.trends_domains(), domains),
            ("hosts", self.words.trends_hosts(), hosts),
        ]
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
