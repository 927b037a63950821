//! Reads cases, for lists, statistics and case pages.

use async_trait::async_trait;
use model::case::{Card, Facts};
use model::priority::Priority;
use model::time::Hour;
use model::workflow::State;
use shared::report::{Category, ReportId};

use crate::engine::Engine;
use crate::statements::cases;
use crate::{RecordKind, StoreError, decode};

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
    /// The category that the reporter chose.
    pub category: Option<Category>,
    /// The language of the form.
    pub language: Option<String>,
    /// The partner whose page had the button.
    pub partner: Option<String>,
    /// The priority to match, exactly.
    pub priority: Option<Priority>,
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
