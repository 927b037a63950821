//! The queue: what waits, the most urgent first.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use shared::report::{Report, ReportId};

use super::fields::Fields;
use super::render;
use super::shown::{self, Field, words};
use crate::clock::{Hour, Timestamp};
use crate::desk::Desk;
use crate::desk::auth::Who;
use crate::desk::defang::defang_prose;
use crate::desk::frame::Frame;
use crate::desk::role::Right;
use crate::desk::workflow::Outcome;
use crate::problem::Problem;
use crate::queue::{Depth, Priority, Stored};

/// Reports on the page.
const LISTED: usize = 100;

/// What is counted; beyond that it says "more than".
const COUNTED: u64 = 999;

#[derive(Template)]
#[template(path = "queue.html")]
struct QueuePage<'a> {
    frame: Frame<'a>,
    depth: Depth,
    counted: u64,
    priority: Option<Priority>,
    reports: Vec<Row>,
    repeats_closed: Option<u32>,
    closed: Option<usize>,
}

struct Row {
    id: ReportId,
    priority: Priority,
    age: Age,
    category: String,
    language: String,
    state: &'static str,
    is_free: bool,
    /// What is seen of it before somebody takes it; for those who work on reports.
    glance: Option<Glance>,
}

struct Glance {
    locations: Vec<(&'static str, Vec<Field>)>,
    description: Option<String>,
    /// How many reports on this page name the same first location.
    same: usize,
}

/// How long a report has waited.
struct Age {
    received: Hour,
    words: String,
    /// Longer than the one working day that hotlines aim for.
    is_late: bool,
}

impl Age {
    fn of(received: Hour, now: Timestamp) -> Self {
        let hours = now.hour().0.saturating_sub(received.0);
        let words = match hours {
            0 => "under an hour".to_owned(),
            1..48 => format!("{hours} h"),
            _ => format!("{} days", hours / 24),
        };
        Self {
            received,
            words,
            is_late: working_hours(received, now.hour()) > 24,
        }
    }
}

/// Hours between the two that are not on a Saturday or Sunday, UTC.
fn working_hours(from: Hour, to: Hour) -> u64 {
    // 1970 began on a Thursday: day 2 was a Saturday.
    let is_weekend = |hour: u64| matches!((hour / 24 + 5) % 7, 0 | 1);
    // Whoever is a month late is late.
    let end = to.0.min(from.0.saturating_add(31 * 24));
    (from.0..end).filter(|hour| !is_weekend(*hour)).count() as u64
}

/// `GET /`: what waits.
pub(in crate::desk) async fn queue(
    State(desk): State<Arc<Desk>>,
    who: Who,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let asked = Fields::of_query(query.as_deref());
    let priority = asked.get("priority").map(named).transpose()?;
    let stored = desk.store.list(priority, LISTED).await?;
    let now = desk.clock.now();
    let depth = desk.store.depth(now, COUNTED + 1).await?;
    let mut reports: Vec<Row> = stored
        .iter()
        .map(|stored| row(&desk, &who, stored, now))
        .collect();
    count_same(&mut reports);
    render(&QueuePage {
        frame: desk.frame(&who),
        depth,
        counted: COUNTED,
        priority,
        reports,
        repeats_closed: asked.optional("repeats")?,
        closed: asked.optional("closed")?,
    })
}

/// `POST /take`: the next report, or one that was chosen.
pub(in crate::desk) async fn take(
    State(desk): State<Arc<Desk>>,
    who: Who,
    form: Fields,
) -> Result<Response, Problem> {
    let to = match form.optional("report")? {
        Some(id) => {
            desk.take(&who, id).await?;
            format!("/cases/{id}")
        }
        None => {
            let taken = desk.take_next(&who).await?;
            match taken.case {
                Some(id) => format!("/cases/{id}?repeats={}", taken.repeats),
                None => format!("/?repeats={}", taken.repeats),
            }
        }
    };
    Ok(Redirect::to(&to).into_response())
}

/// `POST /close`: many at once, unread: spam, or repeats.
pub(in crate::desk) async fn close(
    State(desk): State<Arc<Desk>>,
    who: Who,
    form: Fields,
) -> Result<Response, Problem> {
    let outcome = form.parse("as")?;
    if !matches!(outcome, Outcome::Spam | Outcome::Repeat) {
        return Err(Problem::BadRequest);
    }
    let ids: Result<Vec<ReportId>, _> = form.all("report").map(str::parse).collect();
    let ids = ids.map_err(|_| Problem::BadRequest)?;
    if ids.len() > LISTED {
        return Err(Problem::BadRequest);
    }
    let closed = if ids.is_empty() {
        0
    } else {
        desk.close_unread(&who, &ids, outcome).await?
    };
    Ok(Redirect::to(&format!("/?closed={closed}")).into_response())
}

/// `GET /reports/{id}`: where a report is now.
pub(in crate::desk) async fn report(
    State(desk): State<Arc<Desk>>,
    who: Who,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let id: ReportId = id.parse().map_err(|_| Problem::NotFound)?;
    if desk.store.case(id).await?.is_some() {
        return Ok(Redirect::to(&format!("/cases/{id}")).into_response());
    }
    let stored = desk.store.find(id).await?.ok_or(Problem::NotFound)?;
    let now = desk.clock.now();
    let row = row(&desk, &who, &stored, now);
    if row.glance.is_none() {
        return Err(Problem::Unavailable);
    }
    render(&QueuePage {
        frame: desk.frame(&who),
        depth: desk.store.depth(now, COUNTED + 1).await?,
        counted: COUNTED,
        priority: None,
        reports: vec![row],
        repeats_closed: None,
        closed: None,
    })
}

pub(super) fn named(name: &str) -> Result<Priority, Problem> {
    let mut all = Priority::ALL.into_iter();
    all.find(|priority| priority.name() == name)
        .ok_or(Problem::BadRequest)
}

fn row(desk: &Desk, who: &Who, stored: &Stored, now: Timestamp) -> Row {
    let report = desk.open(stored).ok();
    let report = report.as_ref();
    let state = stored.state(now);
    Row {
        id: stored.id,
        priority: stored.priority,
        age: Age::of(stored.received, now),
        category: report.map_or("unreadable".to_owned(), |report| {
            words(report.category.name())
        }),
        language: report.map_or_else(String::new, |report| report.language.as_str().to_owned()),
        state: state.name(),
        is_free: state != crate::queue::State::Leased && report.is_some(),
        glance: report.filter(|_| who.may(Right::Work)).map(glance),
    }
}

fn glance(report: &Report) -> Glance {
    Glance {
        locations: report.locations.iter().map(shown::location).collect(),
        description: report
            .description
            .as_ref()
            .map(|text| defang_prose(text.as_str())),
        same: 1,
    }
}

/// Says of each report how many on the page begin with the same location.
fn count_same(reports: &mut [Row]) {
    let first = |row: &Row| {
        let (kind, fields) = row.glance.as_ref()?.locations.first()?;
        Some(format!("{kind} {fields:?}"))
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in reports.iter().filter_map(first) {
        *counts.entry(name).or_default() += 1;
    }
    for row in reports {
        let same = first(row).and_then(|name| counts.get(&name).copied());
        if let (Some(glance), Some(same)) = (&mut row.glance, same) {
            glance.same = same;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_is_not_a_working_day() {
        // 2027-01-15 was a Friday.
        let friday_noon = Timestamp(1_800_000_000).hour().0 / 24 * 24 + 12;
        let hours = |later| working_hours(Hour(friday_noon), Hour(friday_noon + later));
        assert_eq!(hours(12), 12);
        assert_eq!(hours(12 + 48), 12);
        assert_eq!(hours(12 + 48 + 12), 24);
        assert_eq!(hours(7 * 24), 5 * 24);
    }
}
