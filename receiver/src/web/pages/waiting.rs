//! A report in the queue as a row of the page.

use model::calendar::Calendar;
use model::defang::defang_prose;
use model::priority::Priority;
use model::queue::QueueState;
use model::time::{Hour, Timestamp};
use shared::report::{Report, ReportId};

use crate::casework::{QueueView, Unopened, Waiting};
use crate::web::present::{self, Field, queue_words, words};

/// A row of the queue.
pub(super) struct QueueRow {
    pub(super) id: ReportId,
    pub(super) priority: Priority,
    pub(super) age: Age,
    pub(super) category: String,
    pub(super) language: String,
    pub(super) state: &'static str,
    /// Whether the report can be taken or closed.
    pub(super) is_free: bool,
    /// The content; only for visitors with the right to work on cases.
    pub(super) glance: Option<Glance>,
}

/// A summary of a report's content, shown before it is taken.
pub(super) struct Glance {
    pub(super) locations: Vec<(&'static str, Vec<Field>)>,
    pub(super) description: Option<String>,
    /// The number of reports on this page that name the same first location.
    pub(super) same: usize,
}

/// The time that a report has waited.
pub(super) struct Age {
    pub(super) received: Hour,
    pub(super) words: String,
    /// Whether it waited longer than one working day, the aim of hotlines.
    pub(super) is_late: bool,
}

impl QueueRow {
    /// The row of a report, with its content if the view shows any.
    pub(super) fn new(waiting: &Waiting, view: &QueueView, calendar: &Calendar) -> Self {
        let report = waiting.report.as_ref().ok();
        Self {
            id: waiting.id,
            priority: waiting.priority,
            age: Age::of(waiting.received, view.now, calendar),
            category: match &waiting.report {
                Ok(report) => words(report.category.name()),
                Err(Unopened::Unreadable(_)) => "unreadable".to_owned(),
                Err(Unopened::Foreign(_)) => "refused: not from the intake".to_owned(),
            },
            language: report.map_or_else(String::new, |report| report.language.as_str().to_owned()),
            state: queue_words(waiting.state),
            is_free: waiting.state != QueueState::Leased && report.is_some(),
            glance: report
                .filter(|_| view.shows_content)
                .map(|report| Glance::of(report, waiting.same)),
        }
    }
}

impl Glance {
    fn of(report: &Report, same: usize) -> Self {
        let description = report.description.as_ref();
        Self {
            locations: report.locations.iter().map(present::location).collect(),
            description: description.map(|text| defang_prose(text.as_str())),
            same,
        }
    }
}

impl Age {
    fn of(received: Hour, now: Timestamp, calendar: &Calendar) -> Self {
        let hours = now.hour().0.saturating_sub(received.0);
        let words = match hours {
            0 => "under an hour".to_owned(),
            1..48 => format!("{hours} h"),
            _ => format!("{} days", hours / 24),
        };
        Self {
            received,
            words,
            is_late: calendar.is_late(received, now.hour()),
        }
    }
}
