//! The desk's half of a store as the log vouches for it.
//!
//! Each entry of the log names the rows that were written with it, by digest, and is hashed with the
//! desk's key. The ledger reads the whole log when it is opened, and follows it from then on. So it
//! knows the present digest of each row, and refuses a row that somebody else has changed, removed,
//! put in, or put back as it was before.

mod arrivals;
mod breaks;
mod desk;
mod enter;
mod queue;
mod verify;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use model::audit::ActName;
use model::chain::{Break, Broken, Chain, ChainedAct, Head, LogKey};
use model::rows::{RowChange, RowHash};
use model::time::Timestamp;
use shared::report::ReportId;
use tokio::sync::Mutex;

pub use self::breaks::{accept_breaks, breaks};
pub use self::verify::{Fault, Finding, Untrue, Verified};
use crate::{Batch, CommitError, Logging, Store, StoreError, digest};

/// Number of entries read at a time.
const PAGE: usize = 1000;

/// A store whose reads are compared with the log, and whose writes are entered into it.
pub struct Ledger {
    store: Arc<dyn Store>,
    key: LogKey,
    known: Mutex<Known>,
}

/// The log as far as it was read.
struct Known {
    chain: Chain,
    rows: HashMap<String, HashMap<RowHash, Vouched>>,
    /// Reports that were acknowledged: they have left the queue, and are no cases.
    acked: HashSet<ReportId>,
    /// Whether the rows of an earlier receiver were all entered into the log.
    is_whole: bool,
    /// Whether the epoch keys of earlier intakes are still to be entered.
    lacks_epochs: bool,
    /// A place that the log must pass.
    noted: Option<Head>,
    /// The breaks of the log, all accepted.
    breaks: Vec<Break>,
}

/// The present digest of a row, and the entry that says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Vouched {
    digest: RowHash,
    seq: u64,
}

/// The store's half for the desk was not opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LedgerError {
    /// The log is shorter than it was, or another one: it was cut off, or an older store was put in
    /// its place.
    #[error("the log ends at entry {end}, but the desk has seen entry {} before", noted.seq)]
    Cut {
        /// The place that was noted down.
        noted: Head,
        /// The position of the log's last entry, or of the entry that differs.
        end: u64,
    },
    /// The store failed, or its log is broken.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Ledger {
    /// Opens the desk's half of a store: reads its log. If an earlier receiver wrote the store, its
    /// rows are entered into the log as they are. `noted` is a place in the log that was noted down
    /// outside of the store.
    ///
    /// # Errors
    ///
    /// Fails if the log is broken, or does not pass the noted place.
    #[tracing::instrument(skip_all, name = "ledger.open")]
    pub async fn open(
        store: Arc<dyn Store>,
        key: LogKey,
        noted: Option<Head>,
        now: Timestamp,
    ) -> Result<Self, LedgerError> {
        let ledger = Self::read(store, key, noted).await?;
        ledger.enter_earlier(now).await?;
        Ok(ledger)
    }

    /// Opens the desk's half of a store as [`open`](Self::open) does, but writes nothing: the rows of
    /// an earlier receiver are in no entry yet.
    ///
    /// # Errors
    ///
    /// Fails if the log is broken, or does not pass the noted place.
    pub async fn read(
        store: Arc<dyn Store>,
        key: LogKey,
        noted: Option<Head>,
    ) -> Result<Self, LedgerError> {
        let ledger = Self {
            store,
            key,
            known: Mutex::new(Known::before(noted, Vec::new())),
        };
        ledger
            .follow_all()
            .await
            .map_err(|error| match (error, noted) {
                (StoreError::Log(Broken(end)), Some(noted)) if end == noted.seq => {
                    LedgerError::Cut { noted, end }
                }
                (error, _) => error.into(),
            })?;
        let known = ledger.known.lock().await;
        let (end, may_end) = (known.chain.head.seq, known.chain.may_end(&ledger.key));
        drop(known);
        if !may_end {
            return Err(broken(Broken(end + 1)).into());
        }
        if let Some(noted) = noted.filter(|noted| noted.seq > end) {
            return Err(LedgerError::Cut { noted, end });
        }
        Ok(ledger)
    }

    /// The last entry of the log that was read.
    pub async fn head(&self) -> Head {
        self.known.lock().await.chain.head
    }

    /// Reads the log on from the last known entry, which must still be there.
    ///
    /// # Errors
    ///
    /// Fails if the store fails, or the log is broken.
    pub async fn follow(&self) -> Result<(), StoreError> {
        let mut known = self.known.lock().await;
        loop {
            let from = known.chain.head;
            let acts = self.store.acts(from.seq.saturating_sub(1), PAGE).await?;
            let mut new = acts.iter();
            if from.seq > 0 && new.next().map(ChainedAct::head) != Some(from) {
                return Err(broken(Broken(from.seq)));
            }
            for act in new {
                known.follow(act, &self.key).map_err(broken)?;
            }
            if acts.len() < PAGE {
                return Ok(());
            }
        }
    }

    /// The first of these rows that is not as the log says.
    async fn untrue(&self, rows: &[RowChange]) -> Option<Untrue> {
        let known = self.known.lock().await;
        rows.iter().find_map(|row| known.untrue(row))
    }

    /// The number of rows of a kind.
    async fn count(&self, kind: &str) -> usize {
        let known = self.known.lock().await;
        known.rows.get(kind).map_or(0, HashMap::len)
    }

    async fn write(&self, batch: Batch) -> Result<(), CommitError> {
        let rows = batch.records.iter().filter_map(digest::of_change);
        let changes = rows.count() + batch.touched().len() + batch.requeued.len();
        if batch.acts.is_empty() && changes > 0 {
            return Err(StoreError::engine("a change has no entry of the log").into());
        }
        let logging = Logging {
            key: self.key.clone(),
            rows: Vec::new(),
            only_after: None,
        };
        self.store.write(batch, logging).await
    }
}

impl Known {
    /// What is known before the first entry of a log with these breaks, all accepted.
    fn before(noted: Option<Head>, breaks: Vec<Break>) -> Self {
        Self {
            chain: Chain::BEGIN,
            rows: HashMap::new(),
            acked: HashSet::new(),
            is_whole: true,
            lacks_epochs: false,
            noted,
            breaks,
        }
    }

    /// Takes the next entry of the log.
    fn follow(&mut self, act: &ChainedAct, key: &LogKey) -> Result<(), Broken> {
        let Some(entry) = self.chain.follow_past(act, key, &self.breaks)? else {
            return Ok(());
        };
        let is_noted = self
            .noted
            .is_none_or(|noted| noted.seq != entry.seq || noted.hash == self.chain.head.hash);
        if !is_noted {
            return Err(Broken(entry.seq));
        }
        self.is_whole = enter::is_whole(&entry).unwrap_or(self.is_whole);
        self.lacks_epochs = enter::lacks_epochs(&entry).unwrap_or(self.lacks_epochs);
        // What is not as the log says is accepted by further entries, which name each row.
        if entry.what == ActName::LogBreak.name() {
            (self.is_whole, self.lacks_epochs) = (true, false);
        }
        if entry.what == ActName::Ack.name() {
            self.acked.extend(entry.case);
        }
        for RowChange(kind, name, digest) in entry.rows {
            let rows = self.rows.entry(kind).or_default();
            let seq = entry.seq;
            match digest {
                Some(digest) => rows.insert(name, Vouched { digest, seq }),
                None => rows.remove(&name),
            };
        }
        Ok(())
    }

    fn untrue(&self, RowChange(kind, name, digest): &RowChange) -> Option<Untrue> {
        let vouched = self.rows.get(kind).and_then(|rows| rows.get(name));
        let fault = match (vouched, digest) {
            (Some(vouched), Some(digest)) if vouched.digest == *digest => return None,
            (None, None) => return None,
            (Some(vouched), Some(_)) => Fault::Changed(vouched.seq),
            (Some(vouched), None) => Fault::Missing(vouched.seq),
            (None, Some(_)) => Fault::Unknown,
        };
        let kind = kind.clone();
        Some(Untrue { kind, fault })
    }
}

/// Logs once that the log does not hold.
fn broken(broken: Broken) -> StoreError {
    tracing::error!(error = %broken, "the store is not to be trusted");
    StoreError::Log(broken)
}
