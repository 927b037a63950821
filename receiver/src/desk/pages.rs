//! The desk's pages. Text only, no script, no link to what was reported.

mod account;
mod audit;
mod case;
mod cases;
pub(super) mod fields;
mod findings;
mod handoffs;
pub(crate) mod login;
mod openid;
mod queue;
mod shown;
mod staff;
mod tokens;
mod welcome;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};

use super::doors::Door;
use super::frame::Frame;
use super::role::Right;
use crate::problem::Problem;

/// What is shown once and never again.
#[derive(Template)]
#[template(path = "shown_once.html")]
struct ShownOncePage<'a> {
    frame: Frame<'a>,
    title: String,
    words: &'static str,
    secret: &'a str,
    back: &'static str,
}

/// The doors of every page.
pub(super) fn doors() -> Vec<Door> {
    let mut doors = vec![
        Door::page("/", Right::Look, queue::queue),
        Door::form("/take", Right::Work, queue::take),
        Door::form("/close", Right::Work, queue::close),
        Door::page("/reports/{id}", Right::Work, queue::report),
        Door::page("/cases", Right::Look, cases::list),
        Door::page("/cases/{id}", Right::Work, case::page),
        Door::form("/cases/{id}/step", Right::Work, case::step),
        Door::form("/cases/{id}/findings", Right::Work, findings::record),
        Door::form("/cases/{id}/note", Right::Work, case::note),
        Door::form("/cases/{id}/assign", Right::Work, case::assign),
        Door::form("/cases/{id}/notice", Right::Work, case::hold_notice),
        Door::form("/cases/{id}/hand-off", Right::Work, handoffs::hand_off),
        Door::form("/cases/{id}/reveal", Right::Work, case::reveal),
    ];
    doors.extend(account::doors());
    doors.extend(staff::doors());
    doors.extend(tokens::doors());
    doors.extend(audit::doors());
    doors
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

pub(super) fn render(page: &impl Template) -> Result<Response, Problem> {
    match page.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            Err(Problem::Unavailable)
        }
    }
}
