//! The work of each person, for those who lead.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::rights::Right;
use model::time::Hour;

use crate::casework::Workload;
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::layout::{Layout, render};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "workload.html")]
struct WorkloadPage<'a> {
    layout: Layout<'a>,
    desk: &'a Desk,
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
        desk: &desk,
    })
}

impl WorkloadPage<'_> {
    /// The day of an hour, in the hotline's time zone.
    fn day(&self, hour: &Hour) -> String {
        let calendar = self.desk.casework.calendar();
        calendar.today(hour.begin()).to_string()
    }
}
