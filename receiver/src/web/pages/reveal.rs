//! Reveals hidden parts of a case: contact, credentials, exact locations.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::audit::ActName;
use model::defang::visible;
use model::rights::Right;
use shared::report::ReportId;

use crate::casework::{Revealed, Secret};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId};
use crate::web::layout::{Layout, render};
use crate::web::present::{self, Field, short};
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};

#[derive(Template)]
#[template(path = "revealed.html")]
struct RevealedPage<'a> {
    layout: Layout<'a>,
    id: ReportId,
    what: &'static str,
    texts: Vec<Field>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![Route::form(
        "/cases/{id}/reveal",
        Right::Work,
        Logs::Read(ActName::Reveal),
        reveal,
    )]
}

/// `POST /cases/{id}/reveal`: shows a hidden part of a case, and logs it.
async fn reveal(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    PageId(id): PageId,
    form: Fields,
) -> Result<Response, Problem> {
    let secret = match form.get("what").unwrap_or_default() {
        "contact" => Secret::Contact,
        "credentials" => Secret::Credentials,
        _ => Secret::Location(form.parse("location")?),
    };
    let revealed = desk.casework.reveal(&actor, id, secret).await?;
    render(&RevealedPage {
        layout: Layout::of(&desk.hotline, &actor),
        id,
        what: secret.name(),
        texts: texts(&revealed),
    })
}

fn texts(revealed: &Revealed) -> Vec<Field> {
    match revealed {
        Revealed::Contact(contact) => vec![("email", visible(contact.as_str()))],
        Revealed::Credentials(credentials) => vec![
            ("user", visible(credentials.user.as_str())),
            ("password", visible(credentials.password.as_str())),
        ],
        Revealed::Location(location) => vec![("exactly", present::exact(location))],
    }
}
