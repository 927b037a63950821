use std::sync::atomic::{AtomicU64, Ordering};

use model::time::Timestamp;
use receiver::clock::Clock;

/// A clock that changes only when the test moves it.
pub struct TestClock(AtomicU64);

impl TestClock {
    /// The usual first time of a scenario: in January 2027.
    pub const BEGIN: Timestamp = Timestamp(1_800_000_000);

    /// A clock that shows this time.
    pub fn at(time: Timestamp) -> Self {
        Self(AtomicU64::new(time.0))
    }

    /// Moves the time forward.
    pub fn advance_seconds(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Moves the time forward to this one, if it is later.
    pub fn catch_up(&self, time: Timestamp) {
        self.0.fetch_max(time.0, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}
