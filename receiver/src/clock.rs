//! The clock, passed in as an argument. The receiver's own clock does not follow the system's clock
//! when that jumps: a wrong time would delete content and keys that nothing brings back.

mod guarded;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use model::time::Timestamp;

pub use self::guarded::GuardedClock;

/// A source of the present time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// The time of the system's clock, if this clock does not believe it.
    fn refused(&self) -> Option<Timestamp> {
        None
    }

    /// Whether the time is sure enough for what nobody can undo: to delete content or keys.
    fn is_sure(&self) -> bool {
        true
    }

    /// Takes over the time of the system's clock, because a person confirmed it at `confirmed`.
    fn confirm(&self, _confirmed: Timestamp) {}
}

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's clock"
    )]
    fn now(&self) -> Timestamp {
        let since_1970 = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(since_1970.as_secs())
    }
}

/// Seconds that have passed since some moment. A change of the system's clock does not change them.
pub trait Elapsed: Send + Sync {
    /// Seconds since that moment.
    fn seconds(&self) -> u64;
}

/// The system's monotonic clock, counted from the moment at which this was made.
struct SinceStart(Instant);

impl SinceStart {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the system's monotonic clock"
    )]
    fn begin() -> Self {
        Self(Instant::now())
    }
}

impl Elapsed for SinceStart {
    fn seconds(&self) -> u64 {
        self.0.elapsed().as_secs()
    }
}

/// A clock that a test moves: seconds since 1970.
#[cfg(test)]
pub(crate) struct Moved(pub(crate) std::sync::atomic::AtomicU64);

#[cfg(test)]
impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}
