//! The connections of one listener: their number is limited, and the stillest one is given up for a
//! new one. So idle connections keep nobody out, however few file descriptors there are.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rlimit::Resource;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// Maximum number of connections of a listener, whatever the system allows: more would cost more
/// memory than a small machine has.
const MOST: u64 = 16 * 1024;

/// Minimum number of connections of a listener, however few file descriptors there are.
const LEAST: u64 = 16;

/// File descriptors for other purposes: the store, listeners, requests to other systems.
const RESERVED: u64 = 64;

/// The connections that are open, by the time at which a byte of theirs last moved.
pub(crate) struct Places {
    free: Arc<Semaphore>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    by_moved: BTreeMap<Key, Arc<Notify>>,
    /// Number of connections so far.
    taken: u64,
}

/// The time of the last move, and the connection's number.
type Key = (Instant, u64);

/// The place of one connection. Dropping it frees the place.
pub(crate) struct Place {
    places: Arc<Places>,
    key: Key,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Places {
    /// The places of each of `listeners` listeners: equal parts of what the system allows this
    /// process.
    pub(crate) fn for_each_of(listeners: usize) -> Arc<Self> {
        let allowed = Resource::NOFILE.get_soft().unwrap_or(RESERVED);
        let most = allowed.saturating_sub(RESERVED) / listeners.max(1) as u64;
        Self::new(most.clamp(LEAST, MOST) as usize)
    }

    fn new(most: usize) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(most));
        let open = Mutex::default();
        Arc::new(Self { free, open })
    }

    /// The place of a new connection, and the signal that the connection is given up. If all places
    /// are taken, the stillest connection loses its own, and this waits until its socket is closed.
    pub(crate) async fn take(self: &Arc<Self>) -> (Place, Arc<Notify>) {
        if self.free.available_permits() == 0 {
            self.open().give_up_stillest();
        }
        // Nobody closes the semaphore.
        let permit = self.free.clone().acquire_owned().await.ok();
        let given_up = Arc::new(Notify::new());
        let mut open = self.open();
        open.taken += 1;
        let key = (Instant::now(), open.taken);
        open.by_moved.insert(key, given_up.clone());
        let place = Place {
            places: self.clone(),
            key,
            _permit: permit,
        };
        (place, given_up)
    }

    /// Gives up the connections on which no byte has moved for this time.
    pub(crate) fn give_up_still(&self, time: Duration) {
        let mut open = self.open();
        while let Some(((moved, _), _)) = open.by_moved.first_key_value()
            && moved.elapsed() >= time
        {
            open.give_up_stillest();
        }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn give_up_stillest(&mut self) {
        if let Some((_, given_up)) = self.by_moved.pop_first() {
            given_up.notify_one();
        }
    }
}

impl Place {
    /// Notes that a byte has moved.
    pub(super) fn moved(&mut self) {
        let mut open = self.places.open();
        // A connection that was given up has no entry, and gets none.
        if let Some(given_up) = open.by_moved.remove(&self.key) {
            self.key.0 = Instant::now();
            open.by_moved.insert(self.key, given_up);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.open().by_moved.remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Whether the connection was given up.
    async fn is_given_up(given_up: &Notify) -> bool {
        let at_once = tokio::time::timeout(Duration::ZERO, given_up.notified());
        at_once.await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn the_stillest_is_given_up_for_a_new_one() {
        let places = Places::new(2);
        let (mut first, first_given_up) = places.take().await;
        let (second, second_given_up) = places.take().await;
        advance(SECOND).await;
        first.moved();
        let leaving = async {
            second_given_up.notified().await;
            drop(second);
        };
        let ((third, third_given_up), ()) = tokio::join!(places.take(), leaving);
        assert!(!is_given_up(&first_given_up).await);
        drop(third);
        let (_fourth, _) = places.take().await;
        assert!(
            !is_given_up(&first_given_up).await,
            "there was a free place"
        );
        assert!(!is_given_up(&third_given_up).await);
    }

    #[tokio::test(start_paused = true)]
    async fn who_stays_still_is_given_up_and_who_moves_is_not() {
        let places = Places::new(3);
        let (_still, still_given_up) = places.take().await;
        let (mut moving, moving_given_up) = places.take().await;
        for _ in 0..3 {
            advance(SECOND).await;
            moving.moved();
            places.give_up_still(3 * SECOND);
        }
        assert!(is_given_up(&still_given_up).await);
        assert!(!is_given_up(&moving_given_up).await);
        assert_eq!(places.open().by_moved.len(), 1);
    }
}
