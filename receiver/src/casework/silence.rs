//! Referrals of a child in danger of which another hotline says nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::priority::Priority;
use model::time::Timestamp;
use store::CaseFilter;

use super::due::EARLIEST;
use super::hand_off::DANGER_ANSWER_SECONDS;
use super::{CaseError, Casework};

/// Cases that are read from the store at a time.
const PAGE: usize = 100;

impl Casework {
    /// Counts the referrals of a child in danger of which nothing was heard for too long, for the alerts. They are among
    /// what is due.
    #[tracing::instrument(skip_all, name = "casework.count_silent")]
    pub(crate) async fn count_silent(&self) -> Result<(), CaseError> {
        let now = self.clock.now();
        let by = Timestamp(now.0.saturating_sub(DANGER_ANSWER_SECONDS));
        let mut filter = CaseFilter {
            priority: Some(Priority::Danger),
            due: Some(EARLIEST..=self.today()),
            max: PAGE,
            ..CaseFilter::default()
        };
        let mut silent = 0;
        loop {
            let (cards, next) = self.list(&filter).await?;
            for card in cards {
                // A damaged case is told by another alert.
                let sheet = self.undamaged(card.id).await?;
                let worksheet = sheet.and_then(|sheet| sheet.worksheet);
                silent += worksheet.map_or(0, |worksheet| worksheet.silent(by).count());
            }
            if next.is_none() {
                break;
            }
            filter.after = next;
        }
        self.silent.store(silent as u64, Ordering::Relaxed);
        Ok(())
    }

    /// The number of these referrals, as of the last count.
    pub(crate) fn silent(&self) -> Arc<AtomicU64> {
        self.silent.clone()
    }
}
