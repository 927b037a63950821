use std::sync::atomic::{AtomicU64, Ordering};

use model::time::Timestamp;
use receiver::clock::{Clock, SystemClock};

/// A clock that changes only when the test moves it, or that also goes on as the system's does.
pub struct TestClock {
    shown: AtomicU64,
    is_running: bool,
}

impl TestClock {
    /// The usual first time of a scenario: in January 2027.
    pub const BEGIN: Timestamp = Timestamp(1_800_000_000);

    /// A clock that shows this time.
    pub fn at(time: Timestamp) -> Self {
        Self {
            shown: AtomicU64::new(time.0),
            is_running: false,
        }
    }

    /// A clock that is never behind the system's, for a scenario with somebody who goes by that.
    pub fn running() -> Self {
        Self {
            is_running: true,
            ..Self::at(SystemClock.now())
        }
    }

    /// Moves the time forward.
    pub fn advance_seconds(&self, seconds: u64) {
        self.shown.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        let earliest = match self.is_running {
            true => SystemClock.now(),
            false => Timestamp(0),
        };
        let before = self.shown.fetch_max(earliest.0, Ordering::SeqCst);
        Timestamp(before).max(earliest)
    }
}
