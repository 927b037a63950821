//! What the former key of a desk opens is sealed to the present one, a page at a time. Each page is
//! one commit with its entry in the log. What is done already is left as it is, so that a run which
//! was cut off is begun again.

use std::sync::Arc;

use getrandom::{SysRng, rand_core::UnwrapErr};
use model::audit::{Act, ActName};
use model::name::OPERATOR;
use model::sealed::SealedEpochKey;
use store::{
    Batch, Cases, Commit, CommitError, Ledger, Provenance, RecordChange, RecordKind, Records,
    Resealed, SealedCase, SealedRecord, Store, StoreError,
};
use strum::VariantArray;

use super::{Counts, KeyChangeError};
use crate::casework::kind_of_file;
use crate::clock::Clock;
use crate::crypto::Unreadable;
use crate::crypto::epoch::EpochOpener;
use crate::crypto::vault::Vault;

/// Number of rows in one commit.
const PAGE: usize = 50;

/// Number of conflicts in a row, with a desk that runs, after which something else is wrong.
const CONFLICTS: usize = 10;

/// A change of a desk's key, in a store that knows both keys.
pub struct KeyChange {
    /// The whole store.
    pub store: Arc<dyn Store>,
    /// The desk's half.
    pub ledger: Arc<Ledger>,
    /// The vault of both keys.
    pub vault: Arc<Vault>,
    /// Opens epoch keys with both keys.
    pub opener: EpochOpener,
    /// The clock for the log.
    pub clock: Arc<dyn Clock>,
}

/// A page of rows: the change that seals them to the present key, and their numbers.
#[derive(Default)]
struct Page {
    batch: Batch,
    counts: Counts,
}

impl KeyChange {
    /// Seals everything to the present key. `progress` is told the numbers so far after each commit.
    /// The desk may run meanwhile.
    ///
    /// # Errors
    ///
    /// Fails if the store fails.
    pub async fn reseal(&self, mut progress: impl FnMut(Counts)) -> Result<Counts, KeyChangeError> {
        let counts = self.walk(true, &mut progress).await?;
        if !counts.is_nothing() {
            let act = self.act(ActName::Resealed, "", &format!("done: {counts}"));
            self.ledger.commit(act.into()).await?;
        }
        self.forget().await?;
        Ok(counts)
    }

    /// Removes the former ciphertexts from the files of the store. If somebody else reads those, the
    /// desk does so later.
    pub(super) async fn forget(&self) -> Result<(), StoreError> {
        match self.ledger.forget(self.clock.now()).await {
            Err(StoreError::Busy) => Ok(()),
            done => done,
        }
    }

    /// Counts what only the former key opens.
    pub(super) async fn needed(&self) -> Result<Counts, KeyChangeError> {
        self.walk(false, &mut |_| {}).await
    }

    /// An act of the operator.
    pub(super) fn act(&self, what: ActName, old: &str, new: &str) -> Act {
        Act::of(OPERATOR, what, old, new, self.clock.now())
    }

    async fn walk(
        &self,
        writes: bool,
        progress: &mut impl FnMut(Counts),
    ) -> Result<Counts, KeyChangeError> {
        let mut counts = Counts::default();
        self.epochs(writes, &mut counts, progress).await?;
        let mut place = 0;
        while let Some((last, done)) = self.cases(place, writes).await? {
            counts.add(done, progress);
            place = last;
        }
        for kind in RecordKind::VARIANTS {
            // The one is not sealed, the other to its own key.
            if matches!(kind, RecordKind::Publication | RecordKind::Inherited) {
                continue;
            }
            let mut key = Vec::new();
            while let Some((last, done)) = self.records(*kind, &key, writes).await? {
                counts.add(done, progress);
                key = last;
            }
        }
        Ok(counts)
    }

    async fn epochs(
        &self,
        writes: bool,
        counts: &mut Counts,
        progress: &mut impl FnMut(Counts),
    ) -> Result<(), KeyChangeError> {
        let mut after = None;
        loop {
            let epochs = self.store.epochs_after(after, PAGE).await?;
            let Some(last) = epochs.last() else {
                return Ok(());
            };
            after = Some(last.id);
            let (mut resealed, mut done) = (Vec::new(), Counts::default());
            let mut entered = Vec::new();
            for epoch in &epochs {
                match self.opener.reseal(epoch, &mut UnwrapErr(SysRng)) {
                    Ok(Some(new)) => {
                        entered.push(self.ledger.is_entered(epoch).await?);
                        resealed.push(new);
                    }
                    Ok(None) => {}
                    Err(Unreadable) => done.damaged += 1,
                }
            }
            done.epochs = resealed.len();
            if writes {
                self.enter_again(&resealed, &entered).await?;
                self.store.reseal_epochs(resealed).await?;
            }
            counts.add(done, progress);
        }
    }

    /// Enters those epoch keys into the log as they will be that were entered as they were: no intake has signed
    /// them. Before they are written, so that one of the two is always in the log.
    async fn enter_again(
        &self,
        resealed: &[SealedEpochKey],
        entered: &[bool],
    ) -> Result<(), StoreError> {
        let both = resealed.iter().zip(entered);
        let again: Vec<_> = both.filter_map(|(new, was)| was.then_some(new)).collect();
        if again.is_empty() {
            return Ok(());
        }
        let (new, now) = ("sealed to another key", self.clock.now());
        self.ledger.enter_epochs(&again, new, now).await
    }

    /// A page of cases after this place: the place of the last one, and what was done.
    async fn cases(
        &self,
        after: u64,
        writes: bool,
    ) -> Result<Option<(u64, Counts)>, KeyChangeError> {
        for _ in 0..CONFLICTS {
            let cases = self.store.cases_after(after, PAGE).await?;
            let Some((last, _)) = cases.last() else {
                return Ok(None);
            };
            let mut page = Page::default();
            for (_, copy) in &cases {
                self.case(&copy.case, writes, &mut page).await?;
            }
            if self.commit(page.batch).await? {
                return Ok(Some((*last, page.counts)));
            }
        }
        Err(CommitError::Conflict.into())
    }

    /// Adds a case to the page, if its worksheet is sealed to the former key.
    async fn case(
        &self,
        case: &SealedCase,
        writes: bool,
        page: &mut Page,
    ) -> Result<(), KeyChangeError> {
        let id = case.card.id;
        let anew = |file: &[u8]| {
            let rng = &mut UnwrapErr(SysRng);
            self.vault
                .reseal(kind_of_file(&case.card), id.as_bytes(), file, rng)
        };
        // Earlier receivers left nothing in the place of a worksheet that they scrubbed.
        if case.file.is_empty()
            || !page
                .counts
                .is_needed(anew(&case.file).map(|new| new.is_some()))
        {
            return Ok(());
        }
        page.counts.cases += 1;
        if !writes {
            return Ok(());
        }
        // Only what is as the log says: its new ciphertext is entered there.
        let counts = &mut page.counts;
        let logged = self.ledger.case(id).await;
        if let Some(case) = as_logged(logged, &mut counts.cases, &mut counts.damaged)? {
            let (to, from) = (anew(&case.file).unwrap_or_default(), case.file);
            let resealed = to.map(|to| Resealed { id, from, to });
            page.batch.resealed.extend(resealed);
        }
        Ok(())
    }

    /// A page of records after this key: the key of the last one, and what was done.
    async fn records(
        &self,
        kind: RecordKind,
        after: &[u8],
        writes: bool,
    ) -> Result<Option<(Vec<u8>, Counts)>, KeyChangeError> {
        for _ in 0..CONFLICTS {
            let records = self.store.records_after(kind, after, PAGE).await?;
            let Some((last, _)) = records.last() else {
                return Ok(None);
            };
            let mut page = Page::default();
            for (key, record) in &records {
                self.record(kind, key, record, writes, &mut page).await?;
            }
            if self.commit(page.batch).await? {
                return Ok(Some((last.clone(), page.counts)));
            }
        }
        Err(CommitError::Conflict.into())
    }

    /// Adds a record to the page, if it is sealed to the former key.
    async fn record(
        &self,
        kind: RecordKind,
        key: &[u8],
        record: &SealedRecord,
        writes: bool,
        page: &mut Page,
    ) -> Result<(), KeyChangeError> {
        let anew = |bytes: &[u8]| {
            let rng = &mut UnwrapErr(SysRng);
            self.vault.reseal(kind.name(), key, bytes, rng)
        };
        if !page
            .counts
            .is_needed(anew(&record.bytes).map(|new| new.is_some()))
        {
            return Ok(());
        }
        page.counts.records += 1;
        if !writes {
            return Ok(());
        }
        let counts = &mut page.counts;
        let logged = self.ledger.record(kind, key).await;
        if let Some(record) = as_logged(logged, &mut counts.records, &mut counts.damaged)? {
            let bytes = anew(&record.bytes).unwrap_or_default();
            let version = record.version + 1;
            let put = bytes.map(|bytes| SealedRecord { version, bytes });
            let put = put.map(|record| RecordChange::Put(kind, key.to_vec(), record));
            page.batch.records.extend(put);
        }
        Ok(())
    }

    /// Writes a page. Returns false if somebody else has changed a row of it meanwhile.
    async fn commit(&self, mut batch: Batch) -> Result<bool, KeyChangeError> {
        let (cases, records) = (batch.resealed.len(), batch.records.len());
        if cases + records == 0 {
            return Ok(true);
        }
        let new = format!("cases: {cases}, records: {records}");
        batch.acts.push(self.act(ActName::Resealed, "", &new));
        match self.ledger.commit(batch).await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// A row as the log has it; none if it is gone. One that is not as the log says stays as it is: it counts as
/// damaged, and no more as `needed`.
fn as_logged<T>(
    row: Result<Option<T>, StoreError>,
    needed: &mut usize,
    damaged: &mut usize,
) -> Result<Option<T>, StoreError> {
    if let Err(StoreError::Untrue(_)) = row {
        *needed -= 1;
        *damaged += 1;
        return Ok(None);
    }
    row
}

impl Counts {
    fn add(&mut self, done: Self, progress: &mut impl FnMut(Self)) {
        self.epochs += done.epochs;
        self.cases += done.cases;
        self.records += done.records;
        self.damaged += done.damaged;
        if !done.is_nothing() {
            progress(*self);
        }
    }

    /// Whether a row is sealed to the former key. Counts one that neither key opens.
    fn is_needed(&mut self, row: Result<bool, Unreadable>) -> bool {
        self.damaged += usize::from(row.is_err());
        row.unwrap_or_default()
    }
}
