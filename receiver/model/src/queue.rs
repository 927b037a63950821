//! The words of the queue: what is enqueued, claimed under a lease, and acked.
//!
//! Delivery is at least once: a lease that runs out puts the report back. The effect is exactly
//! once, by report id.

use std::fmt;
use std::num::NonZeroU32;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use shared::report::ReportId;

use crate::priority::Priority;
use crate::sealed::SealedBody;
use crate::time::{Hour, Timestamp};

/// A report on its way into the store: nothing in it can be read without the desk key.
pub struct NewReport {
    /// The report's own id.
    pub id: ReportId,
    /// When it came.
    pub received: Hour,
    /// How urgent it is.
    pub priority: Priority,
    /// The report's JSON under the epoch key.
    pub body: SealedBody,
}

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// It is stored now.
    New,
    /// The same id was stored before; nothing was added.
    Known,
}

/// The secret that a claim hands out: who holds it may extend, release and ack. 128 random bits,
/// written as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LeaseToken(u128);

impl LeaseToken {
    /// Makes a new token.
    pub fn random(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(u128::from_be_bytes(bytes))
    }

    /// Takes the bytes as they are stored.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }

    /// The bytes as they are stored.
    pub fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

impl fmt::Debug for LeaseToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LeaseToken(…)")
    }
}

impl Serialize for LeaseToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for LeaseToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match u128::from_str_radix(&text, 16) {
            Ok(token) if text.len() == 32 => Ok(Self(token)),
            _ => Err(de::Error::custom("a lease token is 32 hexadecimal digits")),
        }
    }
}

/// A request for reports.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// How many at most.
    pub max: usize,
    /// The token of every lease of this claim.
    pub token: LeaseToken,
    /// The time now: leases that have run out by then are free again.
    pub now: Timestamp,
    /// When the leases run out.
    pub until: Timestamp,
    /// The lease that is a report's this many-th is its last: if it ends without an ack, the report
    /// is dead.
    pub max_attempts: NonZeroU32,
}

/// A report as the store holds it.
#[derive(Clone)]
pub struct Stored {
    /// The report's own id.
    pub id: ReportId,
    /// When it came.
    pub received: Hour,
    /// How urgent it is.
    pub priority: Priority,
    /// How often it has been claimed, since it came or was put back.
    pub attempts: u32,
    /// When its lease runs out, or ran out. 0 if there is none.
    pub leased_until: Timestamp,
    /// Whether that lease is, or was, the last.
    pub last_lease: bool,
    /// The report itself, sealed.
    pub body: SealedBody,
}

impl Stored {
    /// Where it stands.
    pub fn state(&self, now: Timestamp) -> QueueState {
        match self.last_lease {
            _ if self.leased_until > now => QueueState::Leased,
            true => QueueState::Dead,
            false => QueueState::Waiting,
        }
    }
}

/// Where a report in the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// The next claim may get it.
    Waiting,
    /// Somebody works on it.
    Leased,
    /// Claimed too often without an ack: no claim gets it, until an operator puts it back.
    Dead,
}

/// Everything that a store knows of a report, for a copy of it.
#[derive(PartialEq, Eq)]
pub struct ReportCopy {
    /// The report's own id.
    pub id: ReportId,
    /// When it came.
    pub received: Hour,
    /// How urgent it is.
    pub priority: Priority,
    /// What is in the queue; nothing once it is acked.
    pub queued: Option<Queued>,
}

/// A report in the queue, and where it stands there.
#[derive(PartialEq, Eq)]
pub struct Queued {
    /// The report itself, sealed.
    pub body: SealedBody,
    /// How often it has been claimed, since it came or was put back.
    pub attempts: u32,
    /// When its lease runs out, or ran out. 0 if there is none.
    pub leased_until: Timestamp,
    /// Whether that lease is, or was, the last.
    pub last_lease: bool,
    /// What its holder shows; nothing if there is none.
    pub lease: Option<LeaseToken>,
}

impl ReportCopy {
    /// The record of a report that is in the queue.
    pub fn of(stored: Stored, lease: Option<LeaseToken>) -> Self {
        Self {
            id: stored.id,
            received: stored.received,
            priority: stored.priority,
            queued: Some(Queued {
                body: stored.body,
                attempts: stored.attempts,
                leased_until: stored.leased_until,
                last_lease: stored.last_lease,
                lease,
            }),
        }
    }
}

impl From<NewReport> for ReportCopy {
    fn from(entry: NewReport) -> Self {
        Self {
            id: entry.id,
            received: entry.received,
            priority: entry.priority,
            queued: Some(Queued {
                body: entry.body,
                attempts: 0,
                leased_until: Timestamp(0),
                last_lease: false,
                lease: None,
            }),
        }
    }
}

/// How many reports there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Waiting to be claimed.
    pub waiting: u64,
    /// Under a lease.
    pub leased: u64,
    /// Claimed too often without an ack.
    pub dead: u64,
}
