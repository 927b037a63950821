//! Figures for those who lead the hotline, in whole numbers: what stays inside.
//!
//! All of them are made from the same rows, one for each content item, which can be had as a file. What
//! is published is counted apart from them (`statistics`).

mod as_text;
mod counts;
pub(crate) mod export;
mod notice;
mod region;
mod row;
mod table;
mod times;
mod trends;

use model::calendar::Calendar;
use model::case::Card;
use model::follow_up::Questions;
use model::worksheet::Worksheet;
use serde::{Deserialize, Serialize};
use store::ItemRow;

pub(crate) use self::counts::{Figures, FiguresTally};
pub(crate) use self::notice::{Action, Notice, Notices, NoticesTally};
pub(crate) use self::row::{Milestone, Row};
pub(crate) use self::table::{Fact, Table};
pub(crate) use self::times::Times;
pub(crate) use self::trends::{Trend, Trends, TrendsTally};

/// The label of a missing value. Brackets cannot occur in real values.
pub(crate) const NONE: &str = "(none)";

/// What a report that was taken adds to the figures. Its serialized form stays when the case is scrubbed: it has
/// no address, and no words of anybody but the names of hosts that got a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counted {
    /// One row for each item that the report brought.
    pub(crate) rows: Vec<Row>,
    /// Its hand-offs to hosts that have left.
    pub(crate) notices: Vec<Notice>,
    /// Whether the reporter was asked something, and answered.
    #[serde(default)]
    pub(crate) questions: Questions,
    /// Whether the case is scrubbed, and the hosts of its items with it.
    #[serde(skip, default = "scrubbed")]
    pub(crate) is_scrubbed: bool,
}

/// What is kept in this form is of a scrubbed case.
fn scrubbed() -> bool {
    true
}

impl Counted {
    /// A report with this worksheet.
    pub(crate) fn of(card: &Card, worksheet: &Worksheet, calendar: &Calendar) -> Self {
        let received = calendar.today(card.received.begin());
        let items = worksheet.items.iter();
        Self {
            rows: items
                .map(|item| Row::of(card, worksheet, item, received))
                .collect(),
            notices: Notice::all(card.facts.category, worksheet, calendar),
            questions: worksheet.questions,
            is_scrubbed: false,
        }
    }

    /// A report whose case an earlier receiver scrubbed: the store keeps the ends of its items.
    pub(crate) fn scrubbed(card: &Card, items: &[ItemRow], calendar: &Calendar) -> Self {
        let received = calendar.today(card.received.begin());
        let rows = items.iter();
        Self {
            rows: rows
                .map(|item| Row::scrubbed(card, item, received))
                .collect(),
            notices: Vec::new(),
            questions: Questions::default(),
            is_scrubbed: true,
        }
    }
}
