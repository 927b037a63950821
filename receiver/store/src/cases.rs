//! Reads cases, for lists, statistics and case pages.

use async_trait::async_trait;
use model::case::{Card, Facts};
use model::item::ItemNumber;
use model::life::{End, ItemState};
use model::priority::Priority;
use model::time::Hour;
use model::workflow::State;
use shared::report::{Category, ReportId};

use crate::engine::Engine;
use crate::statements::{cases, items};
use crate::{CaseCopy, RecordKind, StoreError, decode};

/// Reads cases. [`Commit`](crate::Commit) writes them.
#[async_trait]
pub trait Cases: Send + Sync {
    /// The case of this report, or `None` if the report is unknown or has not been adopted.
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError>;

    /// The cases that meet a filter, the most urgent first, and among equals the oldest first;
    /// with `closed_unread`, those closed last first.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError>;

    /// The cases that have at least one of these locations, without the case `except`, the oldest
    /// first.
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError>;

    /// The items whose addresses have these digests, in no particular order.
    async fn known(&self, locations: &[LocationDigest]) -> Result<Vec<KnownItem>, StoreError>;

    /// The items of a case, and the addresses that it names.
    async fn links(&self, id: ReportId) -> Result<Links, StoreError>;

    /// The id of the case with this short number.
    async fn numbered(&self, number: u64) -> Result<Option<ReportId>, StoreError>;

    /// Cases that an earlier receiver wrote and that were not brought into the present form yet: the
    /// open ones first, then those closed last; at most `max` after the first `skip`.
    async fn earlier(&self, skip: usize, max: usize) -> Result<Vec<SealedCase>, StoreError>;

    /// The number of open cases of each account or token that has any.
    async fn assigned(&self) -> Result<Vec<(String, u64)>, StoreError>;

    /// Every combination of facts, with its number of cases, in no particular order.
    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError>;

    /// Cases closed before this hour that still have a record of this kind under their id; those
    /// closed longest ago first, at most `max`.
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError>;
}

/// A case in the store. The parts of its report are records under the report's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// The columns for lists and statistics, which are not sealed.
    pub card: Card,
    /// The desk's worksheet, sealed; empty once the case was scrubbed.
    pub file: Vec<u8>,
    /// The state that an earlier receiver wrote, if the worksheet has the form of that receiver.
    pub earlier: Option<String>,
}

/// The columns of an item, which are not sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRow {
    /// The item's number within its case, from 1.
    pub place: u32,
    /// The digest of its address. Only one item has it; none if nothing locates the item, or if
    /// another item has it.
    pub digest: Option<LocationDigest>,
    /// The digest of its address, so that its case counts among the reports that name the address;
    /// none if nothing locates the item. Not read back.
    pub names: Option<LocationDigest>,
    /// The item's state.
    pub state: ItemState,
    /// Why the item has ended; none while it is open.
    pub end: Option<End>,
}

/// The items of a case and the addresses that it names, as other cases are compared with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Links {
    /// The items, in the order of their numbers.
    pub items: Vec<ItemRow>,
    /// The addresses, in ascending order.
    pub locations: Vec<LocationDigest>,
}

impl Links {
    /// The links of one case out of rows that begin with its place.
    pub(crate) fn of(items: Vec<(u64, ItemRow)>, locations: Vec<(u64, LocationDigest)>) -> Self {
        Self {
            items: items.into_iter().map(|(_, item)| item).collect(),
            locations: locations.into_iter().map(|(_, digest)| digest).collect(),
        }
    }
}

impl From<&CaseCopy> for Links {
    fn from(copy: &CaseCopy) -> Self {
        Self {
            items: copy.items.clone(),
            locations: copy.locations.clone(),
        }
    }
}

/// An item that was found by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownItem {
    /// The case that brought the item.
    pub case: ReportId,
    /// The item's number.
    pub number: ItemNumber,
    /// The digest of its address.
    pub digest: LocationDigest,
    /// The item's state.
    pub state: ItemState,
}

/// A keyed digest of a location: the store alone does not reveal whether a location was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationDigest(pub [u8; 16]);

/// Selects cases. A condition with the value `None` matches every case.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// The states to match; an empty list matches every state.
    pub states: Vec<State>,
    /// The account that the case is assigned to.
    pub assignee: Option<String>,
    /// Only cases that are assigned to nobody.
    pub unassigned: bool,
    /// The category that the reporter chose.
    pub category: Option<Category>,
    /// The language of the form.
    pub language: Option<String>,
    /// The partner whose page had the button.
    pub partner: Option<String>,
    /// The priority to match, exactly.
    pub priority: Option<Priority>,
    /// The short number of the case.
    pub number: Option<u64>,
    /// Only cases that were closed as they left the queue and have not been changed since.
    pub closed_unread: bool,
    /// Number of cases to skip at the beginning.
    pub skip: usize,
    /// Maximum number of cases to return.
    pub max: usize,
}

#[async_trait]
impl<E: Engine> Cases for E {
    #[tracing::instrument(name = "store.case", skip_all)]
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError> {
        self.first(cases::one(id), decode::sealed_case).await
    }

    #[tracing::instrument(name = "store.cases", skip_all)]
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError> {
        let query = cases::filtered(E::DIALECT, filter);
        self.rows(query, decode::card).await
    }

    #[tracing::instrument(name = "store.linked", skip_all)]
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError> {
        let query = cases::linked(E::DIALECT, locations, except);
        self.rows(query, decode::card).await
    }

    #[tracing::instrument(name = "store.known", skip_all)]
    async fn known(&self, locations: &[LocationDigest]) -> Result<Vec<KnownItem>, StoreError> {
        let query = items::known(E::DIALECT, locations);
        self.rows(query, decode::known_item).await
    }

    #[tracing::instrument(name = "store.links", skip_all)]
    async fn links(&self, id: ReportId) -> Result<Links, StoreError> {
        let items = self.rows(items::of(id), decode::item).await?;
        let locations = self.rows(items::sightings(id), decode::location).await?;
        Ok(Links::of(items, locations))
    }

    #[tracing::instrument(name = "store.numbered", skip_all)]
    async fn numbered(&self, number: u64) -> Result<Option<ReportId>, StoreError> {
        self.first(cases::numbered(number), decode::report_id).await
    }

    #[tracing::instrument(name = "store.earlier", skip_all)]
    async fn earlier(&self, skip: usize, max: usize) -> Result<Vec<SealedCase>, StoreError> {
        self.rows(cases::earlier(skip, max), decode::sealed_case)
            .await
    }

    #[tracing::instrument(name = "store.assigned", skip_all)]
    async fn assigned(&self) -> Result<Vec<(String, u64)>, StoreError> {
        self.rows(cases::assigned(), decode::assigned).await
    }

    #[tracing::instrument(name = "store.facts", skip_all)]
    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError> {
        self.rows(cases::facts(), decode::counted_facts).await
    }

    #[tracing::instrument(name = "store.due", skip_all)]
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        self.rows(cases::due(kind, before, max), decode::card).await
    }
}
