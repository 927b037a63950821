//! Problems as HTML pages.

use std::borrow::Cow;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::desk::Desk;
use super::language::words_for;
use super::layout::Layout;
use super::plain;
use super::problem::Problem;

#[derive(Template)]
#[template(path = "error_page.html")]
pub(super) struct ErrorPage<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) reason: Cow<'static, str>,
    /// Whether it is certain that nothing was changed.
    pub(super) is_undone: bool,
    /// HTML with the texts of a refused form.
    pub(super) typed: String,
}

/// Middleware: replaces a problem document by an HTML page with the same status.
pub(super) async fn as_page(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers().clone();
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().copied() else {
        return response;
    };
    let words = words_for(desk.language, response.extensions(), &headers);
    let page = ErrorPage {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        reason: plain::reason(problem, words),
        is_undone: true,
        typed: String::new(),
    };
    match page.render() {
        Ok(html) => {
            let (mut parts, _) = response.into_parts();
            let page = Html(html).into_response();
            parts.headers.extend(page.headers().clone());
            Response::from_parts(parts, page.into_body())
        }
        Err(error) => {
            tracing::error!(%error, "a page cannot be rendered");
            response
        }
    }
}
