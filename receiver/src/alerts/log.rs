//! What the log of acts tells alerts: failed logins, a changed queue, new accounts and new tokens.

use model::audit::{ActName, LogEntry};
use model::time::Timestamp;
use store::StoreError;

use super::Alerts;
use super::memory::{LogRead, Memory};

/// Entries that are read at once.
const AT_ONCE: usize = 1000;

/// Entries that tell of a queue that somebody else has changed.
const CHANGED: [ActName; 4] = [
    ActName::Refuse,
    ActName::Reorder,
    ActName::EndLease,
    ActName::Vanish,
];

impl Alerts {
    /// Reads the entries since the last look. The first look begins at the end of the log.
    pub(super) async fn read_log(&self, memory: &mut Memory) {
        memory.log.changed = 0;
        memory.log.accounts = 0;
        memory.log.tokens = 0;
        if let Err(error) = self.read_entries(&mut memory.log).await {
            tracing::error!(%error, "alerts cannot read the log of acts");
        }
    }

    async fn read_entries(&self, read: &mut LogRead) -> Result<(), StoreError> {
        let store = &self.parts.store;
        let Some(mut place) = read.place else {
            let last = store.last_act().await?;
            read.place = Some(last.map_or(0, |last| last.seq));
            return Ok(());
        };
        loop {
            let entries = store.acts(place, AT_ONCE).await?;
            for entry in &entries {
                place = entry.seq;
                // A damaged entry is told by `receiver audit verify`.
                if let Ok(entry) = entry.entry() {
                    read.note(&entry, self.parts.clock.now());
                }
            }
            read.place = Some(place);
            if entries.len() < AT_ONCE {
                return Ok(());
            }
        }
    }
}

impl LogRead {
    fn note(&mut self, entry: &LogEntry, now: Timestamp) {
        match &entry.what {
            what if what == ActName::LoginFailed.name() => {
                self.count_failures(now.hour(), attempts(&entry.new));
            }
            what if CHANGED.iter().any(|changed| what == changed.name()) => self.changed += 1,
            what if what == ActName::AccountAdded.name() => self.accounts += 1,
            what if what == ActName::TokenMade.name() => self.tokens += 1,
            _ => {}
        }
    }
}

/// The number of attempts that an entry counts: those under names of no account are one entry.
fn attempts(new: &str) -> u64 {
    let counted = new.rsplit_once("attempts: ");
    counted
        .and_then(|(_, count)| count.parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_entry_can_stand_for_many_attempts() {
        for (new, expected) in [
            ("", 1),
            ("openid", 1),
            ("attempts: 7", 7),
            ("openid, attempts: 12", 12),
        ] {
            assert_eq!(attempts(new), expected, "{new}");
        }
    }
}
