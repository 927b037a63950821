//! Reads the log, one page at a time.

use model::audit::LogEntry;
use model::chain::ChainedAct;

use super::{CaseError, Casework};

/// Number of entries on a page.
const LISTED: u64 = 100;

/// A page of the log.
pub(crate) struct LogPage {
    /// The hash of the log's last entry, in hexadecimal; empty if there is none.
    pub(crate) head: String,
    /// The entries, the newest first.
    pub(crate) entries: Vec<LogEntry>,
    /// The value of `before` for the next page, if there are older entries.
    pub(crate) older: Option<u64>,
}

impl Casework {
    /// The entries before this place in the log, or the newest entries.
    #[tracing::instrument(skip_all, name = "casework.log")]
    pub(crate) async fn log(&self, before: Option<u64>) -> Result<LogPage, CaseError> {
        let last = self.store.last_act().await?;
        let newest = last.as_ref().map_or(0, |last| last.seq);
        let end = before.map_or(newest, |before| newest.min(before.saturating_sub(1)));
        let begin = end.saturating_sub(LISTED);
        let count = usize::try_from(end - begin).unwrap_or(0);
        let acts = self.store.acts(begin, count).await?;
        Ok(LogPage {
            head: last.map_or_else(String::new, |last| last.hash.to_string()),
            entries: acts.iter().rev().map(ChainedAct::shown).collect(),
            older: (begin > 0).then_some(begin + 1),
        })
    }
}
