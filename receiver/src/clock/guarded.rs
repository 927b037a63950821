//! A clock that keeps its own time when the system's clock jumps.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::time::Timestamp;

use super::{Clock, Elapsed, SinceStart, SystemClock};

/// Seconds by which the system's clock may differ from the time that this clock expects.
const TOLERANCE: u64 = 24 * 3600;

/// Seconds for which a receiver may be off before its start has to be confirmed.
const OFF: u64 = 7 * 24 * 3600;

/// Follows the system's clock while that is near the expected time. Otherwise it goes on by itself,
/// from the last time that it believed, until the system's clock is right again or a person
/// confirms it.
pub struct GuardedClock {
    system: Arc<dyn Clock>,
    elapsed: Arc<dyn Elapsed>,
    state: Mutex<State>,
}

/// What the clock expects.
struct State {
    /// The time at which `elapsed` is 0.
    base: Timestamp,
    /// The time of the system's clock while it is not believed.
    refused: Option<Timestamp>,
    /// Whether this clock has believed the system's at least once, or a person has confirmed the time. Before
    /// that, the time is what the store says, and somebody may have written another one into it.
    is_sure: bool,
}

impl GuardedClock {
    /// A guard over the system's clock. `seen` is the latest time that the store has seen a receiver
    /// at work.
    pub fn start(seen: Option<Timestamp>) -> Self {
        Self::over(Arc::new(SystemClock), Arc::new(SinceStart::begin()), seen)
    }

    /// A guard over these clocks.
    pub fn over(
        system: Arc<dyn Clock>,
        elapsed: Arc<dyn Elapsed>,
        seen: Option<Timestamp>,
    ) -> Self {
        let now = system.now();
        let base = match seen {
            Some(seen) if !is_near(now, seen, OFF) => seen,
            _ => now,
        };
        let base = Timestamp(base.0.saturating_sub(elapsed.seconds()));
        let state = Mutex::new(State {
            base,
            refused: None,
            is_sure: false,
        });
        Self {
            system,
            elapsed,
            state,
        }
    }

    /// The time by the monotonic clock.
    fn expected(&self, state: &State) -> Timestamp {
        state.base.plus_seconds(self.elapsed.seconds())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for GuardedClock {
    fn now(&self) -> Timestamp {
        let mut state = self.state();
        let (system, expected) = (self.system.now(), self.expected(&state));
        let is_near = is_near(system, expected, TOLERANCE);
        if is_near == state.refused.is_some() {
            log(system, expected, is_near);
        }
        state.refused = (!is_near).then_some(system);
        state.is_sure |= is_near;
        if is_near { system } else { expected }
    }

    fn refused(&self) -> Option<Timestamp> {
        self.now();
        self.state().refused
    }

    fn is_sure(&self) -> bool {
        self.now();
        self.state().is_sure
    }

    fn confirm(&self, confirmed: Timestamp) {
        let mut state = self.state();
        let (system, expected) = (self.system.now(), self.expected(&state));
        if !is_near(system, expected, TOLERANCE) && is_near(system, confirmed, TOLERANCE) {
            state.base = Timestamp(system.0.saturating_sub(self.elapsed.seconds()));
        }
    }
}

/// Says once when the system's clock stops or begins to be believed.
fn log(system: Timestamp, expected: Timestamp, is_near: bool) {
    if is_near {
        tracing::info!(%system, "the system's clock is right again");
    } else {
        tracing::error!(
            %system,
            %expected,
            "the system's clock has jumped, and is not believed: if it is right, \
             `receiver clock confirm` says so"
        );
    }
}

/// Whether `time` is at most a day before `expected`, and at most `ahead` seconds after it.
fn is_near(time: Timestamp, expected: Timestamp, ahead: u64) -> bool {
    let earliest = expected.0.saturating_sub(TOLERANCE);
    (earliest..=expected.0.saturating_add(ahead)).contains(&time.0)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    const NOW: u64 = 1_800_000_000;
    const DAY: u64 = 24 * 3600;

    /// A clock, of either kind, that the test sets.
    struct Hand(AtomicU64);

    impl Hand {
        fn at(seconds: u64) -> Arc<Self> {
            Arc::new(Self(AtomicU64::new(seconds)))
        }

        fn set(&self, seconds: u64) {
            self.0.store(seconds, Ordering::SeqCst);
        }
    }

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::SeqCst))
        }
    }

    impl Elapsed for Hand {
        fn seconds(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }
    }

    struct Case {
        system: Arc<Hand>,
        elapsed: Arc<Hand>,
        clock: GuardedClock,
    }

    fn started(system: u64, seen: Option<u64>) -> Case {
        let (system, elapsed) = (Hand::at(system), Hand::at(5));
        let seen = seen.map(Timestamp);
        let clock = GuardedClock::over(system.clone(), elapsed.clone(), seen);
        Case {
            system,
            elapsed,
            clock,
        }
    }

    #[test]
    fn a_jump_in_either_direction_is_not_followed() {
        for wrong in [NOW + 400 * DAY, NOW + 25 * 3600, NOW - 2 * DAY, 0] {
            let Case {
                system,
                elapsed,
                clock,
            } = started(NOW, None);
            assert_eq!(clock.refused(), None);
            system.set(wrong);
            elapsed.set(15);
            assert_eq!(clock.now(), Timestamp(NOW + 10));
            assert_eq!(clock.refused(), Some(Timestamp(wrong)));
            system.set(NOW + 20);
            elapsed.set(25);
            assert_eq!(clock.now(), Timestamp(NOW + 20));
            assert_eq!(clock.refused(), None);
        }
    }

    #[test]
    fn many_small_jumps_do_not_add_up() {
        let Case { system, clock, .. } = started(NOW, None);
        system.set(NOW + 20 * 3600);
        assert_eq!(clock.now(), Timestamp(NOW + 20 * 3600));
        system.set(NOW + 40 * 3600);
        assert_eq!(clock.now(), Timestamp(NOW));
    }

    #[test]
    fn a_start_follows_the_time_of_the_store() {
        let after = |days| started(NOW + days * DAY, Some(NOW)).clock;
        assert_eq!(after(7).now(), Timestamp(NOW + 7 * DAY));
        assert_eq!(after(8).now(), Timestamp(NOW));
        assert_eq!(after(8).refused(), Some(Timestamp(NOW + 8 * DAY)));
        let before = started(NOW - 2 * DAY, Some(NOW)).clock;
        assert_eq!(before.now(), Timestamp(NOW));
    }

    #[test]
    fn a_time_that_only_the_store_has_is_not_sure() {
        for ahead in [2, 3650] {
            let Case { system, clock, .. } = started(NOW, Some(NOW + ahead * DAY));
            assert!(!clock.is_sure());
            clock.confirm(Timestamp(NOW));
            assert_eq!(clock.now(), Timestamp(NOW));
            assert!(clock.is_sure());
            // A later jump does not make the time doubtful that goes on by itself.
            system.set(NOW + 400 * DAY);
            assert!(clock.is_sure());
        }
        assert!(started(NOW, Some(NOW - DAY)).clock.is_sure());
        assert!(started(NOW, None).clock.is_sure());
    }

    #[test]
    fn a_person_confirms_the_time_that_they_saw() {
        let Case {
            system,
            elapsed,
            clock,
        } = started(NOW + 30 * DAY, Some(NOW));
        clock.confirm(Timestamp(NOW));
        assert_eq!(clock.now(), Timestamp(NOW), "that was another time");
        clock.confirm(Timestamp(NOW + 30 * DAY + 60));
        assert_eq!(clock.now(), Timestamp(NOW + 30 * DAY));
        system.set(NOW + 400 * DAY);
        elapsed.set(10);
        assert_eq!(clock.now(), Timestamp(NOW + 30 * DAY + 5));
    }
}
