//! What the intake has to know to take parcels: the other hotlines, and our keys. The desk publishes it to the store.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use shared::report::HotlineId;
use shared::signing::VerifyingKey;
use store::{RecordKind, Records, StoreError};

use crate::handoff::{Bar, OtherHotline};
use crate::parcel::{Edition, Member};

/// The key under which the intake finds them.
pub(super) const PUBLICATION: &[u8] = b"exchange-members";

/// Parcels of a hotline that is distrusted here that wait for the desk, at most: each gets a signed refusal.
const OF_DISTRUSTED: u32 = 20;

/// The hotlines that take part in the exchange, as this desk knows them.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Members {
    /// The id of this hotline.
    pub(crate) us: HotlineId,
    /// The directory that this hotline goes by.
    #[serde(default)]
    pub(crate) directory: Option<Edition>,
    /// The other hotlines.
    pub(crate) others: Vec<Sender>,
    /// The names of our keys, as 16 hexadecimal digits.
    pub(crate) keys: Vec<String>,
}

/// Another hotline, as the intake admits it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sender {
    #[serde(flatten)]
    member: Member,
    /// Maximum number of its parcels that wait for the desk.
    waiting: u32,
}

/// The members, as the intake reads them.
pub(crate) struct PublishedMembers {
    store: Arc<dyn Records>,
}

impl PublishedMembers {
    /// Reads the members in this store.
    pub(crate) fn new(store: Arc<dyn Records>) -> Self {
        Self { store }
    }

    /// The members; none if the desk has published none, or not in this form.
    pub(crate) async fn read(&self) -> Result<Option<Members>, StoreError> {
        let kind = RecordKind::Publication;
        let record = self.store.record(kind, PUBLICATION).await?;
        Ok(record.and_then(|record| serde_json::from_slice(&record.bytes).ok()))
    }
}

impl Sender {
    /// The hotline as the intake admits it; none if it is a stranger.
    pub(super) fn of(other: &OtherHotline, bar: Option<Bar>) -> Option<Self> {
        let waiting = match bar {
            None => other.waiting,
            // It is asked to try later.
            Some(Bar::Paused) => 0,
            Some(Bar::Distrusted) => other.waiting.min(OF_DISTRUSTED),
            Some(Bar::New) => return None,
        };
        Some(Self {
            member: other.member.clone(),
            waiting,
        })
    }
}

impl Members {
    /// The root of another hotline.
    pub(crate) fn root(&self, of: &HotlineId) -> Option<VerifyingKey> {
        Some(self.sender(of)?.member.root)
    }

    /// Maximum number of parcels of another hotline that wait for the desk.
    pub(crate) fn waiting(&self, of: &HotlineId) -> u32 {
        self.sender(of).map_or(0, |sender| sender.waiting)
    }

    fn sender(&self, of: &HotlineId) -> Option<&Sender> {
        let mut others = self.others.iter();
        others.find(|other| other.member.hotline == *of)
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        // Strings always have a JSON form.
        serde_json::to_vec(self).unwrap_or_default()
    }
}
