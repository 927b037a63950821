//! Items and reports of a period, counted by their facts and by the time that they took.

use std::ops::RangeInclusive;

use model::time::Day;
use serde::Serialize;
use strum::VariantArray;
use utoipa::ToSchema;

use super::table::Tallying;
use super::{Counted, Fact, Milestone, Row, Table, Times, times};

/// The figures of a period, by the days on which the reports came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Figures {
    /// The first day (RFC 3339).
    #[schema(format = Date)]
    pub(crate) from: String,
    /// The last day (RFC 3339).
    #[schema(format = Date)]
    pub(crate) to: String,
    /// The number of reports that came and were taken from the queue, those closed as spam or as repeats
    /// included.
    pub(crate) reports: u64,
    /// The number of content items that they brought.
    pub(crate) items: u64,
    /// The number of these items that have a verdict, those closed unread included.
    pub(crate) decided: u64,
    /// The number of these items that are assessed as illegal.
    pub(crate) illegal: u64,
    /// The number of these items whose case an earlier receiver scrubbed: all but their category and their end is
    /// unknown.
    pub(crate) scrubbed: u64,
    /// The number of reports whose reporter was asked something.
    pub(crate) asked: u64,
    /// The number of these reports whose reporter answered.
    pub(crate) answered: u64,
    /// The number of cases that cannot be read. They are counted nowhere else.
    pub(crate) damaged: u64,
    /// The items and reports, by one fact in each table.
    pub(crate) tables: Vec<Table>,
    /// The time from the report to each milestone.
    pub(crate) times: Vec<Times>,
}

/// Counts figures.
pub(crate) struct FiguresTally {
    figures: Figures,
    tables: Vec<Tallying>,
    hours: Vec<Vec<u64>>,
}

impl FiguresTally {
    /// The figures of these days, before the first report.
    pub(crate) fn new(days: &RangeInclusive<Day>) -> Self {
        Self {
            figures: Figures {
                from: days.start().to_string(),
                to: days.end().to_string(),
                reports: 0,
                items: 0,
                decided: 0,
                illegal: 0,
                scrubbed: 0,
                asked: 0,
                answered: 0,
                damaged: 0,
                tables: Vec::new(),
                times: Vec::new(),
            },
            tables: Fact::VARIANTS.iter().map(|_| Tallying::default()).collect(),
            hours: Milestone::VARIANTS.iter().map(|_| Vec::new()).collect(),
        }
    }

    /// Adds a report.
    pub(crate) fn add(&mut self, counted: &Counted) {
        let rows = &counted.rows;
        let count = |is_wanted: fn(&Row) -> bool| {
            let wanted = rows.iter().filter(|row| is_wanted(row));
            wanted.count() as u64
        };
        let figures = &mut self.figures;
        figures.reports += 1;
        figures.items += count(|_| true);
        figures.decided += count(|row| row.state.is_decided());
        figures.illegal += count(Row::is_illegal);
        figures.scrubbed += count(|row| row.is_scrubbed);
        figures.asked += u64::from(counted.questions.is_asked);
        figures.answered += u64::from(counted.questions.is_answered);
        for (by, table) in Fact::VARIANTS.iter().zip(&mut self.tables) {
            table.add(*by, rows);
        }
        for (to, hours) in Milestone::VARIANTS.iter().zip(&mut self.hours) {
            times::add(hours, *to, rows);
        }
    }

    /// Adds cases that cannot be read.
    pub(crate) fn add_damaged(&mut self, cases: u64) {
        self.figures.damaged += cases;
    }

    /// The figures.
    pub(crate) fn figures(self) -> Figures {
        let tables = Fact::VARIANTS.iter().zip(self.tables);
        let times = Milestone::VARIANTS.iter().zip(self.hours);
        Figures {
            tables: tables.map(|(by, table)| table.table(*by)).collect(),
            times: times.map(|(to, hours)| Times::of(*to, hours)).collect(),
            ..self.figures
        }
    }
}
