//! The intake's keys, as last read from the store.

use std::sync::Arc;

use model::time::Timestamp;
use shared::hpke::PrivateKey;
use shared::key_config::{KeyId, PublishedKey};

use super::schedule::Lifetime;

/// One key of the intake.
#[derive(Debug)]
pub struct IntakeKey {
    /// The key config, and the key's name.
    pub published: PublishedKey,
    /// The signed document that reporters' browsers fetch, as JSON.
    pub document: Vec<u8>,
    /// The private key that opens reports.
    pub private: PrivateKey,
}

impl IntakeKey {
    /// When the key is given out, and when it is destroyed.
    pub fn lifetime(&self) -> Lifetime {
        Lifetime::of(self.published.config())
    }
}

/// The keys that the store held when it was asked last. The ring replaces a snapshot as a whole, so
/// that readers share it without a copy.
#[derive(Default)]
pub(super) struct Snapshot {
    /// When the store was asked; none before the first answer.
    pub(super) asked: Option<Timestamp>,
    /// The keys, the oldest first.
    pub(super) keys: Vec<Arc<IntakeKey>>,
}

impl Snapshot {
    /// Whether the store was asked less than `seconds` ago.
    pub(super) fn is_recent(&self, now: Timestamp, seconds: u64) -> bool {
        self.asked
            .is_some_and(|asked| asked <= now && now < asked.plus_seconds(seconds))
    }

    /// The key of this name, unless it has ended.
    pub(super) fn find(&self, id: KeyId, now: Timestamp) -> Option<Arc<IntakeKey>> {
        let key = self.keys.iter().find(|key| key.published.id() == id)?;
        (now < key.lifetime().ends).then(|| key.clone())
    }

    /// The key of exactly this config.
    pub(super) fn with_config(&self, config: &str) -> Option<Arc<IntakeKey>> {
        let mut keys = self.keys.iter();
        keys.find(|key| key.published.text() == config).cloned()
    }

    /// The newest key that may be given out.
    pub(super) fn active(&self, now: Timestamp) -> Option<Arc<IntakeKey>> {
        let mut keys = self.keys.iter();
        keys.rfind(|key| key.lifetime().begins <= now).cloned()
    }

    /// The same snapshot without the keys that have ended.
    pub(super) fn without_ended(&self, now: Timestamp) -> Self {
        let keys = self.keys.iter().filter(|key| now < key.lifetime().ends);
        Self {
            asked: self.asked,
            keys: keys.cloned().collect(),
        }
    }
}
