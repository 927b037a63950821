//! The exchange with other hotlines: our own keys, which change every week; the keys of the others; and
//! parcels that are opened.

mod others;
mod ours;

use std::sync::Arc;

use model::time::Timestamp;
use shared::key_config::KeyId;
use shared::report::HotlineId;
use store::DeskStore;

pub use self::others::{NoKey, OtherKey};
pub use self::ours::NotRenewed;
pub(crate) use self::ours::PublishedKey;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::handoff::Referrals;
use crate::handoff::referral::{self, Referral};
use crate::outgoing::Outgoing;
use crate::parcel::{Member, NotCertified, NotForUs, Parcel, ParcelId};
use crate::records::{RecordError, TypedRecords};

/// The exchange of one desk.
pub struct Exchange {
    referrals: Arc<Referrals>,
    store: Arc<dyn DeskStore>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    outgoing: Outgoing,
}

/// A referral of another hotline, opened.
#[derive(Debug)]
pub struct Received {
    /// The id of the parcel.
    pub parcel: ParcelId,
    /// The hotline that sent it.
    pub from: HotlineId,
    /// The hour in which it was made.
    pub made: Timestamp,
    /// What that hotline says.
    pub referral: Referral,
}

/// What an operator wants to know of the exchange.
pub struct Status {
    /// The end of our signer's certificate, or why it is not valid now.
    pub certified: Result<Timestamp, NotCertified>,
    /// Our keys, the oldest first: the name, the first second of use, and the second in which it is destroyed.
    pub keys: Vec<(KeyId, Timestamp, Timestamp)>,
    /// The keys of the other hotlines.
    pub others: Vec<OtherKey>,
}

/// A file was not opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The config has no `[desk.exchange]`.
    #[error(
        "this desk takes no part in the exchange between hotlines: the config has no [desk.exchange]"
    )]
    NotConfigured,
    /// The file is no parcel that we can open.
    #[error(transparent)]
    NotForUs(#[from] NotForUs),
    /// Our keys could not be read.
    #[error(transparent)]
    Records(#[from] RecordError),
}

impl Exchange {
    /// The exchange with the hotlines of the config, whose keys are in `store`.
    pub(crate) fn new(
        referrals: Arc<Referrals>,
        store: Arc<dyn DeskStore>,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        outgoing: Outgoing,
    ) -> Self {
        Self {
            referrals,
            store,
            vault,
            clock,
            outgoing,
        }
    }

    /// Does the periodic work: makes, publishes and destroys our keys, and fetches those of the others.
    pub(crate) async fn tick(&self) {
        if let Err(error) = self.renew().await {
            tracing::error!(%error, "our key for the exchange with other hotlines");
        }
        for (name, hotline) in &self.referrals.hotlines {
            if let Err(error) = self.fetch(hotline).await {
                tracing::warn!(hotline = name, %error, "the exchange key of another hotline");
            }
        }
    }

    /// Opens the parcel in a file, if a hotline of the config sent it to us.
    #[tracing::instrument(skip_all, name = "exchange.open")]
    pub async fn open(&self, file: &[u8]) -> Result<Received, NotOpened> {
        let (now, us) = (self.clock.now(), &self.us().hotline);
        let root = |from: &HotlineId| self.member(from).map(|member| member.root);
        let admitted = Parcel::parse(file)?.admit(us, root, now)?;
        let key = self.private_key(admitted.key()?, now).await?;
        let contents = admitted.open(&key.ok_or(NotForUs::Key)?)?;
        Ok(Received {
            parcel: contents.id(),
            from: contents.from().clone(),
            made: contents.made()?,
            referral: referral::of(&contents)?,
        })
    }

    /// The end of our signer's certificate; none if its file has none.
    pub(crate) fn certified_until(&self) -> Option<Timestamp> {
        let certified = self.referrals.signer.look().ok()?;
        Some(certified.ends())
    }

    /// What is valid, and until when.
    pub async fn status(&self) -> Result<Status, RecordError> {
        let certified = self.referrals.signer.certified(self.clock.now());
        let keys = self.own_keys().await?.into_iter().map(|kept| {
            let key = kept.value.key;
            (
                key.id(),
                Timestamp(key.not_before),
                Timestamp(key.not_after),
            )
        });
        Ok(Status {
            certified: certified.map(|certified| certified.ends()),
            keys: keys.collect(),
            others: self.other_keys().await,
        })
    }

    fn us(&self) -> &Member {
        self.referrals.signer.us()
    }

    fn member(&self, id: &HotlineId) -> Option<&Member> {
        let mut all = self.referrals.hotlines.values();
        let other = all.find(|other| other.member.hotline == *id)?;
        Some(&other.member)
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }
}
