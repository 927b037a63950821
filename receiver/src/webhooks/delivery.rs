//! One event for one webhook, from its writing until it has arrived or is given up.

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::time::Timestamp;
use rand::RngExt;
use rand_core::CryptoRng;
use serde::{Deserialize, Serialize};

use super::event::Event;

/// Maximum attempts. With the pauses between them, the last is about a day after the first.
pub(crate) const ATTEMPTS: u32 = 11;

/// Seconds from the first attempt to the second; doubled each time. Longer than any answer may
/// take.
const FIRST_PAUSE: u64 = 90;

/// Seconds for which a dead delivery is kept: 30 days.
const KEPT: u64 = 30 * 24 * 3600;

/// A delivery as it is stored, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delivery {
    /// The webhook's name in the config.
    pub(super) webhook: String,
    /// The event as JSON; the signature covers exactly these bytes.
    pub(super) payload: String,
    /// Number of attempts that have begun.
    attempts: u32,
    /// The earliest time of the next attempt, in seconds since 1970.
    pub(super) due: u64,
    /// The last failure: an HTTP status, or the reason why there was none.
    pub(super) last: Option<String>,
}

impl Delivery {
    pub(super) fn new(webhook: &str, event: &Event) -> Self {
        Self {
            webhook: webhook.to_owned(),
            // An event can always be written as JSON.
            payload: serde_json::to_string(event).unwrap_or_default(),
            attempts: 0,
            due: event.at.0,
            last: None,
        }
    }

    /// Begins an attempt, and sets the time of the next one.
    pub(super) fn begin(&mut self, now: Timestamp, rng: &mut impl CryptoRng) {
        self.attempts += 1;
        self.due = now.plus_seconds(pause_after(self.attempts, rng)).0;
    }

    /// Starts again with the first attempt.
    pub(super) fn revive(&mut self, now: Timestamp) {
        self.attempts = 0;
        self.due = now.0;
    }

    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        !self.is_dead() && self.due <= now.0
    }

    /// Whether all attempts have failed.
    pub(super) fn is_dead(&self) -> bool {
        self.attempts >= ATTEMPTS
    }

    /// Whether to delete it: dead for 30 days, or its webhook was removed from the config.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.due.saturating_add(KEPT) < now.0
    }
}

/// Seconds from this attempt, counted from 1, to the next. A quarter of the pause is random, so that
/// attempts that failed together are not repeated together.
pub(crate) fn pause_after(attempt: u32, rng: &mut impl CryptoRng) -> u64 {
    let pause = FIRST_PAUSE << attempt.saturating_sub(1).min(ATTEMPTS);
    pause + rng.random_range(0..=pause / 4)
}

/// A new id for something that is sent without being stored as a delivery.
pub(crate) fn new_id() -> String {
    name(&random_key(&mut UnwrapErr(SysRng)))
}

/// A random key for a new delivery in the store.
pub(super) fn random_key(rng: &mut impl CryptoRng) -> [u8; 16] {
    let mut key = [0; 16];
    rng.fill_bytes(&mut key);
    key
}

/// The id of a delivery for its webhook: the same at each attempt, so that the webhook can ignore a
/// second arrival.
pub(super) fn name(key: &[u8]) -> String {
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("msg_{hex}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outgoing::TIMEOUT;

    #[test]
    fn attempts_get_rarer_and_end_after_a_day_or_so() {
        let begin = Timestamp(1_800_000_000);
        let mut delivery = Delivery {
            webhook: "crm".to_owned(),
            payload: String::new(),
            attempts: 0,
            due: begin.0,
            last: None,
        };
        let (mut now, mut pause) = (begin, TIMEOUT.as_secs());
        while delivery.is_due(now) {
            delivery.begin(now, &mut UnwrapErr(SysRng));
            assert!(!delivery.is_due(now));
            assert!(delivery.due - now.0 > pause, "attempts overlap");
            (pause, now) = ((delivery.due - now.0) * 3 / 2, Timestamp(delivery.due));
        }
        assert!(delivery.is_dead());
        let hours = (now.0 - begin.0) / 3600;
        assert!((24..72).contains(&hours), "{hours}");
        assert!(!delivery.is_over(now));
        assert!(delivery.is_over(now.plus_seconds(KEPT + 1)));
        delivery.revive(now);
        assert!(delivery.is_due(now));
    }
}
