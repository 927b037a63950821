//! The exchange with other hotlines: our own keys, which change every week; the keys of the others; and
//! parcels that are opened.

mod delivery;
mod directory;
mod forgetting;
mod members;
mod mirror;
mod online;
mod others;
mod ours;
mod pausing;
mod split_view;
mod unopened;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};

use model::time::Timestamp;
use shared::key_config::KeyId;
use shared::report::HotlineId;
use store::DeskStore;

pub(crate) use self::delivery::{NotDelivered, Obstacle};
pub use self::directory::NotFollowed;
pub(crate) use self::directory::look;
pub(crate) use self::members::{Members, PublishedMembers};
pub(crate) use self::mirror::PublishedDirectory;
pub use self::others::{NoKey, OtherKey};
pub use self::ours::NotRenewed;
pub(crate) use self::ours::{PUBLICATION as KEY_DOCUMENT, withdraw};
pub use self::pausing::Paused;
use self::split_view::Heard;
pub use self::split_view::{NotSettled, SplitView};
pub(crate) use self::unopened::Unopened;
use crate::clock::Clock;
use crate::crypto::vault::Vault;
use crate::handoff::referral::{self, Referral};
use crate::handoff::{Bar, OtherHotline, Referrals};
use crate::outgoing::Outgoing;
use crate::parcel::{Admitted, Contents, Member, NotCertified, NotForUs, Parcel, ParcelId};
use crate::records::{RecordError, TypedRecords};

/// The directory, among what is fetched. No hotline has a name with a dot.
const DIRECTORY: &str = "directory.json";

/// The exchange of one desk.
pub struct Exchange {
    referrals: Arc<Referrals>,
    store: Arc<dyn DeskStore>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    outgoing: Outgoing,
    /// Why the key of another hotline, by its name, or the directory was not fetched: told once.
    told: Mutex<BTreeMap<String, String>>,
    /// The editions of the directory that other hotlines go by and that are not ours, by their ids.
    heard: Mutex<BTreeMap<String, Heard>>,
    /// The hotlines whose intakes gave no answer, by their ids, and until when no other parcel is tried there.
    silent: Mutex<BTreeMap<String, Timestamp>>,
    /// The last day, counted from 1970, on which what is old was forgotten.
    forgot: AtomicU64,
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

impl Received {
    /// The referral in the contents of a parcel.
    pub(crate) fn of(contents: &Contents) -> Result<Self, NotForUs> {
        Ok(Self {
            parcel: contents.id(),
            from: contents.from().clone(),
            made: contents.made()?,
            referral: referral::of(contents)?,
        })
    }
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
            told: Mutex::default(),
            heard: Mutex::default(),
            silent: Mutex::default(),
            forgot: AtomicU64::new(0),
        }
    }

    /// Does the periodic work: makes, publishes and destroys our keys, and fetches those of the others.
    pub(crate) async fn tick(&self) {
        let followed = self.follow().await;
        self.tell_once(DIRECTORY, followed.err().map(|error| error.to_string()));
        self.ask_for_others().await;
        if let Err(error) = self.renew().await {
            tracing::error!(%error, "our key for the exchange with other hotlines");
        }
        self.fetch_all().await;
        if let Err(error) = self.forget().await {
            tracing::error!(%error, "what is old of the parcels of other hotlines");
        }
    }

    /// Opens the referral in a file, if a hotline that we exchange with sent it to us.
    pub async fn open(&self, file: &[u8]) -> Result<Received, NotOpened> {
        let admitted = self.admit(file)?;
        match self.bar(&admitted.head.from) {
            Some(Bar::Distrusted) => return Err(NotForUs::Distrusted.into()),
            Some(Bar::Paused | Bar::New) => return Err(NotForUs::Paused.into()),
            None => {}
        }
        let contents = self.contents(admitted).await?;
        Ok(Received::of(&contents)?)
    }

    /// Checks what can be checked of a parcel without opening it. Its sender may have a bar.
    pub(crate) fn admit(&self, file: &[u8]) -> Result<Admitted, NotForUs> {
        let (now, us) = (self.clock.now(), &self.us().hotline);
        let root = |from: &HotlineId| self.sender(from).map(|other| other.member.root);
        Parcel::parse(file)?.admit(us, root, now)
    }

    /// Why nothing is exchanged with a hotline; none if nobody here says so.
    pub(crate) fn bar(&self, of: &HotlineId) -> Option<Bar> {
        self.referrals.hotlines.bar(of)
    }

    /// All bars, each with the name that config or directory give the hotline, else its id.
    pub(crate) fn named_bars(&self) -> Vec<(HotlineId, String, Bar)> {
        let barred = self.referrals.hotlines.barred();
        let name = |id: &HotlineId| {
            let mut known = barred.iter();
            let known = known.find(|(_, other)| other.member.hotline == *id);
            known.map_or(id.as_str(), |(name, _)| name).to_owned()
        };
        let bars = self.bars();
        let named = bars.iter().map(|(id, bar)| (id.clone(), name(id), *bar));
        named.collect()
    }

    /// All bars.
    pub(crate) fn bars(&self) -> Arc<[(HotlineId, Bar)]> {
        self.referrals.hotlines.bars()
    }

    /// Opens a parcel, once it is noted which directory its sender goes by.
    #[tracing::instrument(skip_all, name = "exchange.open")]
    pub(crate) async fn contents(&self, admitted: Admitted) -> Result<Contents, NotOpened> {
        let (from, said) = (&admitted.head.from, admitted.said.clone());
        if self.bar(from).is_none() {
            self.hear(from, said).await?;
        }
        let key = self.private_key(admitted.key()?, self.clock.now()).await?;
        Ok(admitted.open(&key.ok_or(NotForUs::Key)?)?)
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

    /// Whether `baseline` findings of this hotline may be taken over without viewing the content again.
    pub(crate) fn may_take_over(&self, id: &HotlineId) -> bool {
        self.other(id).is_some_and(|other| other.take_over)
    }

    fn us(&self) -> &Member {
        self.referrals.signer.us()
    }

    fn other(&self, id: &HotlineId) -> Option<OtherHotline> {
        let all = self.referrals.hotlines.look();
        let mut all = all.values();
        all.find(|other| other.member.hotline == *id).cloned()
    }

    /// A hotline that may have sent something: one that we exchange with, or that is paused or distrusted here.
    fn sender(&self, id: &HotlineId) -> Option<OtherHotline> {
        let known = || {
            let barred = self.referrals.hotlines.barred();
            let mut barred = barred.values();
            barred.find(|other| other.member.hotline == *id).cloned()
        };
        self.other(id)
            .or_else(|| known().filter(|_| self.bar(id) != Some(Bar::New)))
    }

    /// A hotline to which something may be sealed: one that we exchange with, or one that is told that it is distrusted.
    fn recipient(&self, id: &HotlineId) -> Option<OtherHotline> {
        let is_reached = !matches!(self.bar(id), Some(Bar::New | Bar::Paused));
        self.sender(id).filter(|_| is_reached)
    }

    fn records(&self) -> TypedRecords<'_> {
        TypedRecords::new(&*self.store, &self.vault)
    }
}
