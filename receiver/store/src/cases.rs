//! Reads cases, for lists, statistics and case pages.

use std::ops::{Range, RangeInclusive};

use async_trait::async_trait;
use model::case::Card;
use model::item::ItemNumber;
use model::life::{End, ItemState};
use model::month::Month;
use model::priority::Priority;
use model::time::{Day, Hour};
use model::workflow::State;
use shared::report::ReportId;

use crate::engine::Engine;
use crate::statements::{cases, counts, items, kept};
use crate::{CaseCopy, CaseFilter, RecordKind, StoreError, decode};

/// Reads cases. [`Commit`](crate::Commit) writes them.
#[async_trait]
pub trait Cases: Send + Sync {
    /// The case of this report, or `None` if the report is unknown or has not been adopted.
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError>;

    /// The cases of these reports, in no particular order. A ledger leaves out those that are not as the log
    /// says.
    async fn cases_of(&self, ids: &[ReportId]) -> Result<Vec<SealedCase>, StoreError>;

    /// The cases that meet a filter, the most urgent first, and among equals the oldest first;
    /// with `closed_unread`, those closed last first; with `due`, those first that are due longest.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError>;

    /// The cases whose reports arrived in these hours, each with its place, by hour and then in the order in
    /// which the store got the reports; at most `max`, from the one behind the place `after` on. A case that
    /// is not as the log says has its place alone. Looks at the reports of these hours alone.
    async fn arrived(
        &self,
        hours: Range<Hour>,
        after: Option<Arrival>,
        max: usize,
    ) -> Result<Vec<(Arrival, Option<SealedCase>)>, StoreError>;

    /// The cases that name at least one of these locations, without the case `except`, the oldest
    /// first: of more than `max`, the last ones.
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<Card>, StoreError>;

    /// The number of cases that name at least one of these locations, without the case `except`.
    async fn count_linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
    ) -> Result<u64, StoreError>;

    /// The items whose addresses have these digests, in no particular order.
    async fn known(&self, locations: &[LocationDigest]) -> Result<Vec<KnownItem>, StoreError>;

    /// The items of a case, and the addresses that it names.
    async fn links(&self, id: ReportId) -> Result<Links, StoreError>;

    /// The id of the case with this short number.
    async fn numbered(&self, number: u64) -> Result<Option<ReportId>, StoreError>;

    /// Cases that an earlier receiver wrote and that were not brought into the present form yet: the
    /// open ones first, then those closed last; at most `max`, from the one behind the case `after` on.
    async fn earlier(
        &self,
        after: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<SealedCase>, StoreError>;

    /// The number of cases in each state, of each priority, of each account or token. The store keeps
    /// these numbers as cases change, and the log does not vouch for them: they are for show alone.
    async fn counts(&self) -> Result<Vec<CaseCount>, StoreError>;

    /// The number of cases of these months with each value of each fact, in no particular order. Kept
    /// and shown as [`counts`](Self::counts) are.
    async fn tally(&self, months: RangeInclusive<u32>) -> Result<Vec<Tallied>, StoreError>;

    /// The number of cases of each account or token whose [`due`](Card::due) day is one of these; none
    /// stands for nobody. Kept and shown as [`counts`](Self::counts) are.
    async fn due_counts(
        &self,
        days: RangeInclusive<Day>,
    ) -> Result<Vec<(Option<String>, u64)>, StoreError>;

    /// The number of cases that were handed to this account or token, which has not acted on them since. For
    /// show alone, as [`counts`](Self::counts) are.
    async fn handed_over(&self, assignee: &str) -> Result<u64, StoreError>;

    /// Cases closed before this hour that still have a record of this kind under their id; those
    /// closed longest ago first, at most `max`. Reads nothing else.
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError>;

    /// The number of the cases that [`due`](Self::due) finds, and the hour in which the first of them
    /// was closed.
    async fn count_due(
        &self,
        kind: RecordKind,
        before: Hour,
    ) -> Result<(u64, Option<Hour>), StoreError>;

    /// Compares the numbers that the store keeps, and the list by which [`due`](Self::due) finds parts, with
    /// what they count. Returns the names of the tables that are wrong. Reads the whole queue and every case.
    async fn miscounted(&self) -> Result<Vec<&'static str>, StoreError>;

    /// Counts anew what is [`miscounted`](Self::miscounted). Returns the names of those tables.
    async fn count_anew(&self) -> Result<Vec<&'static str>, StoreError>;
}

/// A case in the store. The parts of its report are records under the report's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// The columns for lists and statistics, which are not sealed.
    pub card: Card,
    /// The desk's worksheet, sealed; once the case was scrubbed, its figures, sealed, or nothing.
    pub file: Vec<u8>,
    /// The state that an earlier receiver wrote, if the worksheet has the form of that receiver.
    pub earlier: Option<String>,
}

/// The place of a case among those that arrived in some hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    pub(crate) hour: Hour,
    /// The place of the report among all.
    pub(crate) seq: u64,
}

/// The columns of an item, which are not sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRow {
    /// The item's number within its case, from 1.
    pub place: u32,
    /// The digest of its address. Only one item has it; none if nothing locates the item, or if
    /// another item has it.
    pub digest: Option<LocationDigest>,
    /// The digests of its address and of what its case is found by, so that its case counts among those
    /// that name them. Not read back.
    pub names: Vec<LocationDigest>,
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

/// The number of cases of one state, priority and assignee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseCount {
    /// The state of the cases.
    pub state: State,
    /// The priority of the cases.
    pub priority: Priority,
    /// The account or token that works on them; none if nobody does.
    pub assignee: Option<String>,
    /// The number of cases.
    pub cases: u64,
}

/// The number of cases of one month that have one value of one fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tallied {
    /// The month in which their reports arrived.
    pub month: Month,
    /// The name of the fact: that of a field of [`Facts`](model::case::Facts). The country and the type
    /// of site are counted for cases assessed as illegal alone.
    pub fact: String,
    /// The value; none if it is missing.
    pub value: Option<String>,
    /// The number of cases.
    pub cases: u64,
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

/// A keyed digest of a location, or of a host, domain or account in one: the store alone does not reveal
/// whether it was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationDigest(pub [u8; 16]);

#[async_trait]
impl<E: Engine> Cases for E {
    #[tracing::instrument(name = "store.case", skip_all)]
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError> {
        self.first(cases::one(id), decode::sealed_case).await
    }

    #[tracing::instrument(name = "store.cases_of", skip_all)]
    async fn cases_of(&self, ids: &[ReportId]) -> Result<Vec<SealedCase>, StoreError> {
        let query = cases::of(E::DIALECT, ids);
        self.rows(query, decode::sealed_case).await
    }

    #[tracing::instrument(name = "store.cases", skip_all)]
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError> {
        let query = cases::filtered(E::DIALECT, filter);
        self.rows(query, decode::card).await
    }

    #[tracing::instrument(name = "store.arrived", skip_all)]
    async fn arrived(
        &self,
        hours: Range<Hour>,
        after: Option<Arrival>,
        max: usize,
    ) -> Result<Vec<(Arrival, Option<SealedCase>)>, StoreError> {
        let query = cases::arrived(E::DIALECT, hours, after, max);
        let cases = self.rows(query, decode::arrived_case).await?.into_iter();
        Ok(cases.map(|(place, case)| (place, Some(case))).collect())
    }

    #[tracing::instrument(name = "store.linked", skip_all)]
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        let query = cases::linked(E::DIALECT, locations, except, max);
        self.rows(query, decode::card).await
    }

    #[tracing::instrument(name = "store.count_linked", skip_all)]
    async fn count_linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
    ) -> Result<u64, StoreError> {
        let query = cases::count_linked(E::DIALECT, locations, except);
        let count = self.first(query, decode::cases).await?;
        Ok(count.unwrap_or_default())
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
    async fn earlier(
        &self,
        after: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<SealedCase>, StoreError> {
        self.rows(cases::earlier(E::DIALECT, after, max), decode::sealed_case)
            .await
    }

    #[tracing::instrument(name = "store.counts", skip_all)]
    async fn counts(&self) -> Result<Vec<CaseCount>, StoreError> {
        self.rows(counts::cases(), decode::case_count).await
    }

    #[tracing::instrument(name = "store.tally", skip_all)]
    async fn tally(&self, months: RangeInclusive<u32>) -> Result<Vec<Tallied>, StoreError> {
        let query = counts::tally(Month(*months.start()), Month(*months.end()));
        self.rows(query, decode::tallied).await
    }

    #[tracing::instrument(name = "store.due_counts", skip_all)]
    async fn due_counts(
        &self,
        days: RangeInclusive<Day>,
    ) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        self.rows(counts::due_days(days), decode::due_count).await
    }

    #[tracing::instrument(name = "store.handed_over", skip_all)]
    async fn handed_over(&self, assignee: &str) -> Result<u64, StoreError> {
        let counted = self.first(counts::handed_over(assignee), decode::cases);
        Ok(counted.await?.unwrap_or_default())
    }

    #[tracing::instrument(name = "store.due", skip_all)]
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        let query = cases::due(E::DIALECT, kind, before, max);
        self.rows(query, decode::card).await
    }

    #[tracing::instrument(name = "store.count_due", skip_all)]
    async fn count_due(
        &self,
        kind: RecordKind,
        before: Hour,
    ) -> Result<(u64, Option<Hour>), StoreError> {
        let counted = self.first(counts::due(kind, before), decode::due).await?;
        Ok(counted.unwrap_or_default())
    }

    #[tracing::instrument(name = "store.miscounted", skip_all)]
    async fn miscounted(&self) -> Result<Vec<&'static str>, StoreError> {
        let wrong = kept::wrong(self).await?;
        Ok(wrong.iter().map(|kept| kept.table).collect())
    }

    #[tracing::instrument(name = "store.count_anew", skip_all)]
    async fn count_anew(&self) -> Result<Vec<&'static str>, StoreError> {
        let wrong = kept::wrong(self).await?;
        for kept in &wrong {
            self.change(kept.count_anew(E::DIALECT)).await?;
        }
        Ok(wrong.iter().map(|kept| kept.table).collect())
    }
}
