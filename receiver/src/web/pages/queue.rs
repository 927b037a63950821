//! The queue: waiting reports, the most urgent first.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use model::audit::ActName;
use model::priority::Priority;
use model::queue::Depth;
use model::rights::Right;
use store::Place;
use url::form_urlencoded;

use super::closing::Done;
use super::waiting::QueueRow;
use crate::casework::{CaseError, Located, QueueAsked, QueueView};
use crate::web::auth::Caller;
use crate::web::desk::Desk;
use crate::web::form::{Fields, PageId, QueryFields};
use crate::web::layout::{DANGER_CASES, Layout, render};
use crate::web::present::short;
use crate::web::problem::Problem;
use crate::web::route::{Logs, Route};
use crate::words::Words;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage<'a> {
    layout: Layout<'a>,
    depth: Depth,
    asked: QueueAsked,
    next: Option<Place>,
    reports: Vec<QueueRow>,
    repeats_closed: Option<u32>,
    done: Done,
}

impl<'a> QueuePage<'a> {
    fn of(desk: &Desk, layout: Layout<'a>, view: &QueueView) -> Self {
        let when = desk.when(layout.words);
        let rows = view.reports.iter();
        let reports = rows.map(|waiting| QueueRow::new(when, waiting, view));
        Self {
            layout,
            depth: view.depth,
            asked: QueueAsked::default(),
            next: view.next,
            reports: reports.collect(),
            repeats_closed: None,
            done: Done::default(),
        }
    }

    /// The number of reports that say that a child is in danger: of all, or, for those who do not work on
    /// reports, of those on the page.
    fn in_danger(&self) -> u64 {
        let priorities = self.reports.iter().map(|report| report.priority);
        let on_page = priorities.filter(|it| *it == Priority::Danger);
        let on_page = on_page.fold(0, |count, _| count + 1);
        self.layout.work.map_or(on_page, |work| work.danger)
    }

    /// The number of all who may be children in danger and whom nobody looks after: in the queue, and in cases.
    fn in_danger_at_all(&self) -> u64 {
        self.in_danger() + self.layout.danger_cases()
    }

    /// Whether all reports that may be closed together are chosen at first.
    fn is_chosen(&self, report: &QueueRow) -> bool {
        self.asked.beside.is_some() && report.priority != Priority::Danger
    }

    /// The address of the next page.
    fn further(&self) -> Option<String> {
        self.next.map(|next| self.link(Some(next)))
    }

    /// The address of the page behind a place, or of the first one.
    fn link(&self, after: Option<Place>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(priority) = self.asked.priority {
            query.append_pair("priority", priority.name());
        }
        if let Some(beside) = self.asked.beside {
            query.append_pair("beside", &beside.to_string());
        }
        if let Some(after) = after {
            query.append_pair("after", &after.to_string());
        }
        format!("/?{}", query.finish())
    }
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::page("/", Right::Look, Logs::Read(ActName::ReadQueue), queue),
        Route::form(
            "/take",
            "/",
            Right::Work,
            Logs::Act(&[ActName::Take, ActName::Sighting]),
            take,
        ),
        Route::page(
            "/reports/{id}",
            Right::Work,
            Logs::Read(ActName::Read),
            report,
        ),
    ]
}

/// `GET /`: a page of the queue.
async fn queue(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    QueryFields(asked): QueryFields,
) -> Result<Response, Problem> {
    let queue = QueueAsked {
        priority: asked.get("priority").map(priority_named).transpose()?,
        after: asked.optional("after")?,
        beside: asked.optional("beside")?,
    };
    let view = desk.casework.queue(&actor, queue).await?;
    render(&QueuePage {
        asked: queue,
        repeats_closed: asked.optional("repeats")?,
        done: Done::read(&asked)?,
        ..QueuePage::of(&desk, desk.layout(&actor).await?.in_words(words), &view)
    })
}

/// `POST /take`: takes the next report, or the chosen one, as a case.
async fn take(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    form: Fields,
) -> Result<Redirect, Problem> {
    if let Some(id) = form.optional("one")? {
        desk.casework.take(&actor, id).await?;
        return Ok(Redirect::to(&format!("/cases/{id}")));
    }
    let next = desk.casework.take_next(&actor).await?;
    Ok(Redirect::to(&match next.case {
        Some(id) => format!("/cases/{id}?repeats={}", next.repeats),
        None => format!("/?repeats={}", next.repeats),
    }))
}

/// `GET /reports/{id}`: a report in the queue; redirects to its case if it was taken.
async fn report(
    State(desk): State<Arc<Desk>>,
    Caller(actor): Caller,
    words: Words,
    PageId(id): PageId,
) -> Result<Response, Problem> {
    let view = match desk.casework.locate(&actor, id).await? {
        Located::Case => return Ok(Redirect::to(&format!("/cases/{id}")).into_response()),
        Located::Queue(view) => view,
    };
    for waiting in &view.reports {
        if let Err(error) = waiting.report {
            return Err(CaseError::from(error).into());
        }
    }
    let layout = desk.layout(&actor).await?.in_words(words);
    render(&QueuePage::of(&desk, layout, &view))
}

/// The priority with this name.
pub(super) fn priority_named(name: &str) -> Result<Priority, Problem> {
    let mut all = Priority::ALL.into_iter();
    all.find(|priority| priority.name() == name)
        .ok_or(Problem::BadRequest)
}
