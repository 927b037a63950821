//! The documents of a request and of its answer, in JSON. Members may be added, and readers ignore those that they do not
//! know.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64ct::{Base64, Encoding};
use model::priority::Priority;
use model::queue::{LeaseToken, NewReport, Stored};
use model::sealed::{EpochId, Fingerprint, SealedBody, SealedEpochKey};
use model::time::{Hour, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use shared::report::ReportId;
use store::StoredParcel;

use super::signature::hex;

/// Bytes, written in base64.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bytes(pub(super) Vec<u8>);

/// What the desk asks for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ask {
    /// The id of the desk's store, in hexadecimal.
    pub(super) store: String,
    /// The fingerprint of the desk's key, in hexadecimal.
    pub(super) desk_key: String,
    /// The fingerprint of the key before it, until that is retired.
    #[serde(default)]
    pub(super) former_key: Option<String>,
    /// What is to be handed over; without it, the desk asks for the status alone.
    #[serde(default)]
    pub(super) fetch: Option<Fetch>,
}

/// What is to be handed over, and what the desk has to tell.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Fetch {
    /// Maximum number of reports.
    pub(super) reports: usize,
    /// Maximum number of parcels.
    pub(super) parcels: usize,
    /// What the desk has on its disk.
    #[serde(default)]
    pub(super) kept: Kept,
    /// The names of what the desk publishes, each with the SHA-256 of its content in hexadecimal.
    pub(super) publications: BTreeMap<String, String>,
    /// A part of what the intake has asked for.
    #[serde(default)]
    pub(super) part: Option<Part>,
}

/// Which part of a publication the intake lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) name: String,
    /// The number of bytes that it has.
    pub(super) from: usize,
}

/// A part of a publication: proxies let no large bodies through. One without bytes says that there are no more.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Part {
    /// Where it belongs.
    #[serde(flatten)]
    pub(super) place: Wanted,
    pub(super) bytes: Bytes,
}

/// What the desk has on its disk, so that the intake can delete it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The lease under which the reports were handed over.
    pub(super) lease: Option<LeaseToken>,
    /// The reports.
    pub(super) reports: Vec<ReportId>,
    /// The keys of the parcels.
    pub(super) parcels: Vec<Bytes>,
}

/// What the intake hands over.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Given {
    /// How the intake is.
    pub(super) status: Status,
    /// The lease of the reports.
    #[serde(default)]
    pub(super) lease: Option<LeaseToken>,
    /// The keys of the reports, each sealed to the desk's key.
    #[serde(default)]
    pub(super) epochs: Vec<Epoch>,
    /// Reports, the most urgent first.
    #[serde(default)]
    pub(super) reports: Vec<Report>,
    /// Parcels of other hotlines.
    #[serde(default)]
    pub(super) parcels: Vec<Parcel>,
    /// What the intake lacks of the publications.
    #[serde(default)]
    pub(super) wanted: Vec<Wanted>,
}

/// How an intake is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Status {
    /// The version of its receiver.
    pub(crate) receiver: String,
    /// The fingerprint of the key that it seals reports to, in hexadecimal.
    pub(crate) sealed_to: String,
    /// The number of reports that wait for the desk.
    pub(crate) waiting: u64,
    /// Whether it has a key to give out.
    pub(crate) has_key: bool,
    /// The end of its signer's certificate.
    pub(crate) signer_ends: Timestamp,
    /// The hour of its ratchet's file, since 1970.
    pub(crate) ratchet_hour: u64,
    /// The used part of the disk of its store, if the store is a file.
    pub(crate) disk_used_percent: Option<u64>,
    /// Whether its system's clock has jumped and is not believed.
    pub(crate) clock_refused: bool,
}

/// An epoch key, sealed to the desk's key.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Epoch {
    id: String,
    enc: Bytes,
    ciphertext: Bytes,
}

/// A report as the intake has stored it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    pub(super) id: ReportId,
    /// The hour of its arrival, since 1970.
    received: u64,
    pub(super) priority: Priority,
    /// The name of its epoch key.
    epoch: String,
    body: Bytes,
}

/// A parcel as the intake has stored it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Parcel {
    pub(super) key: Bytes,
    pub(super) parcel: Bytes,
    pub(super) receipt: Bytes,
}

/// A report names an epoch key that the answer does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoEpoch;

impl Ask {
    /// The fingerprints of the desk's keys, the present one first; none if they cannot be read.
    pub(super) fn desk_keys(&self) -> Option<(Fingerprint, Option<Fingerprint>)> {
        let former = match &self.former_key {
            Some(former) => Some(fingerprint(former)?),
            None => None,
        };
        Some((fingerprint(&self.desk_key)?, former))
    }
}

/// A fingerprint of 64 hexadecimal digits.
fn fingerprint(digits: &str) -> Option<Fingerprint> {
    let mut bytes = [0; 32];
    let decoded = base16ct::lower::decode(digits, &mut bytes).ok()?;
    (decoded.len() == 32).then_some(Fingerprint(bytes))
}

impl Given {
    /// An answer with nothing but the status.
    pub(super) fn of(status: Status) -> Self {
        Self {
            status,
            lease: None,
            epochs: Vec::new(),
            reports: Vec::new(),
            parcels: Vec::new(),
            wanted: Vec::new(),
        }
    }

    /// Adds reports that were claimed under this lease. Each epoch key is added once.
    pub(super) fn add_reports(&mut self, lease: LeaseToken, mut claimed: Vec<Stored>) {
        claimed.sort_by_key(|stored| (stored.priority, stored.received));
        for stored in claimed {
            let (epoch, key) = (hex(&stored.body.epoch.id.0), &stored.body.epoch);
            if self.epochs.iter().all(|known| known.id != epoch) {
                self.epochs.push(Epoch {
                    id: epoch.clone(),
                    enc: Bytes(key.enc.clone()),
                    ciphertext: Bytes(key.ciphertext.clone()),
                });
            }
            self.reports.push(Report {
                id: stored.id,
                received: stored.received.0,
                priority: stored.priority,
                epoch,
                body: Bytes(stored.body.bytes),
            });
        }
        self.lease = Some(lease);
    }

    /// The reports, as they are to be stored. `sealed_to` tells which key of the desk opens an epoch key.
    pub(super) fn new_reports(
        &self,
        sealed_to: impl Fn(&SealedEpochKey) -> Option<Fingerprint>,
    ) -> Result<Vec<NewReport>, NoEpoch> {
        let mut epochs = BTreeMap::new();
        for epoch in &self.epochs {
            let mut key = epoch.key().ok_or(NoEpoch)?;
            key.desk_key = sealed_to(&key);
            epochs.insert(&epoch.id, Arc::new(key));
        }
        let reports = self.reports.iter().map(|report| {
            let epoch = epochs.get(&report.epoch).ok_or(NoEpoch)?.clone();
            Ok(NewReport {
                id: report.id,
                received: Hour(report.received),
                priority: report.priority,
                body: SealedBody {
                    epoch,
                    bytes: report.body.0.clone(),
                },
            })
        });
        reports.collect()
    }
}

impl Kept {
    /// Whether the desk has stored nothing.
    pub(super) fn is_nothing(&self) -> bool {
        self.reports.is_empty() && self.parcels.is_empty()
    }
}

impl Epoch {
    fn key(&self) -> Option<SealedEpochKey> {
        let mut id = [0; 8];
        let decoded = base16ct::lower::decode(&self.id, &mut id).ok()?;
        (decoded.len() == 8).then_some(())?;
        Some(SealedEpochKey {
            id: EpochId(id),
            enc: self.enc.0.clone(),
            ciphertext: self.ciphertext.0.clone(),
            desk_key: None,
        })
    }
}

impl From<StoredParcel> for Parcel {
    fn from(stored: StoredParcel) -> Self {
        Self {
            key: Bytes(stored.key),
            parcel: Bytes(stored.parcel),
            receipt: Bytes(stored.receipt),
        }
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Base64::encode_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = Base64::decode_vec(&text).map(Self);
        bytes.map_err(|_| de::Error::custom("not base64"))
    }
}
