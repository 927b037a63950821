//! Notices to hosts, by host, type of content and what became of it: what a trusted flagger reports each
//! year (Digital Services Act, Article 22(3)).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use model::assessment::Classification;
use model::calendar::Calendar;
use model::life::End;
use model::time::{Day, Timestamp};
use model::worksheet::{Answer, HandOffState, HandedOff, Worksheet};
use serde::{Deserialize, Serialize};
use shared::report::Category;
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::{Counted, NONE, as_text};

/// What became of the content after a notice.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    IntoStaticStr,
    ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Action {
    /// It was removed, as the hotline saw or the host says.
    Removed,
    /// It could not be reached any more.
    Unavailable,
    /// It moved to another address.
    Moved,
    /// The host says that it deals with it.
    AtWork,
    /// The host refused.
    Refused,
    /// The host passed the notice on.
    PassedOn,
    /// The host answered something else.
    OtherAnswer,
    /// The host did not answer, and nobody waits for it any more.
    NoAnswer,
    /// The host has not answered yet.
    NotYet,
}

impl Action {
    /// The name in the API.
    pub(crate) fn name(self) -> &'static str {
        self.into()
    }
}

/// A hand-off to a host that has left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// The host, in the words of the hand-off.
    pub(super) provider: String,
    /// The day on which it left, in the hotline's time zone.
    #[serde(with = "as_text")]
    pub(super) left: Day,
    pub(super) category: Category,
    /// The classification of each item that it named, and what became of it.
    pub(super) items: Vec<(Option<Classification>, Action)>,
}

/// Notices of a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Notices {
    /// The first day (RFC 3339).
    #[schema(format = Date)]
    pub(crate) from: String,
    /// The last day (RFC 3339).
    #[schema(format = Date)]
    pub(crate) to: String,
    /// The number of notices that left on these days.
    pub(crate) notices: u64,
    /// The number of items that they named; one in two notices counts twice.
    pub(crate) items: u64,
    /// The same, by host, type of content and what became of it.
    pub(crate) rows: Vec<NoticeCount>,
}

/// Notices to one host about one type of content, of which the same became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NoticeCount {
    /// The host.
    pub(crate) provider: String,
    /// The reporter's category.
    pub(crate) category: &'static str,
    /// The classification; `(none)` if it is missing.
    pub(crate) classification: &'static str,
    /// What became of the content.
    pub(crate) action: Action,
    /// The number of notices with at least one such item.
    pub(crate) notices: u64,
    /// The number of items.
    pub(crate) items: u64,
}

impl Notice {
    /// The notices of a case.
    pub(super) fn all(category: Category, worksheet: &Worksheet, calendar: &Calendar) -> Vec<Self> {
        let hand_offs = worksheet.hand_offs.iter();
        let left = hand_offs.filter(|it| it.kind.goes_to_host() && it.state.has_left());
        let notice = |it: &HandedOff| {
            // Earlier receivers kept only when it was made.
            let left: Timestamp = it.left.as_ref().unwrap_or(&it.at).parse().ok()?;
            let items = it.items.iter().filter_map(|place| worksheet.item(*place));
            let items = items.map(|item| (item.classification(), action(item.end, it)));
            Some(Self {
                provider: it.to.clone(),
                left: calendar.today(left),
                category,
                items: items.collect(),
            })
        };
        left.filter_map(notice).collect()
    }
}

/// What became of an item after a hand-off to its host.
fn action(end: Option<End>, hand_off: &HandedOff) -> Action {
    match (end, hand_off.answer) {
        (Some(End::Removed), _) => Action::Removed,
        (Some(End::Unavailable), _) => Action::Unavailable,
        (Some(End::Moved), _) => Action::Moved,
        (Some(End::Refused), _) | (_, Some(Answer::Refused)) => Action::Refused,
        (_, Some(Answer::Removed)) => Action::Removed,
        (_, Some(Answer::AtWork)) => Action::AtWork,
        (_, Some(Answer::PassedOn)) => Action::PassedOn,
        (_, Some(Answer::Other)) => Action::OtherAnswer,
        (Some(End::NoAnswer), None) => Action::NoAnswer,
        (_, None) if hand_off.state == HandOffState::NoAnswer => Action::NoAnswer,
        (_, None) => Action::NotYet,
    }
}

/// A type of notices in the table.
type Kind = (String, &'static str, &'static str, Action);

/// Counts the notices of some days.
pub(crate) struct NoticesTally {
    days: RangeInclusive<Day>,
    notices: u64,
    items: u64,
    /// The number of notices and of items.
    by: BTreeMap<Kind, (u64, u64)>,
}

impl NoticesTally {
    /// No notices yet.
    pub(crate) fn new(days: RangeInclusive<Day>) -> Self {
        Self {
            days,
            notices: 0,
            items: 0,
            by: BTreeMap::new(),
        }
    }

    /// Adds those of a report.
    pub(crate) fn add(&mut self, counted: &Counted) {
        let days = self.days.clone();
        let notices = counted.notices.iter();
        for notice in notices.filter(|notice| days.contains(&notice.left)) {
            self.notices += 1;
            let mut kinds = BTreeSet::new();
            for (classification, action) in &notice.items {
                self.items += 1;
                let category = notice.category.name();
                let kind = (
                    notice.provider.clone(),
                    category,
                    classification.map_or(NONE, Classification::name),
                    *action,
                );
                let count = self.by.entry(kind.clone()).or_default();
                count.0 += u64::from(kinds.insert(kind));
                count.1 += 1;
            }
        }
    }

    /// The table.
    pub(crate) fn table(self) -> Notices {
        let rows = self.by.into_iter().map(|(kind, (notices, items))| {
            let (provider, category, classification, action) = kind;
            NoticeCount {
                provider,
                category,
                classification,
                action,
                notices,
                items,
            }
        });
        Notices {
            from: self.days.start().to_string(),
            to: self.days.end().to_string(),
            notices: self.notices,
            items: self.items,
            rows: rows.collect(),
        }
    }
}
