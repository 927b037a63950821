//! The reporters' form, also at addresses that do not exist, and its look on a partner's page.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;
use super::caching::{FOR_AN_HOUR, cached};
use super::slug::slug_of;
use super::theme::Theme;
use crate::web::host::Host;
use crate::web::problem::Problem;

/// `GET /`: the form, as a page of its own or in a frame.
pub(crate) async fn form(State(site): State<Arc<Site>>, host: Host) -> Response {
    site.page_at(&host).response()
}

/// `GET /p/{partner}`: the same form in the partner's colours. A name that was typed differently leads
/// to the partner as well, and one of which nothing remains to the form without a partner.
pub(crate) async fn partner_form(
    State(site): State<Arc<Site>>,
    host: Host,
    Path(partner): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    site.page_at(&host)
        .partner_response(slug_of(&partner).as_ref(), &theme)
}

/// `GET /answer`: the page on which reporters answer questions, if the hotline asks any.
pub(crate) async fn answers(
    State(site): State<Arc<Site>>,
    host: Host,
) -> Result<Response, Problem> {
    match site.hotline.asks {
        true => Ok(site.page_at(&host).answers_response()),
        false => Err(Problem::NotFound),
    }
}

/// Middleware: a person who comes to an address that does not exist finds the form there.
pub(crate) async fn for_people(
    State(site): State<Arc<Site>>,
    host: Host,
    request: Request,
    next: Next,
) -> Response {
    let accepted = request.headers().get(header::ACCEPT);
    let is_browser =
        accepted.is_some_and(|it| it.to_str().is_ok_and(|it| it.contains("text/html")));
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(Problem::NotFound | Problem::MethodNotAllowed) if is_browser => {
            (response.status(), site.page_at(&host).response()).into_response()
        }
        _ => response,
    }
}

/// `GET /theme.css`: a readable style sheet for the colours in the query.
pub(crate) async fn theme(RawQuery(query): RawQuery) -> Response {
    let theme = Theme::of_query(query.as_deref().unwrap_or_default());
    cached("text/css; charset=utf-8", FOR_AN_HOUR, theme.style_sheet())
}
