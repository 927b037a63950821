//! The lock of a desk whose key is in shares. People enter their shares one by one; once there are enough, they
//! make the key, which is in the memory of this process alone.
//!
//! Nobody can be authenticated while the desk is locked: its accounts are sealed to its key. So a share is all that
//! counts, and whoever reaches the desk may enter what they have. Shares of each split are kept apart: a stranger's
//! forgery, whose split is another, is in nobody's way.

mod mistyped;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::time::Timestamp;
use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, PublicKey};
use strum::{EnumString, IntoStaticStr};
use tokio::sync::watch;
use zeroize::Zeroizing;

use self::mistyped::Mistyped;
use crate::clock::Clock;
use crate::shares::{Share, ShareError, join};

/// Seconds for which the shares of a split are kept after the last one was entered.
pub(crate) const PATIENCE: u64 = 600;

/// Splits of which shares are kept. The one that waits for longest gives way to a further one.
const SPLITS: usize = 32;

/// The lock of one desk, from the start of the process to its end.
pub(crate) struct Lock {
    key: PublicKey,
    clock: Arc<dyn Clock>,
    since: Timestamp,
    splits: Mutex<Vec<Split>>,
    mistyped: Mutex<Mistyped>,
    stage: watch::Sender<Stage>,
}

/// How far the desk is.
#[derive(Clone)]
pub(crate) enum Stage {
    /// It waits for shares. `has_failed` if enough were there, and the desk did not start.
    Locked {
        /// Whether an opening has failed.
        has_failed: bool,
    },
    /// The shares of these numbers have made the key, and the desk starts with it.
    Opening(PrivateKey, Vec<u8>),
    /// The desk is at work with this key.
    Open(PrivateKey),
}

/// The shares of one split that were entered.
struct Split {
    shares: Vec<Share>,
    last: Timestamp,
}

/// How many shares of one split were entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entered {
    /// The number of shares that make the key.
    pub(crate) need: u8,
    /// The numbers of those that were entered, in order.
    pub(crate) numbers: Vec<u8>,
}

impl Entered {
    /// The number of shares that are still missing.
    pub(crate) fn missing(&self) -> usize {
        usize::from(self.need).saturating_sub(self.numbers.len())
    }
}

/// A share was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum NotTaken {
    /// The text is no share: a letter is wrong or missing.
    Misread,
    /// The share is of another key than this desk's.
    OtherKey,
    /// Another share with the same number was entered: one of the two is forged.
    Twice,
    /// The shares of this split do not make the key: one is forged. All of them are forgotten.
    Unfit,
    /// Enough shares were entered already.
    Enough,
}

impl Lock {
    /// The lock of the desk with this key, locked now.
    pub(crate) fn new(key: PublicKey, clock: Arc<dyn Clock>) -> Self {
        Self {
            key,
            since: clock.now(),
            clock,
            splits: Mutex::default(),
            mistyped: Mutex::default(),
            stage: watch::Sender::new(Stage::Locked { has_failed: false }),
        }
    }

    /// The time from which on the desk is locked.
    pub(crate) fn since(&self) -> Timestamp {
        self.since
    }

    /// How far the desk is.
    pub(crate) fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    /// The desk's key, once the desk is open.
    pub(crate) fn key(&self) -> Option<PrivateKey> {
        match self.stage() {
            Stage::Open(key) => Some(key),
            _ => None,
        }
    }

    /// The shares that were entered and are not forgotten, by split; the split with the newest share is first.
    pub(crate) fn entered(&self) -> Vec<Entered> {
        let mut splits = self.remembered();
        splits.sort_by_key(|split| std::cmp::Reverse(split.last));
        splits.iter().map(Split::entered).collect()
    }

    /// Forgets the shares that have waited for too long, and what was mistyped.
    pub(crate) fn forget(&self) {
        drop(self.remembered());
        let before = self.clock.now().0.saturating_sub(PATIENCE);
        self.mistyped().forget_before(Timestamp(before));
    }

    /// Keeps a text that is no share, for one look. Returns its name.
    pub(crate) fn keep_mistyped(&self, text: &str, rng: &mut impl CryptoRng) -> String {
        self.mistyped().keep(text, self.clock.now(), rng)
    }

    /// The text of this name, once.
    pub(crate) fn take_mistyped(&self, name: &str) -> Option<Zeroizing<String>> {
        self.mistyped().take(name)
    }

    fn mistyped(&self) -> MutexGuard<'_, Mistyped> {
        self.mistyped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a share, as somebody has typed it. Returns how many of its split there are; if they are enough, the
    /// desk opens.
    pub(crate) fn enter(&self, text: &str) -> Result<Entered, NotTaken> {
        let share: Share = text.parse().map_err(|_| NotTaken::Misread)?;
        if !share.is_of(&self.key) {
            return Err(NotTaken::OtherKey);
        }
        let mut splits = self.remembered();
        if !matches!(self.stage(), Stage::Locked { .. }) {
            return Err(NotTaken::Enough);
        }
        let at = self.place(&mut splits, &share);
        let split = &mut splits[at];
        split.add(share)?;
        split.last = self.clock.now();
        let entered = split.entered();
        tracing::info!(
            shares = entered.numbers.len(),
            needed = entered.need,
            "a share of the desk's key was entered"
        );
        match join(&split.shares) {
            Err(ShareError::TooFew { .. }) => Ok(entered),
            Ok(key) if key.public_key() == self.key => {
                splits.clear();
                *self.mistyped() = Mistyped::default();
                let numbers = entered.numbers.clone();
                self.stage.send_replace(Stage::Opening(key, numbers));
                Ok(entered)
            }
            _ => {
                splits.remove(at);
                tracing::warn!(
                    "shares that belong together do not make the desk's key: one is forged"
                );
                Err(NotTaken::Unfit)
            }
        }
    }

    /// Waits for the key that the shares make. Returns their numbers as well.
    pub(crate) async fn joined(&self) -> (PrivateKey, Vec<u8>) {
        let mut stage = self.stage.subscribe();
        loop {
            if let Stage::Opening(key, numbers) = &*stage.borrow_and_update() {
                return (key.clone(), numbers.clone());
            }
            // The sender is in `self`.
            drop(stage.changed().await);
        }
    }

    /// Notes whether the desk has started with the key.
    pub(crate) fn settle(&self, is_open: bool) {
        self.stage.send_modify(|stage| {
            *stage = match (is_open, &*stage) {
                (true, Stage::Opening(key, _) | Stage::Open(key)) => Stage::Open(key.clone()),
                _ => Stage::Locked { has_failed: true },
            };
        });
    }

    /// Waits until the desk is not about to start. Returns whether it is open.
    pub(crate) async fn settled(&self) -> bool {
        let mut stage = self.stage.subscribe();
        // The sender is in `self`.
        let settled = stage.wait_for(|stage| !matches!(stage, Stage::Opening(..)));
        matches!(settled.await.as_deref(), Ok(Stage::Open(_)))
    }

    /// The splits whose shares are not forgotten.
    fn remembered(&self) -> MutexGuard<'_, Vec<Split>> {
        let now = self.clock.now();
        let mut splits = self.splits.lock().unwrap_or_else(PoisonError::into_inner);
        splits.retain(|split| now <= split.last.plus_seconds(PATIENCE));
        splits
    }

    /// The index of a share's split, which is made if there is none.
    fn place(&self, splits: &mut Vec<Split>, share: &Share) -> usize {
        let is_own = |split: &Split| split.shares.iter().any(|other| other.is_beside(share));
        if let Some(at) = splits.iter().position(is_own) {
            return at;
        }
        if splits.len() >= SPLITS {
            let longest = splits
                .iter()
                .enumerate()
                .min_by_key(|(_, split)| split.last);
            if let Some((at, _)) = longest {
                splits.remove(at);
            }
            tracing::warn!("shares of very many splits are entered: somebody forges them");
        }
        splits.push(Split {
            shares: Vec::new(),
            last: self.clock.now(),
        });
        splits.len() - 1
    }
}

impl Split {
    /// Adds a share, unless it is there.
    fn add(&mut self, share: Share) -> Result<(), NotTaken> {
        let same = self
            .shares
            .iter()
            .find(|other| other.number == share.number);
        match same {
            None => self.shares.push(share),
            Some(same) if same.has_part_of(&share) => {}
            Some(_) => return Err(NotTaken::Twice),
        }
        Ok(())
    }

    fn entered(&self) -> Entered {
        let mut numbers: Vec<_> = self.shares.iter().map(|share| share.number).collect();
        numbers.sort_unstable();
        Entered {
            need: self.shares.first().map_or(0, |share| share.need),
            numbers,
        }
    }
}
