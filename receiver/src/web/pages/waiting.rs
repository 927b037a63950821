//! A report in the queue as a row of the page.

use std::borrow::Cow;

use model::priority::Priority;
use model::queue::QueueState;
use model::time::{Hour, Timestamp};
use shared::report::{Report, ReportId};

use crate::casework::{QueueView, Unopened, Waiting};
use crate::web::present::{self, Field, queue_words};
use crate::web::when::When;
use crate::words::Words;

/// A row of the queue.
pub(super) struct QueueRow {
    pub(super) id: ReportId,
    pub(super) priority: Priority,
    pub(super) age: Age,
    pub(super) category: Cow<'static, str>,
    pub(super) language: String,
    pub(super) state: Cow<'static, str>,
    /// Whether the report can be taken or closed.
    pub(super) is_free: bool,
    /// The content; only for visitors with the right to work on cases.
    pub(super) glance: Option<Glance>,
}

/// A summary of a report's content, shown before it is taken.
pub(super) struct Glance {
    pub(super) locations: Vec<(Cow<'static, str>, Vec<Field>)>,
    /// The number of characters, and the text, safe to display.
    pub(super) description: Option<(usize, String)>,
    /// The number of reports on this page that name the same first location.
    pub(super) same: usize,
    /// Whether the report names a host.
    pub(super) has_host: bool,
}

/// The time that a report has waited.
pub(super) struct Age {
    pub(super) received: Hour,
    pub(super) words: Cow<'static, str>,
    /// Whether it waited longer than one working day, the aim of hotlines.
    pub(super) is_late: bool,
}

impl QueueRow {
    /// The row of a report, with its content if the view shows any.
    pub(super) fn new(when: When<'_>, waiting: &Waiting, view: &QueueView) -> Self {
        let words = when.words;
        let report = waiting.report.as_ref().ok();
        Self {
            id: waiting.id,
            priority: waiting.priority,
            age: Age::of(when, waiting.received, view.now),
            category: match &waiting.report {
                Ok(report) => words.choice_category(report.category.name()),
                Err(Unopened::Unreadable(_) | Unopened::Answer) => words.queue_unreadable(),
                Err(Unopened::Foreign(_)) => words.queue_refused(),
            },
            language: report.map_or_else(String::new, |report| report.language.as_str().to_owned()),
            state: queue_words(words, waiting.state),
            is_free: waiting.state != QueueState::Leased && report.is_some(),
            glance: report
                .filter(|_| view.shows_content)
                .map(|report| Glance::of(words, report, waiting)),
        }
    }
}

impl Glance {
    fn of(words: Words, report: &Report, waiting: &Waiting) -> Self {
        let description = report.description.as_ref();
        Self {
            locations: {
                let locations = report.locations.iter();
                locations.map(|it| present::location(words, it)).collect()
            },
            description: description.map(|text| present::prose(text.as_str())),
            same: waiting.same,
            has_host: waiting.has_host,
        }
    }
}

impl Age {
    fn of(when: When<'_>, received: Hour, now: Timestamp) -> Self {
        let hours = now.hour().0.saturating_sub(received.0);
        let words = match hours {
            0..48 => when.words.queue_waited(hours),
            _ => when.words.queue_waited_days(hours / 24),
        };
        Self {
            received,
            words,
            is_late: when.calendar.is_late(received, now.hour()),
        }
    }
}
