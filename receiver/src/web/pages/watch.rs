//! The numbers of the queue, on a page that loads itself again. It shows no report and has nothing to choose or to
//! fill in, so that nobody loses anything; whoever opens it asks for that, and leaves it by a link.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::queue::Depth;
use model::rights::Right;

use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::QueryFields;
use crate::web::layout::{DANGER_CASES, Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

/// Seconds until the page loads itself again.
const EVERY: u16 = 30;

/// Number of times that the page does so: for half an hour, so that a session that somebody left ends.
const TIMES: u16 = 60;

#[derive(Template)]
#[template(path = "watch.html")]
struct WatchPage<'a> {
    layout: Layout<'a>,
    depth: Depth,
    /// Number of times that the page will still load itself again.
    left: u16,
}

impl WatchPage<'_> {
    /// The number of waiting reports that say that a child is in danger; 0 for those who do not work on reports.
    fn in_danger(&self) -> u64 {
        self.layout.work.map_or(0, |work| work.danger)
    }

    /// The same, with those in cases that nobody has.
    fn in_danger_at_all(&self) -> u64 {
        self.in_danger() + self.layout.danger_cases()
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/watch",
        Right::Look,
        Logs::Nothing("numbers of reports, without content"),
        page,
    )]
}

/// `GET /watch`: the numbers of the queue.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    let left = asked.optional("left")?.unwrap_or(TIMES).min(TIMES);
    let page = render(&WatchPage {
        layout: desk.layout(&actor).await?.in_words(words),
        depth: desk.casework.depth(&actor).await?,
        left,
    })?;
    let next = left.checked_sub(1);
    let refresh = next.map(|next| [(header::REFRESH, format!("{EVERY}; url=/watch?left={next}"))]);
    Ok((refresh, page).into_response())
}
