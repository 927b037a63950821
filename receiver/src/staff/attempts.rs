//! Keeps the counts of attempts at accounts in the store, so that a restart does not forget them.
//! They are one record, written at most once a minute: a wrong login is no write of its own.

use std::collections::BTreeMap;

use store::RecordKind;

use super::Staff;
use super::throttle::Attempts;
use crate::records::{Kept, RecordError};

/// The key of the record.
const KEY: &[u8] = b"logins";

/// The counts by the throttle's keys.
type Counts = BTreeMap<String, Attempts>;

impl Staff {
    /// Counts on from the attempts that were kept.
    #[tracing::instrument(skip_all, name = "staff.restore_attempts")]
    pub(crate) async fn restore_attempts(&self) -> Result<(), RecordError> {
        if let Some(kept) = self.kept_attempts().await? {
            self.throttle.restore(kept.value);
        }
        Ok(())
    }

    /// Keeps the attempts, if they have changed.
    #[tracing::instrument(skip_all, name = "staff.keep_attempts")]
    pub(crate) async fn keep_attempts(&self) -> Result<(), RecordError> {
        let Some(counts) = self.throttle.changed(self.clock.now()) else {
            return Ok(());
        };
        let kept = self.keep(counts).await;
        if kept.is_err() {
            self.throttle.not_kept();
        }
        kept
    }

    async fn keep(&self, counts: Counts) -> Result<(), RecordError> {
        let records = self.records();
        let change = match self.kept_attempts().await? {
            Some(before) => records.put(
                RecordKind::Attempts,
                &Kept {
                    value: counts,
                    ..before
                },
            )?,
            None => records.add(RecordKind::Attempts, KEY, &counts)?,
        };
        self.commit(vec![change], Vec::new()).await
    }

    async fn kept_attempts(&self) -> Result<Option<Kept<Counts>>, RecordError> {
        self.records().get(RecordKind::Attempts, KEY).await
    }
}
