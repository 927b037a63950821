//! Points in time, in seconds and in whole hours. Nothing here reads a clock.

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

    /// The next working day after this time (RFC 3339): neither Saturday nor Sunday, UTC.
    pub fn next_working_day(self) -> String {
        let mut next = self.plus_seconds(24 * 3600);
        // 1970 began on a Thursday.
        while matches!((next.0 / (24 * 3600) + 4) % 7, 0 | 6) {
            next = next.plus_seconds(24 * 3600);
        }
        next.day()
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

/// Whole hours since 1970, UTC. Displayed as the hour's first second (RFC 3339).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(pub u64);

impl std::fmt::Display for Hour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Timestamp(self.0.saturating_mul(3600)).fmt(f)
    }
}

impl Hour {
    /// Hours from this one to a later one that are on neither a Saturday nor a Sunday, UTC; at most
    /// those of 31 days.
    pub fn working_hours_until(self, later: Self) -> u64 {
        // 1970-01-01 was a Thursday, so day 2 was a Saturday.
        let is_weekend = |hour: u64| matches!((hour / 24 + 5) % 7, 0 | 1);
        let end = later.0.min(self.0.saturating_add(31 * 24));
        (self.0..end).filter(|hour| !is_weekend(*hour)).count() as u64
    }

    /// Whether a report of this hour has waited longer than one working day, the aim of hotlines.
    pub fn is_late_at(self, now: Self) -> bool {
        self.working_hours_until(now) > 24
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_after_friday_is_monday() {
        // 2027-01-15 is a Friday.
        for (now, next) in [
            (1_800_000_000, "2027-01-18"),
            (1_800_086_400, "2027-01-18"),
            (1_800_172_800, "2027-01-18"),
            (1_800_259_200, "2027-01-19"),
        ] {
            assert_eq!(Timestamp(now).next_working_day(), next);
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

    #[test]
    fn a_weekend_is_not_a_working_day() {
        // 2027-01-15 was a Friday.
        let friday_noon = Hour(Timestamp(1_800_000_000).hour().0 / 24 * 24 + 12);
        let hours = |later| friday_noon.working_hours_until(Hour(friday_noon.0 + later));
        assert_eq!(hours(12), 12);
        assert_eq!(hours(12 + 48), 12);
        assert_eq!(hours(12 + 48 + 12), 24);
        assert_eq!(hours(7 * 24), 5 * 24);
    }
}
