//! The types of the queue: reports are enqueued, claimed under a lease, and acked.
//!
//! Delivery is at least once: when a lease runs out, its report can be claimed again. The effect is
//! exactly once, by report id.

use std::fmt;
use std::num::NonZeroU32;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use shared::report::ReportId;

use crate::priority::Priority;
use crate::sealed::SealedBody;
use crate::time::{Hour, Timestamp};

/// A report to be stored. Its content cannot be read without the desk key.
pub struct NewReport {
    /// The report's own id.
    pub id: ReportId,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// How urgent the report is.
    pub priority: Priority,
    /// The report's JSON under the epoch key.
    pub body: SealedBody,
}

/// The result of enqueueing a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// The report was stored.
    New,
    /// A report with this id was stored before; nothing was added.
    Known,
}

/// The secret of a claim: its holder may extend, release and ack the claimed reports. 128 random
/// bits, written as 32 hexadecimal digits.
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

/// A request to claim reports.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// The maximum number of reports.
    pub max: usize,
    /// The token of all leases of this claim.
    pub token: LeaseToken,
    /// The time now. Reports whose leases have run out by then can be claimed again.
    pub now: Timestamp,
    /// The time at which the leases run out.
    pub until: Timestamp,
    /// The number of leases after which a report without an ack is set aside: [`QueueState::Dead`].
    pub max_attempts: NonZeroU32,
}

/// A report as the store holds it.
#[derive(Clone)]
pub struct Stored {
    /// The report's own id.
    pub id: ReportId,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// How urgent the report is.
    pub priority: Priority,
    /// How often the report was claimed, since it arrived or was put back.
    pub attempts: u32,
    /// When its lease runs out, or ran out; 0 if there is no lease.
    pub leased_until: Timestamp,
    /// Whether this lease is, or was, the last.
    pub last_lease: bool,
    /// The sealed report.
    pub body: SealedBody,
}

impl Stored {
    /// The report's state in the queue at `now`.
    pub fn state(&self, now: Timestamp) -> QueueState {
        match self.last_lease {
            _ if self.leased_until > now => QueueState::Leased,
            true => QueueState::Dead,
            false => QueueState::Waiting,
        }
    }
}

/// The state of a report in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueState {
    /// The next claim may take it.
    Waiting,
    /// The report is under a lease that has not run out.
    Leased,
    /// Claimed too often without an ack: no claim takes it until an operator puts it back.
    Dead,
}

/// Everything that a store holds of a report, to be copied to another store.
#[derive(PartialEq, Eq)]
pub struct ReportCopy {
    /// The report's own id.
    pub id: ReportId,
    /// The hour in which the report arrived.
    pub received: Hour,
    /// How urgent the report is.
    pub priority: Priority,
    /// Its place in the queue; none once it is acked.
    pub queued: Option<Queued>,
}

/// A report in the queue, with its lease.
#[derive(PartialEq, Eq)]
pub struct Queued {
    /// The sealed report.
    pub body: SealedBody,
    /// How often the report was claimed, since it arrived or was put back.
    pub attempts: u32,
    /// When its lease runs out, or ran out; 0 if there is no lease.
    pub leased_until: Timestamp,
    /// Whether this lease is, or was, the last.
    pub last_lease: bool,
    /// The token of the lease; none if there is no lease.
    pub lease: Option<LeaseToken>,
}

impl ReportCopy {
    /// The copy of a report that is in the queue.
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

    /// The report, if it is in the queue.
    pub fn stored(self) -> Option<Stored> {
        let queued = self.queued?;
        Some(Stored {
            id: self.id,
            received: self.received,
            priority: self.priority,
            attempts: queued.attempts,
            leased_until: queued.leased_until,
            last_lease: queued.last_lease,
            body: queued.body,
        })
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

/// The number of waiting reports of one priority that arrived in one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingCount {
    /// The priority of the reports.
    pub priority: Priority,
    /// The hour in which they arrived.
    pub received: Hour,
    /// The number of reports.
    pub reports: u64,
}

/// The number of reports in the queue, by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Depth {
    /// Reports that wait to be claimed.
    pub waiting: u64,
    /// Reports under a lease.
    pub leased: u64,
    /// Reports claimed too often without an ack.
    pub dead: u64,
}
