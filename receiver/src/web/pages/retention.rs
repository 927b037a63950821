//! The retention page: parts of closed cases that are due to be deleted.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::rights::Right;
use store::RecordKind;

use crate::casework::Due;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

/// Number of days that the page looks ahead.
const AHEAD_DAYS: u64 = 30;

#[derive(Template)]
#[template(path = "retention.html")]
struct RetentionPage<'a> {
    layout: Layout<'a>,
    ahead_days: u64,
    rows: Vec<PartRow>,
}

struct PartRow {
    part: &'static str,
    days: u32,
    now: u64,
    soon: u64,
    oldest: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/retention",
        Right::Retention,
        Logs::Nothing("counts"),
        page,
    )]
}

/// `GET /retention`: the parts that are due now, and those due within [`AHEAD_DAYS`].
async fn page(State(desk): State<Arc<Desk>>, Caller(actor): Caller) -> Result<Response, Problem> {
    let now = desk.casework.due(0).await?;
    let soon = desk.casework.due(AHEAD_DAYS * 24 * 3600).await?;
    render(&RetentionPage {
        layout: desk.layout(&actor).await?,
        ahead_days: AHEAD_DAYS,
        rows: now.iter().zip(&soon).map(row).collect(),
    })
}

fn row((now, soon): (&Due, &Due)) -> PartRow {
    PartRow {
        part: title(now.part),
        days: now.days,
        now: now.cases,
        soon: soon.cases.saturating_sub(now.cases),
        oldest: soon
            .oldest
            .map_or_else(String::new, |hour| hour.to_string()),
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
