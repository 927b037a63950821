//! What is due, as a page.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};

use super::{Retention, due};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::doors::Door;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::problem::Problem;
use crate::store::desk::RecordKind;

/// How far the page looks ahead.
const AHEAD_DAYS: u64 = 30;

/// The door of the page.
pub(in crate::desk) fn doors() -> Vec<Door> {
    vec![Door::page("/retention", Right::Retention, page)]
}

#[derive(Template)]
#[template(path = "retention.html")]
struct RetentionPage<'a> {
    frame: Frame<'a>,
    ahead_days: u64,
    rows: Vec<Row>,
}

struct Row {
    part: &'static str,
    days: u32,
    now: usize,
    soon: usize,
    oldest: String,
}

/// `GET /retention`: what goes now, and soon.
async fn page(State(desk): State<Arc<Desk>>, who: Who) -> Result<Response, Problem> {
    let now = desk.clock.now();
    let soon = now.plus_seconds(AHEAD_DAYS * 24 * 3600);
    let due_now = due(&*desk.store, desk.retention, now).await?;
    let due_soon = due(&*desk.store, desk.retention, soon).await?;
    let rows = due_now.iter().zip(due_soon).map(|(now, soon)| Row {
        part: title(now.part),
        days: Retention::days(desk.retention, now.part),
        now: now.cases,
        soon: soon.cases - now.cases.min(soon.cases),
        oldest: soon
            .oldest
            .map_or_else(String::new, |hour| hour.to_string()),
    });
    let page = RetentionPage {
        frame: desk.frame(&who),
        ahead_days: AHEAD_DAYS,
        rows: rows.collect(),
    };
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Err(Problem::Unavailable)
        }
    }
}

fn title(part: RecordKind) -> &'static str {
    match part {
        RecordKind::Contact => "Contact",
        RecordKind::Credentials => "Site credentials",
        RecordKind::Description => "Description",
        RecordKind::Notes => "Notes",
        _ => "Report, assessment and all that is left",
    }
}
