//! What a page says when it cannot do what was asked: the problem, in words.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use super::Desk;
use super::frame::Frame;
use crate::problem::Problem;

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    frame: Frame<'a>,
    problem: Problem,
}

/// Shows problems of pages as pages, with the same status.
pub(super) async fn as_page(
    State(desk): State<Arc<Desk>>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>().copied() else {
        return response;
    };
    let page = RefusalPage {
        frame: desk.frame_for_nobody(),
        problem,
    };
    match page.render() {
        Ok(html) => {
            let (mut parts, _) = response.into_parts();
            let page = Html(html).into_response();
            parts.headers.extend(page.headers().clone());
            Response::from_parts(parts, page.into_body())
        }
        Err(_) => response,
    }
}
