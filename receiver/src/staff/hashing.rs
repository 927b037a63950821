//! Limits concurrent password hashing, separately for known and unknown browsers.

use std::sync::Arc;

use rand_core::CryptoRng;
use shared::secret::on_wiped_stack;
use tokio::sync::{Mutex, OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

use super::new_password::NewPassword;
use super::password::{MAX_BYTES, Memory, PasswordHash, salt};

/// Maximum number of logins in a lane, waiting or working.
const WAITING: usize = 16;

/// Gives out turns to hash, one at a time in each lane: a hash takes 19 MiB and some milliseconds.
///
/// Each lane has one memory for all its hashes. Memory of their own would stay with the allocator,
/// once for each thread that ever hashed.
pub(super) struct Hashing {
    /// The lane of browsers with an earlier login: unknown browsers never delay them.
    known: Lane,
    /// The lane of all other browsers.
    strangers: Lane,
}

struct Lane {
    /// Held while a login waits and works; [`WAITING`] permits.
    places: Arc<Semaphore>,
    /// Held while a login works.
    memory: Arc<Mutex<Memory>>,
}

/// The right to hash once, in the lane's memory. It lasts until the work is done, even if the
/// request was cancelled.
pub(super) struct Turn {
    place: OwnedSemaphorePermit,
    memory: OwnedMutexGuard<Memory>,
}

/// Too many logins are waiting for a turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crowded;

impl Hashing {
    pub(super) fn new() -> Self {
        let lane = || Lane {
            places: Arc::new(Semaphore::new(WAITING)),
            memory: Arc::default(),
        };
        Self {
            known: lane(),
            strangers: lane(),
        }
    }

    /// Waits for a turn. Fails if [`WAITING`] logins are in the lane.
    pub(super) async fn turn(&self, is_known: bool) -> Result<Turn, Crowded> {
        let lane = if is_known {
            &self.known
        } else {
            &self.strangers
        };
        let place = lane
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| Crowded)?;
        let memory = lane.memory.clone().lock_owned().await;
        Ok(Turn { place, memory })
    }
}

impl Turn {
    /// Whether the hash is the hash of this password.
    pub(super) async fn verify(self, hash: PasswordHash, password: Zeroizing<String>) -> bool {
        // Longer passwords are never hashed.
        if password.len() > MAX_BYTES {
            return false;
        }
        self.work(move |memory| hash.is_of(&password, memory))
            .await
            .unwrap_or(false)
    }

    /// Hashes a new password.
    pub(super) async fn hash(
        self,
        password: NewPassword,
        rng: &mut impl CryptoRng,
    ) -> PasswordHash {
        let salt = salt(rng);
        let hashed = self.work(move |memory| PasswordHash::of(&password.0, salt, memory));
        hashed.await.unwrap_or_else(PasswordHash::decoy)
    }

    /// Does the work on a thread that may block, and leaves nothing of the password on its stack. Returns
    /// `None` if the work panicked.
    async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Option<T> {
        let Self { place, mut memory } = self;
        let worked = spawn_blocking(move || {
            let done = on_wiped_stack(|| work(&mut memory));
            drop((memory, place));
            done
        });
        worked.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_crowd_of_strangers_is_sent_away_and_no_known_browser_waits_for_it() {
        let hashing = Hashing::new();
        let _working = hashing.turn(false).await.unwrap();
        let mut waiting = Vec::new();
        for _ in 1..WAITING {
            waiting.push(Box::pin(hashing.turn(false)));
            assert!(waiting.last_mut().unwrap().now_or_never().is_none());
        }
        assert!(hashing.turn(false).await.is_err());
        assert!(hashing.turn(true).await.is_ok());
    }
}
