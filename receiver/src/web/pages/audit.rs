//! The log of every act, the newest first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use model::audit::LogEntry;
use model::rights::Right;
use serde::Deserialize;

use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    head: String,
    entries: Vec<LogEntry>,
    older: Option<u64>,
}

/// The entries to show: those before this place in the log, or the newest ones.
#[derive(Deserialize)]
struct Wanted {
    before: Option<u64>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/audit",
        Right::Audit,
        Logs::Nothing("the log itself"),
        page,
    )]
}

/// `GET /audit`: one page of the log.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let page = desk.casework.log(wanted.before).await?;
    render(&AuditPage {
        layout: desk.layout(&actor).await?.in_words(words),
        when: desk.when(words),
        head: page.head,
        entries: page.entries,
        older: page.older,
    })
}
