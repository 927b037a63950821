//! Nothing that was typed is lost: a form that was refused is answered with its page, in which the
//! form holds what was typed, with the reason.

mod fill;
mod pages;
mod typed;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use getrandom::{SysRng, rand_core::UnwrapErr};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tower::ServiceExt;

use self::fill::{Shown, WrongField};
use self::typed::Typed;
use super::auth::is_own_form;
use super::confirm::Asked;
use super::cookies::{CookieKind, Cookies};
use super::desk::Desk;
use super::form::FORM_BYTES;
use super::language::words_for;
use super::once;
use super::plain::{self, LastChange};
use super::problem::Problem;
use crate::words::Words;

/// Maximum bytes of a form that is shown again. It may be longer than a handler accepts.
const KEPT_BYTES: usize = 2 * FORM_BYTES;

/// Maximum bytes of a form from a browser without the cookie of a session, which may be anybody's.
const STRANGERS_BYTES: usize = 64 * 1024;

/// Maximum time until a form is received.
const SENDING: Duration = Duration::from_secs(30);

/// The pages of the desk, and which of them shows which form.
#[derive(Clone)]
pub(super) struct Refill {
    desk: Arc<Desk>,
    pages: Router,
    /// The address of the page for the address of each form.
    shown_on: Arc<HashMap<&'static str, &'static str>>,
}

/// A form that was sent.
struct Sent {
    path: String,
    /// The page that shows the form, with the query that it had.
    page: String,
    headers: HeaderMap,
    typed: Typed,
}

/// A page, and the last change of the case that it shows.
type Page = (String, Option<LastChange>);

impl Refill {
    /// The pages of this router, and the page of each form.
    pub(super) fn new(
        desk: Arc<Desk>,
        pages: Router,
        shown_on: HashMap<&'static str, &'static str>,
    ) -> Self {
        Self {
            desk,
            pages,
            shown_on: Arc::new(shown_on),
        }
    }

    /// The page of the form to which this request goes; `None` if it goes to no form.
    fn page_of(&self, request: &Request) -> Option<String> {
        if *request.method() != Method::POST {
            return None;
        }
        let form = request.extensions().get::<MatchedPath>()?.as_str();
        let page = self.shown_on.get(form)?;
        let path = with_gaps_filled(page, form, request.uri().path());
        Some(path.clone() + &query_of(&path, request.headers()))
    }

    /// Answers a form; with its page if it is refused.
    async fn answer(&self, page: String, request: Request, next: Next) -> Response {
        let is_own = is_own_form(self.desk.public_url.as_ref(), request.headers());
        let session = Cookies::of(&self.desk).get(CookieKind::Session, request.headers());
        let most = session.map_or(STRANGERS_BYTES, |_| KEPT_BYTES);
        let (mut parts, body) = request.into_parts();
        let body = match timeout(SENDING, to_bytes(body, most)).await {
            Ok(Ok(body)) => body,
            Ok(Err(_)) => return self.unread(Problem::TooLarge, &parts),
            Err(_) => return self.unread(Problem::Overdue, &parts),
        };
        let sent = Sent {
            path: parts.uri.path().to_owned(),
            page,
            headers: parts.headers.clone(),
            // A file is not filled in again: a browser lets nobody but its user choose one.
            typed: match is_file(&parts.headers) {
                true => Typed::read(&[]),
                false => Typed::read(&body),
            },
        };
        let body = once::taken_out(&mut parts, &body);
        let refusal = next.run(Request::from_parts(parts, Body::from(body))).await;
        // A page of another site does not decide what a form here holds.
        let problem = refusal.extensions().get::<Problem>().filter(|_| is_own);
        let words = words_for(self.desk.language, refusal.extensions(), &sent.headers);
        let page = match (problem.copied(), refusal.extensions().get::<Asked>()) {
            (None, _) => return refusal,
            (Some(_), Some(asked)) => {
                pages::confirm(&self.desk, words, &sent.path, asked, sent.typed.all())
            }
            (Some(problem), None) => self.refused(sent, problem, words).await,
        };
        replaced(refusal, page)
    }

    /// The answer to a form that was not received as a whole.
    fn unread(&self, problem: Problem, request: &Parts) -> Response {
        let words = words_for(self.desk.language, &request.extensions, &request.headers);
        let page = pages::error(&self.desk, words, problem, &[]);
        replaced(problem.into_response(), page)
    }

    /// The page for a form that was refused.
    async fn refused(&self, sent: Sent, problem: Problem, words: Words) -> Option<String> {
        let page = match problem {
            Problem::Unauthorized => None,
            _ => self.page(&sent).await,
        };
        let desk = self.desk.clone();
        // A page with many fields takes so long that other requests would wait.
        let made = spawn_blocking(move || sent.refused(&desk, words, problem, page));
        made.await.ok()?
    }

    /// The page as it is now, for the session that sent the form, and its last change.
    async fn page(&self, sent: &Sent) -> Option<Page> {
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = sent.page.parse().ok()?;
        for name in [header::ACCEPT_LANGUAGE, header::COOKIE, header::HOST] {
            for value in sent.headers.get_all(&name) {
                request.headers_mut().append(&name, value.clone());
            }
        }
        let Ok(mut response) = self.pages.clone().oneshot(request).await;
        if response.status() != StatusCode::OK || !is_html(&response) {
            return None;
        }
        let last = response.extensions_mut().remove();
        let body = to_bytes(response.into_body(), usize::MAX).await.ok()?;
        Some((String::from_utf8(body.into()).ok()?, last))
    }
}

impl Sent {
    /// The page for this form, which was refused: its own page, if that can be shown.
    fn refused(
        mut self,
        desk: &Desk,
        words: Words,
        problem: Problem,
        page: Option<Page>,
    ) -> Option<String> {
        if problem == Problem::Unauthorized {
            return pages::lost_session(desk, words, &self.path, &self.page, self.typed.all());
        }
        let Some((html, last)) = page else {
            return pages::error(desk, words, problem, &self.typed.without_place());
        };
        let shown = Shown::read(&html, &self.path, &self.typed);
        let reason = match problem {
            Problem::Conflict => {
                let is_as_seen = shown.is_as_seen(&self.typed);
                plain::conflict(last.as_ref(), is_as_seen, desk.when(words))
            }
            _ => plain::reason(problem, words),
        };
        let wrong = match problem {
            Problem::Field { field, reason } => Some(WrongField {
                field,
                words: reason.in_words(words),
            }),
            _ => None,
        };
        let filled = shown.fill(&mut self.typed, wrong);
        let left = self.typed.without_place();
        let top = pages::refusal(words, problem, &reason, !filled.is_at_field, &left)?;
        Some(filled.with(top))
    }
}

/// Middleware: answers a refused form with its page, and marks each form of every page.
pub(super) async fn kept(State(refill): State<Refill>, request: Request, next: Next) -> Response {
    let response = match refill.page_of(&request) {
        Some(page) => refill.answer(page, request, next).await,
        None => next.run(request).await,
    };
    if !is_html(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // Every page is in memory, which cannot fail.
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let page = String::from_utf8_lossy(&body);
    let marked = once::marked(&page, &mut UnwrapErr(SysRng));
    replaced(Response::from_parts(parts, Body::empty()), Some(marked))
}

/// The answer with another page.
fn replaced(response: Response, page: Option<String>) -> Response {
    let Some(page) = page else { return response };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let html = Html(page).into_response();
    if let Some(kind) = html.headers().get(header::CONTENT_TYPE) {
        parts.headers.insert(header::CONTENT_TYPE, kind.clone());
    }
    Response::from_parts(parts, html.into_body())
}

/// Whether a form holds a file (RFC 7578).
fn is_file(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    media_type.is_some_and(|value| value.starts_with("multipart/form-data"))
}

fn is_html(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let kind = kind.map(HeaderValue::as_bytes).unwrap_or_default();
    kind.starts_with(b"text/html")
}

/// The address of a page with gaps, filled as in the path of the form: `/staff/{name}` becomes
/// `/staff/anna`, for the path `/staff/anna/role` of the form `/staff/{name}/role`.
fn with_gaps_filled(page: &str, form: &str, path: &str) -> String {
    let gaps = form.split('/').zip(path.split('/'));
    let gaps = gaps.filter(|(gap, _)| gap.starts_with('{'));
    gaps.fold(page.to_owned(), |page, (gap, value)| {
        page.replace(gap, value)
    })
}

/// The query of the page at this path from which the form was sent, such as a filter; empty if the
/// form was sent from another page.
fn query_of(path: &str, headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER);
    let referer = referer.and_then(|referer| referer.to_str().ok()?.parse::<Uri>().ok());
    referer
        .filter(|referer| referer.path() == path)
        .and_then(|referer| Some(format!("?{}", referer.query()?)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_the_gaps_of_its_form() {
        for (page, form, path, expected) in [
            (
                "/staff/{name}",
                "/staff/{name}/role",
                "/staff/anna/role",
                "/staff/anna",
            ),
            (
                "/cases/{id}",
                "/cases/{id}/hand-off/settle",
                "/cases/7/hand-off/settle",
                "/cases/7",
            ),
            (
                "/tokens",
                "/tokens/{key}/revoke",
                "/tokens/a/revoke",
                "/tokens",
            ),
        ] {
            assert_eq!(with_gaps_filled(page, form, path), expected);
        }
    }

    #[test]
    fn a_page_keeps_its_query() {
        let query = |referer: &'static str| {
            let value = HeaderValue::from_static(referer);
            query_of("/", &HeaderMap::from_iter([(header::REFERER, value)]))
        };
        assert_eq!(
            query("https://desk.example/?priority=high"),
            "?priority=high"
        );
        assert_eq!(query("https://desk.example/"), "");
        assert_eq!(query("https://desk.example/cases?state=any"), "");
    }
}
