//! The hotline's calendar: its time zone, its working days and its holidays.

use std::ops::{Range, RangeInclusive};
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday as Jiff};
use jiff::tz::TimeZone;

use crate::choices::choices;
use crate::time::{Day, Hour, Timestamp};

choices! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday,
        /// Tuesday.
        Tuesday,
        /// Wednesday.
        Wednesday,
        /// Thursday.
        Thursday,
        /// Friday.
        Friday,
        /// Saturday.
        Saturday,
        /// Sunday.
        Sunday,
    }
}

/// The days on which hotlines work unless their config says otherwise.
pub const USUAL: [Weekday; 5] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
];

/// A day on which the hotline does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holiday {
    /// One day: `2027-04-27`.
    Once(Day),
    /// The same day of each year, by month and day: `12-25`.
    Yearly(i8, i8),
}

/// The text is not a holiday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day, such as 2027-04-27, or 12-25 for each year")]
pub struct NotAHoliday;

impl FromStr for Holiday {
    type Err = NotAHoliday;

    fn from_str(text: &str) -> Result<Self, NotAHoliday> {
        if let Ok(day) = text.parse() {
            return Ok(Self::Once(day));
        }
        // A leap year: 29 February is a holiday in such years.
        let day = format!("2028-{text}").parse::<Day>();
        let date = day.map_err(|_| NotAHoliday)?.date();
        Ok(Self::Yearly(date.month(), date.day()))
    }
}

/// The hotline's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
    weekdays: Vec<Weekday>,
    holidays: Vec<Holiday>,
}

impl Default for Calendar {
    /// Monday to Friday, without holidays, UTC.
    fn default() -> Self {
        Self {
            zone: TimeZone::UTC,
            weekdays: USUAL.to_vec(),
            holidays: Vec::new(),
        }
    }
}

/// Maximum days until the next working day. After as many days without one, the next day counts.
const SEARCHED: u32 = 366;

/// Hours of a working day, in which every hour of its date counts.
const HOURS: usize = 24;

/// Maximum hours for which a report is followed.
const FOLLOWED: u64 = 366 * 24;

impl Calendar {
    /// The calendar of this time zone.
    pub fn new(zone: TimeZone, weekdays: Vec<Weekday>, holidays: Vec<Holiday>) -> Self {
        Self {
            zone,
            weekdays,
            holidays,
        }
    }

    /// The date in the hotline's time zone.
    pub fn today(&self, now: Timestamp) -> Day {
        Day::of(self.date(now))
    }

    /// What clocks in the hotline's time zone show, such as 09:30.
    pub fn clock(&self, at: Timestamp) -> String {
        let time = self.local(at).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }

    /// The hours that begin on these days in the hotline's time zone.
    pub fn hours(&self, days: &RangeInclusive<Day>) -> Range<Hour> {
        self.first_hour(*days.start())..self.first_hour(days.end().plus(1))
    }

    fn first_hour(&self, day: Day) -> Hour {
        let begin = day.date().to_zoned(self.zone.clone());
        let second = begin.map_or(i64::MAX, |begin| begin.timestamp().as_second());
        Hour(u64::try_from(second).unwrap_or_default().div_ceil(3600))
    }

    /// The first working day after the date of this time.
    pub fn next_working_day(&self, now: Timestamp) -> Day {
        self.working_day_after(now, 1)
    }

    /// The last of so many working days after the date of this time.
    pub fn working_day_after(&self, now: Timestamp, days: usize) -> Day {
        let today = self.today(now);
        let next = (1..=SEARCHED).map(|days| today.plus(days));
        let mut working = next.filter(|day| self.is_working(day.date()));
        working.nth(days.saturating_sub(1)).unwrap_or(today.plus(1))
    }

    /// Whether a report of this hour has waited for longer than one working day, the aim of hotlines:
    /// more than 24 hours that are on working days.
    pub fn is_late(&self, received: Hour, now: Hour) -> bool {
        let end = now.0.min(received.0.saturating_add(FOLLOWED));
        let hours = (received.0..end).map(|hour| self.date(Timestamp(hour * 3600)));
        hours
            .filter(|date| self.is_working(*date))
            .nth(HOURS)
            .is_some()
    }

    fn is_working(&self, date: Date) -> bool {
        self.weekdays.contains(&weekday(date)) && !self.holidays.iter().any(|it| it.is_on(date))
    }

    fn date(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    fn local(&self, at: Timestamp) -> DateTime {
        let second = i64::try_from(at.0).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::MAX);
        self.zone.to_datetime(time)
    }
}

impl Holiday {
    fn is_on(self, date: Date) -> bool {
        match self {
            Self::Once(day) => day == Day::of(date),
            Self::Yearly(month, day) => (month, day) == (date.month(), date.day()),
        }
    }
}

fn weekday(date: Date) -> Weekday {
    match date.weekday() {
        Jiff::Monday => Weekday::Monday,
        Jiff::Tuesday => Weekday::Tuesday,
        Jiff::Wednesday => Weekday::Wednesday,
        Jiff::Thursday => Weekday::Thursday,
        Jiff::Friday => Weekday::Friday,
        Jiff::Saturday => Weekday::Saturday,
        Jiff::Sunday => Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2027-01-15, a Friday, 08:00:00 UTC.
    const FRIDAY: Timestamp = Timestamp(1_800_000_000);

    fn hours(hours: u64) -> Timestamp {
        FRIDAY.plus_seconds(hours * 3600)
    }

    fn calendar(zone: &str, weekdays: &[Weekday], holidays: &[&str]) -> Calendar {
        let holidays = holidays.iter().map(|day| day.parse().unwrap());
        let zone = TimeZone::get(zone).unwrap();
        Calendar::new(zone, weekdays.to_vec(), holidays.collect())
    }

    #[test]
    fn the_day_after_friday_is_monday() {
        let usual = Calendar::default();
        for (days, next) in [
            (0, "2027-01-18"),
            (1, "2027-01-18"),
            (2, "2027-01-18"),
            (3, "2027-01-19"),
        ] {
            assert_eq!(usual.next_working_day(hours(days * 24)).to_string(), next);
        }
    }

    #[test]
    fn a_hotline_has_its_own_working_days_and_holidays() {
        let sunday_first = [Weekday::Sunday, Weekday::Monday, Weekday::Tuesday];
        for (weekdays, holidays, next) in [
            (&sunday_first[..], &[][..], "2027-01-17"),
            (&sunday_first, &["2027-01-17"], "2027-01-18"),
            (&USUAL, &["01-18", "2027-01-19"], "2027-01-20"),
            (&USUAL, &["2026-01-18"], "2027-01-18"),
            // No day at all is a working day.
            (&[], &[], "2027-01-16"),
        ] {
            let calendar = calendar("UTC", weekdays, holidays);
            assert_eq!(
                calendar.next_working_day(FRIDAY).to_string(),
                next,
                "{holidays:?}"
            );
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_the_time_zone() {
        let bangkok = calendar("Asia/Bangkok", &USUAL, &[]);
        let bogota = calendar("America/Bogota", &USUAL, &[]);
        // 18:00 UTC is one o'clock on Saturday in Bangkok, and one o'clock on Friday afternoon in Bogotá.
        assert_eq!(bangkok.today(hours(10)).to_string(), "2027-01-16");
        assert_eq!(bogota.today(hours(10)).to_string(), "2027-01-15");
        assert_eq!(
            bangkok.next_working_day(hours(2 * 24 + 10)).to_string(),
            "2027-01-19"
        );
        assert_eq!(
            bogota.next_working_day(hours(2 * 24 + 10)).to_string(),
            "2027-01-18"
        );
    }

    #[test]
    fn only_the_hours_of_working_days_make_a_report_late() {
        let usual = Calendar::default();
        let late = |calendar: &Calendar, after: u64| {
            let received = hours(4).hour();
            calendar.is_late(received, Hour(received.0 + after))
        };
        // Friday, 12:00: another 12 hours on Friday, and 12 on Monday.
        assert!(!late(&usual, 12 + 48 + 12));
        assert!(late(&usual, 12 + 48 + 13));
        let holiday = calendar("UTC", &USUAL, &["2027-01-18"]);
        assert!(!late(&holiday, 12 + 72 + 12));
        assert!(late(&holiday, 12 + 72 + 13));
        assert!(late(&usual, 1 << 40), "it ends");
    }

    #[test]
    fn a_holiday_is_a_day_or_a_day_of_each_year() {
        assert_eq!(
            "2027-12-25".parse(),
            Ok(Holiday::Once("2027-12-25".parse().unwrap()))
        );
        assert_eq!("12-25".parse(), Ok(Holiday::Yearly(12, 25)));
        assert_eq!("02-29".parse(), Ok(Holiday::Yearly(2, 29)));
        for text in ["", "25.12.", "13-01", "02-30", "2027-02-29"] {
            assert_eq!(text.parse::<Holiday>(), Err(NotAHoliday), "{text}");
        }
    }
}
