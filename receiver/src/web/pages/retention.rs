//! The retention page: parts of closed cases that are due to be deleted.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::rights::Right;
use model::time::Hour;
use store::RecordKind;

use crate::casework::Due;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

/// Number of days that the page looks ahead.
const AHEAD_DAYS: u64 = 30;

#[derive(Template)]
#[template(path = "retention.html")]
struct RetentionPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    ahead_days: u64,
    rows: Vec<PartRow>,
}

struct PartRow {
    part: Cow<'static, str>,
    days: u32,
    now: u64,
    soon: u64,
    oldest: Option<Hour>,
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
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    let now = desk.casework.due(0).await?;
    let soon = desk.casework.due(AHEAD_DAYS * 24 * 3600).await?;
    render(&RetentionPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
        ahead_days: AHEAD_DAYS,
        rows: now.iter().zip(&soon).map(|due| row(words, due)).collect(),
    })
}

fn row(words: Words, (now, soon): (&Due, &Due)) -> PartRow {
    PartRow {
        part: title(words, now.part),
        days: now.days,
        now: now.cases,
        soon: soon.cases.saturating_sub(now.cases),
        oldest: soon.oldest,
    }
}

fn title(words: Words, part: RecordKind) -> Cow<'static, str> {
    match part {
        RecordKind::Contact => words.retention_contact(),
        RecordKind::Credentials => words.retention_credentials(),
        RecordKind::Description => words.retention_description(),
        RecordKind::Notes => words.retention_notes(),
        _ => words.retention_rest(),
    }
}
