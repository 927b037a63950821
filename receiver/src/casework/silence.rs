//! Referrals of a child in danger of which another hotline says nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::case::Card;
use model::priority::Priority;
use model::time::Timestamp;
use model::worksheet::Worksheet;
use store::{RecordChange, RecordKind};

use super::hand_off::DANGER_ANSWER_SECONDS;
use super::{CaseError, Casework};

impl Casework {
    /// The change that puts a case into the list of those of which something should be heard, or takes it out; none if it
    /// stays as it is. Notes on the worksheet which it is.
    pub(super) fn awaiting(
        &self,
        card: &Card,
        worksheet: &mut Worksheet,
    ) -> Result<Option<RecordChange>, CaseError> {
        let is_sent = worksheet.silent(Timestamp(u64::MAX)).next().is_some();
        let is_awaited = is_sent && card.priority == Priority::Danger;
        self.listed(
            RecordKind::Awaited,
            card.id,
            &mut worksheet.is_awaited,
            is_awaited,
        )
    }

    /// Counts the referrals of a child in danger of which nothing was heard for too long, for the alerts. They are among
    /// what is due.
    #[tracing::instrument(skip_all, name = "casework.count_silent")]
    pub(crate) async fn count_silent(&self) -> Result<(), CaseError> {
        let by = Timestamp(self.clock.now().0.saturating_sub(DANGER_ANSWER_SECONDS));
        let mut silent = 0;
        for (_, worksheet) in self.in_list(RecordKind::Awaited).await? {
            silent += worksheet.silent(by).count();
        }
        self.silent.store(silent as u64, Ordering::Relaxed);
        Ok(())
    }

    /// The number of these referrals, as of the last count.
    pub(crate) fn silent(&self) -> Arc<AtomicU64> {
        self.silent.clone()
    }
}
