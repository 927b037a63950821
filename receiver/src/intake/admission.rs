//! The order in which messages are opened: higher effort first.
//!
//! Opening a message uses a core for a while, so at most one message for each core is opened at a
//! time. The others wait in a room of fixed size. When the room is full, the message with the
//! lowest effort is rejected, and the required effort rises. When the room has not been full for a
//! while, the required effort falls again.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::time::Timestamp;
use shared::limits::POW_MAX_EFFORT;
use tokio::sync::oneshot;

/// Maximum number of waiting messages: about 10 MiB.
const ROOM: usize = 1024;

/// The required effort after its first rise, unless the floor is higher.
const FIRST_STEP: u32 = 1024;

/// Seconds until the required effort rises again, if the room is still full.
const RISE_SECONDS: u64 = 5;

/// Seconds without a full room after which the required effort falls by half.
const FALL_SECONDS: u64 = 60;

/// The waiting room for messages, and the effort required for a place in it.
pub(super) struct Admission {
    floor: u32,
    room: Mutex<Room>,
}

struct Room {
    /// Number of messages that may start being opened now.
    free: usize,
    /// The waiting messages by rank: the last one is opened next, the first one is rejected next.
    waiting: BTreeMap<Rank, oneshot::Sender<Turn>>,
    /// Number of messages that have entered the room so far.
    arrivals: u64,
    /// The effort required now.
    effort: u32,
    /// The time at which the required effort last changed.
    changed: Timestamp,
}

/// A message's effort and arrival: higher effort goes first, then earlier arrival.
type Rank = (u32, Reverse<u64>);

/// The room is full of messages with more effort than this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the room is full of messages that prove more effort")]
pub(super) struct Outbid;

/// The right to open one message now. Dropping it lets the next message in.
pub(super) struct Turn(Arc<Admission>);

impl Admission {
    /// Opens up to `at_once` messages at a time, and requires an effort of `floor` while traffic is
    /// low.
    pub(super) fn new(at_once: usize, floor: u32) -> Arc<Self> {
        Arc::new(Self {
            floor,
            room: Mutex::new(Room {
                free: at_once,
                waiting: BTreeMap::new(),
                arrivals: 0,
                effort: floor,
                changed: Timestamp(0),
            }),
        })
    }

    /// The effort required now.
    pub(super) fn effort(&self, now: Timestamp) -> u32 {
        let mut room = self.room();
        let quiet = now.0.saturating_sub(room.changed.0) / FALL_SECONDS;
        if quiet > 0 && room.effort > self.floor {
            let fallen = room.effort.checked_shr(quiet.min(31) as u32).unwrap_or(0);
            room.effort = fallen.max(self.floor);
            room.changed = now;
        }
        room.effort
    }

    /// Waits until a message with this effort may be opened.
    pub(super) async fn enter(
        self: &Arc<Self>,
        effort: u32,
        now: Timestamp,
    ) -> Result<Turn, Outbid> {
        let turn = {
            let mut room = self.room();
            if room.free > 0 {
                room.free -= 1;
                return Ok(Turn(self.clone()));
            }
            room.wait(effort, now)
        };
        turn.await.map_err(|_| Outbid)
    }

    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room {
    fn wait(&mut self, effort: u32, now: Timestamp) -> oneshot::Receiver<Turn> {
        let (sender, receiver) = oneshot::channel();
        self.arrivals += 1;
        self.waiting
            .insert((effort, Reverse(self.arrivals)), sender);
        if self.waiting.len() > ROOM {
            self.waiting.retain(|_, sender| !sender.is_closed());
        }
        if self.waiting.len() > ROOM {
            // Dropping the sender tells the waiting request that its message was outbid.
            self.waiting.pop_first();
            self.rise(now);
        }
        receiver
    }

    /// Removes the message that is next from the room. If none waits, one more may be opened later.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let next = self.waiting.pop_last();
        if next.is_none() {
            self.free += 1;
        }
        next.map(|(_, sender)| sender)
    }

    fn rise(&mut self, now: Timestamp) {
        if now >= self.changed.plus_seconds(RISE_SECONDS) {
            let doubled = self.effort.saturating_mul(2);
            self.effort = doubled.clamp(FIRST_STEP, POW_MAX_EFFORT);
            self.changed = now;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = self.0.room().next();
        if let Some(next) = next {
            // If that request has ended meanwhile, the turn is dropped here and goes to the next
            // message.
            let _ = next.send(Self(self.0.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::future::FutureExt;
    use futures_util::stream::{FuturesUnordered, StreamExt};

    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000);

    #[tokio::test]
    async fn who_worked_more_goes_first_and_then_who_came_first() {
        let admission = Admission::new(1, 0);
        let first = admission.enter(0, NOW).await.unwrap();
        let order = Mutex::new(Vec::new());
        let mut waiting: FuturesUnordered<_> = [(1, "a"), (7, "b"), (1, "c"), (7, "d")]
            .map(|(effort, name)| {
                let (admission, order) = (&admission, &order);
                async move {
                    let _turn = admission.enter(effort, NOW).await.unwrap();
                    order.lock().unwrap().push(name);
                }
            })
            .into_iter()
            .collect();
        assert!(waiting.next().now_or_never().is_none(), "all wait");
        drop(first);
        while waiting.next().await.is_some() {}
        assert_eq!(*order.lock().unwrap(), ["b", "d", "a", "c"]);
    }

    #[tokio::test]
    async fn a_full_room_turns_the_least_effort_away_and_asks_for_more() {
        let admission = Admission::new(1, 10);
        let _first = admission.enter(10, NOW).await.unwrap();
        let mut crowd: Vec<_> = (0..ROOM)
            .map(|_| Box::pin(admission.enter(10, NOW)))
            .collect();
        for one in &mut crowd {
            assert!(one.as_mut().now_or_never().is_none(), "all wait");
        }
        assert_eq!(admission.effort(NOW), 10);
        let more = admission.enter(11, NOW);
        tokio::pin!(more);
        assert!(more.as_mut().now_or_never().is_none(), "it waits");
        let last = crowd.pop().unwrap().await;
        assert!(last.is_err(), "of equal effort, who came last has to leave");
        let less = admission.enter(9, NOW).await;
        assert!(less.is_err());
        assert_eq!(admission.effort(NOW), FIRST_STEP);
    }

    #[tokio::test]
    async fn the_effort_rises_to_the_cap_and_falls_to_the_floor() {
        let admission = Admission::new(1, 10);
        let after = |seconds| NOW.plus_seconds(seconds);
        for step in 0..20 {
            let mut room = admission.room();
            room.rise(after(step * RISE_SECONDS));
            room.rise(after(step * RISE_SECONDS + 1));
        }
        let end = 19 * RISE_SECONDS;
        assert_eq!(admission.effort(after(end)), POW_MAX_EFFORT);
        let quiet = after(end + FALL_SECONDS);
        assert_eq!(admission.effort(quiet), POW_MAX_EFFORT / 2);
        assert_eq!(admission.effort(quiet.plus_seconds(3600)), 10);
    }

    #[tokio::test]
    async fn who_gave_up_waiting_holds_nobody_up() {
        let admission = Admission::new(1, 0);
        let first = admission.enter(0, NOW).await.unwrap();
        let mut gone = Box::pin(admission.enter(5, NOW));
        assert!((&mut gone).now_or_never().is_none(), "it waits");
        drop(gone);
        let mut next = Box::pin(admission.enter(1, NOW));
        assert!((&mut next).now_or_never().is_none(), "it waits");
        drop(first);
        assert!(next.await.is_ok());
        assert!(admission.enter(0, NOW).now_or_never().is_some());
    }
}
