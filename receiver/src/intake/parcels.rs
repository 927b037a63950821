//! Parcels of other hotlines, stored for the desk. The intake opens none: it checks who has sealed them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::time::Timestamp;
use shared::report::HotlineId;
use store::{Inbox, RecordKind, StoreError};
use tokio::sync::{Semaphore, watch};

use super::turns::Turns;
use crate::exchange::{Members, PublishedMembers};
use crate::keys::KeyRing;
use crate::parcel::{NotForUs, Parcel, Receipt, SENDER_BYTES, inbox_key};

/// Maximum number of parcels for which the members are read simultaneously.
const AT_ONCE: usize = 4;

/// New parcels of a hotline that are taken on a day (UTC), for each one of them that may wait for the desk. Each leaves a
/// receipt in the store for weeks.
const A_DAY: u32 = 10;

const DAY_SECONDS: u64 = 24 * 3600;

/// Takes parcels.
pub(super) struct ParcelDoor {
    store: Arc<dyn Inbox>,
    members: PublishedMembers,
    look_ups: Semaphore,
    turns: Turns,
    today: Mutex<Today>,
    /// Tells the desk in this process that a parcel has arrived.
    news: watch::Sender<()>,
}

/// The new parcels of each hotline that this process has taken on a day, counted from 1970.
#[derive(Default)]
struct Today {
    day: u64,
    taken: BTreeMap<String, u32>,
}

/// A parcel was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ParcelError {
    /// This hotline takes no part in the exchange.
    #[error("this hotline takes no part in the exchange")]
    NoExchange,
    /// The sender is not among the hotlines that the desk knows.
    #[error("a hotline that the desk does not know")]
    Stranger,
    /// The parcel is sealed to a key that the desk does not have.
    #[error("a key that the desk does not have")]
    UnknownKey,
    /// The parcel has a version that is not read here.
    #[error("a parcel of another version")]
    Version,
    /// The parcel is none, or none that this hotline takes.
    #[error("no parcel that this hotline takes")]
    Unacceptable,
    /// Too many parcels arrive, or too many of this hotline: they wait for the desk, or came today.
    #[error("too many parcels")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotForUs> for ParcelError {
    fn from(error: NotForUs) -> Self {
        match error {
            NotForUs::Unknown(_) => Self::Stranger,
            NotForUs::Version(_) => Self::Version,
            _ => Self::Unacceptable,
        }
    }
}

impl ParcelDoor {
    /// Stores parcels in this store.
    pub(super) fn new(store: Arc<dyn Inbox>) -> Self {
        Self {
            members: PublishedMembers::new(store.clone()),
            store,
            look_ups: Semaphore::new(AT_ONCE),
            turns: Turns::new(),
            today: Mutex::default(),
            news: watch::Sender::new(()),
        }
    }

    /// Stores a parcel and gives its receipt as JSON. The same parcel gets the same receipt, byte for byte.
    pub(super) async fn take(
        &self,
        bytes: Vec<u8>,
        keys: &KeyRing,
        now: Timestamp,
    ) -> Result<Vec<u8>, ParcelError> {
        let members = self.members().await?;
        let parcel = Parcel::parse(&bytes)?;
        let sender = parcel.claimed_sender()?;
        // Strangers take nobody's turn.
        members.root(&sender).ok_or(ParcelError::Stranger)?;
        let turn = self.turns.take(&sender).await;
        let _turn = turn.ok_or(ParcelError::TooMany)?;
        let parcel = parcel.admit(&members.us, |of| members.root(of), now)?;
        let (head, key) = (&parcel.head, inbox_key(&parcel.head.from, parcel.head.id));
        let before = self.store.record(RecordKind::Receipt, &key).await?;
        if let Some(before) = before {
            return Ok(before.bytes);
        }
        if !members.keys.contains(&head.key) {
            return Err(ParcelError::UnknownKey);
        }
        let (of_sender, _) = key.split_at(SENDER_BYTES);
        let waiting = self.store.keys_under(RecordKind::Inbox, of_sender).await?;
        let most = members.waiting(&head.from);
        if waiting.len() >= most as usize || !self.may_take(&head.from, most, now) {
            return Err(ParcelError::TooMany);
        }
        let receipt = Receipt::new(&members.us, &parcel, members.directory, now.hour());
        let receipt = keys.receipt(&receipt).to_json();
        let receipt = self.store.receive(&key, bytes, receipt).await?;
        self.news.send_replace(());
        Ok(receipt)
    }

    async fn members(&self) -> Result<Members, ParcelError> {
        let Ok(_look_up) = self.look_ups.acquire().await else {
            return Err(ParcelError::TooMany);
        };
        let members = self.members.read().await?;
        members.ok_or(ParcelError::NoExchange)
    }

    /// Whether one more parcel of a hotline may be taken today, of which `waiting` may wait: it counts as taken then.
    fn may_take(&self, of: &HotlineId, waiting: u32, now: Timestamp) -> bool {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        let day = now.0 / DAY_SECONDS;
        if today.day != day {
            today.day = day;
            today.taken.clear();
        }
        let taken = today.taken.entry(of.as_str().to_owned()).or_default();
        let may = *taken < waiting.saturating_mul(A_DAY);
        *taken += u32::from(may);
        may
    }

    /// The news that a parcel has arrived.
    pub(super) fn news(&self) -> watch::Receiver<()> {
        self.news.subscribe()
    }
}
