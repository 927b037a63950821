//! Cases, as lists and statistics read them.

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

    /// The cases that meet a filter, the most urgent first, and among equals the oldest first.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError>;

    /// The cases that have at least one of these locations, without the case `except`, the oldest
    /// first.
    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: ReportId,
    ) -> Result<Vec<Card>, StoreError>;

    /// Every combination of facts that occurs, and the number of cases that have it, in no order.
    async fn facts(&self) -> Result<Vec<(Facts, u64)>, StoreError>;

    /// Cases that were closed before this hour and still have a record of this kind under their id,
    /// those closed longest ago first; at most `max`.
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError>;
}

/// A case as the store holds it. The parts of its report are records under the report's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedCase {
    /// The columns for lists and statistics, which are not sealed.
    pub card: Card,
    /// The desk's worksheet, sealed; empty once the case has been scrubbed.
    pub file: Vec<u8>,
}

/// Stands for a location: a digest with a secret key, so that the store alone cannot tell whether a
/// location was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationDigest(pub [u8; 16]);

/// Selects cases. A condition that is `None` is met by every case.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// States of which the case has one. An empty list is met by every case.
    pub states: Vec<State>,
    /// The account that works on the case.
    pub assignee: Option<String>,
    /// The category that the reporter chose.
    pub category: Option<Category>,
    /// The language of the form.
    pub language: Option<String>,
    /// The partner whose page held the button.
    pub partner: Option<String>,
    /// Exactly this priority.
    pub priority: Option<Priority>,
    /// The number of cases to leave out at the beginning.
    pub skip: usize,
    /// The largest number of cases to return.
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
