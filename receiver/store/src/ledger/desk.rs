//! The ledger as the desk uses it: each read is compared with the log.

use std::ops::{Range, RangeInclusive};

use async_trait::async_trait;
use model::case::Card;
use model::chain::ChainedAct;
use model::life::ItemState;
use model::rows::RowChange;
use model::time::{Day, Hour, Timestamp};
use shared::report::ReportId;

use super::{Ledger, Untrue};
use crate::{
    Arrival, Batch, CaseCount, CaseFilter, Cases, Commit, CommitError, ConfigDigest, KnownItem,
    Links, LocationDigest, Log, Owner, Ownership, Part, RecordKind, Records, SealedCase,
    SealedRecord, StoreError, Tallied, digest,
};

/// Number of reads of one row, while others change it, after which it counts as untrue.
const TRIES: usize = 5;

/// Reads until what was read is as the log says: between the log and the row, somebody may have
/// changed the row.
macro_rules! checked {
    ($ledger:expr, $read:expr, $rows:expr) => {{
        let mut tries = 0;
        loop {
            $ledger.follow().await?;
            let read = $read.await?;
            let rows: Vec<RowChange> = $rows(&read);
            let Some(untrue) = $ledger.untrue(&rows).await else {
                break Ok(read);
            };
            tries += 1;
            if tries == TRIES {
                break Err(untrue.refused());
            }
        }
    }};
}

#[async_trait]
impl Records for Ledger {
    async fn record(
        &self,
        kind: RecordKind,
        key: &[u8],
    ) -> Result<Option<SealedRecord>, StoreError> {
        let rows = |record: &Option<SealedRecord>| {
            let row = digest::of_record(kind, key, record.as_ref());
            row.into_iter().collect()
        };
        checked!(self, self.store.record(kind, key), rows)
    }

    async fn records_of(
        &self,
        kind: RecordKind,
    ) -> Result<Vec<(Vec<u8>, SealedRecord)>, StoreError> {
        let rows = |records: &Vec<(Vec<u8>, SealedRecord)>| {
            let row = |(key, record): &(Vec<u8>, _)| digest::of_record(kind, key, Some(record));
            records.iter().filter_map(row).collect::<Vec<_>>()
        };
        let mut tries = 0;
        loop {
            let records = checked!(self, self.store.records_of(kind), rows)?;
            let is_vouched = digest::of_record(kind, &[], None).is_some();
            if !is_vouched || self.count(kind.name()).await == rows(&records).len() {
                return Ok(records);
            }
            tries += 1;
            if tries == TRIES {
                return Err(Untrue::missing(kind.name()).refused());
            }
        }
    }

    async fn keys_under(
        &self,
        kind: RecordKind,
        prefix: &[u8],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        self.store.keys_under(kind, prefix).await
    }
}

#[async_trait]
impl Cases for Ledger {
    async fn case(&self, id: ReportId) -> Result<Option<SealedCase>, StoreError> {
        let rows = |case: &Option<SealedCase>| digest::of_case(id, case.as_ref()).to_vec();
        checked!(self, self.store.case(id), rows)
    }

    async fn cases_of(&self, ids: &[ReportId]) -> Result<Vec<SealedCase>, StoreError> {
        let cases = self.store.cases_of(ids).await?;
        self.follow().await?;
        let mut all = Vec::new();
        for case in cases {
            all.extend(self.true_case(case).await?);
        }
        Ok(all)
    }

    /// The cards of a list are told apart only in the log of errors: nothing is done to a case
    /// before it is read by itself, and one untrue card must not hide the others.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Card>, StoreError> {
        let cards = self.store.cases(filter).await?;
        self.true_cards(&cards).await?;
        Ok(cards)
    }

    async fn arrived(
        &self,
        hours: Range<Hour>,
        after: Option<Arrival>,
        max: usize,
    ) -> Result<Vec<(Arrival, Option<SealedCase>)>, StoreError> {
        let mut cases = self.store.arrived(hours, after, max).await?;
        self.follow().await?;
        for (_, case) in &mut cases {
            if let Some(read) = case.take() {
                *case = self.true_case(read).await?;
            }
        }
        Ok(cases)
    }

    async fn linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        let cards = self.store.linked(locations, except, max).await?;
        self.true_cards(&cards).await?;
        Ok(cards)
    }

    async fn count_linked(
        &self,
        locations: &[LocationDigest],
        except: Option<ReportId>,
    ) -> Result<u64, StoreError> {
        self.store.count_linked(locations, except).await
    }

    async fn known(&self, locations: &[LocationDigest]) -> Result<Vec<KnownItem>, StoreError> {
        let mut known = self.store.known(locations).await?;
        for item in &mut known {
            match self.links(item.case).await {
                // A person has to look at what names this item.
                Err(StoreError::Untrue(_)) => item.state = ItemState::ToAssess,
                links => drop(links?),
            }
        }
        Ok(known)
    }

    async fn links(&self, id: ReportId) -> Result<Links, StoreError> {
        let rows = |links: &Links| vec![digest::of_links(id, links)];
        checked!(self, self.store.links(id), rows)
    }

    async fn numbered(&self, number: u64) -> Result<Option<ReportId>, StoreError> {
        self.store.numbered(number).await
    }

    async fn earlier(
        &self,
        after: Option<ReportId>,
        max: usize,
    ) -> Result<Vec<SealedCase>, StoreError> {
        let rows = |cases: &Vec<SealedCase>| {
            let row = |case: &SealedCase| digest::of_case(case.card.id, Some(case));
            cases.iter().flat_map(row).collect::<Vec<_>>()
        };
        checked!(self, self.store.earlier(after, max), rows)
    }

    async fn counts(&self) -> Result<Vec<CaseCount>, StoreError> {
        self.store.counts().await
    }

    async fn tally(&self, months: RangeInclusive<u32>) -> Result<Vec<Tallied>, StoreError> {
        self.store.tally(months).await
    }

    async fn due_counts(
        &self,
        days: RangeInclusive<Day>,
    ) -> Result<Vec<(Option<String>, u64)>, StoreError> {
        self.store.due_counts(days).await
    }

    async fn handed_over(&self, assignee: &str) -> Result<u64, StoreError> {
        self.store.handed_over(assignee).await
    }

    /// Leaves untrue cards out: nothing is deleted because somebody else says so.
    async fn due(
        &self,
        kind: RecordKind,
        before: Hour,
        max: usize,
    ) -> Result<Vec<Card>, StoreError> {
        let cards = self.store.due(kind, before, max).await?;
        self.true_cards(&cards).await
    }

    async fn count_due(
        &self,
        kind: RecordKind,
        before: Hour,
    ) -> Result<(u64, Option<Hour>), StoreError> {
        self.store.count_due(kind, before).await
    }

    async fn miscounted(&self) -> Result<Vec<&'static str>, StoreError> {
        self.store.miscounted().await
    }

    async fn count_anew(&self) -> Result<Vec<&'static str>, StoreError> {
        let wrong = self.store.count_anew().await?;
        for table in &wrong {
            tracing::error!(
                table,
                "numbers in the store were changed, and are counted anew"
            );
        }
        Ok(wrong)
    }
}

impl Ledger {
    /// Those of these cards that are as the log says. Logs an error for each of the others.
    async fn true_cards(&self, cards: &[Card]) -> Result<Vec<Card>, StoreError> {
        self.follow().await?;
        let mut all = Vec::new();
        for card in cards {
            if self.untrue(&[digest::of_card(card)]).await.is_none() || self.is_true(card.id).await
            {
                all.push(card.clone());
            }
        }
        Ok(all)
    }

    /// A case as the log says; none if it is not.
    async fn true_case(&self, case: SealedCase) -> Result<Option<SealedCase>, StoreError> {
        let id = case.card.id;
        if self
            .untrue(&digest::of_case(id, Some(&case)))
            .await
            .is_none()
        {
            return Ok(Some(case));
        }
        // It may have changed between two reads.
        match self.case(id).await {
            Err(StoreError::Untrue(_)) => Ok(None),
            case => case,
        }
    }

    /// Whether a case is as the log says, after all: it may have changed between two reads.
    async fn is_true(&self, id: ReportId) -> bool {
        self.case(id).await.is_ok()
    }
}

#[async_trait]
impl Log for Ledger {
    async fn acts(&self, after: u64, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        let acts = self.store.acts(after, max).await?;
        Ok(self.without_breaks(acts).await)
    }

    async fn last_act(&self) -> Result<Option<ChainedAct>, StoreError> {
        self.store.last_act().await
    }

    async fn acts_on(&self, case: ReportId, max: usize) -> Result<Vec<ChainedAct>, StoreError> {
        let acts = self.store.acts_on(case, max).await?;
        Ok(self.without_breaks(acts).await)
    }
}

#[async_trait]
impl Commit for Ledger {
    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        self.write(batch).await
    }

    async fn forget(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.forget(now).await
    }
}

#[async_trait]
impl Ownership for Ledger {
    async fn owner(&self) -> Result<Option<Owner>, StoreError> {
        self.store.owner().await
    }

    async fn claim_ownership(&self, owner: Owner) -> Result<Owner, StoreError> {
        self.store.claim_ownership(owner).await
    }

    async fn beat(
        &self,
        part: Part,
        now: Timestamp,
        config: Option<ConfigDigest>,
    ) -> Result<(), StoreError> {
        self.store.beat(part, now, config).await
    }

    async fn running_configs(&self) -> Result<Vec<(Part, ConfigDigest)>, StoreError> {
        self.store.running_configs().await
    }

    async fn beats(&self) -> Result<Vec<(Part, Timestamp)>, StoreError> {
        self.store.beats().await
    }

    async fn confirm_clock(&self, now: Timestamp) -> Result<(), StoreError> {
        self.store.confirm_clock(now).await
    }
}
