//! Lists of cases: which cases are on one, and the place of a case in it, or of a report in the queue.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use model::case::Card;
use model::priority::Priority;
use model::queue::Stored;
use model::time::{Day, Hour};
use model::workflow::State;
use shared::report::{Category, ReportId};

/// Selects cases. A condition with the value `None` matches every case.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// The states to match; an empty list matches every state.
    pub states: Vec<State>,
    /// The account that the case is assigned to.
    pub assignee: Option<String>,
    /// Only cases that are assigned to nobody.
    pub unassigned: bool,
    /// The account that the case is not assigned to.
    pub not_assignee: Option<String>,
    /// The days of which one is the first on which something is due in the case.
    pub due: Option<RangeInclusive<Day>>,
    /// The category that the reporter chose.
    pub category: Option<Category>,
    /// The language of the form.
    pub language: Option<String>,
    /// The partner whose page had the button.
    pub partner: Option<String>,
    /// Only cases that another hotline referred.
    pub referred: bool,
    /// The priority to match, exactly.
    pub priority: Option<Priority>,
    /// The short number of the case.
    pub number: Option<u64>,
    /// Only cases that were closed as they left the queue and have not been changed since.
    pub closed_unread: bool,
    /// Only open cases that an earlier receiver wrote last, and of which is not known whether they were handed
    /// over, or what is due. Other conditions do not count.
    pub not_known: bool,
    /// The place behind which the list goes on; none for its beginning.
    pub after: Option<Place>,
    /// Maximum number of cases to return.
    pub max: usize,
}

/// The place of a case in a list. It stays where it is while cases before and behind it change. Its text
/// form is `<rank>-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The number of the case's or, in the queue, of the report's priority; in the list of what was closed unread, the hour of its end; in
    /// the list of what is due, the day.
    pub(crate) rank: u64,
    /// The case.
    pub(crate) id: ReportId,
}

impl CaseFilter {
    /// The place of a case in the list of this filter.
    pub fn place(&self, card: &Card) -> Place {
        let rank = match (card.closed, card.due) {
            (Some(closed), _) if self.closed_unread => closed.0,
            (_, Some(due)) if self.due.is_some() => due.0.into(),
            _ => card.priority as u64,
        };
        let id = card.id;
        Place { rank, id }
    }
}

impl Place {
    /// The place of a report in the queue.
    pub fn in_queue(report: &Stored) -> Self {
        Self {
            rank: report.priority as u64,
            id: report.id,
        }
    }

    /// The rank, for a list in the order of priorities.
    pub(crate) fn priority(self) -> i16 {
        i16::try_from(self.rank).unwrap_or(i16::MAX)
    }

    /// The rank, for the list of what is due.
    pub(crate) fn due(self) -> Day {
        Day(u32::try_from(self.rank).unwrap_or(u32::MAX))
    }

    /// The rank, for the list of what was closed unread.
    pub(crate) fn closed(self) -> Hour {
        Hour(self.rank)
    }

    /// The case.
    pub(crate) fn id(self) -> ReportId {
        self.id
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.rank, self.id)
    }
}

/// The text is not the place of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a case in a list")]
pub struct NotAPlace;

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let (rank, id) = text.split_once('-').ok_or(NotAPlace)?;
        let is_number = rank.bytes().all(|digit| digit.is_ascii_digit());
        let rank = rank.parse().ok().filter(|_| is_number);
        Ok(Self {
            rank: rank.ok_or(NotAPlace)?,
            id: id.parse().map_err(|_| NotAPlace)?,
        })
    }
}
