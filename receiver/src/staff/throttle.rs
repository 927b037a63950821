//! Slows down attempts at passwords. Attempts are counted by account, or by account and browser,
//! never by IP address.
//!
//! Attempts at accounts are counted apart from attempts at names without an account: strangers can
//! make up names without end, and must not push an account's count out by them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Number of attempts without a delay.
const FREE: u32 = 5;

/// Maximum delay between two attempts, in seconds.
const MAX_DELAY: u64 = 15 * 60;

/// Seconds without an attempt after which the count starts again.
const FORGOTTEN: u64 = 24 * 3600;

/// Maximum number of remembered names without an account.
const REMEMBERED: usize = 10_000;

/// Counts attempts. An attempt counts as failed until it succeeds.
#[derive(Default)]
pub(super) struct Throttle(Mutex<Counted>);

#[derive(Default)]
struct Counted {
    /// Attempts at accounts. Only accounts, and browsers that are known to one, have a count here.
    of_accounts: BTreeMap<String, Attempts>,
    /// Attempts at names without an account, at most [`REMEMBERED`].
    of_nobody: HashMap<String, Attempts>,
    /// Whether `of_accounts` has changed since it was last kept.
    is_changed: bool,
}

/// The attempts under one key.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attempts {
    count: u32,
    next: Timestamp,
}

/// Too early: the next attempt is allowed after this many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is too early: try again after {0} seconds")]
pub(crate) struct Wait(pub(crate) u64);

impl Throttle {
    /// Fails if it is too early for an attempt under this key. Does not count it.
    pub(super) fn check(&self, key: &str, now: Timestamp) -> Result<(), Wait> {
        let counted = &mut *self.counted();
        let at_account = counted.of_accounts.get_mut(key);
        let last = at_account.or_else(|| counted.of_nobody.get_mut(key));
        last.map_or(Ok(()), |last| last.check(now))
    }

    /// Begins an attempt at an account, or at a name without one. Fails if it is too early.
    pub(super) fn begin(&self, key: &str, is_account: bool, now: Timestamp) -> Result<(), Wait> {
        let counted = &mut *self.counted();
        if is_account {
            counted.is_changed = true;
            let last = counted.of_accounts.get_mut(key);
            let attempts = Attempts::after(last, now)?;
            counted.of_accounts.insert(key.to_owned(), attempts);
            return Ok(());
        }
        let of_nobody = &mut counted.of_nobody;
        let attempts = Attempts::after(of_nobody.get_mut(key), now)?;
        if of_nobody.len() >= REMEMBERED && !of_nobody.contains_key(key) {
            make_room(of_nobody);
        }
        of_nobody.insert(key.to_owned(), attempts);
        Ok(())
    }

    /// Forgets the attempts at an account under this key, because the last one succeeded.
    pub(super) fn passed(&self, key: &str) {
        let counted = &mut *self.counted();
        counted.is_changed |= counted.of_accounts.remove(key).is_some();
    }

    /// The attempts at accounts, to be kept, if they have changed since the last call.
    pub(super) fn changed(&self, now: Timestamp) -> Option<BTreeMap<String, Attempts>> {
        let counted = &mut *self.counted();
        let counts = &mut counted.of_accounts;
        counts.retain(|_, attempts| !attempts.is_forgotten(now));
        std::mem::take(&mut counted.is_changed).then(|| counts.clone())
    }

    /// Lets the next call of [`Self::changed`] give the attempts again, because they were not kept.
    pub(super) fn not_kept(&self) {
        self.counted().is_changed = true;
    }

    /// Counts on from attempts that were kept. Attempts since then count as they are.
    pub(super) fn restore(&self, kept: BTreeMap<String, Attempts>) {
        let counts = &mut self.counted().of_accounts;
        for (key, attempts) in kept {
            counts.entry(key).or_insert(attempts);
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempts {
    /// Fails if it is too early for another attempt.
    fn check(&mut self, now: Timestamp) -> Result<(), Wait> {
        // A clock that went back makes nobody wait longer than a delay.
        let latest = now.plus_seconds(delay(self.count));
        self.next = self.next.min(latest);
        if self.next > now {
            return Err(Wait(self.next.0 - now.0));
        }
        Ok(())
    }

    /// The attempts with one more, after these. Fails if it is too early.
    fn after(last: Option<&mut Self>, now: Timestamp) -> Result<Self, Wait> {
        let before = match last {
            Some(last) if !last.is_forgotten(now) => {
                last.check(now)?;
                last.count
            }
            _ => 0,
        };
        let count = before.saturating_add(1);
        let next = now.plus_seconds(delay(count));
        Ok(Self { count, next })
    }

    fn is_forgotten(&self, now: Timestamp) -> bool {
        self.next.plus_seconds(FORGOTTEN) < now
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

/// Forgets the name with the shortest wait, so that a name under attack stays.
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

    /// Attempts at anna's account until she has to wait. Returns the seconds.
    fn exhaust(throttle: &Throttle, now: Timestamp) -> u64 {
        loop {
            if let Err(Wait(seconds)) = throttle.begin("anna", true, now) {
                return seconds;
            }
        }
    }

    #[test]
    fn attempts_take_longer_and_longer() {
        let delays: Vec<_> = (1..=15).map(delay).collect();
        let expected = [0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900];
        assert_eq!(delays, expected);
        assert_eq!(delay(u32::MAX), MAX_DELAY);
        for is_account in [true, false] {
            let throttle = Throttle::default();
            for _ in 0..FREE {
                throttle.begin("anna", is_account, NOW).unwrap();
            }
            let begin = |seconds| throttle.begin("anna", is_account, NOW.plus_seconds(seconds));
            assert_eq!(throttle.check("anna", NOW), Err(Wait(2)));
            assert_eq!(begin(1), Err(Wait(1)));
            assert_eq!(throttle.check("anna", NOW.plus_seconds(2)), Ok(()));
            assert_eq!(begin(2), Ok(()));
        }
    }

    #[test]
    fn nobody_else_has_to_wait_and_success_forgets() {
        let throttle = Throttle::default();
        exhaust(&throttle, NOW);
        assert_eq!(throttle.begin("bob", true, NOW), Ok(()));
        throttle.passed("anna");
        assert_eq!(throttle.begin("anna", true, NOW), Ok(()));
    }

    #[test]
    fn a_day_later_it_begins_anew() {
        let throttle = Throttle::default();
        exhaust(&throttle, NOW);
        let later = NOW.plus_seconds(FORGOTTEN + 3);
        for _ in 1..FREE {
            throttle.begin("anna", true, later).unwrap();
        }
        assert_eq!(throttle.changed(later).unwrap().len(), 1);
        assert!(throttle.changed(later).is_none(), "nothing has changed");
        throttle.not_kept();
        let much_later = later.plus_seconds(2 * FORGOTTEN);
        assert!(throttle.changed(much_later).unwrap().is_empty());
    }

    #[test]
    fn a_flood_of_names_frees_no_account_and_fills_no_memory() {
        let throttle = Throttle::default();
        exhaust(&throttle, NOW);
        while throttle.begin("made up", false, NOW).is_ok() {}
        for number in 0..REMEMBERED + 10 {
            throttle.begin(&number.to_string(), false, NOW).unwrap();
        }
        assert!(throttle.begin("anna", true, NOW).is_err());
        assert_eq!(throttle.counted().of_nobody.len(), REMEMBERED);
        assert_eq!(throttle.counted().of_accounts.len(), 1);
    }

    #[test]
    fn a_count_goes_on_after_a_restart() {
        let throttle = Throttle::default();
        exhaust(&throttle, NOW);
        let kept = serde_json::to_string(&throttle.changed(NOW).unwrap()).unwrap();
        let restarted = Throttle::default();
        restarted.restore(serde_json::from_str(&kept).unwrap());
        assert_eq!(restarted.begin("anna", true, NOW), Err(Wait(2)));
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait_longer() {
        let throttle = Throttle::default();
        let years_ahead = NOW.plus_seconds(3 * 365 * 24 * 3600);
        exhaust(&throttle, years_ahead);
        assert_eq!(throttle.check("anna", NOW), Err(Wait(2)));
        assert_eq!(throttle.begin("anna", true, NOW.plus_seconds(2)), Ok(()));
    }
}
