//! What the desk keeps in the store: cases, its own records, and the log of every act.
//!
//! Everything but what lists and statistics need is sealed by the desk before it comes here.

use async_trait::async_trait;
use shared::report::{Category, ReportId};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::StoreError;
use crate::clock::{Hour, Timestamp};
use crate::desk::audit::{Act, ChainedAct};
use crate::desk::case::{Card, Facts};
use crate::desk::workflow::State;
use crate::queue::{LeaseToken, Priority};

/// The desk's part of a store.
#[async_trait]
pub trait DeskStore: Send + Sync {
    /// Writes all of a batch, or nothing.
    async fn commit(&self, batch: Batch) -> Result<Result<(), Conflict>, StoreError>;

    /// One case.
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError>;

    /// Cases, the most urgent and then the oldest first.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError>;

    /// The cases of these locations, other than `except`, the oldest first.
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError>;

    /// How many cases have the same facts, for all there are.
    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError>;

    /// Cases closed before this hour that still have a record of this kind; at most `max`.
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError>;

    /// One record.
    async fn record(&self, kind: RecordKind, key: &[u8]) -> Result<Option<Sealed>, StoreError>;

    /// Every record of a kind, with its key.
    async fn records_of(&self, kind: RecordKind) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError>;

    /// What was done after this place in the log, the oldest first. Places begin above 0.
    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError>;

    /// What was done last.
    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError>;

    /// What was done to one case, the oldest first.
    async fn acts_on(&self, subject: ReportId) -> Result<Vec<ChainedAct>, StoreError>;

    /// Every case that came after this place, and the place of each, the oldest first. Places begin
    /// above 0.
    async fn case_records(
        &self,
        after: u64,
        max: usize,
    ) -> Result<Vec<(u64, CaseRecord)>, StoreError>;

    /// Records of a kind after this key, by key.
    async fn records_after(
        &self,
        kind: RecordKind,
        key: &[u8],
        max: usize,
    ) -> Result<Vec<(Vec<u8>, Sealed)>, StoreError>;

    /// Adds what another store has, all or nothing. It fails if any of it is there already.
    async fn restore_desk(&self, part: DeskPart) -> Result<(), StoreError>;

    /// Lets what was deleted go from the files as well, as far as the engine can. So do keys that
    /// nothing is sealed with any more.
    async fn forget(&self) -> Result<(), StoreError>;
}

/// What is written together.
#[derive(Default)]
pub struct Batch {
    /// Cases that are new: their reports leave the queue.
    pub adopted: Vec<Adopted>,
    /// Cases that change.
    pub cases: Vec<SealedCase>,
    /// Records that come, change or go.
    pub records: Vec<RecordChange>,
    /// What the log says of it.
    pub acts: Vec<Act>,
}

/// A report that leaves the queue and becomes a case.
pub struct Adopted {
    /// The lease that it is held under.
    pub lease: LeaseToken,
    /// The time now: the lease must not have run out.
    pub now: Timestamp,
    /// The case.
    pub case: SealedCase,
    /// Its locations.
    pub locations: Vec<LocationDigest>,
}

/// A case as the store holds it. Its parts are records with the report's id as their key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// What lists need.
    pub card: Card,
    /// The desk's file, sealed; empty once it is scrubbed.
    pub file: Vec<u8>,
}

/// Everything that a store knows of a case, for a copy of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRecord {
    /// The case.
    pub case: SealedCase,
    /// Its locations, in their order.
    pub locations: Vec<LocationDigest>,
}

/// A part of what the desk keeps, for a copy of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeskPart {
    /// Cases. Their reports are there already.
    pub cases: Vec<CaseRecord>,
    /// Records of one kind.
    pub records: Vec<(RecordKind, Vec<u8>, Sealed)>,
    /// The log, as it was hashed.
    pub acts: Vec<ChainedAct>,
}

/// A location's name in the store: a keyed digest, so that the store cannot be asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationDigest(pub [u8; 16]);

/// Which cases, and how many.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// In one of these states; in any if there is none here.
    pub states: Vec<State>,
    /// Whose they are.
    pub assignee: Option<String>,
    /// The reporter's category.
    pub category: Option<Category>,
    /// The reporter's language.
    pub language: Option<String>,
    /// Whose page the button stood on.
    pub partner: Option<String>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// Cases to leave out at the beginning.
    pub skip: usize,
    /// Cases at most.
    pub max: usize,
}

/// What a record is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum RecordKind {
    /// A case's report, without the three that follow. Key: the report's id.
    Report,
    /// What the reporter wrote freely. Key: the report's id.
    Description,
    /// Where to write to. Key: the report's id.
    Contact,
    /// What opens the site. Key: the report's id.
    Credentials,
    /// The analysts' notes. Key: the report's id.
    Notes,
    /// An account. Key: digest of its name.
    Staff,
    /// A session of an account. Key: SHA-256 of its token.
    Session,
    /// A token of the API. Key: SHA-256 of it.
    Token,
    /// What waits to be sent to a webhook. Key: random.
    Delivery,
    /// What the hotline tells everybody. Not sealed. Key: its name.
    Publication,
}

impl RecordKind {
    /// The parts of a case.
    pub const PARTS: [Self; 5] = [
        Self::Report,
        Self::Description,
        Self::Contact,
        Self::Credentials,
        Self::Notes,
    ];

    /// Its name in the store.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// A record as the store holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Grows with each change.
    pub version: u64,
    /// The record, sealed.
    pub bytes: Vec<u8>,
}

/// A record that comes, changes or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordChange {
    /// Adds it, if its version is 1, or puts it in the place of the version before.
    Put(RecordKind, Vec<u8>, Sealed),
    /// Removes it, whether it is there or not.
    Remove(RecordKind, Vec<u8>),
}

/// Somebody else was quicker: a case or record is not as it was, or a lease has run out. Nothing was
/// written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("somebody else has changed it meanwhile")]
pub struct Conflict;
