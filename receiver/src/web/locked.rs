//! The desk while it is locked: a page on which people enter the shares of its key, and the answer to everything
//! else. Nobody can log in, because the accounts are sealed to that key.
//!
//! A share comes in the body of a POST alone, so that it is in no address, history or log. The connection that
//! brought it ends with the answer, and its buffers are wiped with it.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::calendar::Calendar;
use model::origin::Origin;
use model::time::Timestamp;
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::auth::is_own_form;
use super::form::Form;
use super::language::words_for;
use super::layout::{Layout, render};
use super::problem::Problem;
use super::when::When;
use crate::lock::{Entered, Lock, NotTaken, PATIENCE, Stage};
use crate::telemetry::Metrics;
use crate::words::{Language, Text, Words};

/// The page on which shares are entered.
pub(crate) const PATH: &str = "/unlock";

/// The same for programs.
pub(crate) const API_PATH: &str = "/v1/unlock";

/// Maximum bytes of a request with a share, which has 101 characters in its groups.
pub(super) const BYTES: usize = 4096;

/// Maximum time for which the last share's answer waits for the desk to start.
const START: Duration = Duration::from_secs(20);

/// The state of the internal listener while the desk is locked.
pub(crate) struct LockedDesk {
    /// The hotline's name, shown on every page.
    pub(crate) hotline: String,
    /// The language of pages for browsers that ask for none of the desk's.
    pub(crate) language: Language,
    /// The origin at which browsers reach the desk, if it is behind a proxy.
    pub(crate) public_url: Option<Origin>,
    /// The names under which requests may reach the desk, in lower case.
    pub(crate) hosts: Arc<[String]>,
    /// The hotline's time zone.
    pub(crate) calendar: Calendar,
    /// The shares that were entered.
    pub(crate) lock: Arc<Lock>,
    /// Counters that both halves share.
    pub(crate) metrics: Arc<Metrics>,
}

#[derive(Template)]
#[template(path = "unlock.html")]
struct UnlockPage<'a> {
    layout: Layout<'a>,
    since: String,
    entered: Vec<Entered>,
    is_opening: bool,
    has_failed: bool,
    minutes: u64,
    wrong: String,
    /// A share that could not be read, to be corrected.
    typed: &'a str,
}

#[derive(Template)]
#[template(path = "locked.html")]
struct LockedPage<'a> {
    layout: Layout<'a>,
}

/// What the page shows of the share that was entered last.
#[derive(Deserialize)]
pub(super) struct Entering {
    /// Why it was not taken.
    #[serde(default)]
    why: String,
    /// The name under which its text is kept, to be corrected.
    #[serde(default)]
    again: String,
}

/// A share, as somebody has typed it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TypedShare {
    share: Zeroizing<String>,
}

/// How far the desk is, for programs.
#[derive(Serialize)]
pub(super) struct Standing {
    /// The time from which on the desk is locked.
    since: Timestamp,
    /// Whether the desk was unlocked.
    is_open: bool,
    /// The shares that were entered, for each split; the newest first.
    entered: Vec<SplitStanding>,
}

#[derive(Serialize)]
struct SplitStanding {
    need: u8,
    numbers: Vec<u8>,
}

impl FromRequestParts<Arc<LockedDesk>> for Words {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        desk: &Arc<LockedDesk>,
    ) -> Result<Self, Self::Rejection> {
        Ok(words_for(desk.language, &parts.extensions, &parts.headers))
    }
}

/// `GET /unlock`: the form for a share, and how many were entered.
pub(super) async fn page(
    State(desk): State<Arc<LockedDesk>>,
    words: Words,
    Query(entering): Query<Entering>,
) -> Result<Response, Problem> {
    let wrong = entering.why.parse().ok().map(reason);
    let typed = desk.lock.take_mistyped(&entering.again).unwrap_or_default();
    shown(&desk, words, wrong, &typed)
}

/// `POST /unlock`: takes a share. The last one opens the desk, and leads to it. Every answer leads on: a browser keeps
/// a form in its history if the form's own answer is a page.
pub(super) async fn enter(
    State(desk): State<Arc<LockedDesk>>,
    headers: HeaderMap,
    Form(form): Form<TypedShare>,
) -> Result<Response, Problem> {
    if !is_own_form(desk.public_url.as_ref(), &headers) {
        return Err(Problem::Forbidden);
    }
    let to = match desk.lock.enter(&form.share) {
        Ok(entered) if entered.missing() == 0 => {
            let settled = timeout(START, desk.lock.settled()).await;
            if settled == Ok(true) { "/" } else { PATH }.to_owned()
        }
        Ok(_) | Err(NotTaken::Enough) => PATH.to_owned(),
        Err(error) => {
            let why: &str = error.into();
            let again = match error {
                NotTaken::Misread => {
                    let rng = &mut UnwrapErr(SysRng);
                    desk.lock.keep_mistyped(&form.share, rng)
                }
                _ => String::new(),
            };
            format!("{PATH}?why={why}&again={again}")
        }
    };
    Ok(Redirect::to(&to).into_response())
}

/// `GET /v1/unlock`: how many shares were entered.
pub(super) async fn standing(State(desk): State<Arc<LockedDesk>>) -> Json<Standing> {
    Json(Standing::of(&desk.lock))
}

/// `POST /v1/unlock`: takes a share. No page of another site can send this media type unasked.
pub(super) async fn take(
    State(desk): State<Arc<LockedDesk>>,
    typed: Result<Json<TypedShare>, JsonRejection>,
) -> Result<Json<Standing>, Problem> {
    let Json(typed) = typed.map_err(|_| Problem::BadRequest)?;
    match desk.lock.enter(&typed.share) {
        Ok(entered) if entered.missing() == 0 => {
            // A desk that starts slowly is told as one that is not open yet.
            let _ = timeout(START, desk.lock.settled()).await;
        }
        Ok(_) | Err(NotTaken::Enough) => {}
        Err(error) => return Err(Problem::field("share", reason(error))),
    }
    Ok(Json(Standing::of(&desk.lock)))
}

/// Everything else: the desk is locked.
pub(super) async fn elsewhere(
    State(desk): State<Arc<LockedDesk>>,
    words: Words,
    request: Request,
) -> Response {
    let layout = Layout::for_nobody(&desk.hotline).in_words(words);
    let is_api = request.uri().path().starts_with("/v1/");
    match is_api {
        true => Problem::Locked.into_response(),
        false => match render(&LockedPage { layout }) {
            Ok(page) => (Problem::Locked.status(), page).into_response(),
            Err(problem) => problem.into_response(),
        },
    }
}

/// Middleware: ends the connection that has brought a share, and sets a cookie that nobody reads. Chromium shows the
/// page before by the button "back" as it was left, with what was typed there, although the page says `no-store`; unless
/// a cookie has changed since.
pub(super) async fn ends_connection(request: Request, next: Next) -> Response {
    let brings_share = *request.method() == Method::POST;
    let mut response = next.run(request).await;
    if brings_share {
        let close = HeaderValue::from_static("close");
        let changed = UnwrapErr(SysRng).next_u32();
        let cookie =
            format!("entered={changed:08x}; Path={PATH}; Max-Age=60; HttpOnly; SameSite=Strict");
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, close);
        headers.extend(HeaderValue::from_str(&cookie).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}

fn shown(
    desk: &LockedDesk,
    words: Words,
    wrong: Option<Text>,
    typed: &str,
) -> Result<Response, Problem> {
    let stage = desk.lock.stage();
    let calendar = &desk.calendar;
    let when = When { words, calendar };
    render(&UnlockPage {
        layout: Layout::for_nobody(&desk.hotline).in_words(words),
        since: when.time(desk.lock.since()).into_owned(),
        entered: desk.lock.entered(),
        is_opening: matches!(stage, Stage::Opening(..)),
        has_failed: matches!(stage, Stage::Locked { has_failed: true }),
        minutes: PATIENCE / 60,
        wrong: wrong
            .map(|wrong| wrong(words).into_owned())
            .unwrap_or_default(),
        typed,
    })
}

/// Why a share was not taken.
fn reason(error: NotTaken) -> Text {
    match error {
        NotTaken::Misread => Words::unlock_misread,
        NotTaken::OtherKey => Words::unlock_other_key,
        NotTaken::Twice => Words::unlock_twice,
        NotTaken::Unfit => Words::unlock_unfit,
        NotTaken::Enough => Words::unlock_opening,
    }
}

impl Standing {
    fn of(lock: &Lock) -> Self {
        let entered = lock.entered().into_iter();
        Self {
            since: lock.since(),
            is_open: matches!(lock.stage(), Stage::Open(_)),
            entered: entered
                .map(|Entered { need, numbers }| SplitStanding { need, numbers })
                .collect(),
        }
    }
}

impl UnlockPage<'_> {
    /// The numbers of the shares that were entered of a split.
    fn numbers(&self, entered: &Entered) -> String {
        let numbers: Vec<_> = entered.numbers.iter().map(u8::to_string).collect();
        self.layout.words.list(&numbers)
    }
}
