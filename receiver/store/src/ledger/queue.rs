//! The queue and the inbox beside the ledger: the log says nothing of a report or a parcel until the desk takes it.

use async_trait::async_trait;
use model::priority::Priority;
use model::queue::{Claim, Depth, Enqueued, LeaseToken, NewReport, Stored, WaitingCount};
use model::time::Timestamp;
use shared::report::ReportId;

use super::Ledger;
use crate::{Inbox, LeaseError, Place, Queue, StoreError};

#[async_trait]
impl Queue for Ledger {
    async fn enqueue(&self, report: NewReport) -> Result<Enqueued, StoreError> {
        self.store.enqueue(report).await
    }

    async fn claim(&self, claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.store.claim(claim).await
    }

    async fn claim_these(&self, ids: &[ReportId], claim: Claim) -> Result<Vec<Stored>, StoreError> {
        self.store.claim_these(ids, claim).await
    }

    async fn extend(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), LeaseError> {
        self.store.extend(id, token, now, until).await
    }

    async fn release(
        &self,
        id: ReportId,
        token: LeaseToken,
        now: Timestamp,
    ) -> Result<(), LeaseError> {
        self.store.release(id, token, now).await
    }

    async fn ack(&self, id: ReportId, token: LeaseToken, now: Timestamp) -> Result<(), LeaseError> {
        self.store.ack(id, token, now).await
    }

    async fn list(
        &self,
        priority: Option<Priority>,
        after: Option<Place>,
        max: usize,
    ) -> Result<Vec<Stored>, StoreError> {
        self.store.list(priority, after, max).await
    }

    async fn find(&self, id: ReportId) -> Result<Option<Stored>, StoreError> {
        self.store.find(id).await
    }

    async fn dead(&self, now: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        self.store.dead(now).await
    }

    async fn set_priority(&self, id: ReportId, priority: Priority) -> Result<(), StoreError> {
        self.store.set_priority(id, priority).await
    }

    async fn leased_beyond(&self, latest: Timestamp) -> Result<Vec<ReportId>, StoreError> {
        self.store.leased_beyond(latest).await
    }

    async fn end_lease_beyond(
        &self,
        id: ReportId,
        latest: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.store.end_lease_beyond(id, latest, now).await
    }

    async fn depth(&self, now: Timestamp) -> Result<Depth, StoreError> {
        self.store.depth(now).await
    }

    async fn waiting(&self, now: Timestamp) -> Result<Vec<WaitingCount>, StoreError> {
        self.store.waiting(now).await
    }
}

#[async_trait]
impl Inbox for Ledger {
    async fn receive(
        &self,
        key: &[u8],
        parcel: Vec<u8>,
        receipt: Vec<u8>,
    ) -> Result<Vec<u8>, StoreError> {
        self.store.receive(key, parcel, receipt).await
    }
}
