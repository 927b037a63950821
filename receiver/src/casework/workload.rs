//! The work of each person, in numbers, for those who lead.

use std::collections::BTreeMap;

use model::case::Card;
use model::time::{Day, Hour, Timestamp};
use model::workflow::State;
use model::worksheet::Worksheet;
use store::CaseFilter;
use strum::VariantArray;

use super::due::EARLIEST;
use super::{CaseError, Casework};

/// Number of days of which verdicts are counted, today included.
const DAYS: u32 = 30;

/// Days before them on which a report may have come whose items were decided in them.
const EARLIER: u32 = 90;

/// More open cases than one person has.
const ALL: usize = 10_000;

/// The work of all persons.
pub(crate) struct Workload {
    /// The days of which verdicts are counted, in order.
    pub(crate) days: Vec<Day>,
    /// Everybody with work, sorted by name.
    pub(crate) people: Vec<OwnWork>,
}

/// The work of one account or token.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct OwnWork {
    pub(crate) name: String,
    /// The number of open cases.
    pub(crate) open: u64,
    /// The number of these cases in which something is due.
    pub(crate) due: u64,
    /// The hour in which the report of the oldest open case came.
    pub(crate) oldest: Option<Hour>,
    /// The number of items with a verdict of each day.
    pub(crate) decided: Vec<u64>,
}

impl OwnWork {
    /// The number of verdicts of all these days.
    pub(crate) fn all_decided(&self) -> u64 {
        self.decided.iter().sum()
    }
}

impl Casework {
    /// The work of each person: open cases, and the present verdicts of the last days.
    #[tracing::instrument(skip_all, name = "casework.workload")]
    pub(crate) async fn workload(&self) -> Result<Workload, CaseError> {
        let today = self.today();
        let first = today.before(DAYS - 1);
        let mut people = People::default();
        for count in self.store.counts().await? {
            if let Some(name) = count.assignee.filter(|_| count.state.is_open()) {
                people.of(&name).open += count.cases;
            }
        }
        for (name, cases) in self.store.due_counts(EARLIEST..=today).await? {
            if let Some(name) = name {
                people.of(&name).due += cases;
            }
        }
        for person in people.0.values_mut().filter(|person| person.open > 0) {
            person.oldest = self.oldest(&person.name).await?;
        }
        let count = |_: &Card, worksheet: &Worksheet| {
            let decided = worksheet
                .items
                .iter()
                .filter_map(|item| item.decided.as_ref());
            for decided in decided {
                let at = decided.on.parse::<Timestamp>();
                let day = at.map(|at| self.calendar().today(at));
                let days = day.ok().and_then(|day| day.0.checked_sub(first.0));
                let Some(days) = days.filter(|days| *days < DAYS) else {
                    continue;
                };
                people.of(&decided.by).decided[days as usize] += 1;
            }
        };
        self.each_worksheet(&(first.before(EARLIER)..=today), count)
            .await?;
        Ok(Workload {
            days: (0..DAYS).map(|days| first.plus(days)).collect(),
            people: people.0.into_values().collect(),
        })
    }

    /// The hour in which the report of a person's oldest open case came.
    async fn oldest(&self, name: &str) -> Result<Option<Hour>, CaseError> {
        let states = State::VARIANTS.iter().copied();
        let filter = CaseFilter {
            assignee: Some(name.to_owned()),
            states: states.filter(|state| state.is_open()).collect(),
            max: ALL,
            ..CaseFilter::default()
        };
        let cards = self.store.cases(&filter).await?;
        Ok(cards.into_iter().map(|card| card.received).min())
    }
}

/// The work of each person, by name.
#[derive(Default)]
struct People(BTreeMap<String, OwnWork>);

impl People {
    fn of(&mut self, name: &str) -> &mut OwnWork {
        let person = self.0.entry(name.to_owned()).or_default();
        if person.decided.is_empty() {
            person.name = name.to_owned();
            person.decided = vec![0; DAYS as usize];
        }
        person
    }
}
