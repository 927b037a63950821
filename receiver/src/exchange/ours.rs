//! Our own keys. A new one is made each week, and each is destroyed after four: what was sealed to it
//! cannot be opened from then on, wherever it lies.

use std::sync::Arc;

use base64ct::{Base64, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::{Act, ActName};
use model::name::DESK;
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::KeyId;
use store::{Batch, RecordChange, RecordKind, Records, SealedRecord, StoreError};
use zeroize::Zeroizing;

use super::Exchange;
use crate::crypto::Unreadable;
use crate::parcel::{ExchangeKey, KEY_SECONDS, KeyDocument, NotCertified, VERSIONS};
use crate::records::{Kept, RecordError};

/// Seconds after which a key is followed by another: a week.
const IN_USE_SECONDS: u64 = 7 * 24 * 3600;

/// The key under which the intake finds the published document.
const PUBLICATION: &[u8] = b"exchange-key";

/// A key of ours as it is stored, sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnKey {
    /// The public half, as it is published.
    pub(super) key: ExchangeKey,
    /// The private half in base64.
    seed: Zeroizing<String>,
}

/// Our keys could not be renewed.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotRenewed {
    #[error(transparent)]
    Certificate(#[from] NotCertified),
    #[error(transparent)]
    Records(#[from] RecordError),
}

impl From<StoreError> for NotRenewed {
    fn from(error: StoreError) -> Self {
        Self::Records(error.into())
    }
}

/// The document of the desk's present key, as the intake shows it.
pub(crate) struct PublishedKey {
    store: Arc<dyn Records>,
}

impl PublishedKey {
    /// Reads the document in this store.
    pub(crate) fn new(store: Arc<dyn Records>) -> Self {
        Self { store }
    }

    /// The document; none if the desk has published none.
    pub(crate) async fn read(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let record = self
            .store
            .record(RecordKind::Publication, PUBLICATION)
            .await?;
        Ok(record.map(|record| record.bytes))
    }
}

impl OwnKey {
    fn new(key: ExchangeKey, private: &PrivateKey) -> Self {
        Self {
            key,
            seed: Zeroizing::new(Base64::encode_string(&private.seed())),
        }
    }

    fn private(&self) -> Result<PrivateKey, Unreadable> {
        let seed = Base64::decode_vec(&self.seed).map(Zeroizing::new);
        let seed = seed.map_err(|_| Unreadable)?;
        PrivateKey::from_seed(Suite::XWing, &seed).map_err(|_| Unreadable)
    }

    fn has_ended(&self, now: Timestamp) -> bool {
        now.0 >= self.key.not_after
    }
}

impl Exchange {
    /// Our keys, the oldest first.
    pub(super) async fn own_keys(&self) -> Result<Vec<Kept<OwnKey>>, RecordError> {
        let mut keys = self
            .records()
            .all::<OwnKey>(RecordKind::ExchangeKey)
            .await?;
        keys.sort_unstable_by_key(|kept| kept.value.key.sequence);
        Ok(keys)
    }

    /// The private half of a key of ours, unless it has ended.
    pub(super) async fn private_key(
        &self,
        id: KeyId,
        now: Timestamp,
    ) -> Result<Option<PrivateKey>, RecordError> {
        let kept = self
            .records()
            .get::<OwnKey>(RecordKind::ExchangeKey, id.as_bytes());
        let kept = kept.await?.filter(|kept| !kept.value.has_ended(now));
        Ok(kept.map(|kept| kept.value.private()).transpose()?)
    }

    /// Destroys the keys that have ended, makes a new one if the last is a week old, and publishes it.
    pub(super) async fn renew(&self) -> Result<(), NotRenewed> {
        let now = self.clock.now();
        let keys = self.own_keys().await?;
        self.destroy(&keys, now).await?;
        let certified = self.referrals.signer.certified(now)?;
        let last = keys.last().map(|kept| &kept.value.key);
        let is_new = last.is_none_or(|key| now.0 >= key.not_before + IN_USE_SECONDS);
        let (key, made) = match last {
            Some(key) if !is_new => (key.clone(), None),
            last => {
                let made = self.new_key(last, now);
                (made.key.clone(), Some(made))
            }
        };
        let document = KeyDocument::new(&certified, &key).to_json();
        let before = self
            .store
            .record(RecordKind::Publication, PUBLICATION)
            .await?;
        if made.is_none()
            && before
                .as_ref()
                .is_some_and(|before| before.bytes == document)
        {
            return Ok(());
        }
        let publication = SealedRecord {
            version: before.map_or(1, |before| before.version + 1),
            bytes: document,
        };
        let mut records = vec![RecordChange::Put(
            RecordKind::Publication,
            PUBLICATION.to_vec(),
            publication,
        )];
        if let Some(made) = made {
            let id = made.key.id();
            records.push(
                self.records()
                    .add(RecordKind::ExchangeKey, id.as_bytes(), &made)?,
            );
        }
        let act = Act::of(DESK, ActName::ExchangeKey, "", &key.id().to_string(), now);
        self.write(records, act).await
    }

    /// A new key. Its sequence is higher than that of every key before it, also if those are destroyed, or
    /// lost with the store: it is not below the seconds since 1970.
    fn new_key(&self, last: Option<&ExchangeKey>, now: Timestamp) -> OwnKey {
        let sequence = last.map_or(0, |last| last.sequence + 1).max(now.0);
        let private = PrivateKey::generate(Suite::XWing, &mut UnwrapErr(SysRng));
        let key = ExchangeKey {
            hotline: self.us().hotline.clone(),
            sequence,
            not_before: now.0,
            not_after: now.plus_seconds(KEY_SECONDS).0,
            versions: VERSIONS.to_vec(),
            public_key: private.public_key(),
        };
        OwnKey::new(key, &private)
    }

    /// Destroys the keys that have ended, unless the time is not sure.
    async fn destroy(&self, keys: &[Kept<OwnKey>], now: Timestamp) -> Result<(), NotRenewed> {
        let ended = keys.iter().filter(|kept| kept.value.has_ended(now));
        for kept in ended.filter(|_| self.clock.is_sure()) {
            let id = kept.value.key.id().to_string();
            let remove = RecordChange::Remove(RecordKind::ExchangeKey, kept.key.clone());
            let act = Act::of(DESK, ActName::ExchangeKeyDestroyed, &id, "", now);
            self.write(vec![remove], act).await?;
        }
        Ok(())
    }

    async fn write(&self, records: Vec<RecordChange>, act: Act) -> Result<(), NotRenewed> {
        let batch = Batch {
            records,
            ..Batch::from(act)
        };
        match self.records().commit(batch).await {
            // Another desk on this store was quicker, and made the same change.
            Ok(()) | Err(RecordError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
