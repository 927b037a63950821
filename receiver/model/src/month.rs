//! Calendar months, by which statistics count.

use jiff::civil::Date;

use crate::time::{Day, Hour};

/// A month, as a count of months since the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(pub u32);

impl Month {
    /// The month of an hour, UTC.
    pub fn of(hour: Hour) -> Self {
        let seconds = i64::try_from(hour.0.saturating_mul(3600)).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::MAX);
        let date = jiff::tz::Offset::UTC.to_datetime(time).date();
        Self::of_year(u32::from(date.year().unsigned_abs()))
            .plus(u32::from(date.month().unsigned_abs() - 1))
    }

    /// The month of a day.
    pub fn of_day(day: Day) -> Self {
        let (year, month, _) = day.parts();
        Self::of_year(u32::from(year.unsigned_abs())).plus(u32::from(month.unsigned_abs() - 1))
    }

    /// The first day of the month.
    pub fn first_day(self) -> Day {
        let year = i16::try_from(self.year()).unwrap_or(i16::MAX);
        let month = i8::try_from(self.0 % 12 + 1).unwrap_or(1);
        Day::of(Date::new(year, month, 1).unwrap_or(Date::MAX))
    }

    /// The first month of a year.
    pub fn of_year(year: u32) -> Self {
        Self(year.saturating_mul(12))
    }

    /// The year of the month.
    pub fn year(self) -> u32 {
        self.0 / 12
    }

    /// This many months later.
    pub fn plus(self, months: u32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// This many months earlier.
    pub fn minus(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }
}

/// Displays a month as `2027-01`.
impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.0 % 12 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_with_its_first_hour() {
        let month = |hour| Month::of(Hour(hour)).to_string();
        assert_eq!(month(0), "1970-01");
        assert_eq!(month(1_800_000_000 / 3600), "2027-01");
        // 2028-02-29T23:00:00Z and 2028-03-01T00:00:00Z
        assert_eq!(month(1_835_478_000 / 3600), "2028-02");
        assert_eq!(month(1_835_481_600 / 3600), "2028-03");
        assert_eq!(Month::of_year(2027).minus(1).to_string(), "2026-12");
        assert_eq!(Month::of(Hour(u64::MAX)).year(), 9999);
        for (day, first) in [
            ("2027-01-31", "2027-01-01"),
            ("2028-02-29", "2028-02-01"),
            ("2027-12-31", "2027-12-01"),
        ] {
            let month = Month::of_day(day.parse().unwrap());
            assert_eq!(month.to_string(), &day[..7]);
            assert_eq!(month.first_day().to_string(), first);
        }
    }
}
