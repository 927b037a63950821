//! The secrets of this receiver that make, open and publish the intake's keys.

use std::collections::HashSet;

use model::intake_key::StoredKey;
use model::time::{Hour, Timestamp};
use rand_core::CryptoRng;
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::{KeyConfig, KeyId, PublishedKey};
use shared::pow::Seed;

use super::ratchet::{RatchetFile, Unwrappable};
use super::schedule::Lifetime;
use super::signer::Signer;
use super::snapshot::IntakeKey;
use crate::crypto::authority::{EpochSigner, EpochStatement, Voucher};
use crate::parcel::{Receipt, SignedReceipt};

/// The kind of keys that a receiver makes.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// The suite of new keys.
    pub suite: Suite,
    /// The least effort that a proof of work for a new key has to show; 0 asks for no proof.
    pub pow_floor: u32,
}

/// The signer, and the ratchet that keys are wrapped under.
pub(super) struct Secrets {
    signer: Signer,
    ratchet: RatchetFile,
    /// The keys that the log says cannot be unwrapped: once each, not each minute.
    strange: HashSet<KeyId>,
}

impl Secrets {
    /// The secrets of a receiver that has read its files.
    pub(super) fn new(signer: Signer, ratchet: RatchetFile) -> Self {
        Self {
            signer,
            ratchet,
            strange: HashSet::new(),
        }
    }

    /// Whether browsers believe the signer now.
    pub(super) fn is_certified(&self, now: Timestamp) -> bool {
        self.signer.is_certified(now)
    }

    /// The oldest hour whose keys the ratchet's file can unwrap.
    pub(super) fn ratchet_hour(&self) -> Hour {
        self.ratchet.hour_on_disk()
    }

    /// The end of the signer's certificate.
    pub(super) fn signer_ends(&self) -> Timestamp {
        Timestamp(self.signer.certificate().not_after)
    }

    /// Signs an epoch.
    pub(super) fn vouch(&self, epoch: &EpochStatement) -> Voucher {
        self.signer.vouch(epoch)
    }

    /// Signs the receipt for a parcel of another hotline.
    pub(super) fn receipt(&self, receipt: &Receipt) -> SignedReceipt {
        self.signer.receipt(receipt)
    }

    /// The seed of a slot's puzzles; none for slots whose hour the ratchet has left behind.
    pub(super) fn puzzle_seed(&self, slot: u32) -> Option<Seed> {
        self.ratchet.ratchet().puzzle_seed(slot)
    }

    /// Reads the signer's certificate again and, if it `may_destroy` keys, leaves old hours of the ratchet
    /// behind. Gives whether the certificate is a new one. A file that cannot be written stops no report: it is
    /// tried again, and its hour stands still.
    pub(super) fn bring_forward(&mut self, now: Timestamp, may_destroy: bool) -> bool {
        let is_new = self.signer.reload().unwrap_or_else(|error| {
            tracing::error!(%error, "the signer's certificate cannot be read again");
            false
        });
        if may_destroy && let Err(error) = self.ratchet.forget(now) {
            tracing::error!(
                %error,
                "the ratchet's file cannot be written: what was sent in its hours can be opened for longer"
            );
        }
        is_new
    }

    /// Makes a private key, and wraps it for the store.
    pub(super) fn generate(
        &self,
        recipe: Recipe,
        sequence: u64,
        lifetime: Lifetime,
        now: Timestamp,
        rng: &mut impl CryptoRng,
    ) -> Result<StoredKey, Unwrappable> {
        let private = PrivateKey::generate(recipe.suite, rng);
        let published = PublishedKey::new(KeyConfig {
            hotline: self.signer.authority().hotline.clone(),
            sequence,
            not_before: lifetime.begins.0,
            not_after: lifetime.ends.0,
            pow_floor: recipe.pow_floor,
            public_key: private.public_key(),
        });
        let config = published.text().to_owned();
        let ratchet = self.ratchet.ratchet();
        Ok(StoredKey {
            sequence,
            made: now.hour(),
            ends: lifetime.ends,
            wrapped: ratchet.wrap(now.hour(), &config, &private.seed(), rng)?,
            config,
        })
    }

    /// Unwraps a key and signs its config. None if the key was wrapped under another ratchet: it is
    /// left in the store, for the receiver that can open it.
    pub(super) fn open(&mut self, stored: &StoredKey) -> Option<IntakeKey> {
        let published = PublishedKey::parse(stored.config.clone()).ok()?;
        let suite = published.config().public_key.suite();
        let ratchet = self.ratchet.ratchet();
        let seed = ratchet.unwrap(stored.made, &stored.config, &stored.wrapped);
        let private = seed
            .ok()
            .and_then(|seed| PrivateKey::from_seed(suite, &seed).ok());
        if private.is_none() && self.strange.insert(published.id()) {
            tracing::error!(
                key = %published.id(),
                "a key in the store cannot be unwrapped: receivers that share a store need the \
                 same ratchet file"
            );
        }
        Some(IntakeKey {
            document: self.signer.publish(&published).to_json(),
            published,
            private: private?,
        })
    }
}
