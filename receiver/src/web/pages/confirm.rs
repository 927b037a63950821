//! The page that asks for a confirmation, for what is opened by a link; a form that needs one is
//! answered with this page itself.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::audit::ActName;
use model::rights::Right;

use super::login::{Wanted, local};
use crate::web::auth::OwnSession;
use crate::web::confirm::{Asked, PATH};
use crate::web::desk::Desk;
use crate::web::form::Form;
use crate::web::layout;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

/// The routes of this page.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            PATH,
            Right::Look,
            Logs::Nothing("the form of a confirmation"),
            page,
        ),
        Route::form(
            PATH,
            PATH,
            Right::Look,
            Logs::Act(&[ActName::Confirmed]),
            go_on,
        )
        .confirmed(),
    ]
}

/// `GET /confirm`: asks for a confirmation, unless there was one lately.
async fn page(
    State(desk): State<Arc<Desk>>,
    session: OwnSession,
    words: Words,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let to = local(&wanted.to);
    if session.is_confirmed {
        return layout::render(&super::ConfirmedPage {
            layout: layout::Layout::for_nobody(&desk.hotline).in_words(words),
            to,
        });
    }
    let page = Asked::of(&session).page(&desk, words, PATH, &[("to", to)], String::new());
    Ok(Html(page.map_err(layout::unrendered)?).into_response())
}

/// `POST /confirm`: goes on to what was wanted, after the confirmation.
async fn go_on(Form(wanted): Form<Wanted>) -> Redirect {
    Redirect::to(local(&wanted.to))
}
