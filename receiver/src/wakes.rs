//! Wakes a task that looks for work: each minute, and as soon as there is news. Remembers what need not be looked at
//! before a time.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use model::time::Timestamp;
use tokio::sync::watch;
use tokio::time::{Interval, interval};

/// Interval at which a task looks for work without news.
const TICK: Duration = Duration::from_secs(60);

/// The moments at which a task looks for work.
pub(crate) struct Wakes {
    minutes: Interval,
    news: watch::Receiver<()>,
}

impl Wakes {
    /// The moments for the work that this sender tells of.
    pub(crate) fn of(news: &watch::Sender<()>) -> Self {
        Self {
            minutes: interval(TICK),
            news: news.subscribe(),
        }
    }

    /// Waits for the next moment; the first one is at once. All news until then are one moment.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.minutes.tick() => {}
            _ = self.news.changed() => {}
        }
        self.news.mark_unchanged();
    }
}

/// The time at which each piece of waiting work is due next, as far as this process has seen it: a task that is woken
/// often opens only what may be due. Nobody else may let work be due earlier.
pub(crate) struct Schedule<K>(Mutex<HashMap<K, Timestamp>>);

impl<K: Eq + Hash + Clone> Schedule<K> {
    /// Remembers that this work is not due before a time.
    pub(crate) fn wait(&self, work: K, until: Timestamp) {
        self.lock().insert(work, until);
    }

    /// What may be due of all the work that waits: what is due first, and new work before it. Forgets all other work.
    pub(crate) fn due(&self, waiting: Vec<K>, now: Timestamp) -> Vec<K> {
        let mut known = self.lock();
        let waiting = waiting.into_iter().map(|work| {
            let due = known.remove(&work).unwrap_or(Timestamp(0));
            (work, due)
        });
        let waiting: HashMap<K, Timestamp> = waiting.collect();
        let mut due: Vec<_> = waiting.iter().filter(|(_, due)| **due <= now).collect();
        due.sort_by_key(|(_, due)| **due);
        let due = due.into_iter().map(|(work, _)| work.clone()).collect();
        *known = waiting;
        due
    }

    /// Forgets all times: all work may be due.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<K, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Default for Schedule<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_due_at_first_and_then_when_it_said_so() {
        let schedule = Schedule::default();
        let all = || vec!["a", "b", "c"];
        assert_eq!(schedule.due(all(), Timestamp(10)).len(), 3, "all is new");
        schedule.wait("a", Timestamp(30));
        schedule.wait("b", Timestamp(20));
        assert_eq!(schedule.due(all(), Timestamp(19)), ["c"]);
        assert_eq!(schedule.due(all(), Timestamp(30)), ["c", "b", "a"]);
        // Work that is gone is forgotten, and new if it comes back.
        schedule.wait("a", Timestamp(100));
        assert!(schedule.due(Vec::new(), Timestamp(31)).is_empty());
        assert_eq!(schedule.due(vec!["a"], Timestamp(31)), ["a"]);
        schedule.wait("a", Timestamp(100));
        schedule.forget();
        assert_eq!(schedule.due(vec!["a"], Timestamp(32)), ["a"]);
    }
}
