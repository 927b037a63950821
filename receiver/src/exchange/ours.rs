//! Our own keys. A new one is made each week, and each is destroyed after four: what was sealed to it
//! cannot be opened from then on, wherever it lies.

use base64ct::{Base64, Encoding};
use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::{Act, ActName};
use model::name::{DESK, OPERATOR};
use model::time::Timestamp;
use serde::{Deserialize, Serialize};
use shared::hpke::{PrivateKey, Suite};
use shared::key_config::KeyId;
use store::{Batch, CommitError, DeskStore, RecordChange, RecordKind, SealedRecord, StoreError};
use zeroize::Zeroizing;

use super::Exchange;
use super::members::{self, Members, Sender};
use super::mirror;
use crate::crypto::Unreadable;
use crate::parcel::{ExchangeKey, KEY_SECONDS, KeyDocument, NotCertified, VERSIONS};
use crate::records::{Kept, RecordError};

/// Seconds after which a key is followed by another: a week.
const IN_USE_SECONDS: u64 = 7 * 24 * 3600;

/// Number of attempts to replace the keys while a desk changes them.
const ATTEMPTS: usize = 5;

/// The name under which the intake finds the published document of the present key.
pub(crate) const PUBLICATION: &[u8] = b"exchange-key";

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
pub enum NotRenewed {
    /// Our signer has no valid certificate.
    #[error(
        "{0}\n  fix: `receiver keys certify --exchange` makes a new certificate with the root's key"
    )]
    Certificate(#[from] NotCertified),
    /// The records could not be read or written.
    #[error(transparent)]
    Records(#[from] RecordError),
}

impl From<StoreError> for NotRenewed {
    fn from(error: StoreError) -> Self {
        Self::Records(error.into())
    }
}

/// Takes back what an exchange of an earlier config has published, so that the intake takes no parcels that nobody
/// opens. The keys stay until they end: the section may come back.
pub(crate) async fn withdraw(store: &dyn DeskStore, now: Timestamp) -> Result<(), CommitError> {
    let kind = RecordKind::Publication;
    let mut records = Vec::new();
    for name in [PUBLICATION, members::PUBLICATION, mirror::PUBLICATION] {
        if store.record(kind, name).await?.is_some() {
            records.push(RecordChange::Remove(kind, name.to_vec()));
        }
    }
    if records.is_empty() {
        return Ok(());
    }
    let batch = Batch {
        records,
        ..Batch::from(Act::of(DESK, ActName::ExchangeLeft, "", "", now))
    };
    store.commit(batch).await
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
        let in_use = last.filter(|key| now.0 < key.not_before + IN_USE_SECONDS);
        let made = in_use.is_none().then(|| self.new_key(last, now));
        let Some(key) = in_use.or(made.as_ref().map(|made| &made.key)) else {
            return Ok(());
        };
        let document = KeyDocument::new(&certified, key).to_json();
        let kept = keys.iter().filter(|kept| !kept.value.has_ended(now));
        let kept = kept.map(|kept| &kept.value.key);
        let members = self.members(kept.chain(made.as_ref().map(|made| &made.key)));
        let mut records = Vec::new();
        records.extend(self.publication(PUBLICATION, document).await?);
        records.extend(self.publication(members::PUBLICATION, members).await?);
        if let Some(made) = &made {
            records.push(self.added(made)?);
        }
        if records.is_empty() {
            return Ok(());
        }
        let act = Act::of(DESK, ActName::ExchangeKey, "", &key.id().to_string(), now);
        self.write(records, act).await
    }

    /// Makes a new key now, and destroys all before it, in the operator's name: after a theft. Returns the name of
    /// the new key. A desk at work publishes its key at the same time, when it starts: then this is tried again.
    pub async fn replace(&self) -> Result<KeyId, NotRenewed> {
        for _ in 1..ATTEMPTS {
            match self.replace_once().await {
                Err(NotRenewed::Records(RecordError::Conflict)) => {}
                done => return done,
            }
        }
        self.replace_once().await
    }

    async fn replace_once(&self) -> Result<KeyId, NotRenewed> {
        let now = self.clock.now();
        let keys = self.own_keys().await?;
        let certified = self.referrals.signer.certified(now)?;
        let made = self.new_key(keys.last().map(|kept| &kept.value.key), now);
        let document = KeyDocument::new(&certified, &made.key).to_json();
        let members = self.members([&made.key].into_iter());
        let mut records = vec![self.added(&made)?];
        records.extend(self.publication(PUBLICATION, document).await?);
        records.extend(self.publication(members::PUBLICATION, members).await?);
        let remove = |kept: Kept<OwnKey>| RecordChange::Remove(RecordKind::ExchangeKey, kept.key);
        records.extend(keys.into_iter().map(remove));
        let id = made.key.id();
        let act = Act::of(OPERATOR, ActName::ExchangeKey, "", &id.to_string(), now);
        let batch = Batch {
            records,
            ..Batch::from(act)
        };
        self.records().commit(batch).await?;
        Ok(id)
    }

    /// What the intake has to know while these are our keys, as JSON.
    fn members<'a>(&self, keys: impl Iterator<Item = &'a ExchangeKey>) -> Vec<u8> {
        let hotlines = &self.referrals.hotlines;
        let (others, barred) = (hotlines.look(), hotlines.barred());
        let others = others.values().chain(barred.values());
        let senders = others.filter_map(|other| Sender::of(other, self.bar(&other.member.hotline)));
        let members = Members {
            us: self.us().hotline.clone(),
            directory: hotlines.directory(),
            others: senders.collect(),
            keys: keys.map(|key| key.id().to_string()).collect(),
        };
        members.to_json()
    }

    /// The change that publishes something for the intake; none if it is published as it is.
    pub(super) async fn publication(
        &self,
        name: &[u8],
        bytes: Vec<u8>,
    ) -> Result<Option<RecordChange>, StoreError> {
        let kind = RecordKind::Publication;
        let before = self.store.record(kind, name).await?;
        if before.as_ref().is_some_and(|before| before.bytes == bytes) {
            return Ok(None);
        }
        let version = before.map_or(1, |before| before.version + 1);
        let record = SealedRecord { version, bytes };
        Ok(Some(RecordChange::Put(kind, name.to_vec(), record)))
    }

    fn added(&self, made: &OwnKey) -> Result<RecordChange, RecordError> {
        let id = made.key.id();
        self.records()
            .add(RecordKind::ExchangeKey, id.as_bytes(), made)
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
