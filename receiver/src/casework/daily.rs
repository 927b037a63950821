//! How many cases retention may scrub in a day: a wrong clock or a mistake in the config must not
//! delete everything at once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Casework;

/// Cases that may be scrubbed each day, however few there are.
const LEAST: usize = 100;

/// The part of all cases that may be scrubbed each day: a tenth.
const PART: usize = 10;

/// The remaining number of cases of one day.
#[derive(Default)]
pub(super) struct Daily(Mutex<Remaining>);

/// A day, counted from 1970, and the number of cases that may still be scrubbed in it.
#[derive(Default, Clone, Copy)]
struct Remaining {
    day: u64,
    cases: usize,
}

impl Daily {
    /// Counts cases that were scrubbed.
    pub(super) fn count(&self, scrubbed: usize) {
        let mut remaining = self.remaining();
        remaining.cases = remaining.cases.saturating_sub(scrubbed);
        if scrubbed > 0 && remaining.cases == 0 {
            tracing::warn!(
                "no more cases are scrubbed by themselves today: `receiver retention dry-run` shows \
                 what is due, `receiver retention run` scrubs it now"
            );
        }
    }

    fn remaining(&self) -> MutexGuard<'_, Remaining> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Casework {
    /// The number of cases that may still be scrubbed on this day, counted from 1970.
    pub(super) async fn left_to_scrub(&self, day: u64) -> usize {
        let remaining = *self.daily.remaining();
        if remaining.day == day {
            return remaining.cases;
        }
        let cases = share(self.store.case_count().await);
        *self.daily.remaining() = Remaining { day, cases };
        cases
    }
}

/// The number of cases that may be scrubbed in a day, of all that there are.
fn share(all: u64) -> usize {
    LEAST.max(usize::try_from(all).unwrap_or(usize::MAX) / PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_scrubs_a_tenth_of_all_cases_or_a_hundred() {
        for (all, cases) in [(0, 100), (120, 100), (1000, 100), (5000, 500)] {
            assert_eq!(share(all), cases, "{all}");
        }
    }
}
