//! Counts cases for the statistics of a period.

use std::sync::Arc;

use model::month::Month;
use serde::Deserialize;
use store::{DeskStore, StoreError};
use utoipa::IntoParams;

use super::table::{KnownValues, Period};
use super::{Statistics, publication};
use crate::clock::Clock;

/// Months in one document, at most.
const MAX_MONTHS: u32 = 60;

/// Months in a document by default.
const MONTHS: u32 = 12;

/// Counts the desk's cases.
pub(crate) struct Tally {
    store: Arc<dyn DeskStore>,
    clock: Arc<dyn Clock>,
    hotline: String,
    known: KnownValues,
    is_public: bool,
}

/// The months to count: a number of months until now, or a year; the last twelve by default.
#[derive(Debug, Clone, Copy, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// The number of months, including this one; 12 by default. Not together with `year`.
    #[param(minimum = 1, maximum = 60)]
    pub(crate) months: Option<u32>,
    /// The year whose months are counted, until now. Not together with `months`.
    #[param(minimum = 1970)]
    pub(crate) year: Option<u32>,
}

/// The reason why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoPeriod {
    /// The months asked for cannot be counted.
    #[error("not 1 to 60 months, or a year from 1970 until now")]
    Asked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Tally {
    /// Counts the cases in `store`. If `is_public`, the intake shows the publication to everybody.
    pub(crate) fn new(
        store: Arc<dyn DeskStore>,
        clock: Arc<dyn Clock>,
        hotline: String,
        known: KnownValues,
        is_public: bool,
    ) -> Self {
        Self {
            store,
            clock,
            hotline,
            known,
            is_public,
        }
    }

    /// Counts the cases of these months, with small counts hidden.
    #[tracing::instrument(skip_all, name = "statistics.count")]
    pub(crate) async fn count(&self, asked: Asked) -> Result<Statistics, NoPeriod> {
        let period = asked.period(self.this_month()).ok_or(NoPeriod::Asked)?;
        let tallied = self.store.tally(period.clone()).await?;
        Ok(Statistics::of(&self.hotline, &tallied, period, &self.known))
    }

    /// The years on offer: this year and the four before.
    pub(crate) fn years(&self) -> Vec<u32> {
        let year = self.this_month().year();
        (year.saturating_sub(4)..=year).rev().collect()
    }

    /// Brings the publication up to date.
    #[tracing::instrument(skip_all, name = "statistics.publish")]
    pub(crate) async fn publish(&self) -> Result<(), StoreError> {
        let (store, hotline, known) = (&*self.store, &self.hotline, &self.known);
        publication::publish(store, hotline, known, self.is_public, self.clock.now()).await
    }

    fn this_month(&self) -> Month {
        Month::of(self.clock.now().hour())
    }
}

impl Asked {
    /// The months, or none if they cannot be counted.
    fn period(self, now: Month) -> Option<Period> {
        match (self.months, self.year) {
            (None, Some(year)) if (1970..=now.year()).contains(&year) => {
                let first = Month::of_year(year);
                Some(first.0..=first.plus(11).min(now).0)
            }
            (months, None) => {
                let months = months.unwrap_or(MONTHS);
                let first = now.minus(months.saturating_sub(1));
                (1..=MAX_MONTHS)
                    .contains(&months)
                    .then_some(first.0..=now.0)
            }
            _ => None,
        }
    }

    /// The same months, as the query of an address.
    pub(crate) fn query(self) -> String {
        match self.year {
            Some(year) => format!("?year={year}"),
            None => format!("?months={}", self.months.unwrap_or(MONTHS)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_now_or_with_its_year() {
        let now = Month::of_year(2027).plus(4);
        let months = |months, year| {
            let period = Asked { months, year }.period(now);
            period.map(|period| {
                [Month(*period.start()), Month(*period.end())].map(|month| month.to_string())
            })
        };
        assert_eq!(months(None, None).unwrap(), ["2026-06", "2027-05"]);
        assert_eq!(months(Some(24), None).unwrap(), ["2025-06", "2027-05"]);
        assert_eq!(months(None, Some(2026)).unwrap(), ["2026-01", "2026-12"]);
        assert_eq!(months(None, Some(2027)).unwrap(), ["2027-01", "2027-05"]);
        for (count, year) in [
            (Some(0), None),
            (Some(61), None),
            (Some(12), Some(2026)),
            (None, Some(2028)),
            (None, Some(0)),
        ] {
            assert_eq!(months(count, year), None);
        }
    }
}
