//! When a key begins and ends: pending for an hour, active for a day, accepted for two more, and
//! destroyed before it is 72 hours old.

use model::time::Timestamp;
use shared::key_config::KeyConfig;
use shared::limits::KEY_SECONDS;

use super::ratchet::KEY_HOURS;

/// Seconds that a key is known to every receiver before it is given out.
const PENDING_SECONDS: u64 = 3600;

/// Seconds that a key is given out.
const ACTIVE_SECONDS: u64 = 24 * 3600;

/// When a key is given out, and when it is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// First second at which it may be given out.
    pub begins: Timestamp,
    /// First second at which it is destroyed.
    pub ends: Timestamp,
}

impl Lifetime {
    /// A key that is made at `now` and given out from `begins` on.
    pub fn new(now: Timestamp, begins: Timestamp) -> Self {
        let gone = Timestamp((now.hour().0 + KEY_HOURS) * 3600);
        Self {
            begins,
            ends: begins.plus_seconds(KEY_SECONDS).min(gone),
        }
    }

    /// The lifetime that a key's config states.
    pub fn of(config: &KeyConfig) -> Self {
        Self {
            begins: Timestamp(config.not_before),
            ends: Timestamp(config.not_after),
        }
    }

    /// The lifetime of the key that has to be made at `now`, after the keys that there are, the oldest
    /// first. None if no key is due yet. Where no key can be given out now, one is due at once, even if
    /// a pending one follows.
    pub fn next(keys: &[Self], now: Timestamp) -> Option<Self> {
        let newest = keys.last().filter(|_| Self::is_any_given_out(keys, now));
        let planned = newest.map_or(now, |newest| newest.begins.plus_seconds(ACTIVE_SECONDS));
        let is_due = now.plus_seconds(PENDING_SECONDS) >= planned;
        is_due.then(|| Self::new(now, planned.max(now)))
    }

    /// Whether one of these keys can be given out now.
    pub fn is_any_given_out(keys: &[Self], now: Timestamp) -> bool {
        keys.iter().any(|key| key.begins <= now)
    }
}

/// The state of a key that is not destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Known to the receivers, not given out yet.
    Pending,
    /// Given out to browsers.
    Active,
    /// Not given out any more; reports that were sealed to it are still opened.
    Accepted,
}

impl KeyState {
    /// The state's name, as the command line shows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Accepted => "accepted",
        }
    }
}

/// The state of each of the keys that are not destroyed, the oldest first.
pub(super) fn states(lifetimes: &[Lifetime], now: Timestamp) -> Vec<KeyState> {
    let active = lifetimes.iter().rposition(|key| key.begins <= now);
    let state = |at| match active {
        Some(active) if at == active => KeyState::Active,
        Some(active) if at < active => KeyState::Accepted,
        _ => KeyState::Pending,
    };
    (0..lifetimes.len()).map(state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000 + 1234);
    const HOUR: u64 = 3600;

    #[test]
    fn the_first_key_is_active_at_once() {
        let first = Lifetime::next(&[], NOW).unwrap();
        assert_eq!(first.begins, NOW);
        assert_eq!(states(&[first], NOW), [KeyState::Active]);
    }

    #[test]
    fn the_next_key_is_pending_for_the_last_hour_of_the_one_before() {
        let first = Lifetime::new(NOW, NOW);
        let at = |seconds| NOW.plus_seconds(seconds);
        assert_eq!(Lifetime::next(&[first], at(23 * HOUR - 1)), None);
        let second = Lifetime::next(&[first], at(23 * HOUR)).unwrap();
        assert_eq!(second.begins, at(24 * HOUR));
        let keys = [first, second];
        let (before, after) = (at(24 * HOUR - 1), at(24 * HOUR));
        assert_eq!(Lifetime::next(&keys, before), None);
        assert_eq!(states(&keys, before), [KeyState::Active, KeyState::Pending]);
        assert_eq!(states(&keys, after), [KeyState::Accepted, KeyState::Active]);
    }

    #[test]
    fn after_a_long_sleep_the_next_key_is_active_at_once() {
        let first = Lifetime::new(NOW, NOW);
        let late = NOW.plus_seconds(40 * HOUR);
        assert_eq!(Lifetime::next(&[first], late).unwrap().begins, late);
    }

    #[test]
    fn a_pending_key_alone_lets_nobody_wait() {
        let pending = Lifetime::new(NOW, NOW.plus_seconds(60));
        let active = Lifetime::next(&[pending], NOW).unwrap();
        assert_eq!(active.begins, NOW);
        let keys = [pending, active];
        assert_eq!(Lifetime::next(&keys, NOW), None);
        assert_eq!(states(&keys, NOW), [KeyState::Accepted, KeyState::Active]);
    }

    #[test]
    fn no_key_lives_longer_than_72_hours_or_less_than_two_days_after_its_day() {
        let first = Lifetime::new(NOW, NOW);
        for late in 0..3600 {
            let made = NOW.plus_seconds(23 * HOUR + late);
            let key = Lifetime::next(&[first], made).unwrap();
            assert!(key.ends <= made.plus_seconds(72 * HOUR));
            assert!(key.ends.0 - key.begins.0 <= KEY_SECONDS);
            assert!(key.ends >= key.begins.plus_seconds(ACTIVE_SECONDS + 45 * HOUR));
        }
    }
}
