//! The log of every act, the newest first.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::render;
use crate::desk::Desk;
use crate::desk::audit::{Broken, ChainedAct, Entry};
use crate::desk::auth::Who;
use crate::desk::doors::Door;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::problem::Problem;

/// Entries on a page.
const LISTED: u64 = 100;

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage<'a> {
    frame: Frame<'a>,
    head: String,
    entries: Vec<Entry>,
    /// The first entry here, if there are older ones.
    older: Option<u64>,
}

/// Which entries.
#[derive(Deserialize)]
struct Wanted {
    /// Those before this one; the newest without it.
    before: Option<u64>,
}

pub(super) fn doors() -> Vec<Door> {
    vec![Door::page("/audit", Right::Audit, page)]
}

/// `GET /audit`.
async fn page(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let last = desk.store.last_act().await?;
    let newest = last.as_ref().map_or(0, |last| last.seq);
    let end = wanted
        .before
        .map_or(newest, |before| newest.min(before.saturating_sub(1)));
    let begin = end.saturating_sub(LISTED);
    let count = usize::try_from(end - begin).unwrap_or(0);
    let acts = desk.store.acts(begin, count).await?;
    let entries: Result<Vec<_>, Broken> = acts.iter().rev().map(ChainedAct::entry).collect();
    render(&AuditPage {
        frame: desk.frame(&who),
        head: last.map_or_else(String::new, |last| last.hash.to_string()),
        entries: entries.map_err(|error| {
            tracing::error!(%error, "the log cannot be shown");
            Problem::Unavailable
        })?,
        older: (begin > 0).then_some(begin + 1),
    })
}
