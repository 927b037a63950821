//! The turns of other hotlines' parcels, so that a hotline that floods keeps neither reporters nor other hotlines waiting.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::report::HotlineId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

/// The least time from one turn to the next one: what one hotline may send on a day has arrived in a minute.
const PACE: Duration = Duration::from_millis(10);

/// Maximum number of turns at the same time.
const AT_ONCE: usize = 4;

/// Maximum number of parcels of one hotline that have their turn or wait for it, in the order in which they came.
const PLACES: usize = 8;

/// The time for which a parcel waits for a place, so that whoever is refused comes again no sooner.
const PATIENCE: Duration = Duration::from_secs(1);

/// The turns of all hotlines, in one process.
pub(super) struct Turns {
    pace: tokio::sync::Mutex<Interval>,
    at_once: Arc<Semaphore>,
    /// The places of each hotline that has sent something.
    places: Mutex<BTreeMap<String, Arc<Semaphore>>>,
}

/// The right to check and store one parcel now.
pub(super) struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

impl Turns {
    pub(super) fn new() -> Self {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            pace: tokio::sync::Mutex::new(pace),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            places: Mutex::default(),
        }
    }

    /// Waits for the turn of a parcel of this hotline, which must be a known one. None if no place gets free.
    pub(super) async fn take(&self, of: &HotlineId) -> Option<Turn> {
        let place = timeout(PATIENCE, self.places_of(of).acquire_owned()).await;
        let place = place.ok()?.ok()?;
        self.pace.lock().await.tick().await;
        let turn = self.at_once.clone().acquire_owned().await.ok()?;
        Some(Turn {
            _place: place,
            _turn: turn,
        })
    }

    fn places_of(&self, of: &HotlineId) -> Arc<Semaphore> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let places = places.entry(of.as_str().to_owned());
        let new = || Arc::new(Semaphore::new(PLACES));
        places.or_insert_with(new).clone()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::{FutureExt, join, join_all};
    use tokio::time::Instant;

    use super::*;

    fn hotline(id: &str) -> HotlineId {
        id.parse().unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_turns_take_a_second() {
        let (turns, begin) = (Turns::new(), Instant::now());
        for _ in 0..=100 {
            assert!(turns.take(&hotline("nl")).await.is_some());
        }
        assert!(begin.elapsed() >= Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_of_one_hotline_leaves_the_others_their_turns() {
        let turns = Turns::new();
        let (nl, se) = (hotline("nl"), hotline("se"));
        let held = join_all((0..AT_ONCE).map(|_| turns.take(&nl))).await;
        assert!(held.iter().all(Option::is_some));
        let mut waiting: Vec<_> = (AT_ONCE..PLACES)
            .map(|_| Box::pin(turns.take(&nl)))
            .collect();
        for one in &mut waiting {
            assert!(one.as_mut().now_or_never().is_none());
        }
        let begin = Instant::now();
        assert!(turns.take(&nl).await.is_none(), "there is no place");
        assert_eq!(begin.elapsed(), PATIENCE, "not refused at once");
        drop(held);
        // Who gives up waiting leaves the place.
        waiting.pop();
        let (theirs, ours) = join(join_all(waiting), turns.take(&se)).await;
        assert!(ours.is_some() && theirs.iter().all(Option::is_some));
        drop((theirs, ours));
        let again = join_all((0..AT_ONCE).map(|_| turns.take(&nl))).await;
        assert!(again.iter().all(Option::is_some));
    }
}
