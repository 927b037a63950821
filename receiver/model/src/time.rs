//! Points in time, in seconds, in whole hours and in whole days. Nothing here reads a clock.

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Seconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The time so many seconds later.
    pub fn plus_seconds(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The day of this time, UTC (RFC 3339).
    pub fn day(self) -> String {
        let mut text = self.to_string();
        text.truncate("2027-01-15".len());
        text
    }

    /// The hour of this time. The store holds no finer time about a report.
    pub fn hour(self) -> Hour {
        Hour(self.0 / 3600)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = i64::try_from(self.0).unwrap_or(i64::MAX);
        match jiff::Timestamp::from_second(seconds) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => f.write_str("after the year 9999"),
        }
    }
}

/// The text is not a time since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time, such as 2027-01-15T08:00:00Z")]
pub struct NotATime;

impl std::str::FromStr for Timestamp {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time: jiff::Timestamp = text.parse().map_err(|_| NotATime)?;
        u64::try_from(time.as_second())
            .map(Self)
            .map_err(|_| NotATime)
    }
}

/// Whole hours since 1970, UTC. Displayed as the hour's first second (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(pub u64);

impl Hour {
    /// The hour's first second.
    pub fn begin(self) -> Timestamp {
        Timestamp(self.0.saturating_mul(3600))
    }
}

impl std::fmt::Display for Hour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.begin().fmt(f)
    }
}

/// Whole days since 1970. Displayed and parsed as RFC 3339 writes a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u32);

/// The text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day, such as 2027-01-15")]
pub struct NotADay;

/// The first day.
const FIRST: Date = jiff::civil::date(1970, 1, 1);

impl Day {
    /// The day of a date; the first one for every earlier date.
    pub(crate) fn of(date: Date) -> Self {
        let days = FIRST.until(date).map_or(0, |span| span.get_days());
        Self(u32::try_from(days).unwrap_or_default())
    }

    /// The date of this day; the last one that there is for every later day.
    pub(crate) fn date(self) -> Date {
        let date = FIRST.checked_add(Span::new().days(self.0.min(LAST)));
        date.unwrap_or(Date::MAX)
    }

    /// The year, and the numbers of the month and of the day in it, from 1.
    pub fn parts(self) -> (i16, i8, i8) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The first day of a year; the first day of all for every year before 1970.
    pub fn of_year(year: u16) -> Self {
        let year = i16::try_from(year).unwrap_or(i16::MAX);
        Self::of(Date::new(year, 1, 1).unwrap_or(Date::MAX))
    }

    /// The year that the day is in.
    pub fn year(self) -> u16 {
        self.date().year().unsigned_abs()
    }

    /// The day so many days earlier; the first day of all if there is none.
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// The day so many days later.
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add(days))
    }
}

/// The number of the last day, 9999-12-31.
const LAST: u32 = 2_932_896;

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.date().fmt(f)
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let date = text.parse().map(Self::of).map_err(|_| NotADay)?;
        // Other forms of a date, and dates before 1970, are written otherwise.
        (date.to_string() == text).then_some(date).ok_or(NotADay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_parsed_as_it_is_written() {
        let time = Timestamp(1_800_000_000);
        assert_eq!(time.to_string().parse(), Ok(time));
        for text in [
            "",
            "2027-01-15",
            "1969-12-31T23:59:59Z",
            "after the year 9999",
        ] {
            assert_eq!(text.parse::<Timestamp>(), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn a_day_is_read_as_it_is_written_and_in_no_other_way() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2027-01-15", 20_833),
            ("9999-12-31", LAST),
        ] {
            assert_eq!(text.parse(), Ok(Day(number)), "{text}");
            assert_eq!(Day(number).to_string(), text);
        }
        assert_eq!(Day(u32::MAX).to_string(), "9999-12-31");
        for text in [
            "",
            "15.1.2027",
            "2027-1-15",
            "20270115",
            "2027-02-30",
            "1969-12-31",
            "2027-01-15T08:00",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
    }

    #[test]
    fn only_the_hour_shows() {
        assert_eq!(
            Timestamp(1_800_003_599).hour().to_string(),
            "2027-01-15T08:00:00Z"
        );
        assert_eq!(
            Timestamp(1_800_003_600).hour().to_string(),
            "2027-01-15T09:00:00Z"
        );
    }
}
