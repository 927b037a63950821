//! The search for cases. What was searched for is in a form, not in an address: browsers and proxies keep
//! addresses.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use model::audit::ActName;
use model::rights::Right;
use shared::limits::URL_CHARS;

use crate::casework::{Found, FoundBy, FoundWords};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::Fields;
use crate::web::layout::{Layout, render};
use crate::web::present::state_words;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::{Text, Words};

/// The page's message at a text that no location can have.
const TOO_LONG: Text = Words::problem_search_too_long;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    layout: Layout<'a>,
    /// What was searched for; empty before the first search.
    text: &'a str,
    found: Vec<Found>,
    in_words: Option<FoundWords>,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page(
            "/search",
            Right::Work,
            Logs::Nothing("a form without content"),
            page,
        ),
        Route::form(
            "/search",
            "/search",
            Right::Work,
            Logs::Read(ActName::Search),
            search,
        ),
    ]
}

/// `GET /search`: the form.
async fn page(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
) -> Result<Response, Problem> {
    render(&SearchPage {
        layout: desk.layout(&actor).await?.in_words(words),
        text: "",
        found: Vec::new(),
        in_words: None,
    })
}

/// `POST /search`: the cases that were found.
async fn search(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    form: Fields,
) -> Result<Response, Problem> {
    let text: String = form.parse("text")?;
    if text.chars().count() > URL_CHARS {
        return Err(Problem::field("text", TOO_LONG));
    }
    let (mut found, mut in_words) = (Vec::new(), None);
    if form.get("in") == Some("words") {
        let after = form.optional("after")?;
        in_words = Some(desk.casework.find_words(&actor, &text, after).await?);
    } else {
        found = desk.casework.find(&actor, &text).await?;
    }
    render(&SearchPage {
        layout: desk.layout(&actor).await?.in_words(words),
        text: &text,
        found,
        in_words,
    })
}

impl SearchPage<'_> {
    /// What the cases of a group have in common.
    fn heading(&self, by: FoundBy) -> Cow<'static, str> {
        let words = self.layout.words;
        match by {
            FoundBy::Number => words.search_number(),
            FoundBy::Address => words.search_address(),
            FoundBy::Host => words.search_host(),
            FoundBy::Domain => words.search_domain(),
            FoundBy::Account => words.search_account(),
            FoundBy::Parcel => words.search_parcel(),
        }
    }

    /// The place behind which the search for words goes on.
    fn next(&self) -> Option<String> {
        let next = self.in_words.as_ref()?.next?;
        Some(next.to_string())
    }
}
