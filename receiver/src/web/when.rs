//! Days and times on the desk's pages: in the reader's language and in the hotline's time zone.

use std::borrow::Cow;

use model::calendar::Calendar;
use model::time::{Day, Hour, Timestamp};

use crate::words::Words;

/// A month that is written as `2027-01`, such as "Jan 2027"; any other text stays as it is.
pub(super) fn month(words: Words, written: &str) -> Cow<'static, str> {
    match format!("{written}-01").parse::<Day>().map(Day::parts) {
        Ok((year, month, _)) => words.when_month(month, year.to_string()),
        Err(_) => written.to_owned().into(),
    }
}

/// Writes days and times as a reader of these words reads them.
#[derive(Clone, Copy)]
pub(super) struct When<'a> {
    pub(super) words: Words,
    pub(super) calendar: &'a Calendar,
}

impl When<'_> {
    /// A day, such as "15 January 2027".
    pub(super) fn day(self, day: Day) -> Cow<'static, str> {
        let (year, month, day) = day.parts();
        self.words.when_day(day, month, year.to_string())
    }

    /// The day of an hour.
    pub(super) fn day_of(self, hour: Hour) -> Cow<'static, str> {
        self.day(self.calendar.today(hour.begin()))
    }

    /// A time, to the minute.
    pub(super) fn time(self, at: Timestamp) -> Cow<'static, str> {
        let day = self.day(self.calendar.today(at));
        self.words.when_time(self.calendar.clock(at), day)
    }

    /// An hour, from its beginning to its end: nothing finer is known.
    pub(super) fn hour(self, hour: Hour) -> Cow<'static, str> {
        let [from, to] = [hour, Hour(hour.0.saturating_add(1))].map(Hour::begin);
        let day = self.day(self.calendar.today(from));
        let [from, to] = [from, to].map(|at| self.calendar.clock(at));
        self.words.when_hour(day, from, to)
    }

    /// A time or a day that is written as in RFC 3339; any other text stays as it is.
    pub(super) fn written(self, at: &str) -> Cow<'_, str> {
        match (at.parse(), at.parse()) {
            (Ok(time), _) => self.time(time),
            (_, Ok(day)) => self.day(day),
            _ => at.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use model::calendar::USUAL;
    use strum::VariantArray;

    use super::*;
    use crate::words::Language;

    #[test]
    fn days_and_times_are_those_of_the_hotline_in_the_language_of_the_reader() {
        let zone = TimeZone::get("Asia/Kolkata").unwrap();
        let calendar = Calendar::new(zone, USUAL.to_vec(), Vec::new());
        // 2026-12-31, 19:00:01 UTC.
        let at = Timestamp(1_798_743_601);
        for (language, day) in [
            (Language::En, "1 January 2027"),
            (Language::Es, "1 de enero de 2027"),
            (Language::Fr, "1er janvier 2027"),
            (Language::De, "1. Januar 2027"),
        ] {
            let when = When {
                words: Words(language),
                calendar: &calendar,
            };
            assert_eq!(when.time(at), format!("{day}, 00:30"));
            assert_eq!(when.hour(at.hour()), format!("{day}, 00:30–01:30"));
            assert_eq!(when.written(&at.to_string()), format!("{day}, 00:30"));
            assert_eq!(when.written("2027-01-01"), day);
            assert_eq!(when.written("never"), "never");
            assert_eq!(month(when.words, "never"), "never");
        }
    }

    #[test]
    fn every_month_has_a_name_of_its_own_in_every_language() {
        let calendar = Calendar::default();
        for language in Language::VARIANTS {
            let words = Words(*language);
            let calendar = &calendar;
            let when = When { words, calendar };
            let months = (1..=12).map(|number| month(words, &format!("2027-{number:02}")));
            let mut months: Vec<_> = months.collect();
            assert!(
                months.iter().all(|month| month.ends_with(" 2027")),
                "{months:?}"
            );
            months.sort();
            months.dedup();
            assert_eq!(months.len(), 12, "{months:?}");
            let mut days: Vec<_> = (0..12).map(|month| when.day(Day(month * 31))).collect();
            days.dedup_by_key(|day| day.replace(|it: char| it.is_ascii_digit(), ""));
            assert_eq!(days.len(), 12, "{days:?}");
        }
    }
}
