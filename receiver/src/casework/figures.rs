//! Figures for those who lead: reads the cases whose reports came in a period, page by page, and lets the
//! rows of their items be counted.

use std::ops::RangeInclusive;

use model::actor::Actor;
use model::audit::{Act, ActName};
use model::case::Card;
use model::time::Day;
use model::worksheet::Worksheet;
use store::{Arrival, SealedCase};

use super::commit::Change;
use super::{CaseError, Casework};
use crate::figures::{
    Counted, Figures, FiguresTally, Notices, NoticesTally, Row, Trends, TrendsTally,
};

/// Number of cases read at a time.
const PAGE: usize = 200;

/// Maximum days of a period: five years.
const MAX_DAYS: u32 = 5 * 366;

/// Days before a period in which the reports came whose notices may have left in it.
const EARLIER: u32 = 366;

/// The days that are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PeriodAsked {
    /// The first day; by default, the first of the year of the last day.
    pub(crate) from: Option<Day>,
    /// The last day; by default, today.
    pub(crate) to: Option<Day>,
    /// A whole year from 1970 to 9998, instead of the days.
    pub(crate) year: Option<u16>,
}

/// A page of cases, counted.
#[derive(Default)]
struct Page {
    counted: Vec<Counted>,
    /// Number of cases that cannot be read.
    damaged: u64,
    /// The place behind which the cases go on; none at their end.
    next: Option<Arrival>,
}

impl Casework {
    /// The days that are asked for.
    ///
    /// # Errors
    ///
    /// [`CaseError::Period`] if there are none, or too many.
    pub(crate) fn period(&self, asked: PeriodAsked) -> Result<RangeInclusive<Day>, CaseError> {
        let days = match asked {
            PeriodAsked {
                from: None,
                to: None,
                year: Some(year @ 1970..=9998),
            } => Day::of_year(year)..=Day::of_year(year + 1).before(1),
            PeriodAsked {
                from,
                to,
                year: None,
            } => {
                let to = to.unwrap_or(self.today());
                from.unwrap_or(Day::of_year(to.year()))..=to
            }
            _ => return Err(CaseError::Period),
        };
        let is_fitting = !days.is_empty() && days.end().0 - days.start().0 < MAX_DAYS;
        is_fitting.then_some(days).ok_or(CaseError::Period)
    }

    /// Logs that somebody reads figures of a period. They must not be shown if this fails.
    #[tracing::instrument(skip_all, name = "casework.log_figures")]
    pub(crate) async fn log_figures(
        &self,
        actor: &Actor,
        what: &'static str,
        days: &RangeInclusive<Day>,
    ) -> Result<(), CaseError> {
        let new = format!("{what}, {} to {}", days.start(), days.end());
        let now = self.clock.now();
        let act = Act::of(&actor.name, ActName::ReadFigures, "", &new, now);
        self.commit(Change::logged(act)).await
    }

    /// The rows of the items of some cases whose reports came on these days, from the first one or from the one
    /// behind a place on; and the place behind which the cases go on.
    #[tracing::instrument(skip_all, name = "casework.figure_rows")]
    pub(crate) async fn figure_rows(
        &self,
        days: &RangeInclusive<Day>,
        after: Option<Arrival>,
    ) -> Result<(Vec<Row>, Option<Arrival>), CaseError> {
        let page = self.counted(days, after).await?;
        let rows = page.counted.into_iter().flat_map(|counted| counted.rows);
        Ok((rows.collect(), page.next))
    }

    /// The figures of the reports that came on these days. Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.figures")]
    pub(crate) async fn figures(
        &self,
        actor: &Actor,
        days: &RangeInclusive<Day>,
    ) -> Result<Figures, CaseError> {
        self.log_figures(actor, "counts", days).await?;
        let mut tally = FiguresTally::new(days);
        let damaged = self.each(days, |counted| tally.add(counted)).await?;
        tally.add_damaged(damaged);
        Ok(tally.figures())
    }

    /// The notices that left on these days, about reports that came on them or in the year before. Logs the
    /// read first.
    #[tracing::instrument(skip_all, name = "casework.notices")]
    pub(crate) async fn notices(
        &self,
        actor: &Actor,
        days: &RangeInclusive<Day>,
    ) -> Result<Notices, CaseError> {
        self.log_figures(actor, "notices", days).await?;
        let mut tally = NoticesTally::new(days.clone());
        let reports = days.start().before(EARLIER)..=*days.end();
        self.each(&reports, |counted| tally.add(counted)).await?;
        Ok(tally.table())
    }

    /// Where items were found in the last months. Logs the read first.
    #[tracing::instrument(skip_all, name = "casework.trends")]
    pub(crate) async fn trends(&self, actor: &Actor) -> Result<Trends, CaseError> {
        let today = self.today();
        let mut tally = TrendsTally::until(today);
        let days = tally.first_day()..=today;
        self.log_figures(actor, "trends", &days).await?;
        self.each(&days, |counted| tally.add(counted)).await?;
        Ok(tally.trends())
    }

    /// Lets each report that came on these days be counted. Returns the number of cases that cannot be
    /// read.
    async fn each(
        &self,
        days: &RangeInclusive<Day>,
        mut count: impl FnMut(&Counted),
    ) -> Result<u64, CaseError> {
        let (mut after, mut damaged) = (None, 0);
        loop {
            let page = self.counted(days, after).await?;
            page.counted.iter().for_each(&mut count);
            damaged += page.damaged;
            after = page.next;
            if after.is_none() {
                return Ok(damaged);
            }
        }
    }

    /// Lets each worksheet of the reports that came on these days be read, but for those that cannot be.
    pub(super) async fn each_worksheet(
        &self,
        days: &RangeInclusive<Day>,
        mut read: impl FnMut(&Card, &Worksheet),
    ) -> Result<(), CaseError> {
        let mut after = None;
        loop {
            let (cases, next) = self.arrived(days, after).await?;
            for case in cases.into_iter().flatten() {
                match self.open_worksheet(&case.card, &case.file) {
                    Ok(Some(worksheet)) => read(&case.card, &worksheet),
                    Ok(None) | Err(CaseError::Unreadable(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            after = next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Some cases whose reports came on these days, from the first one or from the one behind a place on, `None` for each that cannot be read; and
    /// the place behind which the cases go on.
    async fn arrived(
        &self,
        days: &RangeInclusive<Day>,
        after: Option<Arrival>,
    ) -> Result<(Vec<Option<SealedCase>>, Option<Arrival>), CaseError> {
        let hours = self.calendar().hours(days);
        let cases = self.store.arrived(hours, after, PAGE).await?;
        let last = cases.last().filter(|_| cases.len() == PAGE);
        let next = last.map(|(place, _)| *place);
        Ok((cases.into_iter().map(|(_, case)| case).collect(), next))
    }

    async fn counted(
        &self,
        days: &RangeInclusive<Day>,
        after: Option<Arrival>,
    ) -> Result<Page, CaseError> {
        let (cases, next) = self.arrived(days, after).await?;
        let mut page = Page {
            next,
            ..Page::default()
        };
        for case in cases {
            match self.count(case).await? {
                Some(counted) => page.counted.push(counted),
                None => page.damaged += 1,
            }
        }
        Ok(page)
    }

    /// Counts a case; `None` if it cannot be read.
    async fn count(&self, case: Option<SealedCase>) -> Result<Option<Counted>, CaseError> {
        let Some(SealedCase { card, file, .. }) = case else {
            return Ok(None);
        };
        match self.figures_of(&card, &file) {
            Ok(Some(counted)) => Ok(Some(counted)),
            Ok(None) => {
                let items = self.store.links(card.id).await?.items;
                Ok(Some(Counted::scrubbed(&card, &items, self.calendar())))
            }
            Err(CaseError::Unreadable(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The figures of a case, from its worksheet or as they were kept; `None` if an earlier receiver scrubbed it.
    pub(super) fn figures_of(
        &self,
        card: &Card,
        file: &[u8],
    ) -> Result<Option<Counted>, CaseError> {
        match self.open_worksheet(card, file)? {
            Some(worksheet) => Ok(Some(Counted::of(card, &worksheet, self.calendar()))),
            None => self.open_figures(card, file),
        }
    }
}
