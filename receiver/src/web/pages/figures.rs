//! The figures for those who lead: pages and files.

use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::Arc;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use model::actor::Actor;
use model::audit::ActName;
use model::life::End;
use model::rights::Right;
use model::time::Day;
use model::worksheet::Answer;

use crate::casework::{CaseError, PeriodAsked};
use crate::figures::{Action, Fact, Figures, NONE, Notices, Times, export};
use crate::web::attachment::{CSV, attachment};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, QueryFields};
use crate::web::layout::{Layout, render};
use crate::web::present::standing_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage<'a> {
    layout: Layout<'a>,
    period: Period,
    figures: Figures,
}

#[derive(Template)]
#[template(path = "notices.html")]
struct NoticesPage<'a> {
    layout: Layout<'a>,
    period: Period,
    notices: Notices,
}

/// The form for a period, and the years on offer.
struct Period {
    from: Day,
    to: Day,
    years: Vec<u16>,
}

impl Period {
    fn new(desk: &Desk, days: &RangeInclusive<Day>) -> Self {
        let year = desk.casework.today().year();
        Self {
            from: *days.start(),
            to: *days.end(),
            years: (year.saturating_sub(4)..=year).rev().collect(),
        }
    }

    /// The query of an address for the same days.
    fn query(&self) -> String {
        format!("?from={}&to={}", self.from, self.to)
    }
}

pub(super) fn routes() -> Vec<Route> {
    let logs = || Logs::Read(ActName::ReadFigures);
    vec![
        Route::page("/figures", Right::Figures, logs(), page),
        Route::page("/figures.csv", Right::Figures, logs(), counts_file),
        Route::page("/figures/items.csv", Right::Figures, logs(), items_file),
        Route::page("/figures/notices", Right::Figures, logs(), notices_page),
        Route::page("/figures/notices.csv", Right::Figures, logs(), notices_file),
    ]
}

/// `GET /figures`: the counts of a period.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(fields): QueryFields,
) -> Result<Response, Problem> {
    let days = desk.casework.period(asked(&fields)?)?;
    render(&FiguresPage {
        layout: desk.layout(&actor).await?.in_words(words),
        period: Period::new(&desk, &days),
        figures: desk.casework.figures(&actor, &days).await?,
    })
}

/// `GET /figures.csv`: the counts for spreadsheets.
async fn counts_file(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    QueryFields(fields): QueryFields,
) -> Result<Response, Problem> {
    let days = desk.casework.period(asked(&fields)?)?;
    let counts = export::figures(&desk.casework.figures(&actor, &days).await?)?;
    file("figures", &days, counts)
}

/// `GET /figures/items.csv`: a line for each item.
async fn items_file(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    QueryFields(fields): QueryFields,
) -> Result<Response, Problem> {
    let days = desk.casework.period(asked(&fields)?)?;
    items(desk, &actor, days).await
}

/// `GET /figures/notices`: the notices of a period.
async fn notices_page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(fields): QueryFields,
) -> Result<Response, Problem> {
    let days = desk.casework.period(asked(&fields)?)?;
    render(&NoticesPage {
        layout: desk.layout(&actor).await?.in_words(words),
        period: Period::new(&desk, &days),
        notices: desk.casework.notices(&actor, &days).await?,
    })
}

/// `GET /figures/notices.csv`: the same for spreadsheets.
async fn notices_file(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    QueryFields(fields): QueryFields,
) -> Result<Response, Problem> {
    let days = desk.casework.period(asked(&fields)?)?;
    let notices = export::notices(&desk.casework.notices(&actor, &days).await?)?;
    file("notices", &days, notices)
}

/// The items of these days as a file, which is read from the store while it is sent. Logs the read first.
pub(in crate::web) async fn items(
    desk: Arc<Desk>,
    actor: &Actor,
    days: RangeInclusive<Day>,
) -> Result<Response, Problem> {
    desk.casework.log_figures(actor, "items", &days).await?;
    let head = export::items_head()?;
    let head = stream::iter([Ok::<_, CaseError>(Bytes::from(head))]);
    let period = days.clone();
    let pages = stream::try_unfold(Some(None), move |after| {
        let (desk, days) = (desk.clone(), days.clone());
        async move {
            let Some(after) = after else {
                return Ok(None);
            };
            let (rows, next) = desk.casework.figure_rows(&days, after).await?;
            let lines = export::items(&rows).map_err(CaseError::Table)?;
            Ok(Some((Bytes::from(lines), next.map(Some))))
        }
    });
    file("items", &period, Body::from_stream(head.chain(pages)))
}

/// A file with the days of its period in its name.
fn file(
    name: &str,
    days: &RangeInclusive<Day>,
    body: impl IntoResponse,
) -> Result<Response, Problem> {
    let name = format!("{name}-{}-{}.csv", days.start(), days.end());
    Ok((attachment(&name, CSV)?, body).into_response())
}

/// The days in a query.
fn asked(fields: &Fields) -> Result<PeriodAsked, Problem> {
    Ok(PeriodAsked {
        from: fields.optional("from")?,
        to: fields.optional("to")?,
        year: fields.optional("year")?,
    })
}

/// A count and its share of all, such as `12 (34 %)`.
fn share(times: &Times, within: u64) -> String {
    match times.percent(within) {
        Some(percent) => format!("{within} ({percent} %)"),
        None => String::new(),
    }
}

/// A value of a table in words. Countries and hosts are names.
fn value(words: Words, by: Fact, value: &str) -> Cow<'_, str> {
    let name = value.to_owned();
    match by {
        Fact::Origin if value == NONE => words.figures_public(),
        _ if value == NONE => words.statistics_none(),
        Fact::Origin | Fact::Country | Fact::Provider => value.into(),
        Fact::Category | Fact::CategoryOfIllegal => words.choice_category(name),
        Fact::State => standing_words(words, value),
        Fact::Classification => words.choice_classification(name),
        Fact::AgeGroup => words.choice_age_group(name),
        Fact::Gender => words.choice_gender(name),
        Fact::Commerciality => words.choice_commerciality(name),
        Fact::SiteType => words.choice_site_type(name),
        Fact::Region => words.figures_region(name),
        Fact::Referral => with_hotline(value, |told| match told {
            NONE => words.figures_no_answer_yet(),
            told => words.hand_off_outcome(told.to_owned()),
        }),
        Fact::Received => with_hotline(value, |standing| standing_words(words, standing)),
    }
}

/// A hotline, and in words what became of items there or here.
fn with_hotline<'a>(value: &'a str, words: impl Fn(&str) -> Cow<'a, str>) -> Cow<'a, str> {
    match value.split_once(": ") {
        Some((hotline, became)) => format!("{hotline}: {}", words(became)).into(),
        None => value.into(),
    }
}

/// What became of the content after a notice, in words.
fn action(words: Words, action: Action) -> Cow<'static, str> {
    let end = |end: End| words.item_end(end.name());
    let answer = |answer: Answer| words.hand_off_answer(answer.name());
    match action {
        Action::Removed => end(End::Removed),
        Action::Unavailable => end(End::Unavailable),
        Action::Moved => end(End::Moved),
        Action::Refused => end(End::Refused),
        Action::NoAnswer => end(End::NoAnswer),
        Action::AtWork => answer(Answer::AtWork),
        Action::PassedOn => answer(Answer::PassedOn),
        Action::OtherAnswer => answer(Answer::Other),
        Action::NotYet => words.figures_no_answer_yet(),
    }
}
