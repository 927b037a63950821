//! The desk's pages: the queue, and one report. Text only, no script, no link to what was
//! reported.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use shared::report::{Location, Report, Text};

use super::Desk;
use super::defang::{defang, defang_prose, visible};
use crate::clock::Timestamp;
use crate::problem::Problem;
use crate::queue::{Depth, Stored};

/// Reports on the page of the queue.
const LISTED: usize = 100;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage<'a> {
    hotline: &'a str,
    depth: Depth,
    reports: Vec<QueueRow>,
}

struct QueueRow {
    id: String,
    priority: &'static str,
    received: String,
    category: &'static str,
    locations: usize,
    language: String,
    state: &'static str,
    attempts: u32,
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage<'a> {
    hotline: &'a str,
    id: String,
    received: String,
    priority: &'static str,
    locations: Vec<(&'static str, Vec<Field>)>,
    details: Vec<Field>,
    description: Option<String>,
}

/// What a field is called, and what stands in it, safe to look at.
type Field = (&'static str, String);

/// `GET /`: what is in the queue.
pub async fn queue(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let stored = desk.store.list(LISTED).await?;
    let now = desk.clock.now();
    let depth = desk.store.depth(now).await?;
    let reports = stored
        .iter()
        .map(|stored| queue_row(&desk, stored, now))
        .collect();
    render(&QueuePage {
        hotline: &desk.hotline,
        depth,
        reports,
    })
}

/// `GET /reports/{id}`: one report.
pub async fn report(
    State(desk): State<Arc<Desk>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let stored = desk.store.find(id).await?.ok_or(Problem::NotFound)?;
    let report = desk.open(&stored).map_err(|error| {
        tracing::error!(%error, %id, "a report cannot be shown");
        Problem::Unavailable
    })?;
    render(&ReportPage {
        hotline: &desk.hotline,
        id: id.to_string(),
        received: stored.received.to_string(),
        priority: stored.priority.name(),
        locations: report.locations.iter().map(location).collect(),
        details: details(&report),
        description: report
            .description
            .as_ref()
            .map(|text| defang_prose(text.as_str())),
    })
}

/// How the desk's pages look, and the public statistics.
pub(crate) const STYLE: &str = concat!(
    include_str!("../../templates/desk.css"),
    include_str!("../../templates/statistics.css")
);

/// `GET /desk.css`: how the pages look.
pub async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (headers, STYLE)
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

fn queue_row(desk: &Desk, stored: &Stored, now: Timestamp) -> QueueRow {
    let report = desk.open(stored).ok();
    let report = report.as_ref();
    QueueRow {
        id: stored.id.to_string(),
        priority: stored.priority.name(),
        received: stored.received.to_string(),
        category: report.map_or("unreadable", |report| report.category.name()),
        locations: report.map_or(0, |report| report.locations.len()),
        language: report.map_or_else(String::new, |report| report.language.as_str().to_owned()),
        state: stored.state(now).name(),
        attempts: stored.attempts,
    }
}

fn location(location: &Location) -> (&'static str, Vec<Field>) {
    match location {
        Location::Web { url, referrer } => (
            "web",
            fields([("url", text(url)), ("referrer", optional(referrer))]),
        ),
        Location::Social {
            platform,
            url,
            handle,
            posted_on,
        } => (
            "social",
            fields([
                ("platform", text(platform)),
                ("url", optional(url)),
                ("handle", optional(handle)),
                ("posted on", optional(posted_on)),
            ]),
        ),
        Location::Chat { app, handle } => (
            "chat",
            fields([("app", text(app)), ("room or handle", optional(handle))]),
        ),
        Location::Game { name, handle } => (
            "game or app",
            fields([("name", text(name)), ("handle", optional(handle))]),
        ),
        Location::Newsgroup {
            group,
            server,
            sender,
            date,
            subject,
        } => (
            "newsgroup",
            fields([
                ("group", text(group)),
                ("server", optional(server)),
                ("sender", optional(sender)),
                ("date", optional(date)),
                ("subject", optional(subject)),
            ]),
        ),
        Location::FileSharing {
            file_name,
            search_terms,
            magnet,
            client,
        } => (
            "file sharing",
            fields([
                ("file name", optional(file_name)),
                ("search terms", optional(search_terms)),
                ("hash or magnet", optional(magnet)),
                ("client", optional(client)),
            ]),
        ),
        Location::Onion { url } => ("onion", fields([("url", text(url))])),
        Location::Email {
            sender,
            subject,
            date,
        } => (
            "email",
            fields([
                ("sender", text(sender)),
                ("subject", optional(subject)),
                ("date", optional(date)),
            ]),
        ),
        Location::Other { text: words } => ("other", fields([("text", text(words))])),
    }
}

fn details(report: &Report) -> Vec<Field> {
    let yes = |answer: bool| if answer { "yes" } else { "no" }.to_owned();
    let list = |names: Vec<&'static str>| (!names.is_empty()).then(|| names.join(", "));
    let content_types = report
        .content_types
        .iter()
        .map(|kind| kind.name())
        .collect();
    let payment_methods = report
        .payment_methods
        .iter()
        .map(|way| way.name())
        .collect();
    fields([
        ("category", Some(report.category.name().to_owned())),
        ("child in danger", report.child_in_danger.map(yes)),
        (
            "age of the youngest",
            report.age_hint.map(|age| age.name().to_owned()),
        ),
        ("kinds of material", list(content_types)),
        ("observed on", optional(&report.observed_on)),
        (
            "paid access",
            report.paid_access.map(|paid| paid.name().to_owned()),
        ),
        ("payment methods", list(payment_methods)),
        (
            "site credentials",
            report.site_credentials.as_ref().map(|_| "given".to_owned()),
        ),
        ("wants feedback", report.feedback.then(|| yes(true))),
        ("states good faith", report.good_faith.then(|| yes(true))),
        ("language", text(&report.language)),
        ("partner", optional(&report.partner)),
    ])
}

fn fields<const N: usize>(all: [(&'static str, Option<String>); N]) -> Vec<Field> {
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

fn text<R>(text: &Text<R>) -> Option<String> {
    let text = text.as_str();
    Some(if text.contains("://") || text.contains('@') {
        defang(text)
    } else {
        visible(text)
    })
}

fn optional<R>(text: &Option<Text<R>>) -> Option<String> {
    text.as_ref().and_then(self::text)
}
