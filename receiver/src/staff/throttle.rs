//! Slows down attempts at passwords. Attempts are counted by account, or by account and browser,
//! never by IP address.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::time::Timestamp;

/// Number of attempts without a delay.
const FREE: u32 = 5;

/// Maximum delay between two attempts, in seconds.
const MAX_DELAY: u64 = 15 * 60;

/// Seconds without an attempt after which the count starts again.
const FORGOTTEN: u64 = 24 * 3600;

/// Maximum number of remembered names and browsers.
const REMEMBERED: usize = 10_000;

/// Counts attempts. An attempt counts as failed until it succeeds.
#[derive(Default)]
pub(super) struct Throttle(Mutex<HashMap<String, Attempts>>);

#[derive(Clone, Copy)]
struct Attempts {
    count: u32,
    next: Timestamp,
}

/// Too early: the next attempt is allowed after this many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is too early: try again after {0} seconds")]
pub(crate) struct Wait(pub(crate) u64);

impl Throttle {
    /// Begins an attempt. Fails if it is too early.
    pub(super) fn begin(&self, key: &str, now: Timestamp) -> Result<(), Wait> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = match all.get(key) {
            Some(last) if last.next.plus_seconds(FORGOTTEN) < now => 1,
            Some(last) if last.next > now => return Err(Wait(last.next.0 - now.0)),
            Some(last) => last.count.saturating_add(1),
            None => 1,
        };
        if all.len() >= REMEMBERED && !all.contains_key(key) {
            make_room(&mut all);
        }
        let next = now.plus_seconds(delay(count));
        all.insert(key.to_owned(), Attempts { count, next });
        Ok(())
    }

    /// Forgets the attempts under this key, because the last one succeeded.
    pub(super) fn passed(&self, key: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(key);
    }
}

/// Seconds until the next attempt, by the number of attempts so far: 0, 0, 0, 0, 2, 4, 8, … 900.
fn delay(attempts: u32) -> u64 {
    let doubled = attempts.saturating_sub(FREE - 1);
    if doubled == 0 {
        return 0;
    }
    1_u64
        .checked_shl(doubled)
        .unwrap_or(MAX_DELAY)
        .min(MAX_DELAY)
}

/// Forgets the key with the shortest wait, so that an account under attack stays.
fn make_room(all: &mut HashMap<String, Attempts>) {
    let least = all.iter().min_by_key(|(_, attempts)| attempts.next);
    if let Some(key) = least.map(|(key, _)| key.clone()) {
        all.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    #[test]
    fn attempts_take_longer_and_longer() {
        let delays: Vec<_> = (1..=15).map(delay).collect();
        let expected = [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900];
        assert_eq!(delays, expected);
        assert_eq!(delay(u32::MAX), MAX_DELAY);
        let throttle = Throttle::default();
        for _ in 0..FREE {
            throttle.begin("anna", NOW).unwrap();
        }
        assert_eq!(throttle.begin("anna", NOW.plus_seconds(1)), Err(Wait(1)));
        assert_eq!(throttle.begin("anna", NOW.plus_seconds(2)), Ok(()));
    }

    #[test]
    fn nobody_else_has_to_wait_and_success_forgets() {
        let throttle = Throttle::default();
        while throttle.begin("anna", NOW).is_ok() {}
        assert_eq!(throttle.begin("bob", NOW), Ok(()));
        throttle.passed("anna");
        assert_eq!(throttle.begin("anna", NOW), Ok(()));
    }

    #[test]
    fn a_day_later_it_begins_anew() {
        let throttle = Throttle::default();
        while throttle.begin("anna", NOW).is_ok() {}
        let later = NOW.plus_seconds(FORGOTTEN + 3);
        for _ in 1..FREE {
            throttle.begin("anna", later).unwrap();
        }
    }

    #[test]
    fn a_flood_of_names_does_not_free_the_one_under_attack() {
        let throttle = Throttle::default();
        while throttle.begin("anna", NOW).is_ok() {}
        for number in 0..REMEMBERED + 10 {
            throttle.begin(&number.to_string(), NOW).unwrap();
        }
        assert!(throttle.begin("anna", NOW).is_err());
        assert_eq!(throttle.0.lock().unwrap().len(), REMEMBERED);
    }
}
