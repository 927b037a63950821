//! A log with breaks: how they are found, accepted by the holder of the desk's key, and passed over.

use model::audit::Act;
use model::chain::{Break, ChainedAct, LogKey, Survey};
use model::time::Timestamp;

use super::{Known, Ledger, PAGE, enter};
use crate::{Batch, Log, Logging, Store, StoreError};

/// Reads a whole log, over all entries that do not hold. Returns its breaks, accepted or not.
///
/// # Errors
///
/// Fails if the store fails.
pub async fn breaks(store: &(impl Log + ?Sized), key: &LogKey) -> Result<Vec<Break>, StoreError> {
    let (mut survey, mut after) = (Survey::BEGIN, 0);
    loop {
        let acts = store.acts(after, PAGE).await?;
        for act in &acts {
            survey.take(act, key);
        }
        match acts.last() {
            Some(last) if acts.len() == PAGE => after = last.seq,
            _ => return Ok(survey.end()),
        }
    }
}

/// Enters into the log, in the operator's name, that these breaks are accepted. Nothing of them is changed.
///
/// # Errors
///
/// Fails if the store fails, or if somebody else writes to the log at the same time.
pub async fn accept_breaks(
    store: &dyn Store,
    key: &LogKey,
    breaks: &[Break],
    now: Timestamp,
) -> Result<(), StoreError> {
    if breaks.is_empty() {
        return Ok(());
    }
    let last = store.last_act().await?;
    let acts: Vec<Act> = breaks.iter().map(|it| it.acceptance(now)).collect();
    let batch = Batch {
        acts,
        ..Batch::default()
    };
    let logging = Logging {
        key: key.clone(),
        rows: Vec::new(),
        only_after: last.as_ref().map(|last| last.seq),
    };
    store.write(batch, logging).await.map_err(enter::busy)
}

impl Ledger {
    /// The breaks of the log, all accepted.
    pub async fn breaks(&self) -> Vec<Break> {
        self.known.lock().await.breaks.clone()
    }

    /// Reads the whole log, past breaks that are accepted. The log is surveyed only if it does not hold.
    pub(super) async fn follow_all(&self) -> Result<(), StoreError> {
        let error = match self.follow().await {
            Err(error @ StoreError::Log(_)) => error,
            done => return done,
        };
        let breaks = breaks(&*self.store, &self.key).await?;
        if breaks.is_empty() || breaks.iter().any(|it| it.accepted.is_none()) {
            return Err(error);
        }
        let mut known = self.known.lock().await;
        *known = Known::before(known.noted, breaks);
        drop(known);
        self.follow().await
    }

    /// These entries, but nothing of those in a break, for which nobody vouches.
    pub(super) async fn without_breaks(&self, mut acts: Vec<ChainedAct>) -> Vec<ChainedAct> {
        let known = self.known.lock().await;
        for act in &mut acts {
            if known.breaks.iter().any(|it| it.has(act.seq)) {
                act.json.clear();
            }
        }
        acts
    }
}
