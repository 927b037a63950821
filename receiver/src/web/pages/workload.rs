//! The work of each person, for those who lead.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::rights::Right;

use crate::casework::Workload;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::web::when::When;
use crate::words::Words;

#[derive(Template)]
#[template(path = "workload.html")]
struct WorkloadPage<'a> {
    layout: Layout<'a>,
    when: When<'a>,
    workload: Workload,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::page(
        "/workload",
        Right::Review,
        Logs::Nothing("numbers of cases, without content"),
        page,
    )]
}

/// `GET /workload`: open cases and verdicts by person.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    render(&WorkloadPage {
        layout: desk.layout(&actor).await?.in_words(words),
        workload: desk.casework.workload().await?,
        when: desk.when(words),
    })
}
