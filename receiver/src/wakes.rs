//! Wakes a task that looks for work: each minute, and as soon as there is news.

use std::time::Duration;

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
